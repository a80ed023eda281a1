import type { RunContext } from './context.ts';
import { commitPairs, readLink } from './context.ts';
import type { Change } from '../store/types.ts';
import { agreeOn, readPrints } from './core/agreement.ts';
import { closeAppointment, closeEvent, type ClosedImage } from './core/close-image.ts';
import type { Appointment } from './core/lupax-entry.ts';
import { formatMarker } from './core/marker.ts';
import type { EventPatch, OutlookEvent, SharingRole } from './core/outlook-event.ts';
import { makeEmptySide, type Pair } from './core/pair.ts';
import type { Run } from './core/run.ts';
import { printOf, type JournalEntry } from './journal.ts';
import { observe } from './observe.ts';
import { recordOperation } from './run-record.ts';
import type { RunListener } from './types.ts';
import { updateRecord } from './update-record.ts';
import { judgeWriteError } from './write-errors.ts';

/** The entry is no longer what the run left behind. */
class ChangedSince extends Error {}

/**
 * Takes a run's writes back, last one first: what it created is deleted, what it changed or deleted is as before, and so
 * is the base. Only the written side is touched. Entries that changed since stay as they are, and so does what was closed
 * since, or by the run itself. Synchronisation is paused, because the next run would do the same again.
 * Each before-image is dropped with its undoing, so an undo that was cut off goes on where it was.
 * @returns why it stopped early; null when it went through
 */
export async function runUndo(
  context: RunContext,
  run: Run,
  journal: { key: string; entry: JournalEntry }[],
  report: RunListener,
): Promise<Error | null> {
  await updateRecord(context.document, 'settings', 'self', (settings) => ({ ...settings, paused: true }));
  // Who may see what is asked anew: an image of before must not show more than is allowed by now.
  const failures = journal.length > 0 ? await observe(context, { outlook: true, lupax: true, projects: false }) : [];
  const unread = new Map(failures.map(({ calendarId, error }) => [calendarId, error]));
  let done = 0;
  for (const { key, entry } of [...journal].reverse()) {
    const failure = unread.get(calendarOf(context, entry) ?? '');
    if (failure) return failure;
    const used = (): Change[] => [{ collection: 'journal', key, value: null }];
    const operation = describe(context, entry);
    try {
      await (entry.side === 'outlook' ? undoInOutlook(context, entry) : undoInLupax(context, entry));
      await commitPairs(context, used);
      recordOperation(run, operation, 'done');
    } catch (error) {
      if (error instanceof ChangedSince) {
        await commitPairs(context, used);
        recordOperation(run, operation, 'skipped', 'changed_since');
      } else {
        const severity = judgeWriteError(error);
        recordOperation(run, operation, severity === 'again' ? 'skipped' : 'failed');
        if (severity === 'fatal' || severity === 'transient') return error as Error;
      }
    }
    done += 1;
    report({ type: 'progress', done, total: journal.length });
  }
  return null;
}

const OPPOSITE = { create: 'delete', update: 'update', delete: 'create' } as const;

function describe(context: RunContext, entry: JournalEntry) {
  const pair = context.index.get(entry.pairId);
  const title = entry.before?.title ?? pair?.outlook.seen?.title ?? pair?.lupax.seen?.item.title ?? '';
  const write = { side: entry.side, action: OPPOSITE[entry.action] } as never;
  return {
    pairId: entry.pairId,
    write,
    title,
    reason: 'undone' as const,
    fields: [],
    lost: null,
    tightens: false,
    brake: null,
  };
}

function calendarOf({ index }: RunContext, { pairId, before }: JournalEntry): string | null {
  if (before && 'calendarId' in before) return before.calendarId;
  return before?.source?.calendarId ?? index.get(pairId)?.calendarId ?? null;
}

/** Who may see the calendar of the entry, as it was just observed. */
function sharingOf(context: RunContext, entry: JournalEntry): SharingRole {
  return context.document.get('calendars', calendarOf(context, entry) ?? '')?.sharing ?? 'none';
}

async function undoInOutlook(context: RunContext, entry: JournalEntry): Promise<void> {
  const { mailbox } = context.session;
  if (entry.after) {
    const lookup = (await mailbox.lookUpEvents([entry.after.id])).get(entry.after.id);
    if (!lookup?.found || !samePrint(printOf(lookup.event), entry.after.print)) throw new ChangedSince();
    const { event } = lookup;
    if (event.attendees.length > 0 || event.kind === 'series' || event.etag === null) throw new ChangedSince();
    const pair = context.index.get(entry.pairId);
    const calendarId = pair?.calendarId ?? event.calendarId;
    if (entry.action === 'create') {
      await mailbox.deleteEvent({ id: event.id, etag: event.etag });
      restore(context, entry, { outlook: null });
      return;
    }
    const { image, closed } = closeBefore(context, entry, event.notes);
    const patch = differences(image, event);
    const answer = await mailbox.updateEvent({ id: event.id, calendarId, etag: event.etag }, patch);
    restore(context, entry, { outlook: answer }, closed);
    return;
  }
  const pair = context.index.get(entry.pairId);
  if (pair?.outlook.seen) throw new ChangedSince();
  const { image: before, closed } = closeBefore(context, entry, '');
  const marked = pair?.lupaxRef && pair.origin !== 'outlook';
  const { id: organizationId } = readLink(context.document).organization;
  const answer = await mailbox.createEvent(before.calendarId, {
    ...before,
    marker: marked ? formatMarker({ organizationId, ...pair.lupaxRef! }) : null,
    transactionId: context.makeKey(),
  });
  restore(context, entry, { outlook: answer }, closed);
}

