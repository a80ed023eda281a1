import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEngine, type Engine, type Person } from '../helpers/engine.ts';

let engine: Engine;
let anna: Person;
/** Both changes of clocks of Berlin and New York lie in the window. */
let now = Date.parse('2027-03-01T08:00:00Z');
beforeEach(async () => {
  now = Date.parse('2027-03-01T08:00:00Z');
  engine = await startEngine({ now: () => now });
  anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
});
afterEach(() => engine.stop());

const eventAt = (subject: string, start: string, end: string, timeZone = 'Europe/Berlin', more: object = {}) => ({
  subject,
  start: { dateTime: start, timeZone },
  end: { dateTime: end, timeZone },
  showAs: 'busy',
  ...more,
});
const appointmentAt = (title: string, date_start: string, date_end: string, time_zone = 'Europe/Berlin') => ({
  title,
  date_start,
  date_end,
  time_zone,
  all_day: 0,
});
const inLupax = (title: string) => anna.appointments().find((one) => one.title === title)!;
const inOutlook = (subject: string) =>
  engine.sandbox.graph.events(anna.objectId).find((one) => one.subject === subject) as unknown as {
    id: string;
    isAllDay: boolean;
    start: { dateTime: string };
    end: { dateTime: string };
    originalStartTimeZone: string;
  };
const utc = (side: { dateTime: string }) => side.dateTime.slice(0, 19) + 'Z';

async function expectQuiet() {
  engine.sandbox.graph.clearLog();
  engine.sandbox.lupax.clearLog();
  expect(await anna.sync()).toMatchObject({ state: 'done', operations: [] });
  expect(engine.sandbox.graph.writes()).toEqual([]);
  expect(engine.sandbox.lupax.writes).toEqual([]);
}

test.each([
  [
    'summer time begins',
    'sunday',
    '2027-03-21',
    ['2027-03-21T09:00:00+01:00', '2027-03-28T09:00:00+02:00', '2027-04-04T09:00:00+02:00'],
  ],
  [
    'summer time ends',
    'sunday',
    '2027-10-24',
    ['2027-10-24T09:00:00+02:00', '2027-10-31T09:00:00+01:00', '2027-11-07T09:00:00+01:00'],
  ],
])('a weekly series at 9:00 in Berlin stays at 9:00 when %s, and back', async (_when, weekday, startDate, expected) => {
  anna.addEvent(
    eventAt('Jour fixe', `${startDate}T09:00:00`, `${startDate}T10:00:00`, 'W. Europe Standard Time', {
      recurrence: {
        pattern: { type: 'weekly', interval: 1, daysOfWeek: [weekday], firstDayOfWeek: 'monday' },
        range: { type: 'numbered', startDate, numberOfOccurrences: 3 },
      },
    }),
  );
  await anna.sync();
  expect(
    anna
      .appointments()
      .map(({ date_start }) => date_start)
      .sort(),
  ).toEqual(expected);
  expect(new Set(anna.appointments().map(({ time_zone }) => time_zone))).toEqual(new Set(['Europe/Berlin']));
  await expectQuiet();

  const afterChange = anna.appointments().find(({ date_start }) => date_start === expected[1])!;
  const day = expected[1]!.slice(0, 10);
  engine.sandbox.lupax.editAppointment(afterChange.id, { date_start: `${day}T11:00:00`, date_end: `${day}T12:00:00` });
  await anna.sync();
  const view = engine.sandbox.graph.view(anna.objectId, anna.defaultCalendarId, `${day}T00:00:00Z`, `${day}T23:59:00Z`);
  const offset = Number(expected[1]!.slice(20, 22));
  expect(view.map((one) => utc(one['start'] as never))).toEqual([
    `${day}T${String(11 - offset).padStart(2, '0')}:00:00Z`,
  ]);
  await expectQuiet();
});

test('both runs of the hour that is repeated in autumn arrive as different instants, in both directions', async () => {
  for (const [name, start, end] of [
    ['erster', '2027-10-31T00:30:00', '2027-10-31T00:45:00'],
    ['zweiter', '2027-10-31T01:30:00', '2027-10-31T01:45:00'],
  ] as const) {
    anna.addEvent(eventAt(`Outlook ${name}`, start, end, 'UTC'));
    const offset = name === 'erster' ? '+02:00' : '+01:00';
    anna.addAppointment(appointmentAt(`Lupax ${name}`, `2027-10-31T02:30:00${offset}`, `2027-10-31T02:45:00${offset}`));
  }
  await anna.sync();
  expect(Date.parse(inLupax('Outlook erster').date_start)).toBe(Date.parse('2027-10-31T00:30:00Z'));
  expect(Date.parse(inLupax('Outlook zweiter').date_start)).toBe(Date.parse('2027-10-31T01:30:00Z'));
  expect(utc(inOutlook('Lupax erster').start)).toBe('2027-10-31T00:30:00Z');
  expect(utc(inOutlook('Lupax zweiter').start)).toBe('2027-10-31T01:30:00Z');
  await expectQuiet();
  engine.sandbox.lupax.editAppointment(inLupax('Lupax zweiter').id, { title: 'Lupax danach' });
  await anna.sync();
  expect(utc(inOutlook('Lupax danach').start)).toBe('2027-10-31T01:30:00Z');
  expect(inLupax('Lupax danach').time_zone).toBe('Europe/Berlin');
});

