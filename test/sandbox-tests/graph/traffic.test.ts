import { describe, expect, it } from 'vitest';
import { ANNA, BEN, single, useBench } from './support.ts';
import type { Body } from './support.ts';

const bench = useBench();
const get = (id: string, url = `/users/${ANNA}/calendar`, more: object = {}) => ({ id, method: 'GET', url, ...more });
const batch = (requests: unknown[]) => bench.call('/$batch', { method: 'POST', body: { requests } });
const byId = (body: Body) => new Map<string, Body>(body.responses.map((part: Body) => [part.id, part]));

describe('batches', () => {
  it('answer 200 with one answer per part, in any order', async () => {
    const orders = new Set<string>();
    for (let n = 0; n < 6; n++) {
      const { status, body } = await batch(['a', 'b', 'c', 'd'].map((id) => get(id)));
      expect(status).toBe(200);
      orders.add(body.responses.map((part: Body) => part.id).join(''));
      expect([...byId(body).keys()].sort()).toEqual(['a', 'b', 'c', 'd']);
    }
    expect(orders.size).toBeGreaterThan(1);
  });

  it('give each part its own status, headers and preferences', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const { body } = await batch([
      { id: '1', method: 'POST', url: `/users/${ANNA}/events`, headers, body: single('x') },
      get('2', `/users/${ANNA}/events/nonsense`),
      get('3', `/users/${ANNA}/calendar`, { headers: { Prefer: 'IdType="ImmutableId"' } }),
    ]);
    const parts = byId(body);
    expect([parts.get('1').status, parts.get('1').body.subject]).toEqual([201, 'x']);
    expect([parts.get('2').status, parts.get('2').body.error.code]).toEqual([400, 'ErrorInvalidIdMalformed']);
    expect(parts.get('3').body.id).toBe(bench.calendar);
  });

  it('throttle a fifth part on one mailbox, but not on another, and not one after the other', async () => {
    const { body } = await batch(
      ['1', '2', '3', '4', '5'].map((id) => get(id)).concat(get('6', `/users/${BEN}/calendar`)),
    );
    const parts = byId(body);
    const throttled = [...parts.values()].filter((part) => part.status === 429);
    expect(throttled).toHaveLength(1);
    expect(throttled[0].headers['Retry-After']).toMatch(/^\d+\.\d+$/);
    expect(parts.get('6').status).toBe(200);
    const chain = ['1', '2', '3', '4', '5', '6'].map((id, at) =>
      get(id, undefined, at > 0 ? { dependsOn: [String(at)] } : {}),
    );
    expect([...byId((await batch(chain)).body).values()].every((part) => part.status === 200)).toBe(true);
  });

  it('do not run what depends on a failure', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const { body } = await batch([
      get('1', `/users/${ANNA}/events/nonsense`),
      { id: '2', method: 'POST', url: `/users/${ANNA}/events`, headers, body: single('x'), dependsOn: ['1'] },
    ]);
    expect(byId(body).get('2').status).toBe(424);
    expect(bench.control.events(ANNA)).toEqual([]);
  });

  it('are refused as a whole when malformed', async () => {
    for (const requests of [
      Array.from({ length: 21 }, (_, at) => get(String(at))),
      [get('a'), get('A')],
      [get('1', 'https://graph.microsoft.com/v1.0/users')],
      [get('1', '/$batch')],
      [get('1', undefined, { dependsOn: ['9'] })],
      [{ id: '1', method: 'POST', url: `/users/${ANNA}/events`, body: single('x') }],
    ]) {
      const { status, body } = await batch(requests);
      expect([status, body.error?.code]).toEqual([400, 'BadRequest']);
    }
  });
});