function closeBefore(context: RunContext, entry: JournalEntry, notes: string): ClosedImage<OutlookEvent> {
  const pair = context.index.get(entry.pairId);
  const item = pair && pair.origin !== 'outlook' ? pair.lupax.seen : null;
  return closeEvent(entry.before as OutlookEvent, item, sharingOf(context, entry), notes);
}

async function undoInLupax(context: RunContext, entry: JournalEntry): Promise<void> {
  const { lupax } = context.session;
  if (entry.after) {
    const current = await lupax.readAppointment(Number(entry.after.id));
    if (!current || !samePrint(printOf(current), entry.after.print)) throw new ChangedSince();
    if (entry.action === 'create') {
      await lupax.deleteAppointment(current.id, current.revision);
      restore(context, entry, { lupax: null });
      return;
    }
    const { image, closed } = closeAppointmentBefore(context, entry);
    const answer = await lupax.replaceAppointment(current.id, current.revision, image);
    restore(context, entry, { lupax: answer }, closed);
    return;
  }
  if (context.index.get(entry.pairId)?.lupax.seen) throw new ChangedSince();
  const { image, closed } = closeAppointmentBefore(context, entry);
  const { appointment } = await lupax.createAppointment(image, context.makeKey());
  restore(context, entry, { lupax: appointment }, closed);
}

/** @throws ChangedSince when the calendar is not shared any more: nothing of it belongs into Lupax then */
function closeAppointmentBefore(context: RunContext, entry: JournalEntry): ClosedImage<Appointment> {
  const sensitivity = context.index.get(entry.pairId)?.outlook.seen?.sensitivity ?? 'normal';
  const image = closeAppointment(entry.before as Appointment, sharingOf(context, entry), sensitivity);
  if (!image) throw new ChangedSince();
  return image;
}

function differences(before: OutlookEvent, now: OutlookEvent): EventPatch {
  const fields = ['title', 'notes', 'location', 'time', 'showAs', 'sensitivity', 'reminderMinutes'] as const;
  const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(now[field]));
  // The body of an online meeting holds its join link and is never replaced.
  const kept = changed.filter((field) => field !== 'notes' || !now.isOnlineMeeting);
  return Object.fromEntries(kept.map((field) => [field, before[field]]));
}

/**
 * Puts the entry's own record back to before the write.
 * @param closed fields that could not be put back: what they show is agreed on, and nobody's edit
 */
function restore(
  context: RunContext,
  entry: JournalEntry,
  side: { outlook: OutlookEvent | null } | { lupax: Appointment | null },
  closed: string[] = [],
): void {
  const pair: Pair | undefined = context.index.get(entry.pairId);
  if (!pair) {
    // The run had ended the entry; the next observation finds what was restored.
    return;
  }
  const next: Pair = { ...pair };
  const { agreement } = entry;
  if ('outlook' in side) {
    next.outlook = side.outlook
      ? { ...pair.outlook, ...agreement?.outlook, seen: side.outlook, gone: false }
      : makeEmptySide();
    next.lupax = agreement ? { ...pair.lupax, ...agreement.lupax } : { ...pair.lupax, base: null, sent: null };
    if (!side.outlook && pair.origin !== 'outlook') next.calendarId = null;
  } else {
    const seen = side.lupax && ({ type: 'appointment', item: side.lupax } as const);
    next.lupax = seen ? { ...pair.lupax, ...agreement?.lupax, seen, gone: false } : makeEmptySide();
    next.lupaxRef = side.lupax ? { type: 'appointment', id: side.lupax.id } : null;
    next.outlook = agreement ? { ...pair.outlook, ...agreement.outlook } : { ...pair.outlook, base: null, sent: null };
  }
  const prints = readPrints(next);
  const written = 'outlook' in side ? { ...prints, lupax: null } : { ...prints, outlook: null };
  const closing = closed.length > 0 ? ['visibility', 'sensitivity'] : [];
  context.index.put(agreeOn(agreeOn(next, closed, written), closing, prints));
}

function samePrint(a: Record<string, string>, b: Record<string, string>): boolean {
  return Object.keys(b).every((field) => a[field] === b[field]);
}
