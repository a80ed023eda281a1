import { contentForLupax, mergedFromEvent } from './content.ts';
import { fingerprintAppointment, fingerprintEvent, fingerprintValue, MERGED_FIELDS } from './fingerprint.ts';
import type { Appointment, AppointmentContent } from './lupax-entry.ts';
import { makeOperation, startPlan } from './make-operation.ts';
import { EXCLUDED_CATEGORY } from './marker.ts';
import { isOwnAlone, mayWriteEvent } from './may-write.ts';
import { planOutlookMerge } from './merge-outlook-entry.ts';
import { contentOfNewEvent } from './plan-lupax-entry.ts';
import type { OutlookEvent } from './outlook-event.ts';
import type { Pair } from './pair.ts';
import { isSideChanged } from './plan-fields.ts';
import type { PairPlan, PlanCalendar, PlanContext, Reason } from './plan-types.ts';
import { readRaisedVisibility } from './raised-visibility.ts';
import { computeVisibility, stricter } from './visibility.ts';
import { isInWindow } from './window.ts';

/** Plans an entry that came from Outlook. Pure: same input, same plan. */
export function planOutlookEntry(pair: Pair, context: PlanContext): PairPlan {
  const appointment = pair.lupax.seen?.type === 'appointment' ? pair.lupax.seen.item : null;
  const plan = startPlan(pair);
  const calendar = pair.calendarId === null ? undefined : context.calendars.get(pair.calendarId);
  const event = pair.outlook.seen;
  if (event === null && appointment === null && (pair.outlook.gone || pair.outlook.base === null)) {
    return { ...plan, outcome: 'forget' };
  }
  if (!calendar?.inSync) return plan;
  if (calendar.sharing === 'none') {
    return appointment ? remove(plan, pair, appointment, 'not_shared', null) : plan;
  }
  if (!calendar.toLupax) {
    return appointment && hasLeft(calendar, appointment, context)
      ? remove(plan, pair, appointment, 'deleted_in_outlook', 'delete')
      : plan;
  }
  if (event === null) return pair.outlook.gone ? planGoneEvent(plan, pair, appointment, calendar, context) : plan;
  const obstacle = findObstacle(event, context);
  if (obstacle) {
    if (!appointment) return plan;
    return remove(plan, pair, appointment, obstacle, obstacle === 'excluded' ? null : 'delete');
  }
  if (appointment) return planOutlookMerge(plan, pair, event, appointment, calendar, context);
  return planMissingAppointment(plan, pair, event, calendar, context);
}

/** Whether the event was moved away from a calendar that gives its entries to Lupax: it leaves Lupax with the move. */
function hasLeft(calendar: PlanCalendar, { source }: Appointment, { calendars }: PlanContext): boolean {
  return source !== null && source.calendarId !== calendar.id && calendars.get(source.calendarId)?.toLupax === true;
}

/** Why an event that is there does not belong into Lupax; null when it does. */
export function findObstacle(
  event: OutlookEvent,
  context: Pick<PlanContext, 'includeFreeEvents'>,
): 'cancelled' | 'declined' | 'excluded' | 'free_event' | null {
  if (event.categories.includes(EXCLUDED_CATEGORY)) return 'excluded';
  if (event.isCancelled) return 'cancelled';
  if (event.isDeclined) return 'declined';
  const free = event.showAs === 'free' || event.showAs === 'workingElsewhere';
  return free && !context.includeFreeEvents ? 'free_event' : null;
}

function remove(
  plan: PairPlan,
  pair: Pair,
  appointment: Appointment,
  reason: Reason,
  brake: 'delete' | null,
): PairPlan {
  const more = { tightens: brake === null, brake };
  return {
    ...plan,
    operations: [makeOperation(plan, { side: 'lupax', action: 'delete' }, appointment.title, reason, more)],
    // Should the entry come back, it comes back as closed as it was.
    raisedVisibility: readRaisedVisibility(pair, appointment, null),
  };
}

