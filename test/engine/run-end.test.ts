import { afterEach, beforeEach, expect, test } from 'vitest';
import { berlinAppointment, startEngine, type Engine, type Person } from '../helpers/engine.ts';

const APPOINTMENTS = 40;
/** Four are on their way at a time, four more have their turn, and one or two take it before the first refusal is judged. */
const MOST_SENT = 10;

let engine: Engine;
let anna: Person;
beforeEach(async () => {
  engine = await startEngine();
  anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
  for (let at = 0; at < APPOINTMENTS; at += 1) anna.addAppointment(berlinAppointment(`Schicht ${at}`, 2 + at));
});
afterEach(() => engine.stop());

const events = () => engine.sandbox.graph.events(anna.objectId).map(({ subject }) => subject);

test('a run that cannot go on sends what was on its way and no more, and the next one looks for nothing of the rest', async () => {
  const { graph } = engine.sandbox;
  const refused = graph.faults.add({
    match: { method: 'POST', url: /events$/ },
    kind: 'status',
    status: 401,
    times: 999,
  });
  const run = await anna.sync();
  expect(run).toMatchObject({ state: 'failed', error: { code: 'microsoft365_unauthorized' } });
  // Each is tried again once with a new token.
  expect(refused.hits).toBeLessThanOrEqual(2 * MOST_SENT);
  expect(events()).toEqual([]);
  const skipped = run.operations.filter(({ result }) => result === 'skipped');
  expect(skipped.length).toBeGreaterThanOrEqual(APPOINTMENTS - MOST_SENT);

  graph.faults.clear();
  const searches = graph.faults.add({
    match: { method: 'GET', url: /ep(?:%2F|\/)value(?:%20|\+)eq/ },
    kind: 'delay',
    ms: 0,
    times: 999,
  });
  expect(await anna.sync()).toMatchObject({ state: 'done' });
  expect(events()).toHaveLength(APPOINTMENTS);
  expect(searches.hits).toBe(0);
});
