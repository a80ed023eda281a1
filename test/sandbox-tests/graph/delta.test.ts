import { beforeEach, describe, expect, it } from 'vitest';
import { ANNA, WINDOW, at, runRound, single, useBench, weekly } from './support.ts';
import type { Body } from './support.ts';

const bench = useBench();
let start: string;
beforeEach(() => {
  start = `/users/${ANNA}/calendars/${bench.calendar}/calendarView/delta?${WINDOW}`;
});

const removedIds = (items: Body[]) => items.filter((item) => item['@removed']).map((item) => item.id);
const types = (items: Body[]) => items.map((item) => item.type ?? 'removed').sort();

describe('the first round', () => {
  it('gives masters in full, occurrences with seven keys and exceptions in full', async () => {
    const master = bench.control.addEvent(ANNA, bench.calendar, weekly('2026-08-17'));
    bench.control.patchOccurrence(ANNA, master, '2026-08-10', {
      subject: 'moved',
      start: at('2026-08-10T11:00:00'),
      end: at('2026-08-10T11:45:00'),
    });
    const { items } = await runRound(bench, start);
    expect(types(items)).toEqual(['exception', 'occurrence', 'occurrence', 'seriesMaster']);
    const occurrence = items.find((item) => item.type === 'occurrence');
    expect(Object.keys(occurrence).sort()).toEqual([
      '@odata.etag',
      '@odata.type',
      'end',
      'id',
      'seriesMasterId',
      'start',
      'type',
    ]);
    expect(occurrence.seriesMasterId).toBe(master);
    const exception = items.find((item) => item.type === 'exception');
    expect(exception).toMatchObject({
      subject: 'moved',
      seriesMasterId: master,
      occurrenceId: `OID.${master}.2026-08-10`,
    });
    expect(items.find((item) => item.type === 'seriesMaster').recurrence.range.recurrenceTimeZone).toBe(
      'W. Europe Standard Time',
    );
  });

  it('names the zone of occurrences in Windows spelling and of everything else as it was asked for', async () => {
    bench.control.addEvent(ANNA, bench.calendar, weekly('2026-08-10'));
    const { items } = await runRound(bench, start, 'outlook.timezone="Europe/Amsterdam"');
    const zones = new Map(items.map((item) => [item.type, item.start.timeZone]));
    expect(zones.get('seriesMaster')).toBe('Europe/Amsterdam');
    expect(zones.get('occurrence')).toBe('W. Europe Standard Time');
  });

  it('pages by odata.maxpagesize, which the link does not remember', async () => {
    for (let n = 0; n < 5; n++) bench.control.addEvent(ANNA, bench.calendar, single(`e${n}`));
    const first = await bench.call(start, { prefer: 'odata.maxpagesize=2' });
    expect(first.body.value).toHaveLength(2);
    expect(first.headers.get('preference-applied')).toContain('odata.track-changes');
    const link = first.body['@odata.nextLink'];
    expect(link).toMatch(
      /^https:\/\/graph\.microsoft\.com\/v1\.0\/users\('.+'\)\/calendars\('.+'\)\/calendarView\/delta\?\$skiptoken=/,
    );
    expect((await bench.call(link)).body.value).toHaveLength(3);
  });

  it('knows all spellings of the function and finds the default calendar without a name', async () => {
    bench.control.addEvent(ANNA, bench.calendar, single('one'));
    for (const segment of ['delta', 'delta()', 'microsoft.graph.delta()', 'microsoft.graph.delta']) {
      const { items } = await runRound(bench, `/users/${ANNA}/calendarView/${segment}?${WINDOW}`);
      expect(items.map((item) => item.subject)).toEqual(['one']);
    }
    const parenthesised = await runRound(
      bench,
      `/users('${ANNA}')/calendars('${bench.calendar}')/calendarview/delta?startdatetime=2026-07-01&enddatetime=2026-09-01`,
    );
    expect(parenthesised.items).toHaveLength(1);
  });

  it('needs a window, of at most 1,825 days', async () => {
    expect((await bench.call(`/users/${ANNA}/calendarView/delta`)).status).toBe(400);
    const long = await bench.call(
      `/users/${ANNA}/calendarView/delta?startDateTime=2020-01-01T00:00:00Z&endDateTime=2026-01-01T00:00:00Z`,
    );
    expect(long.body.error).toMatchObject({
      code: 'ErrorInvalidRequest',
      message: expect.stringContaining('Maximum number of days: 1825'),
    });
  });

  it('refuses options that change tracking does not know', async () => {
    for (const option of ['$filter=subject eq 1', '$orderby=subject', '$expand=singleValueExtendedProperties']) {
      expect((await bench.call(`${start}&${encodeURI(option)}`)).status).toBe(400);
    }
  });
});

