import { GraphError } from '../graph/errors.ts';
import { LupaxError } from '../lupax/errors.ts';
import type { AttentionRecord } from '../store/types.ts';
import { commitPairs } from './commit-pairs.ts';
import { makePlanContext, readLink, type RunContext } from './context.ts';
import { fingerprintAppointment, fingerprintEvent, pickFields } from './core/fingerprint.ts';
import type { Appointment } from './core/lupax-entry.ts';
import { mayWriteEvent, mayWriteEventOf } from './core/may-write.ts';
import type { OutlookEvent } from './core/outlook-event.ts';
import type { Pair } from './core/pair.ts';
import type { Run } from './core/run.ts';

/** Codes and keys of what an administrator has to allow first. */
const ATTENTION = ['meeting_policy_missing', 'online_meetings_denied'] as const;

interface Wanted {
  pair: Pair;
  appointment: Appointment;
}

/**
 * Makes Teams meetings of appointments of Lupax' own that ask for one, where the user and Lupax allow it, and writes
 * the join link back. Where the appointment is synchronised, its event becomes an online event, and only then its
 * participants are invited; its body is never written. Elsewhere Teams makes a meeting without an event. Asks nobody
 * anything as long as no appointment asks for one.
 */
export async function makeOnlineMeetings(context: RunContext, run: Run): Promise<void> {
  const allowed = context.choices.settings.onlineMeetings && readLink(context.document).interface.onlineMeetings;
  if (!allowed) return;
  for (const { pair, appointment } of findWanted(context)) {
    if (context.signal.aborted) return;
    try {
      const joinUrl = await findJoinUrl(context, pair, appointment, run);
      if (joinUrl !== null) await writeBack(context, pair.id, appointment, joinUrl, run);
    } catch (error) {
      await noteRefusal(context, error);
    }
  }
  for (const { pair, appointment } of findMeetings(context)) {
    if (context.signal.aborted) return;
    try {
      await carryParticipants(context, pair, appointment, run);
    } catch (error) {
      await noteRefusal(context, error);
    }
  }
}

function findWanted(context: RunContext): Wanted[] {
  return [...context.index.all()].flatMap((pair) => {
    const item = pair.lupax.gone ? null : pair.lupax.seen;
    if (pair.origin !== 'appointment' || item?.type !== 'appointment' || pair.pending !== null) return [];
    const appointment = item.item;
    const { onlineMeeting, kind, time } = appointment;
    const isWanted = onlineMeeting.requested && onlineMeeting.joinUrl === null && kind === 'appointment';
    return isWanted && !time.allDay && Date.parse(time.end) > context.now() ? [{ pair, appointment }] : [];
  });
}

/** Meetings that this product made of their appointments. */
function findMeetings(context: RunContext): Wanted[] {
  return [...context.index.all()].flatMap((pair) => {
    const item = pair.lupax.gone ? null : pair.lupax.seen;
    const isMeeting = pair.meeting === true && pair.origin === 'appointment' && pair.pending === null && !pair.intent;
    return isMeeting && item?.type === 'appointment' ? [{ pair, appointment: item.item }] : [];
  });
}

/** Who was added to the appointment in Lupax is invited, who was taken from it is uninvited, whom others invited stays. */
async function carryParticipants(context: RunContext, pair: Pair, appointment: Appointment, run: Run): Promise<void> {
  const event = pair.outlook.gone ? null : pair.outlook.seen;
  const home = makePlanContext(context).calendars.get(pair.calendarId ?? '');
  if (!event?.etag || !home || !mayWriteEventOf(pair, event, home) || event.kind !== 'single') return;
  if (Date.parse(appointment.time.end) <= context.now()) return;
  const wanted = findParticipants(context, appointment);
  const addresses = new Set(wanted.map(({ email }) => email.toLowerCase()));
  const invited = new Set(pair.invited ?? event.attendees.map(({ email }) => email.toLowerCase()));
  const invite = wanted.filter(({ email }) => !invited.has(email.toLowerCase()));
  const uninvite = [...invited].filter((address) => !addresses.has(address));
  if (invite.length === 0 && uninvite.length === 0) return;
  const target = { id: event.id, calendarId: event.calendarId, etag: event.etag };
  const made = await context.session.mailbox.changeAttendees(target, { invite, uninvite });
  const now = context.index.get(pair.id)!;
  context.index.put({ ...now, invited: [...addresses], outlook: { ...now.outlook, seen: made } });
  await commitPairs(context);
  note(run, 'outlook', appointment.title);
}

