import { afterEach, beforeEach, expect, test } from 'vitest';
import { dayFromNow, startEngine, type Engine } from '../helpers/engine.ts';

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
});
afterEach(() => engine.stop());

const allDayEvent = (subject: string, from: number, to: number, timeZone: string) => ({
  subject,
  isAllDay: true,
  start: { dateTime: `${dayFromNow(from)}T00:00:00`, timeZone },
  end: { dateTime: `${dayFromNow(to)}T00:00:00`, timeZone },
  showAs: 'busy',
});
const allDayAppointment = (title: string, from: number, to: number, time_zone: string) => ({
  title,
  all_day: 1,
  date_start: `${dayFromNow(from)}T00:00:00`,
  date_end: `${dayFromNow(to)}T00:00:00`,
  time_zone,
});

test.each([
  ['Europe/Berlin', 'Europe/Berlin', 'Europe/Berlin'],
  ['America/Los_Angeles', 'America/Los_Angeles', 'Europe/Berlin'],
  ['Pacific/Auckland', 'Europe/Berlin', 'America/New_York'],
  ['Europe/Berlin', 'UTC', 'Pacific/Auckland'],
  ['America/Los_Angeles', 'Tokyo Standard Time', 'UTC'],
])(
  'all-day entries keep their dates with a mailbox in %s, events made in %s and appointments made in %s',
  async (mailboxZone, eventZone, appointmentZone) => {
    const anna = await engine.addPerson('Anna Berger', {}, mailboxZone);
    await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
    anna.addEvent(allDayEvent('Outlook eins', 3, 4, eventZone));
    anna.addEvent(allDayEvent('Outlook drei', 5, 8, eventZone));
    anna.addAppointment(allDayAppointment('Lupax eins', 3, 4, appointmentZone));
    anna.addAppointment(allDayAppointment('Lupax drei', 5, 8, appointmentZone));
    await anna.sync();

    const dates = () => ({
      lupax: anna
        .appointments()
        .map((one) => `${one.title} ${one.all_day} ${one.date_start.slice(0, 10)} ${one.date_end.slice(0, 10)}`)
        .sort(),
      outlook: engine.sandbox.graph
        .events(anna.objectId)
        .map((one) => {
          const date = (field: string) => (one[field] as { dateTime: string }).dateTime.slice(0, 10);
          return `${one.subject} ${Number(one['isAllDay'])} ${date('start')} ${date('end')}`;
        })
        .sort(),
    });
    const expected = [
      `Lupax drei 1 ${dayFromNow(5)} ${dayFromNow(8)}`,
      `Lupax eins 1 ${dayFromNow(3)} ${dayFromNow(4)}`,
      `Outlook drei 1 ${dayFromNow(5)} ${dayFromNow(8)}`,
      `Outlook eins 1 ${dayFromNow(3)} ${dayFromNow(4)}`,
    ];
    expect(dates()).toEqual({ lupax: expected, outlook: expected });

    engine.sandbox.graph.clearLog();
    engine.sandbox.lupax.clearLog();
    engine.sandbox.graph.expireDeltaLinks();
    expect(await anna.sync()).toMatchObject({ operations: [] });
    expect([...engine.sandbox.graph.writes(), ...engine.sandbox.lupax.writes]).toEqual([]);

    // Moved by a day on either side, they are moved by a day on the other.
    const moved = allDayEvent('Outlook eins', 10, 11, eventZone);
    const event = engine.sandbox.graph.events(anna.objectId).find((one) => one.subject === 'Outlook eins')!;
    engine.sandbox.graph.patchEvent(anna.objectId, event.id, moved);
    const appointment = anna.appointments().find((one) => one.title === 'Lupax eins')!;
    const { date_start, date_end } = allDayAppointment('', 10, 11, '');
    engine.sandbox.lupax.editAppointment(appointment.id, { date_start, date_end });
    await anna.sync();
    const later = expected.map((line) =>
      line.includes('eins') ? line.replace(dayFromNow(3), dayFromNow(10)).replace(dayFromNow(4), dayFromNow(11)) : line,
    );
    expect(dates()).toEqual({ lupax: later, outlook: later });
  },
);

test('an all-day entry over a change of clocks lasts its days, not its hours', async () => {
  const now = Date.parse('2027-03-01T08:00:00Z');
  const other = await startEngine({ now: () => now });
  try {
    const anna = await other.addPerson('Anna Berger');
    await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
    const day = (date: string) => ({ dateTime: `${date}T00:00:00`, timeZone: 'Europe/Berlin' });
    anna.addEvent({ subject: 'Messe', isAllDay: true, start: day('2027-03-27'), end: day('2027-03-29') });
    anna.addAppointment({
      title: 'Ferien',
      all_day: 1,
      date_start: '2027-10-30T00:00:00',
      date_end: '2027-11-01T00:00:00',
      time_zone: 'Europe/Berlin',
    });
    await anna.sync();
    expect(anna.appointments().find(({ title }) => title === 'Messe')).toMatchObject({
      date_start: '2027-03-27T00:00:00+01:00',
      date_end: '2027-03-29T00:00:00+02:00',
    });
    const copy = other.sandbox.graph.events(anna.objectId).find(({ subject }) => subject === 'Ferien')!;
    expect((copy['start'] as { dateTime: string }).dateTime).toContain('2027-10-30T00:00:00');
    expect((copy['end'] as { dateTime: string }).dateTime).toContain('2027-11-01T00:00:00');
    expect(await anna.sync()).toMatchObject({ operations: [] });
  } finally {
    await other.stop();
  }
});
