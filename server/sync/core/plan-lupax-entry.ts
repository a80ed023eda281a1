import {
  areNotesWithheld,
  contentForLupax,
  contentForOutlook,
  contentForProject,
  mergedFromAppointment,
  mergedFromEvent,
  shortenTitle,
} from './content.ts';
import type { Visibility } from './entry.ts';
import {
  fingerprintAppointment,
  fingerprintEvent,
  fingerprintProject,
  fingerprintValue,
  MERGED_FIELDS,
} from './fingerprint.ts';
import type { Appointment, AppointmentContent } from './lupax-entry.ts';
import { mergeFields } from './merge.ts';
import type { OutlookEvent, Sensitivity } from './outlook-event.ts';
import type { LupaxItem, Pair } from './pair.ts';
import { findStaleFields, isSideChanged, patchOf } from './plan-fields.ts';
import { mayWriteEvent } from './plan-outlook-entry.ts';
import type { PairPlan, PlanCalendar, PlanContext, PlannedOperation, Reason } from './plan-types.ts';
import { computeVisibility, isLooser, isStricter, stricter } from './visibility.ts';
import { isInWindow } from './window.ts';

/** Plans an appointment, shift, vacation or project that came from Lupax. Pure: same input, same plan. */
export function planLupaxEntry(pair: Pair, context: PlanContext): PairPlan {
  const plan: PairPlan = {
    pairId: pair.id,
    operations: [],
    outcome: 'not_synchronised',
    want: null,
    raisedVisibility: null,
    attention: [],
  };
  const event = pair.outlook.seen;
  const item = pair.lupax.seen;
  if (event === null && item === null) return pair.lupax.gone ? { ...plan, outcome: 'forget' } : plan;
  const home = event === null ? context.target : pair.calendarId && context.calendars.get(pair.calendarId);
  if (!home || !home.toOutlook) return plan;
  if (pair.origin === 'project' && !context.includeProjects) {
    return event && mayWriteEvent(event, home) ? removeEvent(plan, event, 'projects_off') : plan;
  }
  if (item === null) return pair.lupax.gone && event ? planGoneItem(plan, pair, event, home) : plan;
  if (event === null) return planMissingEvent(plan, pair, item, home, context);
  if (item.type === 'project') return planProject(plan, pair, item, event, home);
  return planMerge(plan, pair, event, item.item, home, context);
}

/** Shifts, vacations, projects and what Lupax protects are never changed from Outlook. */
function mayWriteAppointment(item: LupaxItem, home: PlanCalendar): boolean {
  return home.toLupax && item.type === 'appointment' && item.item.kind === 'appointment' && !item.item.readOnly;
}

function makeOperation(
  plan: PairPlan,
  write: PlannedOperation['write'],
  title: string,
  reason: Reason,
  more: Partial<PlannedOperation> = {},
): PlannedOperation {
  return { pairId: plan.pairId, write, title, reason, fields: [], lost: null, tightens: false, brake: null, ...more };
}

function removeEvent(plan: PairPlan, event: OutlookEvent, reason: Reason): PairPlan {
  const write: PlannedOperation['write'] = { side: 'outlook', action: 'delete' };
  return { ...plan, operations: [makeOperation(plan, write, event.title, reason, { brake: 'delete' })] };
}

function planGoneItem(plan: PairPlan, pair: Pair, event: OutlookEvent, home: PlanCalendar): PairPlan {
  if (!mayWriteEvent(event, home)) {
    // Deleting it would mail its attendees, so it stays, and Lupax gets it back as an entry from Outlook.
    const attention: PairPlan['attention'] = [{ code: 'deletion_put_back', side: 'outlook' }];
    if (!home.toLupax || pair.origin === 'project') return { ...plan, attention };
    const visibility = computeVisibility(home.sharing, event.sensitivity) ?? 'title_and_notes_private';
    const content = contentForLupax(mergedFromEvent(event), event, visibility, null);
    const write: PlannedOperation['write'] = { side: 'lupax', action: 'create', content };
    const operation = makeOperation(plan, write, event.title, 'deletion_put_back', { becomes: 'outlook' });
    const want = { outlook: fingerprintEvent(event), lupax: fingerprintAppointment(content) };
    return { ...plan, operations: [operation], outcome: 'in_sync', want, attention };
  }
  if (pair.origin === 'project') return removeEvent(plan, event, 'project_gone');
  if (!home.toLupax || !isSideChanged(pair.outlook, event)) return removeEvent(plan, event, 'deleted_in_lupax');
  const content = recreatedContent(pair, event);
  return {
    ...plan,
    operations: [
      makeOperation(plan, { side: 'lupax', action: 'create', content }, event.title, 'recreated_after_edit'),
      // The marker names the appointment, and the appointment has a new id.
      makeOperation(
        plan,
        { side: 'outlook', action: 'update', patch: {}, remark: true },
        event.title,
        'recreated_after_edit',
      ),
    ],
    outcome: 'in_sync',
    want: { outlook: fingerprintEvent(event), lupax: fingerprintAppointment(content) },
    attention: [{ code: 'recreated_after_edit', side: 'outlook' }],
  };
}

