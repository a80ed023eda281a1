import { describe, expect, it } from 'vitest';
import { ANNA, PROPERTY, at, single, useBench, weekly } from './support.ts';

const bench = useBench();

describe('the control', () => {
  it('shows what is stored, hidden properties included', async () => {
    const body = {
      ...single('own'),
      transactionId: 't',
      singleValueExtendedProperties: [{ id: PROPERTY, value: 'v' }],
    };
    const { body: created } = await bench.call(`/users/${ANNA}/events`, { method: 'POST', body });
    expect(bench.control.events(ANNA, bench.calendar)).toMatchObject([
      {
        id: created.id,
        calendarId: bench.calendar,
        transactionId: 't',
        extendedProperties: [{ id: PROPERTY, value: 'v' }],
      },
    ]);
    bench.control.setExtendedProperty(ANNA, created.id, PROPERTY, null);
    expect(bench.control.events(ANNA)[0]!.extendedProperties).toEqual([]);
    bench.control.setExtendedProperty(ANNA, created.id, PROPERTY, 'w');
    expect(bench.control.events(ANNA)[0]!.extendedProperties).toEqual([{ id: PROPERTY, value: 'w' }]);
  });

  it('expands a calendar for a window', () => {
    const master = bench.control.addEvent(ANNA, bench.calendar, weekly());
    bench.control.deleteOccurrence(ANNA, master, '2026-08-10');
    bench.control.patchOccurrence(ANNA, master, '2026-08-17', { subject: 'own' });
    const view = bench.control.view(ANNA, bench.calendar, '2026-08-01', '2026-08-31');
    expect(view.map((event) => event['subject'])).toEqual(['Weekly', 'own', 'Weekly']);
    expect(bench.control.events(ANNA)[0]).toMatchObject({
      cancelledDates: ['2026-08-10'],
      exceptionDates: ['2026-08-17'],
    });
  });

  it('acts as people can and the API cannot', async () => {
    const id = bench.control.addEvent(ANNA, bench.calendar, {
      ...single('theirs'),
      isOrganizer: false,
      organizer: { emailAddress: { name: 'Out', address: 'out@fabrikam.test' } },
      responseStatus: { response: 'declined' },
      isCancelled: true,
    });
    const { body } = await bench.call(`/users/${ANNA}/events/${id}?$expand=calendar`);
    expect(body).toMatchObject({ isOrganizer: false, isCancelled: true, responseStatus: { response: 'declined' } });
    expect(body.calendar.id).toBe(bench.calendar);
    const patched = await bench.call(`/users/${ANNA}/events/${id}`, { method: 'PATCH', body: { isCancelled: false } });
    expect(patched.body.isCancelled).toBe(true);
    expect((await bench.call(`/users/${ANNA}/events/${id}/calendar`)).body.name).toBe('Kalender');
  });

  it('changes an occurrence of a series that runs past midnight without touching its neighbours', () => {
    const night = bench.control.addEvent(ANNA, bench.calendar, {
      subject: 'night',
      start: at('2026-08-03T22:00:00'),
      end: at('2026-08-04T02:00:00'),
      recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2026-08-03' } },
    });
    bench.control.patchOccurrence(ANNA, night, '2026-08-05', { subject: 'own' });
    expect(() =>
      bench.control.patchOccurrence(ANNA, night, '2026-08-05', {
        start: at('2026-08-05T01:00:00'),
        end: at('2026-08-05T03:00:00'),
      }),
    ).toThrow('adjacent');
  });

  it('complains about users, calendars and occurrences that are not there', () => {
    expect(() => bench.control.defaultCalendarId('nobody')).toThrow('nobody');
    expect(() => bench.control.addEvent(ANNA, 'nowhere', single('x'))).toThrow();
    const master = bench.control.addEvent(ANNA, bench.calendar, weekly());
    expect(() => bench.control.deleteOccurrence(ANNA, master, '2026-08-04')).toThrow('2026-08-04');
  });
});
