import { contentForLupax, mergedFromEvent, nameUntitled } from './content.ts';
import type { Visibility } from './entry.ts';
import { fingerprintAppointment, fingerprintEvent, fingerprintValue } from './fingerprint.ts';
import type { AppointmentContent } from './lupax-entry.ts';
import { makeOperation } from './make-operation.ts';
import { mayWriteEventOf } from './may-write.ts';
import { visibilityOfSensitivity } from './outlook-sensitivity.ts';
import type { OutlookEvent } from './outlook-event.ts';
import type { Pair } from './pair.ts';
import { isSideChanged } from './plan-fields.ts';
import type { PairPlan, PlanCalendar, Reason } from './plan-types.ts';
import { readBaseVisibility } from './raised-visibility.ts';
import { computeVisibility, isStricter, stricter } from './visibility.ts';
import { areNotesWithheld, isLinkLine } from './withheld-notes.ts';

/** Plans a Lupax entry that is gone in Lupax while its event is still there. */
export function planGoneItem(plan: PairPlan, pair: Pair, event: OutlookEvent, home: PlanCalendar): PairPlan {
  if (!mayWriteEventOf(pair, event, home)) return keepMeeting(plan, pair, event, home);
  const wasProtected = pair.lupax.base?.['readOnly'] === fingerprintValue(true);
  const edited = home.toLupax && !wasProtected && pair.origin !== 'project' && isSideChanged(pair.outlook, event);
  if (edited) return recreateAppointment(plan, pair, event, home);
  const reason: Reason = pair.origin === 'project' ? 'project_gone' : 'deleted_in_lupax';
  const write = { side: 'outlook', action: 'delete' } as const;
  return { ...plan, operations: [makeOperation(plan, write, event.title, reason, { brake: 'delete' })] };
}

/** Deleting the event would mail its attendees, so it stays, and Lupax gets it back as an entry from Outlook. */
function keepMeeting(plan: PairPlan, pair: Pair, event: OutlookEvent, home: PlanCalendar): PairPlan {
  const attention: PairPlan['attention'] = [{ code: 'deletion_put_back', side: 'outlook' }];
  if (!home.toLupax || pair.origin === 'project') return { ...plan, attention };
  const table = computeVisibility(home.sharing, event.sensitivity) ?? 'title_and_notes_private';
  const before = readBaseVisibility(pair);
  const visibility = stricter(table, before ?? 'public');
  const merged = { ...mergedFromEvent(event), ...withoutWithheldNotes(pair, event, home) };
  const content = contentForLupax(merged, event, visibility, null);
  const write = { side: 'lupax', action: 'create', content } as const;
  return {
    ...plan,
    operations: [makeOperation(plan, write, event.title, 'deletion_put_back', { becomes: 'outlook' })],
    outcome: 'in_sync',
    want: { outlook: fingerprintEvent(event), lupax: fingerprintAppointment(content) },
    raisedVisibility: before,
    attention,
  };
}

/** Delete against edit: the edit wins. */
function recreateAppointment(plan: PairPlan, pair: Pair, event: OutlookEvent, home: PlanCalendar): PairPlan {
  const content: AppointmentContent = {
    ...mergedFromEvent(event),
    title: nameUntitled(event.title),
    ...withoutWithheldNotes(pair, event, home),
    // As closed as it last was.
    visibility: stricter(readBaseVisibility(pair) ?? 'public', visibilityOfSensitivity(event.sensitivity)),
    project: null,
    participants: [],
    onlineMeeting: { requested: false, joinUrl: null },
    source: null,
    readOnly: false,
  };
  const reason: Reason = 'recreated_after_edit';
  // The new appointment's line, should it need one, follows when its address is known.
  const shown = { ...event, ...withoutWithheldNotes(pair, event, home), ...closedLike(event, content.visibility) };
  const notes = shown.notes === event.notes ? {} : { notes: shown.notes };
  const patch = { ...notes, ...closedLike(event, content.visibility) };
  return {
    ...plan,
    operations: [
      makeOperation(plan, { side: 'lupax', action: 'create', content }, event.title, reason),
      // The marker names the appointment, and the appointment has a new id.
      makeOperation(plan, { side: 'outlook', action: 'update', patch, remark: true }, event.title, reason),
    ],
    outcome: 'in_sync',
    want: { outlook: fingerprintEvent(shown), lupax: fingerprintAppointment(content) },
    attention: [{ code: 'recreated_after_edit', side: 'outlook' }],
  };
}

/** An event that was opened in Outlook is as closed again as its new appointment with the same write, not a round later. */
function closedLike(event: OutlookEvent, visibility: Visibility): { sensitivity?: 'private' } {
  const isOpen = isStricter('title_and_notes_private', visibilityOfSensitivity(event.sensitivity));
  return visibility === 'title_and_notes_private' && isOpen ? { sensitivity: 'private' } : {};
}

/** The link line that stood in the place of the notes leads to an appointment that is gone. */
function withoutWithheldNotes(pair: Pair, event: OutlookEvent, home: PlanCalendar): { notes?: string } {
  // The body of an online meeting was never replaced.
  if (event.isOnlineMeeting) return {};
  const before = readBaseVisibility(pair);
  const withheld = before !== null && areNotesWithheld(before, home.sharing);
  return withheld || isLinkLine(event.notes, null) ? { notes: '' } : {};
}
