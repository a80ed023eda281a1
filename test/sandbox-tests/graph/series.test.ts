import { beforeEach, describe, expect, it } from 'vitest';
import { ANNA, BERLIN, at, single, useBench, weekly } from './support.ts';
import type { Body } from './support.ts';

const bench = useBench();
let events: string;
let view: (start: string, end: string, prefer?: string) => Promise<Body[]>;
beforeEach(() => {
  events = `/users/${ANNA}/events`;
  view = async (start, end, prefer = 'IdType="ImmutableId"') => {
    const path = `/users/${ANNA}/calendars/${bench.calendar}/calendarView?startDateTime=${start}&endDateTime=${end}&$top=1000`;
    return (await bench.call(path, { prefer })).body.value;
  };
});

const starts = (items: Body[]) => items.map((item) => item.start.dateTime.slice(0, 16));

describe('times', () => {
  it('are UTC with seven fractional digits unless a zone is preferred', async () => {
    const id = bench.control.addEvent(ANNA, bench.calendar, single('one'));
    const { body } = await bench.call(`${events}/${id}`);
    expect(body.start).toEqual({ dateTime: '2026-08-04T12:00:00.0000000', timeZone: 'UTC' });
    expect(body.originalStartTimeZone).toBe(BERLIN);
    const tokyo = await bench.call(`${events}/${id}`, { prefer: 'outlook.timezone="Tokyo Standard Time"' });
    expect(tokyo.body.start).toEqual({ dateTime: '2026-08-04T21:00:00.0000000', timeZone: 'Tokyo Standard Time' });
    expect(tokyo.headers.get('preference-applied')).toContain('outlook.timezone');
  });

  it('of all-day events are midnight whatever zone is preferred', async () => {
    const day = { subject: 'day', isAllDay: true, start: at('2026-08-10T00:00:00'), end: at('2026-08-12T00:00:00') };
    const id = bench.control.addEvent(ANNA, bench.calendar, day);
    for (const zone of ['UTC', 'Pacific Standard Time', 'Asia/Tokyo']) {
      const { body } = await bench.call(`${events}/${id}`, { prefer: `outlook.timezone="${zone}"` });
      expect([body.start, body.end]).toEqual([
        at('2026-08-10T00:00:00.0000000', zone),
        at('2026-08-12T00:00:00.0000000', zone),
      ]);
    }
  });

  it('of all-day events must be midnight in one zone', async () => {
    const post = (body: unknown) => bench.call(events, { method: 'POST', body });
    const wrong = await post({ ...single('x'), isAllDay: true });
    expect(wrong.body.error).toMatchObject({
      code: 'ErrorInvalidRequest',
      message: 'The Event.Start property for an all-day event needs to be set to midnight.',
    });
    const day = { subject: 'd', isAllDay: true, start: at('2026-08-10T00:00:00'), end: at('2026-08-11T00:00:00') };
    const { body } = await post(day);
    const times = { start: at('2026-08-10T10:00:00'), end: at('2026-08-10T11:00:00') };
    expect((await bench.call(`${events}/${body.id}`, { method: 'PATCH', body: times })).status).toBe(400);
    expect(
      (await bench.call(`${events}/${body.id}`, { method: 'PATCH', body: { ...times, isAllDay: false } })).status,
    ).toBe(200);
  });

  it('decide by the zone an all-day event was written in whether it is in a view', async () => {
    const day = { subject: 'd', isAllDay: true, start: at('2026-08-10T00:00:00'), end: at('2026-08-11T00:00:00') };
    bench.control.addEvent(ANNA, bench.calendar, day);
    expect(await view('2026-08-09T22:30:00Z', '2026-08-09T23:30:00Z')).toHaveLength(1);
    expect(await view('2026-08-10T22:30:00Z', '2026-08-10T23:30:00Z')).toHaveLength(0);
  });

  it('in a zone nobody knows are refused', async () => {
    const body = { ...single('x'), start: at('2026-08-04T14:00:00', 'Mars/Olympus') };
    expect((await bench.call(events, { method: 'POST', body })).body.error.code).toBe('TimeZoneNotSupportedException');
  });
});

