import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { berlinEvent } from '../helpers/engine.ts';
import { createDatabase, type TestDatabase } from '../helpers/postgres/database.ts';
import { findProgram } from '../helpers/programs/program.ts';
import { startServerProcess, type Command, type ServerProcess } from '../helpers/server-process.ts';

/** Much longer than it takes: other tests run beside these. */
const TIMEOUT_MS = 240_000;
const ENTRIES = 120;
/** Of each request: so long that a run lasts while others ask for it. */
const SLOW_MS = 300;
/** So long that a run is in the middle of its writes for a while. */
const VERY_SLOW_MS = 1_500;
const TAKEOVER_MS = 30_000;

describe('two processes on one database', { timeout: TIMEOUT_MS }, () => {
  let database: TestDatabase;
  let server: ServerProcess;
  let other: Awaited<ReturnType<ServerProcess['startAnother']>>;
  let first: Command;

  beforeAll(async () => {
    database = await createDatabase();
    // Where no notification arrives: nobody but the tests starts runs.
    const PUBLIC_URL = 'http://127.0.0.1:9';
    server = await startServerProcess({ env: { DATABASE_URL: database.url, PUBLIC_URL, LOG_LEVEL: 'warn' } });
    // At the same time, on an empty database.
    [first, other] = await Promise.all([server.start(), server.startAnother()]);
    await server.setUp();
    for (let entry = 0; entry < ENTRIES; entry += 1) {
      const event = berlinEvent(`Outlook ${entry}`, 1 + (entry % 60), 7 + (entry % 12));
      server.sandbox.graph.addEvent(server.person.objectId, server.person.calendarId, event as never);
      addAppointment(`Lupax ${entry}`, entry);
    }
  }, TIMEOUT_MS);
  afterAll(async () => {
    await server.stop();
    await database.drop();
  });
  beforeEach(() => {
    server.sandbox.graph.setLatency(0);
  });

  function addAppointment(title: string, entry: number): void {
    const [day, hour] = [1 + (entry % 60), 7 + (entry % 12)];
    const { start, end } = berlinEvent(title, day, hour);
    server.sandbox.lupax.addAppointment(server.person.lupaxUserId, server.organizationId, {
      title,
      date_start: start.dateTime,
      date_end: end.dateTime,
      time_zone: 'Europe/Berlin',
      all_day: 0,
    } as never);
  }
  const titles = (): string[] => server.sandbox.graph.events(server.person.objectId).map(({ subject }) => subject);
  async function finish(call: ServerProcess['call'], runId: string) {
    for (;;) {
      const { body } = await call('GET', `/api/me/runs/${runId}`);
      if (body.state !== 'running') return body;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it('show what the other has stored at once', async () => {
    expect((await other.call('GET', '/api/me')).body.link).toMatchObject({ state: 'ok', role: 'admin' });
    for (const [pastDays, writer, reader] of [
      [11, server, other],
      [12, other, server],
    ] as const) {
      expect((await writer.call('PATCH', '/api/me/settings', { pastDays })).status).toBe(200);
      expect((await reader.call('GET', '/api/me/settings')).body.pastDays).toBe(pastDays);
    }
    expect((await other.call('GET', '/api/health')).body.checks).toEqual({ store: 'ok', queue: 'ok' });
  });

  it('work at a mailbox one at a time: the other joins the run, refuses another kind, and tells of its end', async () => {
    server.sandbox.graph.setLatency(SLOW_MS);
    const { body } = await server.call('POST', '/api/me/sync');
    expect(await other.call('POST', '/api/me/sync')).toMatchObject({ status: 202, body });
    expect((await other.call('POST', '/api/me/sync?dryRun=true')).body.code).toBe('run_in_progress');
    const events = await other.call('GET', `/api/me/runs/${body.runId}/progress`);
    expect(events.body).toMatch(/event: progress[\s\S]*event: end\ndata: .*"state":"done"/);
    expect(titles()).toHaveLength(2 * ENTRIES);
  });

  it('end a run of the other when the person unlinks', async () => {
    for (let entry = 0; entry < ENTRIES; entry += 1) addAppointment(`Neu ${entry}`, entry);
    server.sandbox.graph.setLatency(VERY_SLOW_MS);
    const { body } = await server.call('POST', '/api/me/sync');
    await expect.poll(() => titles().length, { timeout: 30_000 }).toBeGreaterThan(2 * ENTRIES);
    expect((await other.call('DELETE', '/api/me/link')).status).toBe(204);
    expect(titles().length).toBeLessThan(3 * ENTRIES);
    server.sandbox.graph.setLatency(0);
    expect((await server.call('GET', `/api/me/runs/${body.runId}`)).body.code).toBe('not_linked');
    await server.setUp();
    expect((await finish(other.call, (await other.call('POST', '/api/me/sync')).body.runId)).state).toBe('done');
    expect(new Set(titles()).size).toBe(3 * ENTRIES);
    expect(titles()).toHaveLength(3 * ENTRIES);
  });

  it('go on within half a minute when the one that worked at a mailbox is killed, and make nothing twice', async () => {
    for (let entry = 0; entry < ENTRIES; entry += 1) addAppointment(`Später ${entry}`, entry);
    server.sandbox.graph.setLatency(VERY_SLOW_MS);
    const { body } = await server.call('POST', '/api/me/sync');
    await expect.poll(() => titles().length, { timeout: 30_000 }).toBeGreaterThan(3 * ENTRIES);
    first.child.kill('SIGKILL');
    const killedAt = Date.now();
    server.sandbox.graph.setLatency(0);
    expect(titles().length).toBeLessThan(4 * ENTRIES);
    const readState = async () => (await other.call('GET', `/api/me/runs/${body.runId}`)).body.state;
    await expect.poll(readState, { timeout: TAKEOVER_MS, interval: 100 }).toBe('failed');
    const took = Date.now() - killedAt;
    await expect.poll(() => new Set(titles()).size, { timeout: 60_000, interval: 100 }).toBe(4 * ENTRIES);
    expect(titles()).toHaveLength(4 * ENTRIES);
    expect((await other.call('GET', `/api/me/runs/${body.runId}`)).body).toMatchObject({
      state: 'failed',
      error: { code: 'interrupted' },
    });
    process.stdout.write(`another process took over after ${(took / 1000).toFixed(1)} s\n`);
  });
});

describe('a database that cannot be used', { timeout: TIMEOUT_MS }, () => {
  it('stops the start with one line that names the variable and never the password', async () => {
    const url = 'postgres://lupax:geheim@127.0.0.1:1/lupax';
    const server = await startServerProcess({ env: { DATABASE_URL: url } });
    const { ended, output } = server.run(['node', ...(await findProgram('server/main.ts'))]);
    expect(await ended).toBe(1);
    expect(output.stderr).toBe('DATABASE_URL: no PostgreSQL listens there (ECONNREFUSED)\n');
    expect(output.stdout).not.toContain('geheim');
    await server.stop();
  });
});