describe('throttling', () => {
  it('refuses a fifth request at the same time on one mailbox', async () => {
    // Long enough for all of them to arrive on a busy machine.
    bench.control.setLatency(100);
    const statuses = await Promise.all(
      Array.from({ length: 12 }, async () => (await bench.call(`/users/${ANNA}/calendar`)).status),
    );
    expect(bench.control.peakConcurrency()).toBeGreaterThan(4);
    expect(statuses).toContain(429);
    expect(statuses).toContain(200);
  });

  it('lets four at a time through', async () => {
    for (let n = 0; n < 10; n++) {
      const four = await Promise.all(Array.from({ length: 4 }, () => bench.call(`/users/${ANNA}/calendar`)));
      expect(four.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    }
    expect(bench.control.peakConcurrency()).toBeLessThanOrEqual(4);
  });

  it('refuses more than 10,000 requests in ten minutes of its clock', async () => {
    bench.control.setLatency(0);
    const chain = Array.from({ length: 20 }, (_, at) =>
      get(String(at + 1), undefined, at > 0 ? { dependsOn: [String(at)] } : {}),
    );
    for (let n = 0; n < 500; n++) await batch(chain);
    const { status, headers, body } = await bench.call(`/users/${ANNA}/calendar`);
    expect([status, body.error.code]).toEqual([429, 'ApplicationThrottled']);
    expect(headers.get('retry-after')).toMatch(/^\d+\.\d+$/);
    expect((await bench.call(`/users/${BEN}/calendar`)).status).toBe(200);
    bench.clock.ms += Math.ceil(Number(headers.get('retry-after')) * 1000);
    expect((await bench.call(`/users/${ANNA}/calendar`)).status).toBe(200);
  });
});

describe('faults', () => {
  const path = `/users/${ANNA}/calendar`;

  it('strike as often as they are told, after as many as they are told', async () => {
    bench.control.faults.add({
      match: { method: 'GET', url: '/calendar' },
      kind: 'status',
      status: 503,
      retryAfter: 2,
      times: 2,
      after: 1,
    });
    const answers = [];
    for (let n = 0; n < 4; n++) answers.push(await bench.call(path));
    expect(answers.map((answer) => answer.status)).toEqual([200, 503, 503, 200]);
    expect(answers[1]!.headers.get('retry-after')).toBe('2');
  });

  it('strike whom they match only, until they are taken away', async () => {
    const fault = bench.control.faults.add({ match: { oid: BEN }, kind: 'bodyless', status: 502, times: Infinity });
    expect((await bench.call(path)).status).toBe(200);
    const struck = await bench.call(`/users/${BEN}/calendar`);
    expect([struck.status, struck.body]).toEqual([502, '']);
    expect(fault.hits).toBe(1);
    fault.remove();
    expect((await bench.call(`/users/${BEN}/calendar`)).status).toBe(200);
  });

  it('cut the connection before, or lose the answer after the request was carried out', async () => {
    const post = () => bench.call(`/users/${ANNA}/events`, { method: 'POST', body: single('x') });
    bench.control.faults.add({ match: { method: 'POST' }, kind: 'cutConnection' });
    await expect(post()).rejects.toThrow();
    expect(bench.control.events(ANNA)).toHaveLength(0);
    bench.control.faults.add({ match: { method: 'POST' }, kind: 'lostAnswer' });
    await expect(post()).rejects.toThrow();
    expect(bench.control.events(ANNA)).toHaveLength(1);
    expect(bench.control.requests.map((request) => request.status)).toEqual([0, 0]);
  });

  it('break the JSON, delay and stall', async () => {
    bench.control.faults.add({ match: {}, kind: 'brokenJson' });
    await expect(bench.call(path)).rejects.toThrow(SyntaxError);
    bench.control.faults.add({ match: {}, kind: 'delay', ms: 60 });
    const begin = performance.now();
    expect((await bench.call(path)).status).toBe(200);
    expect(performance.now() - begin).toBeGreaterThan(50);
    bench.control.faults.add({ match: {}, kind: 'stall' });
    const stalled = fetch(`${bench.url}/v1.0${path}`, {
      headers: { Authorization: 'Bearer good.to.ken' },
      signal: AbortSignal.timeout(100),
    });
    await expect(stalled).rejects.toThrow(/timeout/i);
  });

  it('strike single parts of a batch, or the batch as a whole', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const create = { id: '2', method: 'POST', url: `/users/${ANNA}/events`, headers, body: single('x') };
    bench.control.faults.add({ match: { url: /events/ }, kind: 'batchPart429', retryAfter: 7 });
    const parts = byId((await batch([get('1'), create])).body);
    expect([parts.get('1').status, parts.get('2').status, parts.get('2').headers['Retry-After']]).toEqual([
      200,
      429,
      '7',
    ]);
    bench.control.faults.add({ match: { url: '/events' }, kind: 'lostAnswer' });
    await expect(batch([get('1'), create])).rejects.toThrow();
    expect(bench.control.events(ANNA)).toHaveLength(1);
    bench.control.faults.add({ match: { url: '/$batch' }, kind: 'status', status: 503 });
    expect((await batch([get('1'), create])).status).toBe(503);
    expect(bench.control.events(ANNA)).toHaveLength(1);
    bench.control.faults.add({ match: { url: '/$batch' }, kind: 'lostAnswer' });
    await expect(batch([create])).rejects.toThrow();
    expect(bench.control.events(ANNA)).toHaveLength(2);
  });
});

describe('the log', () => {
  it('holds every request and tells writes from reads, batches included', async () => {
    const headers = { 'Content-Type': 'application/json' };
    await bench.call(`/users/${ANNA}/events`);
    await batch([get('1'), { id: '2', method: 'POST', url: `/users/${ANNA}/events`, headers, body: single('x') }]);
    const schedule = { schedules: ['anna@contoso.test'], startTime: single('').start, endTime: single('').end };
    await bench.call(`/users/${ANNA}/calendar/getSchedule`, { method: 'POST', body: schedule });
    const log = bench.control.requests.map(({ method, oid, status, parts }) => [
      method,
      oid,
      status,
      parts?.length ?? 0,
    ]);
    expect(log).toEqual([
      ['GET', ANNA, 200, 0],
      ['POST', null, 200, 2],
      ['POST', ANNA, 200, 0],
    ]);
    expect(bench.control.writes()).toMatchObject([{ method: 'POST', url: `/users/${ANNA}/events`, status: 201 }]);
    bench.control.clearLog();
    expect(bench.control.writes()).toEqual([]);
  });

  it('dates answers by the sandbox’s clock, skewed on request', async () => {
    const dateOf = async () => Date.parse((await bench.call(`/users/${ANNA}`)).headers.get('date')!);
    expect(await dateOf()).toBe(bench.clock.ms);
    bench.control.setClockSkew(600_000);
    expect(await dateOf()).toBe(bench.clock.ms + 600_000);
  });
});
