import { createHash } from 'node:crypto';
import { commitPairs } from './commit-pairs.ts';
import { readLink, type RunContext } from './context.ts';
import { closeAppointment, closeEvent, type ClosedImage } from './core/close-image.ts';
import { fingerprintAppointment, fingerprintEvent, fingerprintWords, pickFields } from './core/fingerprint.ts';
import { changeIntent, type AnnouncedUpdate } from './core/intent.ts';
import type { Appointment } from './core/lupax-entry.ts';
import { formatMarker } from './core/marker.ts';
import type { EventPatch, OutlookEvent, Sensitivity, SharingRole } from './core/outlook-event.ts';
import type { Fingerprint } from './core/pair.ts';
import { readBaseVisibility } from './core/raised-visibility.ts';
import { printOf, type JournalEntry } from './journal.ts';
import { hasNewEvent, pairOf, recordBefore, restore } from './undo-record.ts';

/** The entry is no longer what the run left behind. */
export class ChangedSince extends Error {}

/** What taking back one write needs. */
export interface Undoing {
  context: RunContext;
  /** Calendars whose sharing was asked for a moment ago. */
  readIds: ReadonlySet<string>;
  /** Of events that are there and that no entry shows, by their ids. */
  sensitivities: ReadonlyMap<string, Sensitivity>;
  /** Names the write that is taken back. */
  imageId: string;
}

/** Calendars whose sharing decides who may see the entry: where its event is now, and where it was. Empty when nobody knows any more. */
export function calendarsOf(context: RunContext, entry: JournalEntry): string[] {
  const pair = pairOf(context, entry);
  const now = pair?.outlook.seen ? pair.calendarId : null;
  const { before } = entry;
  const then = before && 'calendarId' in before ? before.calendarId : before?.source?.calendarId;
  const known = [now, then].filter((id) => id !== null && id !== undefined);
  if (known.length > 0) return [...new Set(known)];
  return pair?.calendarId ? [pair.calendarId] : [];
}

/** Who may see a calendar, as it was just observed; null when nobody has asked. */
function sharingOf({ context, readIds }: Undoing, calendarId = ''): SharingRole | null {
  const sharing = context.document.get('calendars', calendarId)?.sharing ?? 'none';
  return sharing === 'none' || readIds.has(calendarId) ? sharing : null;
}

/**
 * Takes back one write to Outlook.
 * @param again the call was refused a moment ago, maybe because an earlier try had been carried out
 * @throws ChangedSince, GraphError
 */
export async function undoInOutlook(undoing: Undoing, entry: JournalEntry, again: boolean): Promise<void> {
  const { context, imageId } = undoing;
  const { mailbox } = context.session;
  if (entry.after) {
    const lookup = (await mailbox.lookUpEvents([entry.after.id])).get(entry.after.id);
    if (!lookup?.found || !samePrint(printOf(lookup.event), entry.after.print)) {
      const current = lookup?.found ? lookup.event : null;
      if (isUndone(entry, current, again)) return restore(context, entry, { outlook: current });
      throw new ChangedSince();
    }
    const { event } = lookup;
    if (event.attendees.length > 0 || event.kind === 'series' || event.etag === null) throw new ChangedSince();
    const pair = pairOf(context, entry);
    const calendarId = pair?.calendarId ?? event.calendarId;
    // Moved since: who sees it there is for the next synchronisation to find out.
    if (event.calendarId !== '' && event.calendarId !== calendarId) throw new ChangedSince();
    if (entry.action === 'create') {
      await announceRemoval(context, entry);
      await mailbox.deleteEvent({ id: event.id, etag: event.etag });
      restore(context, entry, { outlook: null });
      return;
    }
    const closed = closeBefore(undoing, entry, event);
    const patch = differences(closed.image, event);
    await announce(context, entry, closed, fingerprintEvent(event), fingerprintEvent({ ...event, ...patch }));
    const target = { id: event.id, calendarId, etag: event.etag };
    // A marker that was renewed names the entry's appointment also when it is renewed again.
    const answer = Object.keys(patch).length > 0 ? await mailbox.updateEvent(target, patch) : event;
    restore(context, entry, { outlook: answer }, closed.closed);
    return;
  }
  const pair = context.index.get(entry.pairId);
  if (pair?.outlook.seen) throw new ChangedSince();
  const { image: before, closed } = closeBefore(undoing, entry, null);
  const marked = pair?.lupaxRef && pair.origin !== 'outlook';
  const { id: organizationId } = readLink(context.document).organization;
  const answer = await mailbox.createEvent(before.calendarId, {
    ...before,
    marker: marked ? formatMarker({ organizationId, ...pair.lupaxRef! }) : null,
    transactionId: makeKey(imageId),
  });
  restore(context, entry, { outlook: answer }, closed);
}

function closeBefore(undoing: Undoing, entry: JournalEntry, current: OutlookEvent | null): ClosedImage<OutlookEvent> {
  const pair = pairOf(undoing.context, entry);
  const item = pair && pair.origin !== 'outlook' ? pair.lupax.seen : null;
  const [calendarId] = calendarsOf(undoing.context, entry);
  return closeEvent(entry.before as OutlookEvent, item, sharingOf(undoing, calendarId), current);
}

