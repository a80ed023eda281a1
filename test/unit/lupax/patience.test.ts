import { afterEach, describe, expect, it } from 'vitest';
import { choosePauseMs, readRetryAfterMs } from '../../../server/lupax/retry.ts';
import { createAppointmentJson, createContent, startFakeLupax } from './fake-lupax.ts';
import type { FakeAnswer, FakeLupax } from './fake-lupax.ts';

const OK = { body: createAppointmentJson() };
const CREATED = { status: 201, body: createAppointmentJson() };

describe('a Lupax that does not answer well', () => {
  let lupax: FakeLupax;
  afterEach(() => lupax.stop());

  const start = async (answers: FakeAnswer[], fallback: FakeAnswer = OK, options = {}): Promise<void> => {
    lupax = await startFakeLupax((_request, index) => answers[index] ?? fallback, options);
  };

  it.each([
    ['says 503', { status: 503 }],
    ['ends the connection', { cut: true }],
    ['answers without a body', {}],
    ['answers half of its JSON', { text: '{"id":42,"revi' }],
    ['answers a page of HTML', { text: '<html>gateway</html>' }],
  ])('is asked again when it %s', async (_what, answer) => {
    await start([answer]);
    expect((await lupax.session.readAppointment(42))?.id).toBe(42);
    expect(lupax.requests).toHaveLength(2);
  });

  it.each([
    ['500', { status: 500 }, 5],
    ['nothing', { cut: true }, 3],
    ['a broken body', { text: '{' }, 3],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 1],
    ['an appointment of somebody else', { body: createAppointmentJson({ id: 43 }) }, 1],
  ])('is unavailable when it answers %s all the time', async (_what, answer, tries) => {
    await start([], answer);
    await expect(lupax.session.readAppointment(42)).rejects.toMatchObject({ name: 'LupaxError', code: 'unavailable' });
    expect(lupax.requests).toHaveLength(tries);
  });

  it('is unavailable when it takes too long', async () => {
    await start([], { hang: true }, { timeoutMs: 30 });
    await expect(lupax.session.readAppointment(42)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('is left alone as long as it asks for with Retry-After, also for calls that are not repeatable', async () => {
    await start([{ status: 429, headers: { 'retry-after': '7' } }], { status: 201, body: { token: 't' } });
    expect(await lupax.session.requestToken()).toMatchObject({ token: 't', expiresAt: null });
    expect(lupax.pausesMs).toEqual([7000]);
  });

  it('is given up when it asks for more patience than a sync has', async () => {
    await start([], { status: 429, headers: { 'retry-after': '40' } });
    await expect(lupax.session.readMe()).rejects.toMatchObject({ code: 'unavailable', facts: { status: 429 } });
    expect(lupax.pausesMs).toEqual([40_000]);
  });

  it('gets a create again with the same key and the same body when its answer was lost', async () => {
    await start([{ cut: true }, { status: 502 }], CREATED);
    const { appointment, deleted } = await lupax.session.createAppointment(createContent(), 'key-1');
    expect([appointment.id, deleted]).toEqual([42, false]);
    expect(new Set(lupax.requests.map(({ headers }) => headers['idempotency-key']))).toEqual(new Set(['key-1']));
    expect(lupax.requests.map(({ body }) => body)).toEqual([0, 1, 2].map(() => lupax.requests[0]?.body));
  });

  it('is asked again while it still works on a create whose answer was lost', async () => {
    await start([{ cut: true }, { status: 409 }], CREATED);
    expect((await lupax.session.createAppointment(createContent(), 'key-1')).appointment.id).toBe(42);
  });

  it('refuses a create with 409 once and for all when no answer was lost', async () => {
    await start([], { status: 409, body: { error: { code: 'conflict', message: 'Titel' } } });
    const creating = lupax.session.createAppointment(createContent(), 'key-1');
    await expect(creating).rejects.toMatchObject({ code: 'refused', facts: { status: 409, lupaxCode: 'conflict' } });
    expect(lupax.requests).toHaveLength(1);
  });

  it('may have carried out a replacement whose answer was lost: its 412 comes to light', async () => {
    await start([{ cut: true }], { status: 412 });
    const replacing = lupax.session.replaceAppointment(42, 3, createContent());
    await expect(replacing).rejects.toMatchObject({ code: 'changed_meanwhile' });
    expect(lupax.requests.map(({ headers }) => headers['if-match'])).toEqual(['"3"', '"3"']);
  });

  it('may have carried out a deletion whose answer was lost: its 404 is success', async () => {
    lupax = await startFakeLupax(({ url }, index) => {
      if (url.endsWith('/office365')) return { body: { enabled: 1, online_meetings: 0, time_zone: 'Europe/Berlin' } };
      return index === 0 ? { cut: true } : { status: 404 };
    });
    await expect(lupax.session.deleteAppointment(42, 3)).resolves.toBeUndefined();
  });

  it('is not signed in to a second time by itself', async () => {
    await start([], { cut: true });
    await expect(lupax.connector.signIn('a@b.c', 'x')).rejects.toMatchObject({ code: 'unavailable' });
    expect(lupax.requests).toHaveLength(1);
  });

  it('costs every request that is sent, repeated ones too', async () => {
    await start([{ status: 503 }, { cut: true }]);
    let requests = 0;
    await lupax.connector.openSession(7, 'token', { onRequest: () => (requests += 1) }).readAppointment(42);
    expect(requests).toBe(3);
  });

  it('is not waited for when the server stops', async () => {
    const stop = new AbortController();
    await start([], { hang: true }, { signal: stop.signal });
    const reading = lupax.session.readMe();
    const refused = expect(reading).rejects.toMatchObject({ code: 'unavailable' });
    await expect.poll(() => lupax.requests.length, { timeout: 10_000 }).toBe(1);
    stop.abort();
    await refused;
    expect(lupax.requests).toHaveLength(1);
  });

  it('gets at most 6 requests at a time from one session', async () => {
    let running = 0;
    let most = 0;
    lupax = await startFakeLupax(async ({ url }) => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 10));
      running -= 1;
      return { body: createAppointmentJson({ id: Number(url.split('/').at(-1)) }) };
    });
    await Promise.all(Array.from({ length: 20 }, (_none, index) => lupax.session.readAppointment(index + 1)));
    expect(most).toBe(6);
  });

  it('leaves no title, note or token in the errors and in the log', async () => {
    const lines: unknown[] = [];
    const log = { warn: (...line: unknown[]) => void lines.push(line) };
    const answer = { status: 503, body: { error: { code: 'Geheim Titel', message: 'Geheim' } } };
    await start([], answer, { log });
    const error: unknown = await lupax.session
      .createAppointment(createContent({ title: 'Geheim' }), 'k')
      .catch((e) => e);
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify([lines, error, String(error)])).not.toMatch(/Geheim|token/);
  });
});

