import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { LupaxError } from '../../../server/lupax/errors.ts';
import type { LupaxSession, LupaxToken } from '../../../server/lupax/types.ts';
import { createSecrets } from '../../../server/store/secrets.ts';
import type { LinkRecord, OrganizationRecord, UserDocument } from '../../../server/store/types.ts';
import {
  createSessions,
  describeCredentialContext,
  describeTokenContext,
  type SessionDeps,
} from '../../../server/sync/session.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const DAY_MS = 86_400_000;
const USER = { tenantId: '6f5b1a0e-3c8a-4d27-9c3e-2f1d0b7a4e51', objectId: '0c7b9a52-21d6-4f0e-9b6e-8a4f2f7d1a10' };
const inDays = (days: number) => new Date(NOW + days * DAY_MS).toISOString();

/** A linked user in memory; `lupax` is what Lupax answers. */
function setUp(
  more: { link?: Partial<LinkRecord>; organization?: Partial<OrganizationRecord>; lupax?: Partial<LupaxSession> } = {},
) {
  const secrets = createSecrets({ key: randomBytes(32).toString('base64'), oldKeys: [] });
  const link = {
    state: 'ok',
    user: { name: 'Anna', email: 'anna@example.com' },
    organization: { id: 7, title: 'GmbH' },
    token: secrets.encrypt('first', describeTokenContext(USER)),
    tokenKind: 'unattended',
    tokenExpiresAt: inDays(90),
    timeZone: 'Europe/Berlin',
    interface: { connector: true, enabled: true, onlineMeetings: false },
    ...more.link,
  } as LinkRecord;
  const records = new Map<string, unknown>([['link/self', link]]);
  const document = {
    id: USER,
    get: (collection: string, key: string) => records.get(`${collection}/${key}`),
    commit: async (changes: { collection: string; key: string; value: unknown }[]) => {
      for (const { collection, key, value } of changes) records.set(`${collection}/${key}`, value);
    },
  } as unknown as UserDocument;
  const organization: OrganizationRecord = {
    id: 7,
    tenantId: USER.tenantId,
    clientId: USER.objectId,
    credential: { kind: 'secret', encrypted: secrets.encrypt('s', describeCredentialContext(7)) },
    secretExpiresOn: null,
    enabled: true,
    allowedUsers: null,
    ...more.organization,
  };
  const usedTokens: string[] = [];
  const deps = {
    store: { getOrganization: async () => organization },
    secrets,
    graph: { openMailbox: () => ({}) },
    lupax: {
      openSession: (_id: number, token: string) => {
        usedTokens.push(token);
        return { requestToken: async () => null, ...more.lupax };
      },
    },
    now: () => NOW,
    log: pino({ level: 'silent' }),
  } as unknown as SessionDeps;
  const { openSession } = createSessions(deps);
  return { open: () => openSession(USER, document), document, usedTokens };
}

const LOCKED = { connector: true, enabled: false, onlineMeetings: false };
/** What Lupax says of its interface now. */
const answering = (enabled: boolean) =>
  ({ readInterface: async () => ({ ...LOCKED, enabled, timeZone: 'Europe/Berlin' }) }) as Partial<LupaxSession>;

const stateOf = (document: UserDocument) => document.get('link', 'self')?.state;

describe('the session of a linked user', () => {
  it('uses the stored token', async () => {
    const { open, usedTokens } = setUp();
    expect((await open()).requests).toEqual({ graph: 0, lupax: 0 });
    expect(usedTokens).toEqual(['first']);
  });

  it('replaces the token a month before it ends, once for all who meet', async () => {
    let asked = 0;
    const fresh: LupaxToken = { token: 'second', expiresAt: inDays(120), kind: 'unattended' };
    const requestToken = async () => {
      asked += 1;
      return fresh;
    };
    const { open, document, usedTokens } = setUp({ link: { tokenExpiresAt: inDays(29) }, lupax: { requestToken } });
    await Promise.all([open(), open()]);
    expect(asked).toBe(1);
    expect(usedTokens.at(-1)).toBe('second');
    expect(document.get('link', 'self')).toMatchObject({ state: 'ok', tokenExpiresAt: fresh.expiresAt });
    expect(JSON.stringify(document.get('link', 'self'))).not.toContain('second');
  });

  it('goes on with the old token while Lupax cannot give a new one', async () => {
    const requestToken = async () => {
      throw new LupaxError('unavailable', 'x');
    };
    const { open, document } = setUp({ link: { tokenExpiresAt: inDays(5) }, lupax: { requestToken } });
    await open();
    expect(stateOf(document)).toBe('ok');
  });

  it.each([
    ['has expired', { tokenExpiresAt: inDays(-1) }],
    [
      'was encrypted with a key that is gone',
      { token: createSecrets({ key: randomBytes(32).toString('base64'), oldKeys: [] }).encrypt('x') },
    ],
  ])('ends the sign-in when the token %s', async (_what, link) => {
    const { open, document } = setUp({ link });
    await expect(open()).rejects.toMatchObject({ code: 'sign_in_expired' });
    expect(stateOf(document)).toBe('sign_in_expired');
    expect(document.get('attention', 'sign_in_expired')).toMatchObject({ since: new Date(NOW).toISOString() });
  });

  it('notes when Lupax refuses the token or withdraws the interface', async () => {
    const refusing = (code: 'sign_in_expired' | 'interface_disabled') =>
      setUp({
        lupax: {
          readMe: async () => {
            throw new LupaxError(code, 'x');
          },
        },
      });
    const expired = refusing('sign_in_expired');
    await expect((await expired.open()).lupax.readMe()).rejects.toMatchObject({ code: 'sign_in_expired' });
    expect(stateOf(expired.document)).toBe('sign_in_expired');
    const disabled = refusing('interface_disabled');
    await expect((await disabled.open()).lupax.readMe()).rejects.toMatchObject({ code: 'interface_disabled' });
    expect(disabled.document.get('link', 'self')).toMatchObject({ state: 'ok', interface: { enabled: false } });
  });

  it.each([
    ['sign_in_expired', { link: { state: 'sign_in_expired' as const } }],
    ['interface_disabled', { link: { interface: LOCKED }, lupax: answering(false) }],
    ['microsoft365_not_configured', { organization: { credential: null } }],
    ['microsoft365_not_configured', { organization: { credential: { kind: 'secret' as const, encrypted: 'x' } } }],
    ['microsoft365_disabled', { organization: { enabled: false } }],
    ['microsoft365_disabled', { organization: { allowedUsers: ['bob@example.com'] } }],
    ['microsoft365_disabled', { organization: { tenantId: USER.objectId } }],
  ])('is refused with %s', async (code, more) => {
    await expect(setUp(more).open()).rejects.toMatchObject({ code });
  });

  it('is open again once Lupax says that the interface is released', async () => {
    const { open, document } = setUp({ link: { interface: LOCKED }, lupax: answering(true) });
    await expect(open()).resolves.toBeDefined();
    expect(document.get('link', 'self')?.interface.enabled).toBe(true);
  });

  it('is open without a connector, for projects', async () => {
    const { open } = setUp({ link: { interface: { connector: false, enabled: false, onlineMeetings: false } } });
    await expect(open()).resolves.toBeDefined();
  });
});
