import { GraphError } from '../graph/errors.ts';
import { readLink, type RunContext } from './context.ts';
import { fingerprintEvent } from './core/fingerprint.ts';
import { formatMarker, LUPAX_CATEGORY } from './core/marker.ts';
import type { OutlookEvent } from './core/outlook-event.ts';
import { makeAnsweredSide, type Pair } from './core/pair.ts';
import type { PlannedOperation, Write } from './core/plan-types.ts';
import { chooseCalendar, showEvent } from './core/reconcile-outlook.ts';
import { ChangedMeanwhile } from './write-errors.ts';
import { listTargets } from './marked-calendars.ts';

type OutlookWrite = Extract<Write, { side: 'outlook' }>;

/**
 * Carries out one write to Outlook.
 * @param repeats an earlier call of a create went unanswered
 * @returns the event as the answer showed it; null when it was deleted
 * @throws ChangedMeanwhile when the event is no longer what the plan was made for (it is noted as it is now); GraphError
 */
export async function writeToOutlook(
  context: RunContext,
  operation: PlannedOperation,
  write: OutlookWrite,
  repeats: boolean,
): Promise<OutlookEvent | null> {
  const pair = context.index.get(operation.pairId)!;
  if (write.action === 'create') return createEvent(context, pair, write, repeats);
  const event = await readWritable(context, pair);
  try {
    if (write.action === 'delete') {
      await context.session.mailbox.deleteEvent(event);
      return null;
    }
    const patch = write.remark ? { ...write.patch, marker: markerOf(context, pair) } : write.patch;
    return await context.session.mailbox.updateEvent(event, patch);
  } catch (error) {
    if (!(error instanceof GraphError) || (error.code !== 'changed_meanwhile' && error.code !== 'not_found'))
      throw error;
    await readAgain(context, pair, event.id);
    throw new ChangedMeanwhile(error.facts.repeated === true);
  }
}

/**
 * The key was stored before the call. Where an earlier call went unanswered, its event is looked for by its marker before
 * the same call (same transactionId) is repeated.
 */
async function createEvent(
  context: RunContext,
  pair: Pair,
  write: OutlookWrite & { action: 'create' },
  repeats: boolean,
): Promise<OutlookEvent> {
  const marker = markerOf(context, pair);
  const { mailbox } = context.session;
  if (repeats) await adoptByMarker(context, pair, marker, write.calendarId);
  try {
    const { key: transactionId } = pair.pending!;
    const { title, notes, location, time, showAs, sensitivity, reminderMinutes } = write.content;
    const content = { title, notes, location, time, showAs, sensitivity, reminderMinutes };
    // Spread last for V8 (see contentForLupax), and named above: nothing in it may take the place of the key.
    const draft = { categories: [LUPAX_CATEGORY], marker, transactionId, ...content };
    return await mailbox.createEvent(write.calendarId, draft);
  } catch (error) {
    if (error instanceof GraphError && error.code === 'duplicate_transaction') {
      await adoptByMarker(context, pair, marker, write.calendarId);
    }
    // Without an answer nobody knows whether the event is there: the intent stays. A refusal ends it.
    const unanswered = error instanceof GraphError && error.code === 'unavailable';
    const now = context.index.get(pair.id);
    if (!unanswered && now) context.index.put({ ...now, pending: null });
    throw error;
  }
}

/**
 * Takes an event that an unanswered create has made. Either side may have changed since, so the entry is planned anew.
 * @throws ChangedMeanwhile when there is one
 */
async function adoptByMarker(context: RunContext, pair: Pair, marker: string, calendarId: string): Promise<void> {
  const { mailbox } = context.session;
  const found = (await mailbox.findEventsByMarker(marker, listTargets(context)))[0];
  if (!found) return;
  // A list does not tell where a person may have moved it since.
  const lookup = (await mailbox.lookUpEvents([found.id])).get(found.id);
  const event = lookup?.found ? lookup.event : found;
  const now = context.index.get(pair.id)!;
  const seen = { ...event, calendarId: chooseCalendar({ ...now, calendarId }, event) };
  const outlook = makeAnsweredSide(seen, fingerprintEvent(seen), seen.notes, now.pending);
  context.index.put({ ...now, calendarId: seen.calendarId, outlook, pending: null });
  throw new ChangedMeanwhile(false);
}

function markerOf(context: RunContext, pair: Pair): string {
  const { id: organizationId } = readLink(context.document).organization;
  return formatMarker({ organizationId, ...pair.lupaxRef! });
}

/**
 * The event with an etag that `If-Match` understands: slim occurrences and list entries bear another one, and any write to
 * a series gives its occurrences new ones.
 */
async function readWritable(context: RunContext, pair: Pair): Promise<OutlookEvent & { etag: string }> {
  const seen = pair.outlook.seen!;
  if (seen.etag !== null && seen.seriesMasterId === null) return { ...seen, etag: seen.etag };
  const current = await readAgain(context, pair, seen.id);
  const same = current && JSON.stringify(fingerprintEvent(current)) === JSON.stringify(fingerprintEvent(seen));
  if (!same || current.etag === null || current.attendees.length > 0) throw new ChangedMeanwhile(false);
  return { ...current, etag: current.etag };
}

/** Reads the event as it is now and notes it. @returns null when it is gone */
async function readAgain(context: RunContext, pair: Pair, eventId: string): Promise<OutlookEvent | null> {
  const lookup = (await context.session.mailbox.lookUpEvents([eventId])).get(eventId);
  const now = context.index.get(pair.id)!;
  if (!lookup?.found) {
    context.index.put({ ...now, outlook: { ...now.outlook, seen: null, gone: true } });
    return null;
  }
  const event = { ...lookup.event, calendarId: chooseCalendar(now, lookup.event) };
  showEvent(context.index, now, event);
  return event;
}
