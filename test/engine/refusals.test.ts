import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lookAt, type View } from '../helpers/engine-views.ts';
import { berlinAppointment, berlinEvent, startEngine, type Engine, type Person } from '../helpers/engine.ts';

const HOUR_MS = 60 * 60 * 1000;

let engine: Engine;
let anna: Person;
let view: View;
let offsetMs = 0;
beforeEach(async () => {
  offsetMs = 0;
  engine = await startEngine({ now: () => Date.now() + offsetMs });
  anna = await engine.addPerson('Anna Berger');
  view = lookAt(engine, anna);
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
});
afterEach(() => engine.stop());

const refuseInOutlook = (method: string, status: number) =>
  engine.sandbox.graph.faults.add({
    match: { method, url: /events(\/[^/]+)?$/ },
    kind: 'status',
    status,
    times: 1_000,
  });
const refuseInLupax = (method: string, status: number) =>
  engine.sandbox.lupax.faults.add({ match: { method, url: '/appointments' }, status, times: 1_000 });
function help(): void {
  engine.sandbox.graph.faults.clear();
  engine.sandbox.lupax.faults.clear();
}
/** How often the entry was written to in a synchronisation. */
async function countTries(method: string): Promise<number> {
  view.clearLogs();
  await anna.sync();
  const { graph, lupax } = engine.sandbox;
  const writes = [
    ...graph.writes().filter(({ url }) => url.includes('/events')),
    ...lupax.writes.filter(({ path }) => path.includes('/appointments')),
  ];
  return writes.filter((write) => write.method === method).length;
}
async function poll(): Promise<void> {
  const started = await engine.service.startSync(anna.user, { dryRun: false, background: true });
  expect(started.ok).toBe(true);
  await engine.service.settle(anna.user);
}
const listed = async () => [...(await anna.document()).list('attention').values()];

describe('a write that is refused', () => {
  const refusals: [what: string, method: string, prepare: () => Promise<unknown>, refuse: () => unknown][] = [];
  const editAppointment = async () => {
    const { id } = anna.addAppointment(berlinAppointment('Termin', 20));
    await anna.sync();
    engine.sandbox.lupax.editAppointment(id, { title: 'Termin neu' });
  };
  const editEvent = async () => {
    const id = anna.addEvent(berlinEvent('Termin', 20));
    await anna.sync();
    engine.sandbox.graph.patchEvent(anna.objectId, id, { subject: 'Termin neu' });
  };
  for (const status of [400, 403, 404]) {
    const create = async () => anna.addAppointment(berlinAppointment('Termin', 20));
    refusals.push([`${status} to a new event`, 'POST', create, () => refuseInOutlook('POST', status)]);
    refusals.push([`${status} to an event`, 'PATCH', editAppointment, () => refuseInOutlook('PATCH', status)]);
  }
  for (const status of [400, 403, 422]) {
    const create = async () => anna.addEvent(berlinEvent('Termin', 20));
    refusals.push([`${status} to a new appointment`, 'POST', create, () => refuseInLupax('POST', status)]);
    refusals.push([`${status} to an appointment`, 'PUT', editEvent, () => refuseInLupax('PUT', status)]);
  }

  it.each(refusals)(
    'with %s is listed after three tries, then tried once a day',
    async (_what, method, prepare, refuse) => {
      await prepare();
      refuse();
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        expect(await view.attention()).toEqual([]);
        expect(await countTries(method)).toBe(1);
      }
      const [record, ...others] = await listed();
      expect(others).toEqual([]);
      expect(record).toMatchObject({ code: 'write_refused', entry: { id: expect.stringMatching(/./) } });

      for (let day = 1; day <= 2; day += 1) {
        expect([await countTries(method), await countTries(method)]).toEqual([0, 0]);
        offsetMs += 23 * HOUR_MS;
        expect(await countTries(method)).toBe(0);
        offsetMs += 2 * HOUR_MS;
        expect(await countTries(method)).toBe(1);
        expect(await listed()).toEqual([record]);
      }
      help();
      offsetMs += 25 * HOUR_MS;
      expect(await countTries(method)).toBe(1);
      expect(await listed()).toEqual([]);
      await view.expectQuiet();
    },
  );

  it.each([
    [403, 'forbidden'],
    [400, 'refused'],
    [500, 'unavailable'],
  ])('is told with its reason and what it was answered with (%i)', async (status, failure) => {
    anna.addAppointment(berlinAppointment('Termin', 20));
    refuseInOutlook('POST', status);
    const { operations } = await anna.sync();
    expect(operations).toEqual([
      { side: 'outlook', action: 'create', title: 'Termin', reason: 'new_in_lupax', result: 'failed', failure },
    ]);
  });

  it('does not keep the others from being written', async () => {
    anna.addAppointment(berlinAppointment('Vorher', 20));
    await anna.sync();
    engine.sandbox.lupax.editAppointment(view.appointment('Vorher').id, { title: 'Nachher' });
    refuseInOutlook('PATCH', 400);
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      anna.addAppointment(berlinAppointment(`Neu ${attempt}`, 20 + attempt));
      expect(await anna.sync()).toMatchObject({ state: 'done', counts: { outlook: { created: 1 } } });
    }
    expect(await listed()).toMatchObject([{ params: { title: 'Vorher' } }]);
  });

  it('is not listed any more when the entry is gone', async () => {
    const { id } = anna.addAppointment(berlinAppointment('Termin', 20));
    refuseInOutlook('POST', 400);
    for (let attempt = 1; attempt <= 3; attempt += 1) await anna.sync();
    expect(await view.attention()).toEqual(['write_refused']);
    engine.sandbox.lupax.deleteAppointment(id);
    await anna.sync();
    expect(await view.attention()).toEqual([]);
  });
});