test.each([
  ['W. Europe Standard Time', 'Europe/Berlin', '2027-05-03T09:00:00+02:00'],
  ['Europe/Berlin', 'Europe/Berlin', '2027-05-03T09:00:00+02:00'],
  ['Eastern Standard Time', 'America/New_York', '2027-05-03T09:00:00-04:00'],
  ['America/New_York', 'America/New_York', '2027-05-03T09:00:00-04:00'],
  ['Asia/Kolkata', 'Asia/Kolkata', '2027-05-03T09:00:00+05:30'],
])('an event made in %s keeps its wall time and its zone in Lupax', async (written, zone, expected) => {
  anna.addEvent(eventAt('Anruf', '2027-05-03T09:00:00', '2027-05-03T10:00:00', written));
  await anna.sync();
  expect(inLupax('Anruf')).toMatchObject({ date_start: expected });
  // Some zones have two names (Asia/Calcutta, Asia/Kolkata): the wall time is what counts.
  if (zone !== 'Asia/Kolkata') expect(inLupax('Anruf').time_zone).toBe(zone);
  await expectQuiet();
  engine.sandbox.lupax.editAppointment(inLupax('Anruf').id, {
    date_start: '2027-12-06T09:00:00',
    date_end: '2027-12-06T10:00:00',
  });
  await anna.sync();
  const expectedInstant = new Date(inLupax('Anruf').date_start).toISOString().slice(0, 19) + 'Z';
  expect(utc(inOutlook('Anruf').start)).toBe(expectedInstant);
  await expectQuiet();
});

test('an event made in UTC stays in UTC', async () => {
  anna.addEvent(eventAt('Anruf', '2027-05-03T09:00:00', '2027-05-03T10:00:00', 'UTC'));
  await anna.sync();
  expect(inLupax('Anruf').time_zone).toBe('UTC');
  expect(Date.parse(inLupax('Anruf').date_start)).toBe(Date.parse('2027-05-03T09:00:00Z'));
  await expectQuiet();
});

test('an appointment made in New York is written to Outlook in New York', async () => {
  anna.addAppointment(appointmentAt('Call', '2027-05-03T09:00:00', '2027-05-03T10:00:00', 'America/New_York'));
  await anna.sync();
  expect(utc(inOutlook('Call').start)).toBe('2027-05-03T13:00:00Z');
  expect(['Eastern Standard Time', 'America/New_York']).toContain(inOutlook('Call').originalStartTimeZone);
  await expectQuiet();
});

test('events over midnight and events without a duration keep their times both ways', async () => {
  anna.addEvent(eventAt('Nachtaufbau', '2027-05-03T22:00:00', '2027-05-04T06:00:00'));
  anna.addEvent(eventAt('Anpfiff', '2027-05-05T20:15:00', '2027-05-05T20:15:00'));
  anna.addAppointment(appointmentAt('Nachtabbau', '2027-05-06T22:00:00', '2027-05-08T06:00:00'));
  anna.addAppointment(appointmentAt('Abpfiff', '2027-05-05T22:00:00', '2027-05-05T22:00:00'));
  await anna.sync();
  expect(inLupax('Nachtaufbau')).toMatchObject({
    date_start: '2027-05-03T22:00:00+02:00',
    date_end: '2027-05-04T06:00:00+02:00',
  });
  expect(inLupax('Anpfiff').date_end).toBe(inLupax('Anpfiff').date_start);
  expect([utc(inOutlook('Nachtabbau').start), utc(inOutlook('Nachtabbau').end)]).toEqual([
    '2027-05-06T20:00:00Z',
    '2027-05-08T04:00:00Z',
  ]);
  expect(utc(inOutlook('Abpfiff').end)).toBe(utc(inOutlook('Abpfiff').start));
  await expectQuiet();
  engine.sandbox.graph.deleteEvent(anna.objectId, inOutlook('Anpfiff').id);
  const run = await anna.sync();
  expect(run.counts.lupax.deleted).toBe(1);
});

test('an entry becomes all-day and timed again, whichever side changes it', async () => {
  const eventId = anna.addEvent(eventAt('Aufbau', '2027-05-03T09:00:00', '2027-05-03T17:00:00'));
  const { id } = anna.addAppointment(appointmentAt('Abbau', '2027-05-03T09:00:00', '2027-05-03T17:00:00'));
  await anna.sync();
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, {
    isAllDay: true,
    ...eventAt('Aufbau', '2027-05-03T00:00:00', '2027-05-05T00:00:00'),
  });
  engine.sandbox.lupax.editAppointment(id, {
    all_day: 1,
    date_start: '2027-05-03T00:00:00',
    date_end: '2027-05-05T00:00:00',
  });
  await anna.sync();
  expect(inLupax('Aufbau')).toMatchObject({
    all_day: 1,
    date_start: '2027-05-03T00:00:00+02:00',
    date_end: '2027-05-05T00:00:00+02:00',
  });
  expect(inOutlook('Abbau')).toMatchObject({ isAllDay: true });
  expect(inOutlook('Abbau').start.dateTime.slice(0, 10)).toBe('2027-05-03');
  expect(inOutlook('Abbau').end.dateTime.slice(0, 10)).toBe('2027-05-05');
  await expectQuiet();

  // Back again, each on the other side.
  engine.sandbox.lupax.editAppointment(inLupax('Aufbau').id, {
    all_day: 0,
    date_start: '2027-05-03T10:00:00',
    date_end: '2027-05-03T11:00:00',
  });
  engine.sandbox.graph.patchEvent(anna.objectId, inOutlook('Abbau').id, {
    isAllDay: false,
    ...eventAt('Abbau', '2027-05-03T10:00:00', '2027-05-03T11:00:00'),
  });
  await anna.sync();
  expect(inOutlook('Aufbau')).toMatchObject({ isAllDay: false });
  expect(utc(inOutlook('Aufbau').start)).toBe('2027-05-03T08:00:00Z');
  expect(inLupax('Abbau')).toMatchObject({ all_day: 0, date_start: '2027-05-03T10:00:00+02:00' });
  await expectQuiet();
});