/** A deleted appointment that was edited in Outlook, as it is made again; as closed as it last was. */
function recreatedContent(pair: Pair, event: OutlookEvent): AppointmentContent {
  const known = (['notes_private', 'title_and_notes_private'] as const).find(
    (visibility) => pair.lupax.base?.['visibility'] === fingerprintValue(visibility),
  );
  const visibility = stricter(known ?? 'public', visibilityOf(event.sensitivity));
  return {
    ...mergedFromEvent(event),
    visibility,
    project: null,
    participants: [],
    onlineMeeting: { requested: false, joinUrl: null },
    source: null,
    readOnly: false,
  };
}

function planMissingEvent(
  plan: PairPlan,
  pair: Pair,
  item: LupaxItem,
  home: PlanCalendar,
  context: PlanContext,
): PairPlan {
  const time = item.item.time;
  const create = (reason: Reason): PairPlan => {
    if (!isInWindow(time, context.window)) return plan;
    const content =
      item.type === 'project'
        ? contentForProject(item.item, home.sharing)
        : contentForOutlook(
            mergedFromAppointment(item.item),
            item.item,
            {
              visibility: item.item.visibility,
              sensitivity: item.item.visibility === 'title_and_notes_private' ? 'private' : 'normal',
              role: home.sharing,
              language: context.language,
            },
            null,
          );
    const write: PlannedOperation['write'] = { side: 'outlook', action: 'create', calendarId: home.id, content };
    const lupax = item.type === 'project' ? fingerprintProject(item.item) : fingerprintAppointment(item.item);
    return {
      ...plan,
      operations: [makeOperation(plan, write, item.item.title, reason, { fields: [...MERGED_FIELDS] })],
      outcome: 'in_sync',
      want: { outlook: fingerprintEvent(content), lupax },
    };
  };
  if (!pair.outlook.gone) return create('new_in_lupax');
  if (item.type === 'project' || !mayWriteAppointment(item, home)) return create('deletion_put_back');
  if (isSideChanged(pair.lupax, item.item)) {
    return { ...create('recreated_after_edit'), attention: [{ code: 'recreated_after_edit', side: 'lupax' }] };
  }
  const write: PlannedOperation['write'] = { side: 'lupax', action: 'delete' };
  return {
    ...plan,
    operations: [makeOperation(plan, write, item.item.title, 'deleted_in_outlook', { brake: 'delete' })],
  };
}

function planProject(
  plan: PairPlan,
  pair: Pair,
  item: LupaxItem & { type: 'project' },
  event: OutlookEvent,
  home: PlanCalendar,
): PairPlan {
  const wanted = contentForProject(item.item, home.sharing);
  const want = { outlook: fingerprintEvent(wanted), lupax: fingerprintProject(item.item) };
  const settled: PairPlan = { ...plan, outcome: 'in_sync', want };
  if (!mayWriteEvent(event, home)) return settled;
  const stale = findStaleFields(want.outlook, pair.outlook, fingerprintEvent(event), wanted, event);
  if (stale.length === 0) return settled;
  const reason: Reason = isSideChanged(pair.outlook, event) ? 'put_back' : 'changed_in_lupax';
  const write: PlannedOperation['write'] = { side: 'outlook', action: 'update', patch: patchOf(wanted, stale) };
  return { ...settled, operations: [makeOperation(plan, write, item.item.title, reason, { fields: stale })] };
}

