import { contentForOutlook, isShortened, mergedFromAppointment, mergedFromEvent, nameUntitled } from './content.ts';
import type { Visibility } from './entry.ts';
import {
  fingerprintAppointment,
  fingerprintEvent,
  fingerprintValue,
  fingerprintWantedAppointment,
  fingerprintWantedEvent,
} from './fingerprint.ts';
import type { Appointment, AppointmentContent } from './lupax-entry.ts';
import { makeOperation } from './make-operation.ts';
import { mayWriteEventOf, mayWriteItem } from './may-write.ts';
import { findAnswered, mergeFields, type MergeResult } from './merge.ts';
import type { EventContent, OutlookEvent } from './outlook-event.ts';
import {
  chooseSensitivity,
  isLoosenedInLupax,
  mergeVisibility,
  visibilityOfSensitivity,
} from './outlook-sensitivity.ts';
import type { Fingerprint, Pair } from './pair.ts';
import { findStaleFields, isAnyEdited, keepSettled, patchOf } from './plan-fields.ts';
import type { PairPlan, PlanCalendar, PlanContext, PlannedOperation, Reason, Write } from './plan-types.ts';
import { isStricter } from './visibility.ts';
import { areNotesWithheld, isLinkLine, writeLinkLine } from './withheld-notes.ts';

/** Plans an appointment of Lupax' own whose event is there. */
export function planLupaxMerge(
  plan: PairPlan,
  pair: Pair,
  event: OutlookEvent,
  appointment: Appointment,
  home: PlanCalendar,
  context: PlanContext,
): PairPlan {
  const rights = {
    event: mayWriteEventOf(pair, event, home),
    appointment: mayWriteItem({ type: 'appointment', item: appointment }, home),
  };
  const visibility = rights.appointment ? mergeVisibility(pair, event, appointment) : appointment.visibility;
  const notesWithheld = areNotesWithheld(visibility, home.sharing) || wereNotesWithheld(pair, event, appointment);
  const merged = mergeEntry(pair, event, appointment, rights, notesWithheld, context);
  const wantedEvent = contentOfEvent(pair, event, appointment, merged, visibility, rights, home, context);
  const wanted: AppointmentContent = {
    ...appointment,
    ...merged.content,
    title: nameUntitled(merged.content.title),
    visibility,
  };
  const eventPrint = fingerprintEvent(event);
  const appointmentPrint = fingerprintAppointment(appointment);
  const settledInOutlook = [...merged.settled].filter((field) => !(field === 'notes' && notesWithheld));
  const want = {
    outlook: rights.event
      ? keepSettled(fingerprintWantedEvent(wantedEvent, event), eventPrint, settledInOutlook)
      : eventPrint,
    lupax: rights.appointment
      ? keepSettled(fingerprintWantedAppointment(wanted, appointment), appointmentPrint, merged.settled)
      : appointmentPrint,
  };
  const lost = Object.keys(merged.lost).length > 0 ? merged.lost : null;
  const operations: PlannedOperation[] = [];
  const staleEvent = findStaleFields(want.outlook, pair.outlook, eventPrint, wantedEvent, event);
  const remarks = rights.event && pair.intent?.remarks === true;
  if (staleEvent.length > 0 || remarks) {
    const patch = patchOf(wantedEvent, staleEvent);
    const write: Write = { side: 'outlook', action: 'update', patch, ...(remarks ? { remark: true } : {}) };
    operations.push(
      makeOperation(plan, write, appointment.title, explain(pair, staleEvent, eventPrint, appointmentPrint, lost), {
        fields: staleEvent,
        lost,
        tightens: tightensEvent(event, wantedEvent, staleEvent, areNotesWithheld(visibility, home.sharing)),
        loosens: isLoosenedInLupax(pair, appointment) || opensEvent(event, wantedEvent),
        brake: isLoosenedInLupax(pair, appointment) ? 'loosen' : null,
      }),
    );
  }
  const staleAppointment = findStaleFields(want.lupax, pair.lupax, appointmentPrint, wanted, appointment);
  if (staleAppointment.length > 0) {
    const content = { ...appointment, ...patchOf(wanted, staleAppointment) };
    const putBack = !lost && isAnyEdited(pair.lupax, appointmentPrint, staleAppointment);
    const reason: Reason = lost ? 'conflict' : putBack ? 'put_back' : 'changed_in_outlook';
    operations.push(
      makeOperation(plan, { side: 'lupax', action: 'update', content }, appointment.title, reason, {
        fields: staleAppointment,
        lost: operations.length > 0 ? null : lost,
        tightens: isStricter(visibility, appointment.visibility),
      }),
    );
  }
  const unheard = merged.putBack.has('lupax') && !rights.event;
  // A difference that may not be ended now is not agreed on: it ends when the side may be written again.
  const writable = { outlook: rights.event, lupax: rights.appointment };
  const agreed = [...merged.targets].every((side) => writable[side]);
  return {
    ...plan,
    // What closes the entry comes first, on whichever side it is.
    operations: operations.sort((a, b) => Number(b.tightens) - Number(a.tightens)),
    outcome: 'in_sync',
    want: agreed ? want : null,
    attention: unheard ? [{ code: 'edit_put_back', side: 'outlook' }] : [],
  };
}