function planGoneEvent(
  plan: PairPlan,
  pair: Pair,
  appointment: Appointment | null,
  calendar: PlanCalendar,
  context: PlanContext,
): PairPlan {
  if (!appointment) return { ...plan, outcome: 'forget' };
  const wasReadOnly = appointment.readOnly || pair.lupax.base?.['readOnly'] === fingerprintValue(true);
  if (!calendar.toOutlook || wasReadOnly || !isSideChanged(pair.lupax, appointment)) {
    return remove(plan, pair, appointment, 'deleted_in_outlook', 'delete');
  }
  // The edit wins over the deletion. The entry is Lupax's from now on: its event in Outlook no longer exists.
  const content: AppointmentContent = { ...appointment, source: null, readOnly: false };
  const operation = makeOperation(
    plan,
    { side: 'lupax', action: 'update', content },
    appointment.title,
    'recreated_after_edit',
    { fields: ['source', 'readOnly'], becomes: 'appointment' },
  );
  const recreated: PairPlan = {
    ...plan,
    operations: [operation],
    raisedVisibility: null,
    attention: [{ code: 'recreated_after_edit', side: 'lupax' }],
  };
  if (!isInWindow(appointment.time, context.window)) return recreated;
  const item = { type: 'appointment' as const, item: { ...appointment, ...content } };
  const eventContent = contentOfNewEvent(item, calendar, context);
  const write = { side: 'outlook', action: 'create', calendarId: calendar.id, content: eventContent } as const;
  const create = makeOperation(plan, write, appointment.title, 'recreated_after_edit', { fields: [...MERGED_FIELDS] });
  return {
    ...recreated,
    operations: [operation, create],
    outcome: 'in_sync',
    want: { outlook: fingerprintEvent(eventContent), lupax: fingerprintAppointment(content) },
  };
}

function planMissingAppointment(
  plan: PairPlan,
  pair: Pair,
  event: OutlookEvent,
  calendar: PlanCalendar,
  context: PlanContext,
): PairPlan {
  // Without an agreement nothing was deleted: what is gone was never known to be this entry's.
  const deleted = pair.lupax.gone && pair.lupax.base !== null;
  if (!deleted) {
    return isInWindow(event.time, context.window) ? createAppointment(plan, event, calendar, 'new_in_outlook') : plan;
  }
  if (!mayWriteEvent(event, calendar)) {
    // A calendar that only gives needs no telling; a meeting that is never written does.
    const attention: PairPlan['attention'] = isOwnAlone(event) ? [] : [{ code: 'deletion_put_back', side: 'outlook' }];
    return { ...createAppointment(plan, event, calendar, 'deletion_put_back'), attention };
  }
  if (isSideChanged(pair.outlook, event)) {
    const attention: PairPlan['attention'] = [{ code: 'recreated_after_edit', side: 'outlook' }];
    return { ...createAppointment(plan, event, calendar, 'recreated_after_edit'), attention };
  }
  const write = { side: 'outlook', action: 'delete' } as const;
  return { ...plan, operations: [makeOperation(plan, write, event.title, 'deleted_in_lupax', { brake: 'delete' })] };
}

function createAppointment(plan: PairPlan, event: OutlookEvent, calendar: PlanCalendar, reason: Reason): PairPlan {
  const table = computeVisibility(calendar.sharing, event.sensitivity) ?? 'title_and_notes_private';
  const visibility = stricter(table, plan.raisedVisibility ?? 'public');
  const content = contentForLupax(mergedFromEvent(event), event, visibility, null);
  const write = { side: 'lupax', action: 'create', content } as const;
  return {
    ...plan,
    operations: [makeOperation(plan, write, event.title, reason, { fields: [...MERGED_FIELDS] })],
    outcome: 'in_sync',
    // Made when it is asked for: the first of many creates need not wait for the fingerprints of the last.
    get want() {
      return { outlook: fingerprintEvent(event), lupax: fingerprintAppointment(content) };
    },
  };
}
