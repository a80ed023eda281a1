import { DateTime } from 'luxon';
import type { Sandbox } from '../sandbox/index.ts';
import { TIME_ZONE, type Person } from './company/index.ts';

/** An item as Outlook opens it beside the pane. */
export interface OutlookItem {
  /** As Outlook's clients know it: not the immutable id, and in plain base64 (learn.microsoft.com/javascript/api/outlook/office.mailbox, convertToEwsId). */
  itemId: string;
  subject: string;
  /** Without a zone; null for a whole series. */
  start: string | null;
  /** Organizers compose, attendees read. */
  mode: 'read' | 'compose';
}

interface Shown {
  id: string;
  subject: string;
  start: { dateTime: string };
  isOrganizer: boolean;
  seriesMasterId: string | null;
}

const SHOWN_WEEKS = 3;

/** What the person has in Outlook from this week's Monday on, where the demo's company begins (company/days.ts); whole series at the end. */
export function listItems({ graph }: Sandbox, { objectId, calendars }: Person): OutlookItem[] {
  const from = DateTime.now().setZone(TIME_ZONE).startOf('week');
  const [start, end] = [from.toUTC().toISO()!, from.plus({ weeks: SHOWN_WEEKS }).toUTC().toISO()!];
  const shown = calendars.flatMap(({ id }) => graph.view(objectId, id, start, end)) as unknown as Shown[];
  const toItem = (event: Shown, id: string, startsAt: string | null): OutlookItem => ({
    itemId: toEwsId(graph.clientIdOf(objectId, id)),
    subject: event.subject,
    start: startsAt,
    mode: event.isOrganizer ? 'compose' : 'read',
  });
  const single = shown
    .map((event) => toItem(event, event.id, event.start.dateTime))
    .sort((a, b) => a.start!.localeCompare(b.start!));
  const series = new Map(shown.flatMap((event) => (event.seriesMasterId ? [[event.seriesMasterId, event]] : [])));
  return [...single, ...[...series].map(([id, event]) => toItem(event, id, null))];
}

/** What saving a new appointment does: it is in the calendar from then on, appointments have no draft state. */
export function addDraft({ graph }: Sandbox, { objectId }: Person): { itemId: string } {
  const start = DateTime.now().setZone(TIME_ZONE).startOf('day').plus({ days: 1, hours: 9 });
  const at = (time: DateTime) => ({ dateTime: time.toFormat("yyyy-MM-dd'T'HH:mm:ss"), timeZone: TIME_ZONE });
  const id = graph.addEvent(objectId, graph.defaultCalendarId(objectId), {
    subject: 'Kabelwege abgehen',
    start: at(start),
    end: at(start.plus({ hours: 1 })),
  });
  return { itemId: toEwsId(graph.clientIdOf(objectId, id)) };
}

function toEwsId(restId: string): string {
  return restId.replaceAll('-', '/').replaceAll('_', '+');
}