interface Rights {
  event: boolean;
  appointment: boolean;
}

function mergeEntry(
  pair: Pair,
  event: OutlookEvent,
  appointment: Appointment,
  rights: Rights,
  notesWithheld: boolean,
  context: PlanContext,
): MergeResult {
  return mergeFields({
    outlook: mergedFromEvent(event),
    lupax: mergedFromAppointment(appointment),
    prints: { outlook: fingerprintEvent(event), lupax: fingerprintAppointment(appointment) },
    outlookBase: pair.outlook.base,
    lupaxBase: pair.lupax.base,
    answered: findAnswered(pair),
    // What cannot be written to Outlook follows what Outlook shows.
    owner: !rights.event && rights.appointment ? 'outlook' : 'lupax',
    winner: context.conflictWinner,
    follows: (side, field) => {
      const hidden = field === 'notes' && notesWithheld;
      if (side === 'outlook') return rights.appointment && !hidden;
      // What Outlook does not show in full cannot be put back from there.
      if (hidden || (field === 'title' && isShortened(event.title))) return true;
      // Replacing the body of an online meeting breaks its join link.
      return rights.event && !(field === 'notes' && event.isOnlineMeeting);
    },
  });
}

function contentOfEvent(
  pair: Pair,
  event: OutlookEvent,
  appointment: Appointment,
  merged: MergeResult,
  visibility: Visibility,
  rights: Rights,
  home: PlanCalendar,
  context: PlanContext,
): EventContent {
  const sensitivity = chooseSensitivity(pair, event, appointment, visibility);
  const content = contentForOutlook(
    merged.content,
    appointment,
    { visibility, sensitivity, role: home.sharing, language: context.language },
    // What the user chose in `showAs` stays where Outlook may change the entry.
    rights.appointment ? event : null,
  );
  if (!event.isOnlineMeeting) return content;
  // The body holds the join link and stays as it is; what it must not show is hidden by the sensitivity instead.
  const exposed = sensitivity === 'normal' && areNotesWithheld(visibility, home.sharing);
  return { ...content, notes: event.notes, sensitivity: exposed ? 'private' : sensitivity };
}

/** Whether what the event shows as notes is, or was at the last agreement, the line that stands for them. */
function wereNotesWithheld(pair: Pair, event: OutlookEvent, appointment: Appointment): boolean {
  if (isLinkLine(event.notes, appointment.url)) return true;
  const sent = pair.outlook.sent?.['notes'];
  if (sent === undefined) return false;
  const lines = (['de', 'en'] as const).map((language) => writeLinkLine(appointment.url, language));
  // Mostly it is what either side shows, and no line has to be hashed.
  const shown = [appointment.notes, event.notes].find((notes) => fingerprintValue(notes) === sent);
  return shown === undefined ? lines.some((line) => fingerprintValue(line) === sent) : lines.includes(shown);
}

function opensEvent(event: OutlookEvent, wanted: EventContent): boolean {
  return isStricter(visibilityOfSensitivity(event.sensitivity), visibilityOfSensitivity(wanted.sensitivity));
}

function tightensEvent(event: OutlookEvent, wanted: EventContent, stale: string[], notesWithheld: boolean): boolean {
  const closes = isStricter(visibilityOfSensitivity(wanted.sensitivity), visibilityOfSensitivity(event.sensitivity));
  return closes || (stale.includes('notes') && notesWithheld);
}

function explain(
  pair: Pair,
  stale: string[],
  eventPrint: Fingerprint,
  appointmentPrint: Fingerprint,
  lost: object | null,
): Reason {
  if (lost) return 'conflict';
  if (isAnyEdited(pair.outlook, eventPrint, stale)) return 'put_back';
  const ofVisibility = stale.every((field) => field === 'sensitivity' || field === 'notes');
  return ofVisibility && !isAnyEdited(pair.lupax, appointmentPrint, ['notes'])
    ? 'visibility_changed'
    : 'changed_in_lupax';
}
