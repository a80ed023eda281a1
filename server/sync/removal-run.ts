import { createEmptyFeed } from '../store/defaults.ts';
import type { Change } from '../store/types.ts';
import { commitPairs } from './commit-pairs.ts';
import { readLink, type RunContext } from './context.ts';
import type { Appointment } from './core/lupax-entry.ts';
import { LUPAX_CATEGORY, parseMarker } from './core/marker.ts';
import type { OutlookEvent } from './core/outlook-event.ts';
import type { PlannedOperation } from './core/plan-types.ts';
import type { Run } from './core/run.ts';
import { recordOperation } from './run-record.ts';
import type { RunListener } from './types.ts';
import { codeOf, judgeWriteError } from './write-errors.ts';
import { listOthers } from './marked-calendars.ts';

/**
 * Takes back what this product wrote: events with our marker, Lupax appointments with our source, edited or not, and
 * nothing else. It goes by the marks on both sides, not by the store, so that nothing is left over.
 * @throws GraphError, LupaxError when a side could not be read; nothing is deleted then
 */
export async function runRemoval(context: RunContext, run: Run, report: RunListener): Promise<Error | null> {
  const [events, appointments] = await Promise.all([listOurEvents(context), listOurAppointments(context)]);
  const { mailbox, lupax } = context.session;
  const work = [
    ...events.map((event) => ({
      operation: makeRemoval('outlook', event.title),
      // Deleting a meeting would mail its attendees.
      skipped: event.attendees.length > 0 || !event.isOrganizer,
      carryOut: () => mailbox.deleteEvent({ id: event.id, etag: event.etag ?? '*' }),
    })),
    ...appointments.map((appointment) => ({
      operation: makeRemoval('lupax', appointment.title),
      skipped: false,
      carryOut: () => lupax.deleteAppointment(appointment.id, appointment.revision),
    })),
  ];
  await forgetEntries(context);
  let fatal: Error | null = null;
  let done = 0;
  const queue = work.values();
  const worker = async () => {
    for (const { operation, skipped, carryOut } of queue) {
      if (fatal || skipped) recordOperation(run, operation, 'skipped', skipped ? 'has_attendees' : 'run_ended');
      else {
        try {
          await carryOut();
          recordOperation(run, operation, 'done');
        } catch (error) {
          recordOperation(run, operation, 'failed', codeOf(error));
          if (judgeWriteError(error) !== 'permanent') fatal = error as Error;
        }
      }
      done += 1;
      report({ type: 'progress', done, total: work.length });
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  if (!fatal && readLink(context.document).category === 'made') await mailbox.removeCategory(LUPAX_CATEGORY);
  return fatal;
}

function makeRemoval(side: 'outlook' | 'lupax', title: string): PlannedOperation {
  const write = { side, action: 'delete' as const };
  return {
    pairId: '',
    write,
    title,
    reason: 'unlinked',
    fields: [],
    lost: null,
    tightens: false,
    loosens: false,
    brake: null,
  };
}

async function listOurEvents(context: RunContext): Promise<OutlookEvent[]> {
  const { mailbox } = context.session;
  const { id: organizationId } = readLink(context.document).organization;
  const marked = await mailbox.listMarkedEvents(listOthers(context.document));
  const ids = [...marked]
    .filter(([, marker]) => parseMarker(marker)?.organizationId === organizationId)
    .map(([id]) => id);
  if (ids.length === 0) return [];
  const lookups = await mailbox.lookUpEvents(ids);
  return [...lookups.values()].flatMap((lookup) => (lookup.found ? [lookup.event] : []));
}

async function listOurAppointments(context: RunContext): Promise<Appointment[]> {
  if (!readLink(context.document).interface.connector) return [];
  const { changes } = await context.session.lupax.readChanges(null);
  return changes.flatMap((change) => (!change.deleted && change.appointment.source ? [change.appointment] : []));
}

/**
 * From here on the link is like a new one. A removal that is cut off must not look like deletions by people: the next
 * synchronisation would carry them over to the originals. What is left is adopted by its marks, should the user go on.
 */
async function forgetEntries(context: RunContext): Promise<void> {
  const { document, index, now } = context;
  for (const pair of [...index.all()]) index.remove(pair.id);
  const removalAt = new Date(now()).toISOString();
  await commitPairs(context, () => [
    { collection: 'link', key: 'self', value: { ...readLink(document), started: false, removalAt } },
    { collection: 'feed', key: 'self', value: createEmptyFeed() },
    ...[...document.list('calendars')].map(([key, calendar]): Change => ({
      collection: 'calendars',
      key,
      value: { ...calendar, deltaLink: null, window: null },
    })),
    ...[...document.list('journal').keys()].map((key): Change => ({ collection: 'journal', key, value: null })),
  ]);
}

/** Ends the link: everything about it is forgotten but the run that took the copies back. */
export async function forgetLink(context: RunContext): Promise<void> {
  const { document, index } = context;
  for (const pair of [...index.all()]) index.remove(pair.id);
  await commitPairs(context, () => [
    ...(['link', 'settings', 'feed'] as const).map((collection) => ({ collection, key: 'self', value: null })),
    ...(['calendars', 'subscriptions', 'attention', 'journal'] as const).flatMap((collection) =>
      [...document.list(collection).keys()].map((key) => ({ collection, key, value: null })),
    ),
  ]);
}
