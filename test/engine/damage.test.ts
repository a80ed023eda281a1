import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lookAt, type View } from '../helpers/engine-views.ts';
import { berlinAppointment, berlinEvent, startEngine, type Engine, type Person } from '../helpers/engine.ts';
import { mountSmallDisk } from '../helpers/small-disk.ts';

const HOUR_MS = 60 * 60 * 1_000;

let engine: Engine;
let anna: Person;
let view: View;
let offsetMs = 0;

async function start(dataDir?: string): Promise<void> {
  offsetMs = 0;
  engine = await startEngine({ now: () => Date.now() + offsetMs, dataDir });
  anna = await engine.addPerson('Anna Berger');
  view = lookAt(engine, anna);
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
}

const disk = mountSmallDisk(1024 * 1024);
describe.skipIf(disk === null)('a disk that is full', () => {
  beforeEach(() => start(disk!.path));
  afterEach(async () => {
    await disk!.free();
    await engine.stop();
    await disk!.unmount();
  });

  test('in the middle of a first synchronisation ends the run, and the next one makes nothing twice', async () => {
    for (let day = 1; day <= 12; day += 1) {
      anna.addEvent(berlinEvent(`Outlook ${day}`, day));
      anna.addAppointment(berlinAppointment(`Lupax ${day}`, day, 16));
    }
    engine.sandbox.lupax.faults.add({ match: { method: 'POST' }, kind: 'delay', ms: 200, after: 2, times: 4 });
    const run = anna.sync().catch(() => undefined);
    await expect.poll(() => view.titles().lupax.length, { timeout: 20_000, interval: 20 }).toBeGreaterThan(13);
    await disk!.fill();
    await run;
    await disk!.free();
    await anna.sync();
    const { outlook, lupax } = view.titles();
    expect(outlook).toHaveLength(24);
    expect(new Set(outlook).size).toBe(24);
    expect(lupax).toEqual(outlook);
    await view.expectQuiet();
  }, 60_000);
});

describe('a clock that is set back an hour', () => {
  beforeEach(() => start());
  afterEach(() => engine.stop());

  test('changes nothing, and edits on both sides still arrive', async () => {
    const eventId = anna.addEvent(berlinEvent('Aus Outlook', 2));
    const { id } = anna.addAppointment(berlinAppointment('Aus Lupax', 3));
    await anna.sync();
    offsetMs = -HOUR_MS;
    await view.expectQuiet();
    engine.sandbox.graph.patchEvent(anna.objectId, eventId, { subject: 'Aus Outlook 2' });
    engine.sandbox.lupax.editAppointment(id, { title: 'Aus Lupax 2' });
    await anna.sync();
    expect(view.titles()).toEqual({
      outlook: ['Aus Lupax 2', 'Aus Outlook 2'],
      lupax: ['Aus Lupax 2', 'Aus Outlook 2'],
    });
    await view.expectQuiet();
  });
});
