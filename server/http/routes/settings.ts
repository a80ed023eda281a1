import type { Accounts } from '../../accounts/index.ts';
import { defineEndpoint, ok, type Endpoint } from '../endpoint.ts';
import { projectOwner, settings, settingsPatch } from '../schemas/settings.ts';
import { z } from '../schemas/zod.ts';

export function describeSettings(accounts: Accounts): Endpoint[] {
  return [
    defineEndpoint({
      method: 'get',
      path: '/api/me/settings',
      tag: 'settings',
      summary: "The user's settings",
      access: 'link',
      answers: [{ status: 200, description: 'Settings', schema: settings }],
      handle: async ({ user }) => ok(await accounts.settings.read(user)),
    }),
    defineEndpoint({
      method: 'patch',
      path: '/api/me/settings',
      tag: 'settings',
      summary: 'Change some of the settings; starts no sync',
      access: 'link',
      body: settingsPatch,
      answers: [{ status: 200, description: 'All settings', schema: settings }],
      handle: async ({ user, body }) => ok(await accounts.settings.change(user, body)),
    }),
    defineEndpoint({
      method: 'get',
      path: '/api/me/project-owners',
      tag: 'settings',
      summary: 'The Lupax users whose projects the setting projectsOf can name',
      access: 'microsoft365',
      answers: [{ status: 200, description: 'By name', schema: z.array(projectOwner) }],
      handle: async ({ user }) => ok(await accounts.projectOwners.list(user)),
    }),
  ];
}