function planMerge(
  plan: PairPlan,
  pair: Pair,
  event: OutlookEvent,
  appointment: Appointment,
  home: PlanCalendar,
  context: PlanContext,
): PairPlan {
  const item: LupaxItem = { type: 'appointment', item: appointment };
  const eventWritable = mayWriteEvent(event, home);
  const appointmentWritable = mayWriteAppointment(item, home);
  const notesWithheld = areNotesWithheld(appointment.visibility, home.sharing) || wereNotesWithheld(pair, home);
  const merged = mergeFields({
    outlook: mergedFromEvent(event),
    lupax: mergedFromAppointment(appointment),
    outlookBase: pair.outlook.base,
    lupaxBase: pair.lupax.base,
    // An edit of what cannot be written to Outlook is put back in Lupax; withheld and shortened values never are.
    owner: (field) => {
      const shortened =
        field === 'title' && event.title !== appointment.title && shortenTitle(appointment.title) !== appointment.title;
      const hidden = field === 'notes' && notesWithheld;
      return !eventWritable && appointmentWritable && !shortened && !hidden ? 'outlook' : 'lupax';
    },
    winner: context.conflictWinner,
    follows: (side, field) => {
      if (side === 'lupax') return eventWritable && !(field === 'notes' && event.isOnlineMeeting);
      return appointmentWritable && !(field === 'notes' && notesWithheld);
    },
  });
  const visibility = mergeVisibility(pair, event, appointment, appointmentWritable);
  const wantedEvent = contentForOutlook(
    merged.content,
    appointment,
    {
      visibility,
      sensitivity: chooseSensitivity(pair, event, appointment, visibility),
      role: home.sharing,
      language: context.language,
    },
    // What the user chose in `showAs` stays unless the calendar only receives.
    home.toLupax ? event : null,
  );
  if (event.isOnlineMeeting) wantedEvent.notes = event.notes;
  const wanted: AppointmentContent = { ...appointment, ...merged.content, visibility };
  const want = {
    outlook: fingerprintEvent(eventWritable ? wantedEvent : event),
    lupax: fingerprintAppointment(wanted),
  };
  const lost = Object.keys(merged.lost).length > 0 ? merged.lost : null;
  const operations: PlannedOperation[] = [];
  if (eventWritable) {
    const stale = findStaleFields(want.outlook, pair.outlook, fingerprintEvent(event), wantedEvent, event);
    if (stale.length > 0) {
      const write: PlannedOperation['write'] = {
        side: 'outlook',
        action: 'update',
        patch: patchOf(wantedEvent, stale),
      };
      const loosened = isLooser(appointment.visibility, baseVisibility(pair) ?? appointment.visibility);
      const tightens =
        isStricter(visibilityOf(wantedEvent.sensitivity), visibilityOf(event.sensitivity)) ||
        (stale.includes('notes') && areNotesWithheld(visibility, home.sharing));
      operations.push(
        makeOperation(plan, write, appointment.title, explain(stale, merged.putBack.has('outlook'), lost), {
          fields: stale,
          lost,
          tightens,
          brake: loosened ? 'loosen' : null,
        }),
      );
    }
  }
  if (appointmentWritable) {
    const stale = findStaleFields(want.lupax, pair.lupax, fingerprintAppointment(appointment), wanted, appointment);
    if (stale.length > 0) {
      const write: PlannedOperation['write'] = {
        side: 'lupax',
        action: 'update',
        content: { ...appointment, ...patchOf(wanted, stale) },
      };
      operations.push(
        makeOperation(plan, write, appointment.title, lost ? 'conflict' : 'changed_in_outlook', {
          fields: stale,
          lost: operations.length > 0 ? null : lost,
          tightens: isStricter(visibility, appointment.visibility),
        }),
      );
    }
  }
  const unheard = isSideChanged(pair.lupax, appointment) && !eventWritable;
  return {
    ...plan,
    operations,
    outcome: 'in_sync',
    want,
    attention: unheard ? [{ code: 'edit_put_back', side: 'outlook' }] : [],
  };
}

/** Lupax's visibility stands; a sensitivity set in Outlook may tighten it, never loosen it. */
function mergeVisibility(pair: Pair, event: OutlookEvent, appointment: Appointment, writable: boolean): Visibility {
  const touched =
    pair.outlook.base !== null && pair.outlook.base['sensitivity'] !== fingerprintValue(event.sensitivity);
  return touched && writable
    ? stricter(visibilityOf(event.sensitivity), appointment.visibility)
    : appointment.visibility;
}

function chooseSensitivity(
  pair: Pair,
  event: OutlookEvent,
  appointment: Appointment,
  visibility: Visibility,
): Sensitivity {
  const current = event.sensitivity;
  if (visibility === 'title_and_notes_private') return current === 'confidential' ? current : 'private';
  const lowered = isLooser(appointment.visibility, baseVisibility(pair) ?? appointment.visibility);
  // What a person made stricter in Outlook stays so until Lupax loosens the entry itself.
  return !lowered && isStricter(visibilityOf(current), 'public') ? current : 'normal';
}

/** Visibility at the last agreement; null when there was none. */
function baseVisibility(pair: Pair): Visibility | null {
  const base = pair.lupax.base?.['visibility'];
  const all = ['public', 'notes_private', 'title_and_notes_private'] as const;
  return all.find((visibility) => fingerprintValue(visibility) === base) ?? null;
}

function wereNotesWithheld(pair: Pair, home: PlanCalendar): boolean {
  const before = baseVisibility(pair);
  return before !== null && areNotesWithheld(before, home.sharing);
}

function visibilityOf(sensitivity: Sensitivity): Visibility {
  return computeVisibility('read', sensitivity) ?? 'public';
}

function explain(fields: string[], putBack: boolean, lost: object | null): Reason {
  if (lost) return 'conflict';
  if (putBack) return 'put_back';
  return fields.every((field) => field === 'sensitivity' || field === 'notes') && fields.includes('sensitivity')
    ? 'visibility_changed'
    : 'changed_in_lupax';
}