describe('a series', () => {
  it('keeps its wall time over the end of daylight saving', async () => {
    bench.control.addEvent(ANNA, bench.calendar, weekly());
    const berlin = await view('2026-10-18', '2026-11-04', 'outlook.timezone="Europe/Berlin"');
    expect(starts(berlin)).toEqual(['2026-10-19T09:00', '2026-10-26T09:00', '2026-11-02T09:00']);
    expect(starts(await view('2026-10-18', '2026-11-04'))).toEqual([
      '2026-10-19T07:00',
      '2026-10-26T08:00',
      '2026-11-02T08:00',
    ]);
  });

  it('drifts by an hour for its users when it was written in UTC', async () => {
    bench.control.addEvent(ANNA, bench.calendar, {
      ...weekly(),
      start: at('2026-08-03T07:00:00', 'UTC'),
      end: at('2026-08-03T08:00:00', 'UTC'),
    });
    const berlin = await view('2026-10-18', '2026-10-28', 'outlook.timezone="Europe/Berlin"');
    expect(starts(berlin)).toEqual(['2026-10-19T09:00', '2026-10-26T08:00']);
  });

  it('is shown in a view by its instances, in full, and never by its master', async () => {
    const master = bench.control.addEvent(
      ANNA,
      bench.calendar,
      weekly('2026-08-17', { body: { contentType: 'text', content: 'agenda' } }),
    );
    const items = await view('2026-08-01', '2026-09-01');
    expect(items.map((item) => item.type)).toEqual(['occurrence', 'occurrence', 'occurrence']);
    expect(items[0]).toMatchObject({
      subject: 'Weekly',
      seriesMasterId: master,
      bodyPreview: 'agenda',
      recurrence: null,
    });
    expect(new Set(items.map((item) => item.uid)).size).toBe(1);
    expect(new Set(items.map((item) => item.iCalUId)).size).toBe(3);
  });

  it('lists its instances only for a window, without the cancelled ones', async () => {
    const master = bench.control.addEvent(ANNA, bench.calendar, weekly('2026-08-24'));
    bench.control.deleteOccurrence(ANNA, master, '2026-08-10');
    const path = `${events}/${master}/instances`;
    expect((await bench.call(path)).status).toBe(400);
    const { body } = await bench.call(`${path}?startDateTime=2026-08-01&endDateTime=2026-08-18`);
    expect(starts(body.value)).toEqual(['2026-08-03T07:00', '2026-08-17T07:00']);
  });

  it('names its cancelled occurrences only when asked by name on the master itself', async () => {
    const master = bench.control.addEvent(ANNA, bench.calendar, weekly());
    bench.control.deleteOccurrence(ANNA, master, '2026-08-10');
    const { body } = await bench.call(`${events}/${master}?$select=subject,cancelledOccurrences`);
    expect(body.cancelledOccurrences).toEqual([`OID.${master}.2026-08-10`]);
    expect((await bench.call(`${events}/${master}`)).body).not.toHaveProperty('cancelledOccurrences');
    expect((await bench.call(`${events}?$select=cancelledOccurrences`)).body.value[0]).not.toHaveProperty(
      'cancelledOccurrences',
    );
  });

  it('turns a patched occurrence into an exception with an opaque id, addressed by date or id', async () => {
    const master = bench.control.addEvent(ANNA, bench.calendar, weekly());
    const path = `${events}/OID.${master}.2026-08-10`;
    const { status, body } = await bench.call(path, { method: 'PATCH', body: { subject: 'own' } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ type: 'exception', subject: 'own', occurrenceId: `OID.${master}.2026-08-10` });
    expect(body.id).not.toContain('OID');
    expect((await bench.call(`${events}/${body.id}`)).body.subject).toBe('own');
    const [, other] = await view('2026-08-09', '2026-08-20');
    expect(other.type).toBe('occurrence');
  });

  it('loses an occurrence that is deleted by date, once', async () => {
    const master = bench.control.addEvent(ANNA, bench.calendar, weekly());
    const path = `${events}/OID.${master}.2026-08-10`;
    expect((await bench.call(path, { method: 'DELETE' })).status).toBe(204);
    expect((await bench.call(path, { method: 'DELETE' })).body.error.code).toBe('ErrorItemNotFound');
    expect((await bench.call(`${events}/OID.${master}.2026-08-11`)).status).toBe(404);
  });

  it('does not let an occurrence reach its neighbour', async () => {
    const master = bench.control.addEvent(ANNA, bench.calendar, weekly());
    const patch = { start: at('2026-08-17T08:00:00'), end: at('2026-08-17T08:30:00') };
    const { status, body } = await bench.call(`${events}/OID.${master}.2026-08-10`, { method: 'PATCH', body: patch });
    expect([status, body.error.code]).toEqual([400, 'ErrorOccurrenceCrossingBoundary']);
  });

  it('shows a change of the master in its exceptions, except where they differ', async () => {
    const master = bench.control.addEvent(ANNA, bench.calendar, weekly());
    const id = bench.control.patchOccurrence(ANNA, master, '2026-08-10', { subject: 'own' });
    await bench.call(`${events}/${master}`, { method: 'PATCH', body: { subject: 'new', showAs: 'oof' } });
    expect((await bench.call(`${events}/${id}`)).body).toMatchObject({ subject: 'own', showAs: 'oof' });
  });

  it('forgets exceptions and cancellations when its rule changes', async () => {
    const master = bench.control.addEvent(ANNA, bench.calendar, weekly());
    bench.control.patchOccurrence(ANNA, master, '2026-08-10', { subject: 'own' });
    bench.control.deleteOccurrence(ANNA, master, '2026-08-17');
    const recurrence = { ...weekly().recurrence, pattern: { type: 'daily', interval: 7 } };
    await bench.call(`${events}/${master}`, { method: 'PATCH', body: { recurrence } });
    expect((await view('2026-08-01', '2026-08-18')).map((item) => item.type)).toEqual([
      'occurrence',
      'occurrence',
      'occurrence',
    ]);
  });

  it('becomes a single event without recurrence, and a single event becomes a series with one', async () => {
    const id = bench.control.addEvent(ANNA, bench.calendar, weekly());
    const off = await bench.call(`${events}/${id}`, { method: 'PATCH', body: { recurrence: null } });
    expect([off.body.type, off.body.id]).toEqual(['singleInstance', id]);
    const on = await bench.call(`${events}/${id}`, { method: 'PATCH', body: { recurrence: weekly().recurrence } });
    expect(on.body.type).toBe('seriesMaster');
  });

  it('demands a range that begins with the event and the fields its pattern needs', async () => {
    const { recurrence } = weekly();
    for (const wrong of [
      { ...recurrence, range: { ...recurrence.range, startDate: '2026-08-04' } },
      { ...recurrence, pattern: { type: 'weekly', interval: 1 } },
      { ...recurrence, pattern: { type: 'absoluteMonthly', interval: 1 } },
      { ...recurrence, pattern: { type: 'hourly', interval: 1 } },
      { ...recurrence, range: { type: 'numbered', startDate: '2026-08-03' } },
    ]) {
      expect((await bench.call(events, { method: 'POST', body: { ...weekly(), recurrence: wrong } })).status).toBe(400);
    }
  });

  it('begins on the first day its rule matches', async () => {
    const wednesdays = { ...weekly().recurrence, pattern: { type: 'weekly', interval: 1, daysOfWeek: ['wednesday'] } };
    const { body } = await bench.call(events, { method: 'POST', body: { ...weekly(), recurrence: wednesdays } });
    expect(body.start.dateTime).toBe('2026-08-05T07:00:00.0000000');
    expect(body.recurrence.range.startDate).toBe('2026-08-05');
  });
});