/** The same for Lupax. @throws ChangedSince, LupaxError */
export async function undoInLupax(undoing: Undoing, entry: JournalEntry, again: boolean): Promise<void> {
  const { context, imageId } = undoing;
  const { lupax } = context.session;
  if (entry.after) {
    const current = await lupax.readAppointment(Number(entry.after.id));
    if (!current || !samePrint(printOf(current), entry.after.print)) {
      if (isUndone(entry, current, again)) return restore(context, entry, { lupax: current });
      throw new ChangedSince();
    }
    if (entry.action === 'create') {
      await announceRemoval(context, entry);
      await lupax.deleteAppointment(current.id, current.revision);
      restore(context, entry, { lupax: null });
      return;
    }
    if (hasNewEvent(pairOf(context, entry), entry)) throw new ChangedSince();
    const closed = closeAppointmentBefore(undoing, entry, current);
    const { image } = closed;
    await announce(context, entry, closed, fingerprintAppointment(current), fingerprintAppointment(image));
    const answer = await lupax.replaceAppointment(current.id, current.revision, image);
    restore(context, entry, { lupax: answer }, closed.closed);
    return;
  }
  const { source } = entry.before as Appointment;
  const ofSource = source && context.index.findByEventId(source.eventId);
  if (context.index.get(entry.pairId)?.lupax.seen ?? ofSource?.lupax.seen) throw new ChangedSince();
  const { image, closed } = closeAppointmentBefore(undoing, entry, null);
  const { appointment, deleted } = await lupax.createAppointment(image, makeKey(imageId));
  if (deleted) throw new ChangedSince();
  restore(context, entry, { lupax: appointment }, closed);
}

/**
 * Shown no more openly than by any of its calendars.
 * @throws ChangedSince when one of them is not shared any more: nothing of it belongs into Lupax then
 */
function closeAppointmentBefore(
  undoing: Undoing,
  entry: JournalEntry,
  current: Appointment | null,
): ClosedImage<Appointment> {
  const before = entry.before as Appointment;
  const seen = pairOf(undoing.context, entry)?.outlook.seen ?? null;
  const sensitivity = seen?.sensitivity ?? undoing.sensitivities.get(before.source?.eventId ?? '') ?? null;
  const agreed = entry.record ? readBaseVisibility(entry.record) : null;
  const [first, ...more] = calendarsOf(undoing.context, entry);
  const close = (image: Appointment, calendarId: string | undefined): ClosedImage<Appointment> => {
    const closed = closeAppointment(image, sharingOf(undoing, calendarId), sensitivity, current, agreed);
    if (!closed) throw new ChangedSince();
    return closed;
  };
  return more.reduce(
    (closest, calendarId) => {
      const { image, closed } = close(closest.image, calendarId);
      return { image, closed: [...new Set([...closest.closed, ...closed])] };
    },
    close(before, first),
  );
}

/** What a create made is about to be deleted: should the answer be lost, nobody is taken to have deleted it. */
async function announceRemoval(context: RunContext, entry: JournalEntry): Promise<void> {
  const pair = pairOf(context, entry);
  if (!pair) return;
  const since = new Date(context.now()).toISOString();
  const restores = { record: recordBefore(pair, entry), closed: [] };
  context.index.put(changeIntent(pair, { deletion: { side: entry.side, since, restores } }));
  await commitPairs(context);
}

/** What is about to be put back: should the answer be lost, it is nobody's edit (see core/intent.ts). */
async function announce(
  context: RunContext,
  entry: JournalEntry,
  { image, closed }: ClosedImage<OutlookEvent | Appointment>,
  before: Fingerprint,
  print: Fingerprint,
): Promise<void> {
  const pair = pairOf(context, entry);
  const fields = Object.keys(print).filter((field) => before[field] !== print[field]);
  if (!pair || fields.length === 0) return;
  const update: AnnouncedUpdate = {
    side: entry.side,
    before: pickFields(before, fields),
    print: pickFields(print, fields),
    words: fingerprintWords(image.notes),
    outcome: { restores: { record: recordBefore(pair, entry), closed } },
  };
  context.index.put(changeIntent(pair, { update }));
  await commitPairs(context);
}

/** The same for the same write, so that an undo that is carried on after an outage makes nothing twice. */
function makeKey(imageId: string): string {
  const hex = createHash('sha256').update(imageId).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

function differences(before: OutlookEvent, now: OutlookEvent): EventPatch {
  const fields = ['title', 'notes', 'location', 'time', 'showAs', 'sensitivity', 'reminderMinutes'] as const;
  const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(now[field]));
  // The body of an online meeting holds its join link and is never replaced.
  const kept = changed.filter((field) => field !== 'notes' || !now.isOnlineMeeting);
  return Object.fromEntries(kept.map((field) => [field, before[field]]));
}

/** Whether an unanswered call has already put back what was there before. */
function isUndone(entry: JournalEntry, current: OutlookEvent | Appointment | null, again: boolean): boolean {
  if (current === null) return again && entry.action === 'create';
  return entry.before !== null && samePrint(printOf(current), printOf(entry.before));
}

function samePrint(a: Record<string, string>, b: Record<string, string>): boolean {
  return Object.keys(b).every((field) => a[field] === b[field]);
}
