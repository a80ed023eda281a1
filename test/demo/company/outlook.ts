import type { EventInput, GraphControl } from '../../sandbox/graph/index.ts';
import type { Days, Weekday } from './days.ts';
import { PEOPLE, TIME_ZONE } from './people.ts';

/** Calendar ids by person and name of the calendar. */
export type CalendarIds = Record<keyof typeof PEOPLE, Record<string, string>>;

/** Events whose ids the live part needs. */
export interface SeededEvents {
  soundcheck: string;
}

/** What the three people have in Outlook. */
export function seedOutlook(graph: GraphControl, ids: CalendarIds, days: Days): SeededEvents {
  const time = createTimes(days);
  const { anna, tom, mia } = PEOPLE;
  const add = (oid: string, calendarId: string | undefined, input: EventInput) =>
    graph.addEvent(oid, calendarId!, input);
  const annas = ids.anna['Kalender'];

  add(anna.objectId, annas, {
    subject: 'Bühne Abnahme Freilichtbühne Weißensee',
    body: { contentType: 'html', content: '<p>Prüfbuch mitbringen, <b>TÜV</b> kommt um 10 Uhr.</p>' },
    location: { displayName: 'Freilichtbühne Weißensee' },
    ...time(1, 'Mi', '09:00', '11:30'),
  });
  graph.addMeeting(
    anna.objectId,
    annas!,
    {
      subject: 'Vorbesprechung Messe',
      body: { contentType: 'html', content: '<p>Hängepunkte, Strom, Zeitplan.</p>' },
      location: { displayName: 'Messe Berlin, Halle 7.2' },
      ...time(0, 'Do', '14:00', '15:00'),
    },
    [tom.objectId],
  );
  add(anna.objectId, annas, {
    subject: 'Arzttermin',
    sensitivity: 'private',
    location: { displayName: 'Praxis Dr. Lorenz' },
    ...time(1, 'Mo', '08:00', '09:00'),
  });
  add(anna.objectId, annas, { subject: 'Messeaufbau Halle 7.2', ...wholeDays(days, [1, 'Do'], [1, 'Sa']) });
  const weekly = add(anna.objectId, annas, {
    subject: 'Jour fixe Technik',
    location: { displayName: 'Werkstatt' },
    ...time(0, 'Di', '09:00', '09:45'),
    recurrence: {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'], firstDayOfWeek: 'monday' },
      range: { type: 'numbered', startDate: days.date(0, 'Di'), numberOfOccurrences: 6 },
    },
  });
  graph.patchOccurrence(anna.objectId, weekly, days.date(2, 'Di'), time(2, 'Mi', '10:00', '10:45'));
  graph.deleteOccurrence(anna.objectId, weekly, days.date(3, 'Di'));
  add(anna.objectId, ids.anna['Privat'], { subject: 'Elternabend', ...time(1, 'Di', '19:00', '20:30') });

  const soundcheck = add(tom.objectId, ids.tom['Kalender'], {
    subject: 'Soundcheck Freilichtbühne',
    body: { contentType: 'html', content: '<p>Monitorweg 3 prüfen.</p>' },
    location: { displayName: 'Freilichtbühne Weißensee' },
    ...time(1, 'Mi', '16:00', '18:00'),
  });
  add(tom.objectId, ids.tom['Kalender'], {
    subject: 'Funkstrecken einmessen',
    showAs: 'tentative',
    ...time(0, 'Fr', '10:00', '12:00'),
  });

  add(mia.objectId, ids.mia['Kalender'], {
    subject: 'Crewplanung Dezember',
    location: { displayName: 'Büro Treptow' },
    body: { contentType: 'html', content: '<p>Rigger fehlen noch.</p>' },
    ...time(0, 'Mi', '13:00', '14:30'),
  });
  add(mia.objectId, ids.mia['Fuhrpark'], {
    subject: 'TÜV 7,5-Tonner',
    location: { displayName: 'Prüfstelle Adlershof' },
    ...time(1, 'Fr', '07:30', '09:00'),
  });
  return { soundcheck };
}

type Slot = (week: number, weekday: Weekday, from: string, to: string) => EventInput;

function createTimes(days: Days): Slot {
  return (week, weekday, from, to) => ({
    start: { dateTime: days.at(week, weekday, from), timeZone: TIME_ZONE },
    end: { dateTime: days.at(week, weekday, to), timeZone: TIME_ZONE },
  });
}

/** @param until the day after the last one */
function wholeDays(days: Days, from: [number, Weekday], until: [number, Weekday]): EventInput {
  const midnight = (day: [number, Weekday]) => ({ dateTime: `${days.date(...day)}T00:00:00`, timeZone: TIME_ZONE });
  return { isAllDay: true, start: midnight(from), end: midnight(until) };
}
