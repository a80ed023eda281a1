import type { Accounts } from '../../accounts/index.ts';
import { defineEndpoint, ok, type Endpoint } from '../endpoint.ts';
import { calendar, calendarParams, calendarPatch } from '../schemas/calendars.ts';
import { z } from '../schemas/zod.ts';

export function describeCalendars(accounts: Accounts): Endpoint[] {
  return [
    defineEndpoint({
      method: 'get',
      path: '/api/me/calendars',
      tag: 'calendars',
      summary: "The mailbox's calendars as Outlook shows them now",
      access: 'microsoft365',
      answers: [{ status: 200, description: 'All calendars', schema: z.array(calendar) }],
      problems: ['graph_unavailable'],
      handle: async ({ user }) => ok(await accounts.calendars.list(user)),
    }),
    defineEndpoint({
      method: 'patch',
      path: '/api/me/calendars/:id',
      tag: 'calendars',
      summary: 'Choose in which direction a calendar is synchronised; starts no sync',
      access: 'microsoft365',
      params: calendarParams,
      body: calendarPatch,
      answers: [{ status: 200, description: 'The calendar', schema: calendar }],
      problems: ['not_found', 'direction_not_allowed', 'second_target', 'graph_unavailable'],
      handle: async ({ user, params, body }) =>
        ok(await accounts.calendars.setDirection(user, params.id, body.direction)),
    }),
  ];
}
