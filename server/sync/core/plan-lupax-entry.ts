import { contentForOutlook, contentForProject, mergedFromAppointment } from './content.ts';
import { fingerprintEvent, fingerprintLupax, MERGED_FIELDS } from './fingerprint.ts';
import { makeOperation, startPlan } from './make-operation.ts';
import { mayWriteEvent, mayWriteItem } from './may-write.ts';
import { planLupaxMerge } from './merge-lupax-entry.ts';
import type { EventContent, OutlookEvent } from './outlook-event.ts';
import type { LupaxItem, Pair } from './pair.ts';
import { findStaleFields, isAnyEdited, isSideChanged, patchOf } from './plan-fields.ts';
import { planGoneItem } from './plan-gone-item.ts';
import type { PairPlan, PlanCalendar, PlanContext, Reason } from './plan-types.ts';
import { isInWindow } from './window.ts';

/** Plans an appointment, shift, vacation or project that came from Lupax. Pure: same input, same plan. */
export function planLupaxEntry(pair: Pair, context: PlanContext): PairPlan {
  const plan: PairPlan = { ...startPlan(pair), raisedVisibility: null };
  // A cancelled event counts as gone.
  const event = pair.outlook.seen?.isCancelled ? null : pair.outlook.seen;
  const item = pair.lupax.seen;
  if (event === null && item === null) {
    return pair.lupax.gone || pair.lupax.base === null ? { ...plan, outcome: 'forget' } : plan;
  }
  const home = event === null ? context.target : pair.calendarId && context.calendars.get(pair.calendarId);
  if (!home || !home.toOutlook || home.sharing === 'none') return plan;
  if (pair.origin === 'project' && !context.includeProjects) {
    return event && mayWriteEvent(event, home) ? removeEvent(plan, event, 'projects_off') : plan;
  }
  // Writing would change, or delete, a whole series that a person made of the copy.
  if (event?.kind === 'series') return plan;
  if (item === null) return pair.lupax.gone && event ? planGoneItem(plan, pair, event, home) : plan;
  if (event === null) return planMissingEvent(plan, pair, item, home, context);
  if (item.type === 'project') return planProject(plan, pair, item, event, home);
  return planLupaxMerge(plan, pair, event, item.item, home, context);
}

function removeEvent(plan: PairPlan, event: OutlookEvent, reason: Reason): PairPlan {
  const write = { side: 'outlook', action: 'delete' } as const;
  return { ...plan, operations: [makeOperation(plan, write, event.title, reason, { brake: 'delete' })] };
}

function planMissingEvent(
  plan: PairPlan,
  pair: Pair,
  item: LupaxItem,
  home: PlanCalendar,
  context: PlanContext,
): PairPlan {
  const gone = pair.outlook.gone || pair.outlook.seen !== null;
  // An event that is gone from a calendar which no longer receives Lupax entries says nothing about the one that does.
  const deleted = gone && pair.outlook.base !== null && pair.calendarId === home.id;
  if (!deleted) return createEvent(plan, item, home, context, 'new_in_lupax');
  if (!mayWriteItem(item, home)) return createEvent(plan, item, home, context, 'deletion_put_back');
  if (item.type === 'appointment' && isSideChanged(pair.lupax, item.item)) {
    const created = createEvent(plan, item, home, context, 'recreated_after_edit');
    if (created.operations.length === 0) return created;
    return { ...created, attention: [{ code: 'recreated_after_edit', side: 'lupax' }] };
  }
  const write = { side: 'lupax', action: 'delete' } as const;
  return {
    ...plan,
    operations: [makeOperation(plan, write, item.item.title, 'deleted_in_outlook', { brake: 'delete' })],
  };
}

function createEvent(
  plan: PairPlan,
  item: LupaxItem,
  home: PlanCalendar,
  context: PlanContext,
  reason: Reason,
): PairPlan {
  if (!isInWindow(item.item.time, context.window)) return plan;
  const content = contentOfNewEvent(item, home, context);
  const write = { side: 'outlook', action: 'create', calendarId: home.id, content } as const;
  return {
    ...plan,
    operations: [makeOperation(plan, write, item.item.title, reason, { fields: [...MERGED_FIELDS] })],
    outcome: 'in_sync',
    // Made when it is asked for: the first of many creates need not wait for the fingerprints of the last.
    get want() {
      return { outlook: fingerprintEvent(content), lupax: fingerprintLupax(item) };
    },
  };
}

/** What the event of a Lupax entry shows when it is made. */
export function contentOfNewEvent(item: LupaxItem, home: PlanCalendar, context: PlanContext): EventContent {
  if (item.type === 'project') return contentForProject(item.item, home.sharing);
  const { visibility } = item.item;
  const sensitivity = visibility === 'title_and_notes_private' ? 'private' : 'normal';
  const options = { visibility, sensitivity, role: home.sharing, language: context.language } as const;
  return contentForOutlook(mergedFromAppointment(item.item), item.item, options, null);
}

function planProject(
  plan: PairPlan,
  pair: Pair,
  item: LupaxItem & { type: 'project' },
  event: OutlookEvent,
  home: PlanCalendar,
): PairPlan {
  const wanted = contentForProject(item.item, home.sharing);
  const eventPrint = fingerprintEvent(event);
  const want = { outlook: fingerprintEvent(wanted), lupax: fingerprintLupax(item) };
  const settled: PairPlan = { ...plan, outcome: 'in_sync', want };
  // What cannot be put back now is not agreed on either.
  if (!mayWriteEvent(event, home)) return { ...settled, want: null };
  const stale = findStaleFields(want.outlook, pair.outlook, eventPrint, wanted, event);
  if (stale.length === 0) return settled;
  const reason: Reason = isAnyEdited(pair.outlook, eventPrint, stale) ? 'put_back' : 'changed_in_lupax';
  const write = { side: 'outlook', action: 'update', patch: patchOf(wanted, stale) } as const;
  // A description that the calendar's role shows from now on is taken out before anything else.
  const tightens = stale.includes('notes') && wanted.notes === '';
  return { ...settled, operations: [makeOperation(plan, write, item.item.title, reason, { fields: stale, tightens })] };
}
