import { GraphError } from '../graph/errors.ts';
import { LupaxError } from '../lupax/errors.ts';
import { Problem } from '../problems.ts';
import { listFields, type Conflict } from '../sync/core/conflict.ts';
import { mergedFromAppointment, mergedFromEvent, type MergedContent } from '../sync/core/content.ts';
import type { SideName } from '../sync/core/entry.ts';
import { areEquivalent } from '../sync/core/merge.ts';
import { isOwnAlone } from '../sync/core/may-write.ts';
import type { EventPatch } from '../sync/core/outlook-event.ts';
import type { Pair } from '../sync/core/pair.ts';
import type { Run } from '../sync/core/run.ts';
import type { SyncSession } from '../sync/context.ts';
import { updateRecord } from '../sync/update-record.ts';
import type { Gates } from './gates.ts';
import type { AccountDeps, SignedInUser } from './types.ts';

export interface ConflictsService {
  /**
   * A person decides whose values of a conflict stand. The other side's are written there again like that person's own
   * edit, so the next synchronisation carries them over; for the winner's there is nothing to write.
   * @param index of the operation in the run
   * @throws Problem `not_found`, `already_decided`, `changed_meanwhile`, `read_only`, GraphError, LupaxError
   */
  decide(user: SignedInUser, runId: string, index: number, keep: SideName): Promise<void>;
}

type LostContent = Partial<MergedContent>;

export function createConflictsService(deps: Pick<AccountDeps, 'openSession'>, gates: Gates): ConflictsService {
  return {
    async decide(user, runId, index, keep) {
      const { document } = await gates.requireLink(user);
      const operation = document.get('runs', runId)?.operations[index];
      const conflict = operation?.conflict;
      if (!operation?.lost || !conflict) throw new Problem('not_found');
      if (conflict.decided !== null) throw new Problem('already_decided');
      if (keep === conflict.loser) {
        const pair = document.get('pairs', conflict.pairId);
        if (!pair) throw new Problem('changed_meanwhile');
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
    if (conflict.loser === 'lupax') await bringBackInLupax(session, pair, conflict, lost);
    else await bringBackInOutlook(session, pair, conflict, lost);
  } catch (error) {
    const hasChanged =
      (error instanceof GraphError || error instanceof LupaxError) &&
      (error.code === 'changed_meanwhile' || error.code === 'not_found');
    if (!hasChanged) throw error;
    throw new Problem('changed_meanwhile', {}, { cause: error });
  }
}

async function bringBackInLupax({ lupax }: SyncSession, pair: Pair, conflict: Conflict, lost: LostContent) {
  if (pair.lupaxRef?.type !== 'appointment') throw new Problem('changed_meanwhile');
  const appointment = await lupax.readAppointment(pair.lupaxRef.id);
  if (!appointment) throw new Problem('changed_meanwhile');
  if (appointment.readOnly || appointment.kind !== 'appointment') throw new Problem('read_only');
  requireKept(mergedFromAppointment(appointment), conflict);
  const { id, revision, kind: _kind, url: _url, ...content } = appointment;
  await lupax.replaceAppointment(id, revision, { ...content, ...lost });
}

async function bringBackInOutlook({ mailbox }: SyncSession, pair: Pair, conflict: Conflict, lost: LostContent) {
  const id = pair.outlook.seen?.id;
  const lookup = id === undefined ? undefined : (await mailbox.lookUpEvents([id])).get(id);
  if (!lookup?.found || lookup.event.etag === null) throw new Problem('changed_meanwhile');
  const { event } = lookup;
  // Graph would mail the attendees (core/may-write.ts).
  if (!isOwnAlone(event) || event.kind === 'series') throw new Problem('read_only');
  requireKept(mergedFromEvent(event), conflict);
  const { status, notes, ...fields } = lost;
  const patch: EventPatch = {
    ...fields,
    ...(status ? { showAs: status === 'tentative' ? 'tentative' : 'busy' } : {}),
    // The body of an online meeting holds its join link and is never replaced.
    ...(notes !== undefined && !event.isOnlineMeeting ? { notes } : {}),
  };
  await mailbox.updateEvent({ id: event.id, calendarId: event.calendarId, etag: lookup.event.etag! }, patch);
}

/** What somebody has changed since is not overwritten with what was before. @throws Problem `changed_meanwhile` */
function requireKept(current: MergedContent, { kept }: Conflict): void {
  const isKept = listFields(kept).every((field) => areEquivalent(field, current[field], kept[field]));
  if (!isKept) throw new Problem('changed_meanwhile');
}