describe('the choice of a pause', () => {
  const first = { count: 1, waitedMs: 0, earlierUnanswered: false };
  const choose = (outcome: Parameters<typeof choosePauseMs>[0], repeatable: boolean, tries = first): number | null =>
    choosePauseMs(outcome, repeatable, tries, () => 0.5);

  it('repeats nothing that could be carried out twice', () => {
    expect(choose({ answered: false, reason: 'ECONNRESET' }, false)).toBeNull();
    expect(choose({ answered: true, status: 500, retryAfterMs: null }, false)).toBeNull();
  });

  it('grows from try to try', () => {
    const unwell = { answered: true, status: 500, retryAfterMs: null } as const;
    expect([1, 2, 3, 4].map((count) => choose(unwell, true, { ...first, count }))).toEqual([300, 600, 1200, 2400]);
    expect(choose(unwell, true, { ...first, count: 5 })).toBeNull();
  });

  it.each([400, 401, 403, 404, 409, 410, 412, 422])('takes a %i for an answer', (status) => {
    expect(choose({ answered: true, status, retryAfterMs: 0 }, true)).toBeNull();
  });

  it.each([
    ['3', 3000],
    ['0', 0],
    ['Mon, 03 Aug 2026 07:00:09 GMT', 9000],
    ['Mon, 03 Aug 2026 06:00:00 GMT', 0],
    ['soon', null],
    [null, null],
  ])('reads Retry-After %j as %j ms', (header, pauseMs) => {
    expect(readRetryAfterMs(header, Date.parse('2026-08-03T07:00:00Z'))).toBe(pauseMs);
  });
});