/** Who takes part besides the user. */
function findParticipants(context: RunContext, { participants }: Appointment): Appointment['participants'] {
  const link = readLink(context.document);
  const own = new Set([link.email, link.user.email].map((address) => address.toLowerCase()));
  return participants.filter(({ email }) => !own.has(email.toLowerCase()));
}

/** @returns null while there is none yet: Teams may make it a moment after the event */
async function findJoinUrl(
  context: RunContext,
  pair: Pair,
  appointment: Appointment,
  run: Run,
): Promise<string | null> {
  const { calendars, target } = makePlanContext(context);
  const event = pair.outlook.gone ? null : pair.outlook.seen;
  const home = pair.calendarId === null ? undefined : calendars.get(pair.calendarId);
  const isSynchronised = event !== null && home?.toOutlook === true;
  if (isSynchronised) {
    if (event.joinUrl !== null || pair.meeting) return event.joinUrl;
    const isWritable = mayWriteEvent(event, home) && event.kind === 'single' && event.etag !== null;
    return isWritable ? await makeOfEvent(context, pair, event, appointment, run) : null;
  }
  // It will be synchronised: then its event becomes the meeting.
  if (target !== null) return null;
  const { title, time } = appointment;
  const { joinUrl } = await context.session.mailbox.createOnlineMeeting({ title, start: time.start, end: time.end });
  await clearRefusals(context);
  return joinUrl;
}

/** What the answer shows is agreed on: the join link in the body is nobody's edit. */
async function makeOfEvent(
  context: RunContext,
  pair: Pair,
  event: OutlookEvent,
  appointment: Appointment,
  run: Run,
): Promise<string | null> {
  const attendees = findParticipants(context, appointment);
  const target = { id: event.id, calendarId: event.calendarId, etag: event.etag! };
  const made = await context.session.mailbox.makeOnlineMeeting(target, attendees);
  const now = context.index.get(pair.id)!;
  const base = now.outlook.base && { ...now.outlook.base, ...pickFields(fingerprintEvent(made), ['notes']) };
  const invited = attendees.map(({ email }) => email.toLowerCase());
  context.index.put({ ...now, meeting: true, invited, outlook: { ...now.outlook, seen: made, base } });
  await commitPairs(context);
  note(run, 'outlook', appointment.title);
  return made.joinUrl;
}

async function writeBack(
  context: RunContext,
  pairId: string,
  appointment: Appointment,
  joinUrl: string,
  run: Run,
): Promise<void> {
  const { id, revision, kind: _kind, url: _url, ...content } = appointment;
  const onlineMeeting = { requested: true, joinUrl };
  const answer = await context.session.lupax.replaceAppointment(id, revision, { ...content, onlineMeeting });
  const now = context.index.get(pairId)!;
  const link = pickFields(fingerprintAppointment(answer), ['joinUrl']);
  const { base, sent } = now.lupax;
  context.index.put({
    ...now,
    lupax: {
      ...now.lupax,
      seen: { type: 'appointment', item: answer },
      base: base && { ...base, ...link },
      sent: sent && { ...sent, ...link },
    },
  });
  await commitPairs(context);
  note(run, 'lupax', appointment.title);
}

function note(run: Run, side: 'outlook' | 'lupax', title: string): void {
  run.operations.push({ side, action: 'update', title, reason: 'online_meeting', result: 'done' });
  run.counts[side].updated += 1;
}

/** Changed meanwhile, or an outage: the next synchronisation. What an administrator has to allow is listed. */
async function noteRefusal(context: RunContext, error: unknown): Promise<void> {
  if (!(error instanceof GraphError || error instanceof LupaxError)) throw error;
  context.log.warn({ code: error.code }, 'a Teams meeting that Lupax asks for was not made yet');
  if (!(error instanceof GraphError) || error.code !== 'forbidden') return;
  const code = error.facts.policyMissing ? 'meeting_policy_missing' : 'online_meetings_denied';
  if (context.document.get('attention', code)) return;
  const params = { clientId: error.facts.clientId ?? '', objectId: context.user.objectId };
  const since = new Date(context.now()).toISOString();
  const value: AttentionRecord = { id: code, code, since, params, entry: null };
  await commitPairs(context, () => [{ collection: 'attention', key: code, value }]);
}

async function clearRefusals(context: RunContext): Promise<void> {
  const listed = ATTENTION.filter((code) => context.document.get('attention', code));
  if (listed.length === 0) return;
  await commitPairs(context, () => listed.map((key) => ({ collection: 'attention', key, value: null })));
}
