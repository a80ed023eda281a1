import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MEETING, startCompany } from './setup.ts';
import type { Company } from './setup.ts';

let lupax: Company;
beforeEach(async () => void (lupax = await startCompany()));
afterEach(() => lupax.stop());

const create = (key: string) => lupax.call('POST', '/appointments', MEETING, { 'idempotency-key': key });

describe('a fault', () => {
  it('with a status is answered instead, with Retry-After and a body', async () => {
    const body = { error: { code: 'too_many_requests', message: 'Slow down' } };
    lupax.control.faults.add({ kind: 'status', status: 429, retryAfter: 3, body });
    const answer = await create('a');
    expect(answer).toMatchObject({ status: 429, body });
    expect(answer.headers.get('retry-after')).toBe('3');
    expect(lupax.control.appointments()).toEqual([]);
    expect((await create('a')).status).toBe(201);
  });

  it('strikes only what it matches, after some, some times', async () => {
    const match = { method: 'POST', url: /\/appointments$/ };
    lupax.control.faults.add({ match, kind: 'status', status: 503, after: 1, times: 2 });
    expect((await lupax.call('GET', '/appointments')).status).toBe(200);
    const statuses = [];
    for (const key of ['a', 'b', 'c', 'd']) statuses.push((await create(key)).status);
    expect(statuses).toEqual([201, 503, 503, 201]);
    expect(lupax.control.faults.pending()).toBe(0);
  });

  it('lostAnswer carries out and cuts the connection; the same key finds what was created', async () => {
    lupax.control.faults.add({ kind: 'lostAnswer' });
    await expect(create('a')).rejects.toThrow();
    expect(lupax.control.appointments()).toHaveLength(1);
    expect((await create('a')).status).toBe(200);
    expect(lupax.control.writes.map(({ status }) => status)).toEqual([0, 200]);
  });

  it('lostAnswer carries out deletions too', async () => {
    const { id } = await lupax.create();
    lupax.control.faults.add({ kind: 'lostAnswer' });
    await expect(lupax.call('DELETE', `/appointments/${id}`)).rejects.toThrow();
    expect(lupax.control.appointments()).toEqual([]);
  });

  it('cutConnection carries nothing out', async () => {
    lupax.control.faults.add({ kind: 'cutConnection' });
    await expect(create('a')).rejects.toThrow();
    expect(lupax.control.appointments()).toEqual([]);
  });

  it('bodyless and brokenJson carry out and spoil the body', async () => {
    lupax.control.faults.add({ kind: 'bodyless' });
    expect(await create('a')).toMatchObject({ status: 201, text: '' });
    lupax.control.faults.add({ kind: 'brokenJson' });
    const broken = await create('b');
    expect(broken).toMatchObject({ status: 201, body: undefined });
    expect(broken.text).toMatch(/^\{"id":/);
    expect(lupax.control.appointments()).toHaveLength(2);
  });

  it('stall never answers and carries nothing out', async () => {
    lupax.control.faults.add({ kind: 'stall' });
    const answered = create('a').then(
      () => 'answered',
      () => 'ended',
    );
    const patience = new Promise((resolve) => setTimeout(resolve, 100, 'waiting'));
    expect(await Promise.race([answered, patience])).toBe('waiting');
    expect(lupax.control.appointments()).toEqual([]);
    await lupax.stop();
    expect(await answered).toBe('ended');
  });

  it('delay only takes its time', async () => {
    lupax.control.faults.add({ kind: 'delay', ms: 60 });
    const start = performance.now();
    expect((await create('a')).status).toBe(201);
    expect(performance.now() - start).toBeGreaterThanOrEqual(55);
  });
});

describe('the log', () => {
  it('has every request with its user, and tells writes apart', async () => {
    const { id } = await lupax.create();
    await lupax.call('GET', '/appointments/changes?limit=5');
    await lupax.put(id, 1, MEETING);
    await lupax.callWith(undefined)('DELETE', `/appointments/${id}`);
    await lupax.login('anna@contoso.example');
    const base = `/api/v1/organizations/${lupax.organizationId}/appointments`;
    const { requests, writes } = lupax.control;
    expect(requests.map(({ method, path, query, status }) => [method, path, query, status])).toEqual([
      ['POST', base, '', 201],
      ['GET', `${base}/changes`, '?limit=5', 200],
      ['PUT', `${base}/${id}`, '', 200],
      ['DELETE', `${base}/${id}`, '', 401],
      ['POST', '/api/v1/auth/login', '', 200],
    ]);
    expect(requests.map(({ userId }) => userId)).toEqual([lupax.userId, lupax.userId, lupax.userId, null, null]);
    expect(writes).toHaveLength(3);
    lupax.control.clearLog();
    expect(lupax.control.requests).toEqual([]);
  });
});
