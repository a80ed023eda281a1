import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { updateRecord } from '../../server/sync/update-record.ts';
import { lookAt, type View } from '../helpers/engine-views.ts';
import { berlinEvent, startEngine, type Engine, type Person } from '../helpers/engine.ts';

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

const titles = () => anna.appointments().map(({ title }) => title);
const readRun = async (runId: string) => (await anna.document()).get('runs', runId)!;
async function preview(proposal: Parameters<Engine['service']['startPreview']>[1]) {
  const started = await engine.service.startPreview(anna.user, proposal);
  if (!started.ok) throw new Error(started.code);
  await engine.service.settle(anna.user);
  return await readRun(started.runId);
}

describe('a preview of a choice that is not saved', () => {
  test('shows what would come of it, and neither the choice nor its consequences reach the synchronisation', async () => {
    const id = anna.addEvent(berlinEvent('Aufbau', 2));
    await anna.sync();
    await anna.useCalendar(anna.defaultCalendarId, 'off', 'read');
    engine.sandbox.graph.deleteEvent(anna.objectId, id);
    const { dryRun, operations } = await preview({ directions: { [anna.defaultCalendarId]: 'both' }, settings: {} });
    expect(dryRun).toBe(true);
    expect(operations).toMatchObject([{ side: 'lupax', action: 'delete', title: 'Aufbau', result: 'planned' }]);
    expect((await anna.document()).get('calendars', anna.defaultCalendarId)).toMatchObject({ direction: 'off' });
    // As the poller does while the person looks at it.
    await engine.service.startSync(anna.user, { dryRun: false, background: true });
    await engine.service.settle(anna.user);
    expect(titles()).toEqual(['Aufbau']);

    await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
    await anna.sync();
    expect(titles()).toEqual([]);
    await view.expectQuiet();
  });

  test('shows what other settings would do', async () => {
    anna.addEvent(berlinEvent('Frei', 2, 8, { showAs: 'free' }));
    await anna.sync();
    const { operations } = await preview({ directions: {}, settings: { includeFreeEvents: true } });
    expect(operations).toMatchObject([{ side: 'lupax', action: 'create', title: 'Frei', result: 'planned' }]);
    await anna.sync();
    expect(titles()).toEqual([]);
  });

  test('waits for another run, because each proposal is another question', async () => {
    await engine.service.startSync(anna.user, { dryRun: true });
    const proposal = { directions: {}, settings: { includeFreeEvents: true } };
    expect(await engine.service.startPreview(anna.user, proposal)).toEqual({ ok: false, code: 'run_in_progress' });
    await engine.service.settle(anna.user);
  });

  test('is refused while the synchronisation is paused', async () => {
    await updateRecord(await anna.document(), 'settings', 'self', (settings) => ({ ...settings, paused: true }));
    const proposal = { directions: {}, settings: {} };
    expect(await engine.service.startPreview(anna.user, proposal)).toEqual({ ok: false, code: 'paused' });
  });
});

test('a run goes by the choices of its beginning: what is chosen meanwhile is for the next one', async () => {
  anna.addEvent(berlinEvent('Aufbau', 2));
  anna.addEvent(berlinEvent('Frei', 3, 8, { showAs: 'free' }));
  const document = await anna.document();
  const started = await engine.service.startSync(anna.user, { dryRun: false });
  if (!started.ok) throw new Error(started.code);
  let choosing: Promise<unknown> | null = null;
  engine.service.watch(anna.user, started.runId, () => {
    choosing ??= updateRecord(document, 'settings', 'self', (settings) => ({ ...settings, includeFreeEvents: true }));
  });
  await engine.service.settle(anna.user);
  expect(choosing).not.toBeNull();
  await choosing;
  expect(titles()).toEqual(['Aufbau']);
  await anna.sync();
  expect(titles().sort()).toEqual(['Aufbau', 'Frei']);
});

test('a run says which entries another sharing opens, though that never waits', async () => {
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'freeBusyRead');
  anna.addEvent(berlinEvent('Aufbau', 2));
  await anna.sync();
  engine.sandbox.graph.setSharing(anna.objectId, anna.defaultCalendarId, 'read');
  const opened = { side: 'lupax', action: 'update', reason: 'visibility_changed', loosens: true };
  expect((await anna.sync(true)).operations).toMatchObject([{ ...opened, result: 'planned' }]);
  expect((await anna.sync()).operations).toMatchObject([{ ...opened, result: 'done' }]);
  engine.sandbox.graph.setSharing(anna.objectId, anna.defaultCalendarId, 'freeBusyRead');
  const [closed] = (await anna.sync()).operations;
  expect(closed).not.toHaveProperty('loosens');
});
