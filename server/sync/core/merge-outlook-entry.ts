import {
  contentForLupax,
  mergedFromAppointment,
  mergedFromEvent,
  shortenTitle,
  type MergedContent,
} from './content.ts';
import type { Visibility } from './entry.ts';
import {
  fingerprintAppointment,
  fingerprintEvent,
  fingerprintValue,
  fingerprintWantedAppointment,
  fingerprintWantedEvent,
} from './fingerprint.ts';
import type { Appointment } from './lupax-entry.ts';
import { makeOperation } from './make-operation.ts';
import { isOwnAlone, mayWriteEvent } from './may-write.ts';
import { findAnswered, mergeFields, type MergeResult } from './merge.ts';
import type { EventContent, OutlookEvent } from './outlook-event.ts';
import type { Fingerprint, Pair } from './pair.ts';
import { findStaleFields, isAnyEdited, keepSettled, patchOf } from './plan-fields.ts';
import type { PairPlan, PlanCalendar, PlanContext, PlannedOperation, Reason } from './plan-types.ts';
import { readBaseVisibility, readRaisedVisibility } from './raised-visibility.ts';
import { computeVisibility, isLooser, isStricter, stricter } from './visibility.ts';

/** Fields that follow the visibility: a write of nothing else is told as a change of visibility. */
const FIELDS_OF_VISIBILITY = ['visibility', 'location', 'participants', 'joinUrl'];

/** What follows the visibility is agreed on with it: why a place is missing would be forgotten. */
function withVisibility(stale: string[]): string[] {
  const follows = stale.some((field) => FIELDS_OF_VISIBILITY.includes(field));
  return follows && !stale.includes('visibility') ? [...stale, 'visibility'] : stale;
}

/** Plans an entry from Outlook that is there on both sides. */
export function planOutlookMerge(
  plan: PairPlan,
  pair: Pair,
  event: OutlookEvent,
  appointment: Appointment,
  calendar: PlanCalendar,
  context: PlanContext,
): PairPlan {
  const table = computeVisibility(calendar.sharing, event.sensitivity) ?? 'title_and_notes_private';
  const raised = readRaisedVisibility(pair, appointment, table);
  const visibility = stricter(table, raised ?? 'public');
  const merged = mergeEntry(pair, event, appointment, calendar, context);
  const wantedEvent = contentOfEvent(event, merged.content);
  const wanted = contentForLupax(merged.content, event, visibility, appointment);
  const eventPrint = fingerprintEvent(event);
  const appointmentPrint = fingerprintAppointment(appointment);
  const placeHidden = visibility === 'title_and_notes_private' || isPlaceSuspect(pair, appointment);
  const settledInLupax = [...merged.settled].filter((field) => !(field === 'location' && placeHidden));
  const want = {
    outlook: keepSettled(fingerprintWantedEvent(wantedEvent, event), eventPrint, merged.settled),
    lupax: keepSettled(fingerprintWantedAppointment(wanted, appointment), appointmentPrint, settledInLupax),
  };
  const staleEvent = findStaleFields(want.outlook, pair.outlook, eventPrint, wantedEvent, event);
  const staleAppointment = findStaleFields(want.lupax, pair.lupax, appointmentPrint, wanted, appointment).filter(
    (field) => !(field === 'participants' && areParticipantsLupax(pair, event)),
  );
  const lost = Object.keys(merged.lost).length > 0 ? merged.lost : null;
  const operations: PlannedOperation[] = [];
  if (staleAppointment.length > 0) {
    const content = { ...appointment, ...patchOf(wanted, staleAppointment) };
    const reason = explain(pair, staleAppointment, appointmentPrint, visibility, lost);
    const loosens = isLooser(visibility, appointment.visibility);
    operations.push(
      makeOperation(plan, { side: 'lupax', action: 'update', content }, event.title, reason, {
        fields: withVisibility(staleAppointment),
        lost,
        tightens: isStricter(visibility, appointment.visibility),
        loosens,
        // Sharing forces its loosenings; a mass of lowered sensitivities is somebody's doing.
        brake: loosens && isSensitivityChanged(pair, event) ? 'loosen' : null,
      }),
    );
  }
  if (staleEvent.length > 0) {
    const write = { side: 'outlook', action: 'update', patch: patchOf(wantedEvent, staleEvent) } as const;
    operations.push(
      makeOperation(plan, write, event.title, lost ? 'conflict' : 'changed_in_lupax', {
        fields: staleEvent,
        lost: operations.length > 0 ? null : lost,
      }),
    );
  }
  const unheard = merged.putBack.has('lupax') && !isOwnAlone(event);
  return {
    ...plan,
    operations,
    outcome: 'in_sync',
    want,
    raisedVisibility: raised,
    attention: unheard ? [{ code: 'edit_put_back', side: 'outlook' }] : [],
  };
}

