import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Started } from '../../server/sync/types.ts';
import { berlinEvent, startEngine, type Engine, type Person } from '../helpers/engine.ts';

/** Longer than it takes on a machine that has other things to do. */
const PATIENCE = { timeout: 20_000 };

let engine: Engine;
let anna: Person;
beforeEach(async () => {
  engine = await startEngine();
  anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
  await anna.sync();
});
afterEach(() => engine.stop());

const poll = () => engine.service.startSync(anna.user, { dryRun: false, background: true });
const ask = () => engine.service.startSync(anna.user, { dryRun: false });
async function expectReadable(started: Started | undefined): Promise<void> {
  await engine.service.settle(anna.user);
  const runId = started?.ok ? started.runId : '';
  expect((await anna.document()).get('runs', runId)).toMatchObject({ state: 'done' });
}

test('a poll that found nothing leaves no record', async () => {
  const polled = await poll();
  await engine.service.settle(anna.user);
  expect((await anna.document()).get('runs', polled.ok ? polled.runId : '')).toBeUndefined();
});

test('whoever asks for a synchronisation while a poll goes on can read how it ended', async () => {
  await poll();
  await expectReadable(await ask());
});

test('whoever asks while a poll is just ending can read how it ended, too', async () => {
  const document = await anna.document();
  const { commit } = document;
  let asked: Promise<Started> | undefined;
  document.commit = (changes) => {
    if (changes.some(({ collection, value }) => collection === 'runs' && value === null)) asked ??= ask();
    return commit(changes);
  };
  await poll();
  await engine.service.settle(anna.user);
  document.commit = commit;
  expect(asked).toBeDefined();
  await expectReadable(await asked);
});

test('whoever asks while a poll goes on sees what was there when they asked', async () => {
  const { graph } = engine.sandbox;
  graph.clearLog();
  graph.setLatency(100);
  await poll();
  await vi.waitFor(() => expect(graph.requests).not.toEqual([]), { ...PATIENCE, interval: 5 });
  anna.addEvent(berlinEvent('Eben erst', 3));
  graph.setLatency(0);
  await expectReadable(await ask());
  expect(anna.appointments().map(({ title }) => title)).toEqual(['Eben erst']);
});
