import { commitPairs } from './commit-pairs.ts';
import type { RunContext } from './context.ts';
import type { Change } from '../store/types.ts';
import type { Sensitivity } from './core/outlook-event.ts';
import type { Run } from './core/run.ts';
import type { JournalEntry, KeptImage } from './journal.ts';
import { observe } from './observe.ts';
import { recordOperation } from './run-record.ts';
import type { RunListener } from './types.ts';
import { pairOf } from './undo-record.ts';
import { calendarsOf, ChangedSince, undoInLupax, undoInOutlook, type Undoing } from './undo-write.ts';
import { updateRecord } from './update-record.ts';
import { codeOf, judgeWriteError } from './write-errors.ts';

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
  journal: KeptImage[],
  report: RunListener,
): Promise<Error | null> {
  await updateRecord(context.document, 'settings', 'self', (settings) => ({ ...settings, paused: true }));
  // Who may see what is asked anew: an image of before must not show more than is allowed by now.
  const { failures, readIds } =
    journal.length > 0
      ? await observe(context, { outlook: true, lupax: true, projects: false })
      : { failures: [], readIds: new Set<string>() };
  const sensitivities = await askSensitivities(context, journal);
  const unread = new Map(failures.map(({ calendarId, error }) => [calendarId, error]));
  let done = 0;
  for (const { id, entry, drop } of [...journal].reverse()) {
    const [failure] = calendarsOf(context, entry).flatMap((id) => unread.get(id) ?? []);
    if (failure) return failure;
    const used = (): Change[] => [drop()];
    const operation = describe(context, entry);
    try {
      await undoWrite({ context, readIds, sensitivities, imageId: id }, entry);
      await commitPairs(context, used);
      recordOperation(run, operation, 'done');
    } catch (error) {
      if (error instanceof ChangedSince) {
        await commitPairs(context, used);
        recordOperation(run, operation, 'skipped', 'changed_since');
      } else {
        const severity = judgeWriteError(error);
        if (severity === 'again') recordOperation(run, operation, 'skipped', 'changed_meanwhile');
        else recordOperation(run, operation, 'failed', codeOf(error));
        if (severity === 'fatal' || severity === 'transient') return error as Error;
      }
    }
    done += 1;
    report({ type: 'progress', done, total: journal.length });
  }
  return null;
}

/** How private the events are that no entry shows any more: beyond the window, for one. By their ids; not of events that are gone. */
async function askSensitivities(context: RunContext, journal: KeptImage[]): Promise<ReadonlyMap<string, Sensitivity>> {
  const ids = journal.flatMap(({ entry }) => {
    const { before } = entry;
    const source = before && 'source' in before ? before.source : null;
    return source && !pairOf(context, entry)?.outlook.seen ? [source.eventId] : [];
  });
  if (ids.length === 0) return new Map();
  const lookups = await context.session.mailbox.lookUpEvents([...new Set(ids)]);
  return new Map([...lookups].flatMap(([id, lookup]) => (lookup.found ? [[id, lookup.event.sensitivity]] : [])));
}

async function undoWrite(undoing: Undoing, entry: JournalEntry): Promise<void> {
  const undo = entry.side === 'outlook' ? undoInOutlook : undoInLupax;
  try {
    await undo(undoing, entry, false);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== 'changed_meanwhile' && code !== 'not_found') throw error;
    await undo(undoing, entry, true);
  }
}

const OPPOSITE = { create: 'delete', update: 'update', delete: 'create' } as const;

function describe(context: RunContext, entry: JournalEntry) {
  const pair = pairOf(context, entry);
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
    loosens: false,
    brake: null,
  };
}