describe('a calendar that cannot be read while the others can', () => {
  let second: string;
  const refuse = (status: number) =>
    engine.sandbox.graph.faults.add({
      match: { url: second, method: 'GET' },
      kind: 'status',
      status,
      body: { error: { code: status === 404 ? 'ErrorItemNotFound' : 'ErrorAccessDenied', message: 'No.' } },
      times: 1_000,
    });
  const countReads = () =>
    engine.sandbox.graph.requests.flatMap(({ parts }) => parts ?? []).filter(({ url }) => url.includes(second)).length;
  beforeEach(async () => {
    second = engine.sandbox.graph.addCalendar(anna.objectId, { name: 'Privat', sharing: 'read' });
    await anna.useCalendar(second, 'to_lupax');
    anna.addEvent(berlinEvent('Zahnarzt', 20), second);
    await anna.sync();
  });

  it.each([400, 403, 404])('with %s is listed after three tries, then polled once a day', async (status) => {
    refuse(status);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect(await view.attention()).toEqual([]);
      expect(await anna.sync()).toMatchObject({ state: 'done', counts: { outlook: { failed: 1 } } });
    }
    const before = await listed();
    expect(before).toMatchObject([{ code: 'calendar_unreadable', params: { title: expect.any(String) }, entry: null }]);
    expect(view.titles().lupax).toEqual(['Zahnarzt']);

    view.clearLogs();
    offsetMs += 23 * HOUR_MS;
    anna.addEvent(berlinEvent('Im anderen', 21));
    await poll();
    expect(countReads()).toBe(0);
    expect(view.titles().lupax).toEqual(['Im anderen', 'Zahnarzt']);
    offsetMs += 2 * HOUR_MS;
    await poll();
    expect(countReads()).toBeGreaterThan(0);
    view.clearLogs();
    await poll();
    expect(countReads()).toBe(0);
    expect(await listed()).toEqual(before);

    // Who asks for it has it tried at once.
    help();
    expect(await anna.sync()).toMatchObject({ counts: { outlook: { failed: 0 } } });
    expect(await listed()).toEqual([]);
    view.clearLogs();
    await poll();
    expect(countReads()).toBeGreaterThan(0);
  });

  it('is not listed for an outage', async () => {
    engine.sandbox.graph.faults.add({ match: { url: second }, kind: 'status', status: 501, times: 1_000 });
    for (let attempt = 1; attempt <= 4; attempt += 1) await anna.sync();
    expect(await listed()).toEqual([]);
  });

  it('is not listed any more once it is switched off', async () => {
    refuse(403);
    for (let attempt = 1; attempt <= 3; attempt += 1) await anna.sync();
    expect(await view.attention()).toEqual(['calendar_unreadable']);
    await anna.useCalendar(second, 'off');
    await anna.sync();
    expect(await view.attention()).toEqual([]);
  });
});
