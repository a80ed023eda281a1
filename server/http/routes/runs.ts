import type { Accounts } from '../../accounts/index.ts';
import { accepted, defineEndpoint, ok, type Endpoint } from '../endpoint.ts';
import { streamProgress } from '../progress-stream.ts';
import { runStarted } from '../schemas/common.ts';
import {
  conflictDecision,
  conflictParams,
  proposal,
  run,
  runParams,
  runSummary,
  syncQuery,
  syncState,
} from '../schemas/runs.ts';
import { z } from '../schemas/zod.ts';

const started = [{ status: 202, description: 'Goes on in the background', schema: runStarted }];

/** @param stopping aborts when the server stops */
export function describeRuns(accounts: Accounts, stopping?: AbortSignal): Endpoint[] {
  const { runs } = accounts;
  return [
    defineEndpoint({
      method: 'get',
      path: '/api/me/sync-state',
      tag: 'runs',
      summary: 'Whether something runs, when it last went well, and when it goes on by itself',
      access: 'link',
      answers: [{ status: 200, description: 'Where the synchronisation stands', schema: syncState }],
      handle: async ({ user }) => ok(await accounts.syncState.read(user)),
    }),
    defineEndpoint({
      method: 'post',
      path: '/api/me/sync',
      tag: 'runs',
      summary: 'Synchronise now, or show what would be done',
      access: 'microsoft365',
      query: syncQuery,
      answers: started,
      problems: ['run_in_progress', 'paused', 'too_many_requests'],
      handle: async ({ user, query }) => accepted({ runId: await runs.start(user, query) }),
    }),
    defineEndpoint({
      method: 'post',
      path: '/api/me/preview',
      tag: 'runs',
      summary: 'Show what choices would do that are not saved yet: a dry run that goes by them',
      access: 'microsoft365',
      body: proposal,
      answers: started,
      problems: ['run_in_progress', 'paused', 'too_many_requests'],
      handle: async ({ user, body }) => accepted({ runId: await runs.preview(user, body) }),
    }),
    defineEndpoint({
      method: 'get',
      path: '/api/me/runs',
      tag: 'runs',
      summary: 'The latest runs, newest first, at most 100, without their operations',
      // The record of a removal is readable until the next link.
      access: 'user',
      answers: [{ status: 200, description: 'Runs', schema: z.array(runSummary) }],
      problems: ['not_linked'],
      handle: async ({ user, language }) => ok(await runs.list(user, language)),
    }),
    defineEndpoint({
      method: 'get',
      path: '/api/me/runs/:id',
      tag: 'runs',
      summary: 'One run with its operations',
      access: 'user',
      params: runParams,
      answers: [{ status: 200, description: 'The run', schema: run }],
      problems: ['not_linked', 'not_found'],
      handle: async ({ user, params, language }) => ok(await runs.read(user, params.id, language)),
    }),
    defineEndpoint({
      method: 'get',
      path: '/api/me/runs/:id/progress',
      tag: 'runs',
      summary: 'Server-sent events: `progress` with `{done,total}`, and last `end` with the run',
      access: 'user',
      params: runParams,
      answers: [{ status: 200, description: 'Events', schema: z.string(), mediaType: 'text/event-stream' }],
      problems: ['not_linked', 'not_found'],
      async handle({ user, params, language }) {
        // Refusals are answered before the stream begins.
        await runs.read(user, params.id, language);
        return { stream: streamProgress(runs, user, params.id, language, stopping) };
      },
    }),
    defineEndpoint({
      method: 'post',
      path: '/api/me/runs/:id/approve',
      tag: 'runs',
      summary: 'Carry out what the brake holds back, after observing again',
      access: 'microsoft365',
      params: runParams,
      answers: started,
      problems: ['not_found', 'run_not_waiting', 'run_in_progress', 'too_many_requests'],
      handle: async ({ user, params }) => accepted({ runId: await runs.approve(user, params.id) }),
    }),
    defineEndpoint({
      method: 'post',
      path: '/api/me/runs/:id/discard',
      tag: 'runs',
      summary: 'Leave the entries that the brake holds back as they are on both sides',
      access: 'link',
      params: runParams,
      answers: [{ status: 200, description: 'The run', schema: run }],
      problems: ['not_found', 'run_not_waiting'],
      async handle({ user, params, language }) {
        await runs.discard(user, params.id);
        return ok(await runs.read(user, params.id, language));
      },
    }),
    defineEndpoint({
      method: 'post',
      path: '/api/me/runs/:id/conflicts/:index',
      tag: 'runs',
      summary: 'Decide whose values of a conflict stand; the next synchronisation carries them over',
      access: 'microsoft365',
      params: conflictParams,
      body: conflictDecision,
      answers: [{ status: 200, description: 'The run', schema: run }],
      problems: [
        'not_found',
        'already_decided',
        'changed_meanwhile',
        'read_only',
        'paused',
        'run_in_progress',
        'graph_unavailable',
        'lupax_unavailable',
      ],
      async handle({ user, params, body, language }) {
        await accounts.conflicts.decide(user, params.id, params.index, body.keep);
        return ok(await runs.read(user, params.id, language));
      },
    }),
    defineEndpoint({
      method: 'post',
      path: '/api/me/runs/:id/undo',
      tag: 'runs',
      summary: 'Restore what the run wrote, and pause the synchronisation',
      access: 'microsoft365',
      params: runParams,
      answers: started,
      problems: ['not_found', 'already_undone', 'run_in_progress', 'too_many_requests'],
      handle: async ({ user, params }) => accepted({ runId: await runs.undo(user, params.id) }),
    }),
  ];
}
