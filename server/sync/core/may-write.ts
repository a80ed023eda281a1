import type { OutlookEvent } from './outlook-event.ts';
import type { LupaxItem, Pair } from './pair.ts';
import type { PlanCalendar } from './plan-types.ts';

/** Graph mails the attendees on any change, so only the user's own events without attendees are ever written. */
export function isOwnAlone(event: OutlookEvent): boolean {
  return event.isOrganizer && event.attendees.length === 0;
}

/** Whether the sync may change or delete the event. */
export function mayWriteEvent(event: OutlookEvent, calendar: PlanCalendar): boolean {
  return calendar.toOutlook && isOwnAlone(event) && !event.isCancelled;
}

/** The same for an entry's event: a meeting that this product made on request of Lupax is the organizer's own to change. */
export function mayWriteEventOf(pair: Pair, event: OutlookEvent, calendar: PlanCalendar): boolean {
  if (mayWriteEvent(event, calendar)) return true;
  return pair.meeting === true && calendar.toOutlook && event.isOrganizer && !event.isCancelled;
}

/** Shifts, vacations, projects and what Lupax protects are never changed from Outlook. */
export function mayWriteItem(item: LupaxItem, calendar: PlanCalendar): boolean {
  return calendar.toLupax && item.type === 'appointment' && item.item.kind === 'appointment' && !item.item.readOnly;
}