function mergeEntry(
  pair: Pair,
  event: OutlookEvent,
  appointment: Appointment,
  calendar: PlanCalendar,
  context: PlanContext,
): MergeResult {
  const writable = mayWriteEvent(event, calendar);
  return mergeFields({
    outlook: mergedFromEvent(event),
    lupax: mergedFromAppointment(appointment),
    prints: { outlook: fingerprintEvent(event), lupax: fingerprintAppointment(appointment) },
    outlookBase: pair.outlook.base,
    lupaxBase: pair.lupax.base,
    answered: findAnswered(pair),
    owner: 'outlook',
    winner: context.conflictWinner,
    follows: (side, field) => {
      if (side === 'outlook') return true;
      if (field === 'location' && appointment.location === '' && isPlaceSuspect(pair, appointment)) return false;
      // Replacing the body of an online meeting breaks its join link.
      return writable && !(field === 'notes' && event.isOnlineMeeting);
    },
  });
}

/** Whether a missing place may be one that was withheld: hidden now, hidden before, or nobody knows. */
function isPlaceSuspect(pair: Pair, appointment: Appointment): boolean {
  const hidden: Visibility = 'title_and_notes_private';
  return pair.lupax.base === null || appointment.visibility === hidden || readBaseVisibility(pair) === hidden;
}

function isSensitivityChanged(pair: Pair, event: OutlookEvent): boolean {
  return pair.outlook.base !== null && pair.outlook.base['sensitivity'] !== fingerprintValue(event.sensitivity);
}

/** The event with merged fields; sensitivity and the exact `showAs` stay the user's. */
function contentOfEvent(event: OutlookEvent, merged: MergedContent): EventContent {
  const sameStatus = mergedFromEvent(event).status === merged.status;
  return {
    title: shortenTitle(merged.title),
    notes: merged.notes,
    location: merged.location,
    time: merged.time,
    reminderMinutes: merged.reminderMinutes,
    showAs: sameStatus ? event.showAs : merged.status === 'tentative' ? 'tentative' : 'busy',
    sensitivity: event.sensitivity,
  };
}

function explain(
  pair: Pair,
  stale: string[],
  appointmentPrint: Fingerprint,
  visibility: Visibility,
  lost: object | null,
): Reason {
  if (lost) return 'conflict';
  const before = readBaseVisibility(pair);
  const moved = before === null ? stale.includes('visibility') : before !== visibility;
  if (moved && stale.every((field) => FIELDS_OF_VISIBILITY.includes(field))) return 'visibility_changed';
  return isAnyEdited(pair.lupax, appointmentPrint, stale) ? 'put_back' : 'changed_in_outlook';
}

const NOBODY = fingerprintValue([]);

/** Whom people added in Lupax to an entry that brought nobody along is Lupax' own business. */
function areParticipantsLupax(pair: Pair, event: OutlookEvent): boolean {
  return isOwnAlone(event) && (pair.lupax.sent?.['participants'] ?? NOBODY) === NOBODY;
}