describe('later rounds', () => {
  it('are empty when nothing changed', async () => {
    bench.control.addEvent(ANNA, bench.calendar, single('one'));
    const first = await runRound(bench, start);
    expect((await runRound(bench, first.deltaLink)).items).toEqual([]);
  });

  it('give a changed event once, and a deleted one as removed with its id only', async () => {
    const [one, two] = ['one', 'two'].map((subject) => bench.control.addEvent(ANNA, bench.calendar, single(subject)));
    const first = await runRound(bench, start);
    bench.control.patchEvent(ANNA, one!, { subject: 'a' });
    bench.control.patchEvent(ANNA, one!, { subject: 'b' });
    bench.control.deleteEvent(ANNA, two!);
    const { items } = await runRound(bench, first.deltaLink);
    expect(items).toHaveLength(2);
    expect(items[0].subject).toBe('b');
    expect(items[1]).toEqual({ '@odata.type': '#microsoft.graph.event', id: two, '@removed': { reason: 'deleted' } });
  });

  it('say removed of events that were added or changed outside the window, or left it', async () => {
    const inside = bench.control.addEvent(ANNA, bench.calendar, single('inside'));
    const first = await runRound(bench, start);
    const outside = bench.control.addEvent(ANNA, bench.calendar, single('outside', '2027-05-05'));
    bench.control.patchEvent(ANNA, inside, { start: at('2027-01-01T10:00:00'), end: at('2027-01-01T11:00:00') });
    const { items } = await runRound(bench, first.deltaLink);
    expect(removedIds(items).sort()).toEqual([inside, outside].sort());
    expect((await bench.call(`/users/${ANNA}/events/${inside}`)).status).toBe(200);
  });

  it('do not mention a deleted occurrence: the master and the surviving ones come again', async () => {
    const master = bench.control.addEvent(ANNA, bench.calendar, weekly('2026-08-24'));
    const first = await runRound(bench, start);
    bench.control.deleteOccurrence(ANNA, master, '2026-08-10');
    const { items } = await runRound(bench, first.deltaLink);
    expect(removedIds(items)).toEqual([]);
    expect(types(items)).toEqual(['occurrence', 'occurrence', 'occurrence', 'seriesMaster']);
    const etags = (list: Body[]) =>
      new Set(list.filter((item) => item.type === 'occurrence').map((item) => item['@odata.etag']));
    expect(etags(items).size).toBe(1);
    expect(etags(first.items)).not.toEqual(etags(items));
  });

  it('remove the master and every occurrence of a deleted series', async () => {
    const master = bench.control.addEvent(ANNA, bench.calendar, weekly('2026-08-17'));
    const first = await runRound(bench, start);
    bench.control.deleteEvent(ANNA, master);
    const { items } = await runRound(bench, first.deltaLink);
    expect(removedIds(items).sort()).toEqual(first.items.map((item) => item.id).sort());
  });

  it('remove what moved to another calendar under the id it had here, and add it there', async () => {
    const other = bench.control.addCalendar(ANNA, { name: 'Other' });
    const event = bench.control.addEvent(ANNA, bench.calendar, single('one'));
    for (const prefer of ['IdType="ImmutableId"', '']) {
      const first = await runRound(bench, start, prefer);
      const there = await runRound(bench, `/users/${ANNA}/calendars/${other}/calendarView/delta?${WINDOW}`, prefer);
      bench.control.moveEvent(ANNA, event, other);
      expect(removedIds((await runRound(bench, first.deltaLink, prefer)).items)).toEqual([first.items[0].id]);
      const arrived = (await runRound(bench, there.deltaLink, prefer)).items;
      expect(arrived.map((item) => item.id === first.items[0].id)).toEqual([prefer !== '']);
      bench.control.moveEvent(ANNA, event, bench.calendar);
    }
  });

  it('keep three generations of a link; older ones are 410', async () => {
    const links = [(await runRound(bench, start)).deltaLink];
    for (let n = 0; n < 3; n++) links.push((await runRound(bench, links.at(-1)!)).deltaLink);
    expect((await bench.call(links[1]!)).status).toBe(200);
    const old = await bench.call(links[0]!);
    expect(old.status).toBe(410);
    expect(old.body.error).toMatchObject({
      code: 'SyncStateNotFound',
      message: expect.stringMatching(/generation=1;\[highest=/),
    });
  });

  it('refuse a garbled token and one of another calendar', async () => {
    const other = bench.control.addCalendar(ANNA, { name: 'Other' });
    const { deltaLink } = await runRound(bench, start);
    for (const link of [`${deltaLink}x`, deltaLink.replace(bench.calendar, other)]) {
      const { status, body } = await bench.call(link);
      expect([status, body.error.code, body.error.message]).toEqual([400, 'BadRequest', 'Badly formed token.']);
    }
  });

  it('answer in whatever id form and zone each request asks for', async () => {
    const event = bench.control.addEvent(ANNA, bench.calendar, single('one'));
    const first = await runRound(bench, start, '');
    expect(first.items[0].id).not.toBe(event);
    bench.control.touchEvent(ANNA, event);
    const second = await runRound(bench, first.deltaLink, 'IdType="ImmutableId", outlook.timezone="Europe/Berlin"');
    expect(second.items[0]).toMatchObject({
      id: event,
      start: { dateTime: '2026-08-04T14:00:00.0000000', timeZone: 'Europe/Berlin' },
    });
  });

  it('show changes late when the service lags', async () => {
    const first = await runRound(bench, start);
    bench.control.setDeltaLag(60_000);
    bench.control.addEvent(ANNA, bench.calendar, single('late'));
    const early = await runRound(bench, first.deltaLink);
    expect(early.items).toEqual([]);
    bench.clock.ms += 61_000;
    expect((await runRound(bench, early.deltaLink)).items.map((item) => item.subject)).toEqual(['late']);
  });

  it('do not notice a change of sharing', async () => {
    const first = await runRound(bench, start);
    bench.control.setSharing(ANNA, bench.calendar, 'read');
    expect((await runRound(bench, first.deltaLink)).items).toEqual([]);
  });
});

describe('faults of a round', () => {
  it('give empty pages with a nextLink first', async () => {
    bench.control.addEvent(ANNA, bench.calendar, single('one'));
    bench.control.faults.add({ match: {}, kind: 'emptyPages', times: 2 });
    const page = await bench.call(start);
    expect(page.body.value).toEqual([]);
    const rest = await runRound(bench, page.body['@odata.nextLink']);
    expect([rest.pages, rest.items.length]).toEqual([2, 1]);
  });

  it('give every item twice', async () => {
    bench.control.addEvent(ANNA, bench.calendar, single('one'));
    bench.control.faults.add({ match: { oid: ANNA }, kind: 'duplicates' });
    expect((await runRound(bench, start)).items).toHaveLength(2);
  });

  it('expire links, one by one or all of them', async () => {
    const { deltaLink } = await runRound(bench, start);
    bench.control.faults.add({ match: { url: /deltatoken/ }, kind: 'expireDelta' });
    expect((await bench.call(deltaLink)).status).toBe(410);
    expect((await bench.call(deltaLink)).status).toBe(200);
    bench.control.expireDeltaLinks();
    expect((await bench.call(deltaLink)).body.error.code).toBe('SyncStateNotFound');
  });
});
