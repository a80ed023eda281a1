import type { Accounts } from '../../accounts/index.ts';
import { defineEndpoint, ok, type Endpoint } from '../endpoint.ts';
import { project } from '../schemas/common.ts';
import {
  attention,
  entriesQuery,
  entry,
  paneEntry,
  paneExplanation,
  paneParams,
  panePatch,
  projectsQuery,
} from '../schemas/entries.ts';
import { z } from '../schemas/zod.ts';

export function describeEntries(accounts: Accounts): Endpoint[] {
  return [
    defineEndpoint({
      method: 'get',
      path: '/api/me/attention',
      tag: 'entries',
      summary: 'What the user has to look at',
      access: 'link',
      answers: [{ status: 200, description: 'Newest first', schema: z.array(attention) }],
      handle: async ({ user, language }) => ok(await accounts.attention.list(user, language)),
    }),
    defineEndpoint({
      method: 'get',
      path: '/api/me/entries',
      tag: 'entries',
      summary: 'Both sides together, each entry once',
      access: 'link',
      query: entriesQuery,
      answers: [{ status: 200, description: 'By start', schema: z.array(entry) }],
      handle: async ({ user, query }) => ok(await accounts.entries.list(user, query)),
    }),
    defineEndpoint({
      method: 'get',
      path: '/api/me/projects',
      tag: 'entries',
      summary: 'The Lupax projects an event can be given in the appointment pane',
      access: 'microsoft365',
      query: projectsQuery,
      answers: [{ status: 200, description: 'By title', schema: z.array(project) }],
      problems: ['lupax_unavailable'],
      handle: async ({ user, query }) => ok(await accounts.projects.list(user, query.query)),
    }),
    defineEndpoint({
      method: 'get',
      path: '/api/me/entries/:eventId',
      tag: 'entries',
      summary: 'One Outlook event for the appointment pane; Office.js and REST ids are understood, too',
      access: 'microsoft365',
      params: paneParams,
      answers: [{ status: 200, description: 'The event in Lupax', schema: paneEntry }],
      problems: ['not_found', 'graph_unavailable', 'lupax_unavailable'],
      handle: async ({ user, params }) => ok(await accounts.pane.read(user, params.eventId)),
    }),
    defineEndpoint({
      method: 'get',
      path: '/api/me/entries/:eventId/explanation',
      tag: 'entries',
      summary: 'Why one Outlook event is in Lupax or not, and as visible as it is',
      access: 'microsoft365',
      params: paneParams,
      answers: [{ status: 200, description: 'As far as it is known', schema: paneExplanation }],
      problems: ['not_found', 'graph_unavailable', 'lupax_unavailable'],
      handle: async ({ user, params }) => ok(await accounts.pane.explain(user, params.eventId)),
    }),
    defineEndpoint({
      method: 'patch',
      path: '/api/me/entries/:eventId',
      tag: 'entries',
      summary: 'Keep the event out of Lupax, give it a project, or raise its visibility',
      access: 'microsoft365',
      params: paneParams,
      body: panePatch,
      answers: [{ status: 200, description: 'The event in Lupax', schema: paneEntry }],
      problems: [
        'not_found',
        'not_in_sync',
        'visibility_only_raised',
        'read_only',
        'changed_meanwhile',
        'has_attendees',
        'graph_unavailable',
        'lupax_unavailable',
      ],
      handle: async ({ user, params, body }) => ok(await accounts.pane.change(user, params.eventId, body)),
    }),
  ];
}
