import type { Run } from '../api.ts';
import type { Person, PersonCalendar } from '../company/index.ts';
import type { Span } from '../ics/window.ts';
import type { StoredEventView } from '../../sandbox/graph/index.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import type { Texts } from '../texts.ts';
import { createResults } from './results.ts';
import { formatWhen, readGraphTimes, readLupaxTimes } from './when.ts';
import type { When } from './when.ts';

/** A line of a table before it is one: what is the same `group` is cut together when there is too much of it. */
export interface Row {
  group: string;
  when: When;
  cells: string[];
}

export interface RowSources {
  sandbox: Pick<Sandbox, 'graph' | 'lupax'>;
  person: Person;
  run: Pick<Run, 'operations'>;
  span: Span;
  texts: Texts;
}

/** Name of the extended property that marks what came from Lupax. */
const MARKER_NAME = 'LupaxEntry';

/** What is in the person's Outlook, and what Lupax shows of it. */
export function listToLupax(sources: RowSources): Row[] {
  const { sandbox, person, run, texts } = sources;
  const results = createResults(run, 'lupax');
  const row = (
    calendar: PersonCalendar | undefined,
    title: string,
    when: When,
    visibility: string,
    result: string,
  ) => ({
    group: calendar?.id ?? '',
    when,
    cells: [title, formatWhen(when, texts), nameCalendar(calendar, texts), visibility, texts.result[result] ?? result],
  });
  const arrived = sandbox.lupax.appointments(person.lupaxUserId).filter(({ source }) => source !== null);
  const seen = new Set(arrived.map(({ source }) => source!.event_id));
  const rows = arrived.map((appointment) => {
    const calendar = person.calendars.find(({ id }) => id === appointment.source!.calendar_id);
    const visibility = texts.visibility[appointment.visibility]!;
    const result = results.take(appointment.title) ?? 'unchanged';
    return row(calendar, appointment.title, readLupaxTimes(appointment), visibility, result);
  });
  const left = person.calendars.flatMap((calendar) =>
    viewOwnEvents(sources, calendar)
      .filter(({ id }) => !seen.has(id))
      .map((event) =>
        row(calendar, event.subject, readGraphTimes(event), '–', results.take(event.subject) ?? explain(calendar)),
      ),
  );
  return sortRows([...rows, ...left]);
}

function explain({ sharing, direction }: PersonCalendar): string {
  if (sharing === 'none') return 'not_shared';
  return direction === 'to_lupax' || direction === 'both' ? 'left' : 'off';
}

/** What takes place in a calendar within the window and did not come from Lupax. */
function viewOwnEvents({ sandbox, person, span }: RowSources, calendar: PersonCalendar): StoredEventView[] {
  const marked = new Set(listMarked(sandbox, person, calendar).map(({ event }) => event.id));
  const [start, end] = [new Date(span.startMs).toISOString(), new Date(span.endMs).toISOString()];
  const view = sandbox.graph.view(person.objectId, calendar.id, start, end) as StoredEventView[];
  return view.filter(({ id }) => !marked.has(id));
}

function listMarked(sandbox: RowSources['sandbox'], person: Person, calendar: PersonCalendar) {
  return sandbox.graph.events(person.objectId, calendar.id).flatMap((event) => {
    const marker = event.extendedProperties.find(({ id }) => id.endsWith(` ${MARKER_NAME}`))?.value;
    const [, type, id] = marker?.split('/') ?? [];
    return type === undefined ? [] : [{ event, calendar, type, id: Number(id) }];
  });
}

/** What is the person's in Lupax, and how Outlook shows it. */
export function listToOutlook(sources: RowSources): Row[] {
  const { sandbox, person, run, texts } = sources;
  const results = createResults(run, 'outlook');
  const marked = person.calendars.flatMap((calendar) => listMarked(sandbox, person, calendar));
  const rows = marked.map(({ event, calendar, type, id }) => {
    const appointment = type === 'appointment' ? sandbox.lupax.appointment(id) : undefined;
    const when = readGraphTimes(event);
    return {
      group: 'lupax',
      when,
      cells: [
        event.subject,
        formatWhen(when, texts),
        texts.kind[appointment?.kind ?? 'project']!,
        // The description of a project counts as private notes.
        texts.visibility[appointment?.visibility ?? 'notes_private']!,
        [
          calendar.name,
          texts.shownAs[String(event['showAs'])],
          ...(event['sensitivity'] === 'private' ? [texts.privateInOutlook] : []),
        ].join(', '),
        texts.result[results.take(event.subject) ?? 'unchanged']!,
      ],
    };
  });
  const present = new Set(marked.filter(({ type }) => type === 'appointment').map(({ id }) => id));
  const left = sandbox.lupax
    .appointments(person.lupaxUserId)
    .filter(({ id, source }) => source === null && !present.has(id))
    .map((appointment) => {
      const when = readLupaxTimes(appointment);
      const { title, kind, visibility } = appointment;
      const result = results.take(title) ?? 'not_target';
      const cells = [
        title,
        formatWhen(when, texts),
        texts.kind[kind]!,
        texts.visibility[visibility]!,
        '–',
        texts.result[result]!,
      ];
      return { group: 'lupax', when, cells };
    });
  return sortRows([...rows, ...left]);
}

function nameCalendar(calendar: PersonCalendar | undefined, texts: Texts): string {
  if (!calendar) return '–';
  return texts.calendar(calendar.name, texts.sharing[calendar.sharing] ?? calendar.sharing);
}

function sortRows(rows: Row[]): Row[] {
  return rows.sort((a, b) => a.when.start.toMillis() - b.when.start.toMillis());
}
