import { contentForLupax, mergedFromAppointment, mergedFromEvent, type MergedContent } from './content.ts';
import type { Visibility } from './entry.ts';
import { fingerprintAppointment, fingerprintEvent, fingerprintValue, MERGED_FIELDS } from './fingerprint.ts';
import type { Appointment, AppointmentContent } from './lupax-entry.ts';
import { EXCLUDED_CATEGORY } from './marker.ts';
import { mergeFields } from './merge.ts';
import type { EventContent, OutlookEvent } from './outlook-event.ts';
import type { Pair } from './pair.ts';
import { findStaleFields, isSideChanged, patchOf } from './plan-fields.ts';
import type { PairPlan, PlanCalendar, PlanContext, PlannedOperation, Reason } from './plan-types.ts';
import { computeVisibility, isLooser, isStricter, stricter } from './visibility.ts';
import { isInWindow } from './window.ts';

/** Plans an entry that came from Outlook. Pure: same input, same plan. */
export function planOutlookEntry(pair: Pair, context: PlanContext): PairPlan {
  const plan = startPlan(pair);
  const calendar = pair.calendarId === null ? undefined : context.calendars.get(pair.calendarId);
  const event = pair.outlook.seen;
  const appointment = readAppointment(pair);
  if (event === null && appointment === null && (pair.outlook.gone || pair.outlook.base === null)) {
    return { ...plan, outcome: 'forget' };
  }
  if (!calendar?.inSync) return plan;
  if (calendar.sharing === 'none') {
    return appointment ? remove(plan, appointment, 'not_shared', null) : plan;
  }
  if (!calendar.toLupax) return plan;
  if (event === null) return pair.outlook.gone ? planGoneEvent(plan, pair, appointment, calendar) : plan;
  const obstacle = findObstacle(event, context);
  if (obstacle) {
    if (!appointment) return plan;
    return remove(plan, appointment, obstacle, obstacle === 'excluded' ? null : 'delete');
  }
  if (appointment) return planMerge(plan, pair, event, appointment, calendar, context);
  return planMissingAppointment(plan, pair, event, calendar, context);
}

function startPlan(pair: Pair): PairPlan {
  return {
    pairId: pair.id,
    operations: [],
    outcome: 'not_synchronised',
    want: null,
    raisedVisibility: pair.raisedVisibility,
    attention: [],
  };
}

