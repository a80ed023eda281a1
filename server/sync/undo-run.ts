import type { RunContext } from './context.ts';
import { commitPairs, readLink } from './context.ts';
import type { Change } from '../store/types.ts';
import type { Appointment } from './core/lupax-entry.ts';
import { formatMarker } from './core/marker.ts';
import type { EventPatch, OutlookEvent } from './core/outlook-event.ts';
import { makeEmptySide, type Pair } from './core/pair.ts';
import type { Run } from './core/run.ts';
import { printOf, type JournalEntry } from './journal.ts';
import { recordOperation } from './run-record.ts';
import type { RunListener } from './types.ts';
import { updateRecord } from './update-record.ts';
import { judgeWriteError } from './write-errors.ts';

/** The entry is no longer what the run left behind. */
class ChangedSince extends Error {}

/**
 * Takes a run's writes back, last one first: what it created is deleted, what it changed or deleted is as before, and so
 * is the base. Only the written side is touched. Entries that changed since stay as they are. Synchronisation is paused,
 * because the next run would do the same again.
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
  let done = 0;
  for (const { key, entry } of [...journal].reverse()) {
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
    const patch = differences(entry.before as OutlookEvent, event);
    const answer = await mailbox.updateEvent({ id: event.id, calendarId, etag: event.etag }, patch);
    restore(context, entry, { outlook: answer });
    return;
  }
  const before = entry.before as OutlookEvent;
  const pair = context.index.get(entry.pairId);
  if (pair?.outlook.seen) throw new ChangedSince();
  const marked = pair?.lupaxRef && pair.origin !== 'outlook';
  const { id: organizationId } = readLink(context.document).organization;
  const answer = await mailbox.createEvent(before.calendarId, {
    ...before,
    marker: marked ? formatMarker({ organizationId, ...pair.lupaxRef! }) : null,
    transactionId: context.makeKey(),
  });
  restore(context, entry, { outlook: answer });
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
    restore(context, entry, {
      lupax: await lupax.replaceAppointment(current.id, current.revision, entry.before as Appointment),
    });
    return;
  }
  if (context.index.get(entry.pairId)?.lupax.seen) throw new ChangedSince();
  const { appointment } = await lupax.createAppointment(entry.before as Appointment, context.makeKey());
  restore(context, entry, { lupax: appointment });
}

function differences(before: OutlookEvent, now: OutlookEvent): EventPatch {
  const fields = ['title', 'notes', 'location', 'time', 'showAs', 'sensitivity', 'reminderMinutes'] as const;
  const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(now[field]));
  // The body of an online meeting holds its join link and is never replaced.
  const kept = changed.filter((field) => field !== 'notes' || !now.isOnlineMeeting);
  return Object.fromEntries(kept.map((field) => [field, before[field]]));
}

/** Puts the entry's own record back to before the write. */
function restore(
  context: RunContext,
  entry: JournalEntry,
  side: { outlook: OutlookEvent | null } | { lupax: Appointment | null },
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
  context.index.put(next);
}

function samePrint(a: Record<string, string>, b: Record<string, string>): boolean {
  return Object.keys(b).every((field) => a[field] === b[field]);
}
