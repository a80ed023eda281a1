import { afterEach, beforeEach, expect, test } from 'vitest';
import { lookAt, type View } from '../helpers/engine-views.ts';
import { berlinAppointment, berlinEvent, startEngine, type Engine, type Person } from '../helpers/engine.ts';

let engine: Engine;
let anna: Person;
let view: View;
beforeEach(async () => {
  engine = await startEngine();
  anna = await engine.addPerson('Anna Berger');
  view = lookAt(engine, anna);
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
});
afterEach(() => engine.stop());

const print = (line: string, requests: object) => process.stdout.write(`${line} ${JSON.stringify(requests)}\n`);

const EVENTS = 2000;
const EVENTS_PER_PAGE = 500;

test('two thousand events are one write each, and no request more per event', async () => {
  for (let one = 0; one < EVENTS; one += 1) {
    anna.addEvent(berlinEvent(`Termin ${one}`, 1 + (one % 350), 6 + (one % 12)));
  }
  view.clearLogs();
  const startedAt = performance.now();
  const run = await anna.sync();
  const seconds = (performance.now() - startedAt) / 1000;
  const memoryMb = process.memoryUsage().rss / 2 ** 20;
  print(
    `first sync of ${EVENTS} events: ${seconds.toFixed(1)} s, ${memoryMb.toFixed(0)} MB with the sandbox`,
    run.requests,
  );
  expect(run).toMatchObject({ state: 'done', counts: { lupax: { created: EVENTS, failed: 0 } } });
  expect(engine.sandbox.lupax.writes).toHaveLength(EVENTS);
  expect(engine.sandbox.graph.writes()).toEqual([]);
  const reads = engine.sandbox.graph.requests.flatMap(({ parts, path }) => parts?.map(({ url }) => url) ?? [path]);
  expect(reads.filter((url) => /\/events\/[^/?]+/.test(url))).toEqual([]);
  // Pages of the round, the sharing, and one list of all marked events.
  expect(run.requests.graph).toBeLessThanOrEqual(EVENTS / EVENTS_PER_PAGE + 4);
  // What the run itself made is read back in pages of the feed.
  expect(run.requests.lupax).toBeLessThanOrEqual(EVENTS + 1 + EVENTS / 500 + 2);

  const quietAt = performance.now();
  const quiet = await anna.sync();
  print(`quiet sync: ${((performance.now() - quietAt) / 1000).toFixed(2)} s`, quiet.requests);
  expect(quiet).toMatchObject({ state: 'done', operations: [], requests: { graph: 1, lupax: 1 } });

  engine.sandbox.graph.expireDeltaLinks();
  engine.sandbox.lupax.expireCursors();
  view.clearLogs();
  const fullAt = performance.now();
  const full = await anna.sync();
  print(`full sync without changes: ${((performance.now() - fullAt) / 1000).toFixed(1)} s`, full.requests);
  expect(full).toMatchObject({ state: 'done', operations: [] });
  expect(view.writes()).toEqual([]);
}, 300_000);

test('five hundred Lupax appointments are one write each', async () => {
  for (let one = 0; one < 500; one += 1)
    anna.addAppointment(berlinAppointment(`Schicht ${one}`, 1 + (one % 350), 6 + (one % 12)));
  const startedAt = performance.now();
  const run = await anna.sync();
  print(`first sync of 500 appointments: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`, run.requests);
  expect(run).toMatchObject({ state: 'done', counts: { outlook: { created: 500, failed: 0 } } });
  const creates = engine.sandbox.graph.writes().filter(({ url }) => url.includes('/events'));
  expect(creates).toHaveLength(500);
  expect(engine.sandbox.graph.peakConcurrency()).toBeLessThanOrEqual(4);
  expect(await anna.sync()).toMatchObject({ operations: [], requests: { graph: 1, lupax: 1 } });
}, 300_000);
