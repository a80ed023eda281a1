import type { GraphControl } from '../../sandbox/graph/index.ts';
import type { Note } from './calendar.ts';
import type { CalendarPlan, PlannedEvent } from './plan.ts';

/**
 * Puts a planned calendar into a calendar of the sandbox, as its owner would: nobody is written to.
 * @returns what Outlook did not take as it was
 */
export function putIntoMailbox(
  graph: GraphControl,
  oid: string,
  calendarId: string,
  plan: Pick<CalendarPlan, 'events'>,
): Note[] {
  return plan.events.flatMap((event) => putEvent(graph, oid, calendarId, event));
}

function putEvent(graph: GraphControl, oid: string, calendarId: string, event: PlannedEvent): Note[] {
  const title = String(event.input['subject'] ?? '');
  const notes: Note[] = [];
  try {
    const id = graph.addEvent(oid, calendarId, event.input);
    for (const date of event.cancelled) graph.deleteOccurrence(oid, id, date);
    for (const { date, input } of event.changed) {
      try {
        graph.patchOccurrence(oid, id, date, input);
      } catch {
        // Outlook lets no occurrence past its neighbour (ErrorOccurrenceCrossingBoundary): it becomes an event of its own.
        graph.deleteOccurrence(oid, id, date);
        graph.addEvent(oid, calendarId, input);
        notes.push({ code: 'moved_out', title });
      }
    }
  } catch {
    notes.push({ code: 'refused', title });
  }
  return notes;
}