function readAppointment(pair: Pair): Appointment | null {
  return pair.lupax.seen?.type === 'appointment' ? pair.lupax.seen.item : null;
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

/** Graph mails the attendees on any change, so only the user's own events without attendees are ever written. */
export function mayWriteEvent(event: OutlookEvent, calendar: PlanCalendar): boolean {
  return calendar.toOutlook && event.isOrganizer && event.attendees.length === 0 && !event.isCancelled;
}

function remove(plan: PairPlan, appointment: Appointment, reason: Reason, brake: 'delete' | null): PairPlan {
  const operation: PlannedOperation = {
    pairId: plan.pairId,
    write: { side: 'lupax', action: 'delete' },
    title: appointment.title,
    reason,
    fields: [],
    lost: null,
    tightens: brake === null,
    brake,
  };
  return { ...plan, operations: [operation] };
}

function planGoneEvent(plan: PairPlan, pair: Pair, appointment: Appointment | null, calendar: PlanCalendar): PairPlan {
  if (!appointment) return { ...plan, outcome: 'forget' };
  if (!calendar.toOutlook || !isSideChanged(pair.lupax, appointment)) {
    return remove(plan, appointment, 'deleted_in_outlook', 'delete');
  }
  // The edit wins over the deletion. The entry is Lupax's from now on: its event in Outlook no longer exists.
  const content: AppointmentContent = { ...appointment, source: null, readOnly: false };
  const operation: PlannedOperation = {
    pairId: pair.id,
    write: { side: 'lupax', action: 'update', content },
    title: appointment.title,
    reason: 'recreated_after_edit',
    fields: ['source', 'readOnly'],
    lost: null,
    tightens: false,
    brake: null,
    becomes: 'appointment',
  };
  return { ...plan, operations: [operation], attention: [{ code: 'recreated_after_edit', side: 'lupax' }] };
}

function planMissingAppointment(
  plan: PairPlan,
  pair: Pair,
  event: OutlookEvent,
  calendar: PlanCalendar,
  context: PlanContext,
): PairPlan {
  const visibility = stricter(
    computeVisibility(calendar.sharing, event.sensitivity) ?? 'public',
    pair.raisedVisibility ?? 'public',
  );
  const create = (reason: Reason): PairPlan => {
    const content = contentForLupax(mergedFromEvent(event), event, visibility, null);
    const operation: PlannedOperation = {
      pairId: pair.id,
      write: { side: 'lupax', action: 'create', content },
      title: event.title,
      reason,
      fields: [...MERGED_FIELDS],
      lost: null,
      tightens: false,
      brake: null,
    };
    const want = { outlook: fingerprintEvent(event), lupax: fingerprintAppointment(content) };
    return { ...plan, operations: [operation], outcome: 'in_sync', want };
  };
  if (!pair.lupax.gone) return isInWindow(event.time, context.window) ? create('new_in_outlook') : plan;
  if (mayWriteEvent(event, calendar)) {
    if (isSideChanged(pair.outlook, event)) {
      return { ...create('recreated_after_edit'), attention: [{ code: 'recreated_after_edit', side: 'outlook' }] };
    }
    const operation: PlannedOperation = {
      pairId: pair.id,
      write: { side: 'outlook', action: 'delete' },
      title: event.title,
      reason: 'deleted_in_lupax',
      fields: [],
      lost: null,
      tightens: false,
      brake: 'delete',
    };
    return { ...plan, operations: [operation] };
  }
  const attention: PairPlan['attention'] = calendar.toOutlook ? [{ code: 'deletion_put_back', side: 'outlook' }] : [];
  return { ...create('deletion_put_back'), attention };
}

function planMerge(
  plan: PairPlan,
  pair: Pair,
  event: OutlookEvent,
  appointment: Appointment,
  calendar: PlanCalendar,
  context: PlanContext,
): PairPlan {
  const writable = mayWriteEvent(event, calendar);
  const placeWithheld = appointment.visibility === 'title_and_notes_private' || wasHidden(pair);
  const merged = mergeFields({
    outlook: mergedFromEvent(event),
    lupax: mergedFromAppointment(appointment),
    outlookBase: pair.outlook.base,
    lupaxBase: pair.lupax.base,
    owner: () => 'outlook',
    winner: context.conflictWinner,
    follows: (side, field) => {
      if (side === 'outlook') return true;
      if (field === 'location' && placeWithheld) return false;
      // Replacing the body of an online meeting breaks its join link.
      return writable && !(field === 'notes' && event.isOnlineMeeting);
    },
  });
  const table = computeVisibility(calendar.sharing, event.sensitivity) ?? 'title_and_notes_private';
  const raised = readRaisedVisibility(pair, appointment, table);
  const visibility = stricter(table, raised ?? 'public');
  const wantedEvent = eventContent(event, merged.content);
  const wanted = contentForLupax(merged.content, event, visibility, appointment);
  const want = { outlook: fingerprintEvent(wantedEvent), lupax: fingerprintAppointment(wanted) };
  const staleEvent = findStaleFields(want.outlook, pair.outlook, fingerprintEvent(event), wantedEvent, event);
  const staleAppointment = findStaleFields(
    want.lupax,
    pair.lupax,
    fingerprintAppointment(appointment),
    wanted,
    appointment,
  );
  const lost = Object.keys(merged.lost).length > 0 ? merged.lost : null;
  const operations: PlannedOperation[] = [];
  if (staleAppointment.length > 0) {
    const loosens = isLooser(visibility, appointment.visibility);
    operations.push({
      pairId: pair.id,
      write: { side: 'lupax', action: 'update', content: { ...appointment, ...patchOf(wanted, staleAppointment) } },
      title: event.title,
      reason: explain(staleAppointment, merged.putBack.has('lupax'), lost !== null, 'changed_in_outlook'),
      fields: staleAppointment,
      lost,
      tightens: isStricter(visibility, appointment.visibility),
      // Sharing forces its loosenings; a mass of lowered sensitivities is somebody's doing.
      brake: loosens && isSensitivityChanged(pair, event) ? 'loosen' : null,
    });
  }
  if (staleEvent.length > 0) {
    operations.push({
      pairId: pair.id,
      write: { side: 'outlook', action: 'update', patch: patchOf(wantedEvent, staleEvent) },
      title: event.title,
      reason: explain(staleEvent, false, lost !== null, 'changed_in_lupax'),
      fields: staleEvent,
      lost: operations.length > 0 ? null : lost,
      tightens: false,
      brake: null,
    });
  }
  const unheard = merged.putBack.has('lupax') && calendar.toOutlook && !writable;
  return {
    ...plan,
    operations,
    outcome: 'in_sync',
    want,
    raisedVisibility: raised,
    attention: unheard ? [{ code: 'edit_put_back', side: 'outlook' }] : [],
  };
}

/** The visibility that a person set in Lupax: what differs from the last agreement, else what was remembered. */
function readRaisedVisibility(pair: Pair, appointment: Appointment, table: Visibility): Visibility | null {
  const base = pair.lupax.base?.['visibility'];
  // Adopted without a base: whoever made it stricter had a reason.
  if (base === undefined) return isStricter(appointment.visibility, table) ? appointment.visibility : null;
  return base === fingerprintValue(appointment.visibility) ? pair.raisedVisibility : appointment.visibility;
}

function wasHidden(pair: Pair): boolean {
  return pair.lupax.base?.['visibility'] === fingerprintValue('title_and_notes_private');
}

function isSensitivityChanged(pair: Pair, event: OutlookEvent): boolean {
  return pair.outlook.base !== null && pair.outlook.base['sensitivity'] !== fingerprintValue(event.sensitivity);
}

/** The event with merged fields; sensitivity and the exact `showAs` stay the user's. */
function eventContent(event: OutlookEvent, merged: MergedContent): EventContent {
  const sameStatus = mergedFromEvent(event).status === merged.status;
  return {
    title: merged.title,
    notes: merged.notes,
    location: merged.location,
    time: merged.time,
    reminderMinutes: merged.reminderMinutes,
    showAs: sameStatus ? event.showAs : merged.status === 'tentative' ? 'tentative' : 'busy',
    sensitivity: event.sensitivity,
  };
}

function explain(fields: string[], putBack: boolean, conflict: boolean, fallback: Reason): Reason {
  if (conflict) return 'conflict';
  if (putBack) return 'put_back';
  return fields.every(
    (field) => field === 'visibility' || field === 'location' || field === 'participants' || field === 'joinUrl',
  ) && fields.includes('visibility')
    ? 'visibility_changed'
    : fallback;
}
