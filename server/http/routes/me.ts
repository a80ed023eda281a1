import type { Accounts } from '../../accounts/index.ts';
import { accepted, defineEndpoint, noContent, ok, type Endpoint } from '../endpoint.ts';
import { runStarted } from '../schemas/common.ts';
import { linkRequest, me, unlinkQuery } from '../schemas/me.ts';

export function describeMe(accounts: Accounts): Endpoint[] {
  return [
    defineEndpoint({
      method: 'get',
      path: '/api/me',
      tag: 'me',
      summary: 'Who is signed in, the link to Lupax, and whether calendars can be synchronised',
      access: 'user',
      answers: [{ status: 200, description: 'The signed-in user', schema: me }],
      handle: async ({ user }) => ok(await accounts.me.read(user)),
    }),
    defineEndpoint({
      method: 'put',
      path: '/api/me/link',
      tag: 'me',
      summary: "Link the signed-in user's own mailbox with a Lupax account; starts no sync",
      access: 'user',
      body: linkRequest,
      answers: [{ status: 200, description: 'Linked; the answer of GET /api/me', schema: me }],
      problems: [
        'lupax_credentials',
        'organization_required',
        'organization_unknown',
        'interface_disabled',
        'tenant_mismatch',
        'lupax_unavailable',
        'too_many_requests',
      ],
      async handle({ user, body, address }) {
        await accounts.link.link(user, body, address);
        return ok(await accounts.me.read(user));
      },
    }),
    defineEndpoint({
      method: 'delete',
      path: '/api/me/link',
      tag: 'me',
      summary: 'Unlink, and keep or take back the copies on both sides',
      access: 'link',
      query: unlinkQuery,
      answers: [
        { status: 204, description: 'Unlinked, copies kept' },
        { status: 202, description: 'Copies are being taken back', schema: runStarted },
      ],
      problems: ['run_in_progress', 'too_many_requests'],
      async handle({ user, query }) {
        if (query.copies === 'keep') {
          await accounts.unlink.keepCopies(user);
          return noContent();
        }
        await accounts.gates.pass('microsoft365', () => user);
        return accepted({ runId: await accounts.unlink.removeCopies(user) });
      },
    }),
  ];
}
