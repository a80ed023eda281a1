import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { APP, error, openMailbox, startFakeGraph, token } from './fake-graph.ts';
import type { FakeGraph, Reply, Route } from './fake-graph.ts';

let fake: FakeGraph | undefined;
afterEach(async () => {
  await fake?.close();
  fake = undefined;
});

const start = async (route: Route, entra?: () => Reply): Promise<FakeGraph> => {
  fake = await startFakeGraph(route, entra);
  return fake;
};
const calendars: Reply = { json: { value: [{ id: 'c', name: 'Calendar', canEdit: true, isDefaultCalendar: true }] } };
/** Answers with the first replies in turn, and with the calendars afterwards. */
const inTurn = (...replies: Reply[]): Route => {
  const left = [...replies];
  return () => left.shift() ?? calendars;
};

describe('signing in', () => {
  it('asks Entra at the configured host once for many calls', async () => {
    const graph = await start(() => calendars);
    const { mailbox, counted } = openMailbox(graph);
    await Promise.all([mailbox.listCalendars(), mailbox.listCalendars(), mailbox.listCalendars()]);
    expect(graph.tokenRequests).toHaveLength(1);
    expect(Object.fromEntries(graph.tokenRequests[0] ?? [])).toMatchObject({
      grant_type: 'client_credentials',
      client_id: APP.clientId,
      scope: expect.stringContaining('https://graph.microsoft.com/.default'),
    });
    expect(graph.requests[0]?.headers.authorization).toMatch(/^Bearer \S+$/);
    expect(graph.requests[0]?.headers.prefer).toBe('IdType="ImmutableId"');
    expect(counted()).toBe(3);
  });

  it.each([
    ['is used until five minutes before its end', 3_600, 1],
    ['is asked for again with the next call when it ends sooner', 200, 2],
  ])('a token %s', async (_behaviour, seconds, asked) => {
    const reply = token();
    const graph = await start(
      () => calendars,
      () => ({ ...reply, json: { ...(reply.json as object), expires_in: seconds } }),
    );
    const { mailbox } = openMailbox(graph);
    await mailbox.listCalendars();
    await mailbox.listCalendars();
    expect(graph.tokenRequests).toHaveLength(asked);
  });

  it("names Entra's codes when the app is refused", async () => {
    const refusal: Reply = {
      status: 401,
      json: { error: 'invalid_client', error_description: 'AADSTS7000215: …', error_codes: [7000215] },
    };
    const { mailbox, counted } = openMailbox(
      await start(
        () => calendars,
        () => refusal,
      ),
    );
    await expect(mailbox.listCalendars()).rejects.toMatchObject({
      code: 'unauthorized',
      facts: { entraCodes: [7000215] },
    });
    expect(counted()).toBe(0);
  });

  it.each<[string, Reply]>([
    ['breaks', { status: 503, text: '' }],
    ['answers HTML', { status: 200, text: '<html>' }],
    ['refuses without JSON', { status: 400, text: 'Bad Request' }],
    ['answers no token', { status: 200, json: {} }],
    ['cuts the connection', { cut: true, text: 'xxxxxxxx' }],
  ])('is unavailable when Entra %s', async (_, reply) => {
    const { mailbox } = openMailbox(
      await start(
        () => calendars,
        () => reply,
      ),
    );
    await expect(mailbox.listCalendars()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('gets over one passing failure of Entra', async () => {
    const replies = [{ status: 503, headers: { 'Retry-After': '3' } }, token()];
    const { mailbox, clock } = openMailbox(
      await start(
        () => calendars,
        () => replies.shift() ?? token(),
      ),
    );
    await expect(mailbox.listCalendars()).resolves.toHaveLength(1);
    expect(clock.sleeps).toEqual([3010]);
  });

  it('takes a new token once when Graph refuses the first', async () => {
    const graph = await start(inTurn(error(401, 'InvalidAuthenticationToken')));
    const { mailbox } = openMailbox(graph);
    await expect(mailbox.listCalendars()).resolves.toHaveLength(1);
    expect(graph.tokenRequests).toHaveLength(2);
    expect(graph.requests[0]?.headers.authorization).not.toBe(graph.requests[1]?.headers.authorization);
  });

  it('is unauthorized when Graph refuses the new token too', async () => {
    const graph = await start(() => error(401, 'InvalidAuthenticationToken'));
    await expect(openMailbox(graph).mailbox.listCalendars()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(graph.requests).toHaveLength(2);
  });

  it('reads the roles of the token, and none where there are none', async () => {
    const graph = await start(
      () => calendars,
      () => token({ roles: ['Calendars.ReadWrite'] }),
    );
    await expect(openMailbox(graph).mailbox.readRoles()).resolves.toEqual(['Calendars.ReadWrite']);
    await graph.close();
    await expect(openMailbox(await start(() => calendars)).mailbox.readRoles()).resolves.toEqual([]);
  });

  it('refuses a PEM without a certificate before anybody is asked', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const graph = await start(() => calendars);
    const { mailbox } = openMailbox(graph, { ...APP, credential: { kind: 'certificate', pem } });
    await expect(mailbox.listCalendars()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(graph.tokenRequests).toHaveLength(0);
  });
});
