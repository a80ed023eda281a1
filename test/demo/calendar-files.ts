import { basename } from 'node:path';
import { DateTime } from 'luxon';
import type { Sandbox } from '../sandbox/index.ts';
import { TIME_ZONE } from './company/index.ts';
import type { Person } from './company/index.ts';
import { measureSpan, readIcsCalendar } from './ics/calendar.ts';
import type { IcsCalendar, Note } from './ics/calendar.ts';
import { planCalendar } from './ics/plan.ts';
import { putIntoMailbox } from './ics/put-into-mailbox.ts';
import { chooseWindow } from './ics/window.ts';
import type { DayWindow, Span } from './ics/window.ts';
import type { Texts } from './texts.ts';

/** What the product synchronises when nobody changed the settings. */
export const DEFAULT_WINDOW: DayWindow = { pastDays: 30, futureDays: 365 };

/** A calendar file in the mailbox. */
export interface ImportedCalendar {
  id: string;
  name: string;
  file: string;
  /** Entries within the window. */
  entries: number;
  notes: Note[];
}

/** @throws IcsFileError for the first file that is no calendar */
export function readCalendars(paths: string[]): Promise<IcsCalendar[]> {
  return Promise.all(paths.map((path) => readIcsCalendar(path, TIME_ZONE)));
}

/** The window that shows all of the calendars. */
export function findWindow(calendars: IcsCalendar[], nowMs: number): DayWindow {
  const spans = calendars.map(measureSpan).filter((span) => span !== null);
  return chooseWindow(spans, nowMs, DEFAULT_WINDOW);
}

/** Puts each calendar into a calendar of its own in the person's mailbox, shared with all details. */
export function importCalendars(
  sandbox: Pick<Sandbox, 'graph'>,
  person: Person,
  calendars: IcsCalendar[],
  span: Span,
): ImportedCalendar[] {
  const { graph } = sandbox;
  return calendars.map((calendar) => {
    const plan = planCalendar(calendar, span);
    const id = graph.addCalendar(person.objectId, { name: calendar.name, sharing: 'read' });
    const refused = putIntoMailbox(graph, person.objectId, id, plan);
    person.calendars.push({ id, name: calendar.name, sharing: 'read', direction: 'to_lupax' });
    const notes = [...plan.notes, ...refused];
    return { id, name: calendar.name, file: basename(calendar.path), entries: plan.entries, notes };
  });
}

/** Says how many entries each file gave, and what became of the rest. */
export function describeImport(imported: ImportedCalendar[], span: Span, texts: Texts): string[] {
  const date = (ms: number) => DateTime.fromMillis(ms, { zone: 'UTC' }).toFormat('dd.MM.yyyy');
  return imported.flatMap(({ name, file, entries, notes }) => [
    texts.icsFile(name, file, entries, date(span.startMs), date(span.endMs - 1)),
    ...notes.map((note) => `  ${texts.note(note)}`),
  ]);
}

/** Says how many entries of each file Lupax has. */
export function describeArrival(
  { lupax }: Pick<Sandbox, 'lupax'>,
  person: Person,
  imported: ImportedCalendar[],
  texts: Texts,
): string[] {
  const appointments = lupax.appointments(person.lupaxUserId);
  return imported.map(({ id, name, entries }) => {
    const arrived = appointments.filter(({ source }) => source?.calendar_id === id).length;
    return texts.icsArrived(name, entries, arrived);
  });
}
