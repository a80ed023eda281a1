import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { berlinAppointment } from '../helpers/engine.ts';
import { startServerProcess, type Command, type ServerProcess } from '../helpers/server-process.ts';

/** What the contract promises. */
const STOP_MS = 10_000;
/** Two signals in less time are one: npm passes on what the terminal has sent already. */
const LATER_MS = 700;

let place: ServerProcess;
let server: Command;
beforeEach(async () => {
  place = await startServerProcess();
  server = await place.start();
  await place.setUp();
}, 90_000);
afterEach(() => place.stop());

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const addAppointment = (title: string, day: number) =>
  place.sandbox.lupax.addAppointment(
    place.person.lupaxUserId,
    place.organizationId,
    berlinAppointment(title, day) as never,
  );

test('a run that Graph keeps waiting is cut in time, its stream ends, and the next start goes on', async () => {
  for (let day = 1; day <= 6; day += 1) addAppointment(`Termin ${day}`, day);
  place.sandbox.graph.faults.add({ match: { method: 'POST', url: /events/ }, kind: 'delay', ms: 1_000, times: 6 });
  const { runId } = (await place.call('POST', '/api/me/sync')).body;
  const stream = place.call('GET', `/api/me/runs/${runId}/progress`);
  await vi.waitFor(() => expect(place.sandbox.graph.writes().length).toBeGreaterThan(0), { timeout: 10_000 });
  const since = performance.now();
  server.child.kill('SIGTERM');
  const watched = await stream;
  expect(String(watched.body)).toContain('event: end');
  expect(String(watched.body)).toContain('interrupted');
  expect(await server.ended).toBe(0);
  expect(performance.now() - since).toBeLessThan(STOP_MS);

  await place.start();
  const cut = (await place.call('GET', `/api/me/runs/${runId}`)).body;
  expect(cut).toMatchObject({ state: 'failed', error: { code: 'interrupted' } });
  expect((await place.sync()).state).toBe('done');
  const titles = place.sandbox.graph.events(place.person.objectId).map(({ subject }) => subject);
  expect(titles.sort()).toEqual([1, 2, 3, 4, 5, 6].map((day) => `Termin ${day}`));
}, 120_000);

test('a second signal ends the server at once; one that only echoes the first does not', async () => {
  addAppointment('Termin', 1);
  const stall = place.sandbox.graph.faults.add({ match: { url: /batch/ }, kind: 'stall', times: 1 });
  await place.call('POST', '/api/me/sync');
  await vi.waitFor(() => expect(stall.hits).toBe(1), { timeout: 10_000 });
  server.child.kill('SIGINT');
  server.child.kill('SIGINT');
  await wait(LATER_MS);
  expect(server.child.exitCode).toBe(null);
  server.child.kill('SIGTERM');
  // Whoever is waited for ends with 0.
  expect(await server.ended).toBe(143);
  await place.start();
}, 120_000);

test('every line that a run writes bears its id, those of Graph and Lupax included, and no others do', async () => {
  server.child.kill('SIGTERM');
  await server.ended;
  const talking = await place.start({ LOG_LEVEL: 'trace' });
  place.sandbox.lupax.faults.add({ match: { url: /changes/ }, kind: 'status', status: 503, times: 1 });
  addAppointment('Termin', 1);
  const run = await place.sync();
  talking.child.kill('SIGTERM');
  await talking.ended;
  const lines = talking.output.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { msg: string; run?: string });
  const ofRun = lines.filter((line) => line.run === run.id).map(({ msg }) => msg);
  expect(ofRun).toContain('graph request');
  expect(ofRun).toContain('graph batch part');
  expect(ofRun).toContain('Lupax is asked again');
  for (const { msg, run: id } of lines) {
    if (msg.startsWith('graph batch')) expect(id, msg).toBe(run.id);
    if (msg === 'ready' || msg === 'request') expect(id, msg).toBeUndefined();
  }
}, 120_000);
