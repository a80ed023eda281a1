import { GraphError } from '../graph/errors.ts';
import { LupaxError } from '../lupax/errors.ts';
import { Problem } from '../problems.ts';
import { listFields, type Conflict } from '../sync/core/conflict.ts';
import { mergedFromAppointment, mergedFromEvent, type MergedContent } from '../sync/core/content.ts';
import type { SideName } from '../sync/core/entry.ts';
import { areEquivalent } from '../sync/core/merge.ts';
import { isOwnAlone } from '../sync/core/may-write.ts';
import type { Appointment } from '../sync/core/lupax-entry.ts';
import type { EventPatch, OutlookEvent } from '../sync/core/outlook-event.ts';
import type { Pair } from '../sync/core/pair.ts';
import type { Run } from '../sync/core/run.ts';
import { readSettings } from '../sync/choices.ts';
import type { SyncSession } from '../sync/context.ts';
import { updateRecord } from '../sync/update-record.ts';
import type { Gates } from './gates.ts';
import type { AccountDeps, SignedInUser } from './types.ts';

export interface ConflictsService {
  /**
   * A person decides whose values of a conflict stand. The other side's are written there again like that person's own
   * edit, so the next synchronisation carries them over; for the winner's there is nothing to write.
   * @param index of the operation in the run
   * @throws Problem `not_found`, `already_decided`, `changed_meanwhile`, `read_only`, `paused`, `run_in_progress`, GraphError, LupaxError
   */
  decide(user: SignedInUser, runId: string, index: number, keep: SideName): Promise<void>;
}

type LostContent = Partial<MergedContent>;

export function createConflictsService(
  deps: Pick<AccountDeps, 'openSession' | 'sync'>,
  gates: Gates,
): ConflictsService {
  return {
    async decide(user, runId, index, keep) {
      const { document } = await gates.requireLink(user);
      const operation = document.get('runs', runId)?.operations[index];
      const conflict = operation?.conflict;
      if (!operation?.lost || !conflict) throw new Problem('not_found');
      if (conflict.decided !== null) throw new Problem('already_decided');
      if (keep === conflict.loser) {
        if (readSettings(document).paused) throw new Problem('paused');
        if (await deps.sync.isRunning(user)) throw new Problem('run_in_progress');
        const pair = document.get('pairs', conflict.pairId);
        const calendar = document.get('calendars', pair?.calendarId ?? '');
        // In one direction alone the next synchronisation would put it back.
        if (!pair || calendar?.direction !== 'both') throw new Problem('changed_meanwhile');
        const session = await deps.openSession(user, document);
        await bringBack(session, pair, conflict, operation.lost as LostContent);
      }
      await updateRecord(document, 'runs', runId, (run) => noteDecision(run, index, keep));
    },
  };
}

function noteDecision(run: Run, index: number, decided: SideName): Run {
  const operations = run.operations.map((operation, position) =>
    position === index && operation.conflict
      ? { ...operation, conflict: { ...operation.conflict, decided } }
      : operation,
  );
  return { ...run, operations };
}

async function bringBack(session: SyncSession, pair: Pair, conflict: Conflict, lost: LostContent): Promise<void> {
  try {
    const current = await readCurrent(session, pair);
    const merged = { outlook: mergedFromEvent(current.event), lupax: mergedFromAppointment(current.appointment) };
    const { loser, kept } = conflict;
    // Carried out by an earlier call whose answer got lost.
    if (shows(merged[loser], lost)) return;
    // What somebody has changed since, on either side, is not overwritten with what was before.
    if (!shows(merged.outlook, kept) || !shows(merged.lupax, kept)) throw new Problem('changed_meanwhile');
    await (loser === 'lupax' ? bringBackInLupax : bringBackInOutlook)(session, current, lost);
  } catch (error) {
    const hasChanged =
      (error instanceof GraphError || error instanceof LupaxError) &&
      (error.code === 'changed_meanwhile' || error.code === 'not_found');
    if (!hasChanged) throw error;
    throw new Problem('changed_meanwhile', {}, { cause: error });
  }
}

async function bringBackInLupax({ lupax }: SyncSession, current: Current, lost: LostContent): Promise<void> {
  const { id, revision, kind, url: _url, ...content } = current.appointment;
  if (content.readOnly || kind !== 'appointment') throw new Problem('read_only');
  await lupax.replaceAppointment(id, revision, { ...content, ...lost });
}

async function bringBackInOutlook({ mailbox }: SyncSession, { event }: Current, lost: LostContent): Promise<void> {
  const { status, ...fields } = lost;
  // Graph would mail the attendees (core/may-write.ts), and the body of an online meeting holds its join link.
  const isClosed = !isOwnAlone(event) || event.kind === 'series' || (event.isOnlineMeeting && 'notes' in fields);
  if (isClosed) throw new Problem('read_only');
  if (event.etag === null) throw new Problem('changed_meanwhile');
  const patch: EventPatch = {
    ...fields,
    ...(status ? { showAs: status === 'tentative' ? 'tentative' : 'busy' } : {}),
  };
  await mailbox.updateEvent({ id: event.id, calendarId: event.calendarId, etag: event.etag }, patch);
}

/** An entry as both services show it now. */
interface Current {
  event: OutlookEvent;
  appointment: Appointment;
}

/** @throws Problem `changed_meanwhile` when one of the two is gone */
async function readCurrent({ lupax, mailbox }: SyncSession, pair: Pair): Promise<Current> {
  const id = pair.outlook.seen?.id;
  const lookup = id === undefined ? undefined : (await mailbox.lookUpEvents([id])).get(id);
  const appointment = pair.lupaxRef?.type === 'appointment' ? await lupax.readAppointment(pair.lupaxRef.id) : null;
  if (!lookup?.found || !appointment) throw new Problem('changed_meanwhile');
  return { event: lookup.event, appointment };
}

function shows(current: MergedContent, values: LostContent): boolean {
  return listFields(values).every((field) => areEquivalent(field, current[field], values[field]));
}
