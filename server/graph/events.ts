import { DateTime } from 'luxon';
import type { Person } from '../sync/core/entry.ts';
import type { EventDraft, EventPatch, OutlookEvent } from '../sync/core/outlook-event.ts';
import { readInBatches } from './batch.ts';
import { GraphError } from './errors.ts';
import { readEvent } from './event-reader.ts';
import { addDays } from './event-time.ts';
import { MARKER_ID, writeDraft, writePatch } from './event-writer.ts';
import { readCalendarId, readMarker } from './marked-events.ts';
import { readList } from './pages.ts';
import { graphPath, withQuery } from './path.ts';
import { isRawEvent, type RawRecipient } from './raw-event.ts';
import type { Reach } from './reach.ts';
import type { EventLookup } from './types.ts';
import type { Answer } from './verdict.ts';

const eventPath = (reach: Reach, id: string) => graphPath`/users/${reach.userId}/events/${id}`;

/** Reads the event that a GET or a write answered, with the same reader as an observation; a series master as a whole. */
function readAnswered(reach: Reach, answer: Answer, calendarId: string): OutlookEvent {
  const { body } = answer;
  const context = { calendarId, defaultZone: reach.defaultZone, trustEtag: true };
  const isSeriesMaster = isRawEvent(body) && body.type === 'seriesMaster';
  const single = isSeriesMaster ? { ...body, type: 'singleInstance' } : body;
  const event = isRawEvent(single) ? readEvent(single, context) : null;
  if (!event) throw new GraphError('unavailable', 'Graph answered no event', { status: answer.status });
  return isSeriesMaster ? { ...event, kind: 'series' } : event;
}

/**
 * GETs events with their marker. The calendar of an event is read from its links; '' where there are none.
 */
export async function lookUpEvents(reach: Reach, ids: string[]): Promise<Map<string, EventLookup>> {
  const query = { $expand: `singleValueExtendedProperties($filter=id eq '${MARKER_ID}')` };
  const results = await readInBatches(
    reach.requester,
    ids.map((id) => withQuery(eventPath(reach, id), query)),
  );
  const lookups = new Map<string, EventLookup>();
  for (const [index, id] of ids.entries()) {
    const result = results[index];
    if (!result) throw new GraphError('unavailable', 'a batch lacks an answer');
    if (result instanceof GraphError) {
      if (result.code !== 'not_found') throw result;
      lookups.set(id, { found: false });
      continue;
    }
    if (!isRawEvent(result.body)) throw new GraphError('unavailable', 'Graph answered no event');
    const event = readAnswered(reach, result, readCalendarId(result.body));
    const marker = readMarker(result.body);
    if (event.kind === 'series') lookups.set(id, { found: true, event, marker, isSeriesMaster: true });
    else lookups.set(id, { found: true, event, marker });
  }
  return lookups;
}

/** All-day events belong to a window by the zone they were authored in, so a day is added on both sides. */
function surround({ time }: OutlookEvent): { startDateTime: string; endDateTime: string } {
  if (time.allDay) {
    return { startDateTime: `${addDays(time.start, -1)}T00:00:00Z`, endDateTime: `${addDays(time.end, 1)}T00:00:00Z` };
  }
  const shift = (instant: string, minutes: number): string =>
    DateTime.fromISO(instant, { zone: 'UTC' }).plus({ minutes }).toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'");
  return { startDateTime: shift(time.start, -1), endDateTime: shift(time.end, 1) };
}

/** Whether a complete calendarView around the event's own time shows it. */
export async function isShownIn(reach: Reach, calendarId: string, event: OutlookEvent): Promise<boolean> {
  const view = graphPath`/users/${reach.userId}/calendars/${calendarId}/calendarView`;
  const query = { ...surround(event), $select: 'id', $top: '100' };
  const items = await readList(reach.requester, reach.links, withQuery(view, query));
  return items.some((item) => item['id'] === event.id);
}

/** @throws GraphError `duplicate_transaction`; `unavailable` also when it may have been carried out */
export async function createEvent(reach: Reach, calendarId: string, draft: EventDraft): Promise<OutlookEvent> {
  const answer = await reach.requester.call({
    method: 'POST',
    body: writeDraft(draft, reach.defaultZone),
    ...graphPath`/users/${reach.userId}/calendars/${calendarId}/events`,
  });
  return readAnswered(reach, answer, calendarId);
}

export async function updateEvent(
  reach: Reach,
  event: { id: string; calendarId: string; etag: string },
  patch: EventPatch,
): Promise<OutlookEvent> {
  const answer = await reach.requester.call({
    method: 'PATCH',
    ...eventPath(reach, event.id),
    headers: { 'If-Match': event.etag },
    body: writePatch(patch, reach.defaultZone),
  });
  return readAnswered(reach, answer, event.calendarId);
}

/** @throws GraphError `changed_meanwhile` */
export async function makeOnlineMeeting(
  reach: Reach,
  event: { id: string; calendarId: string; etag: string },
  attendees: readonly Person[],
): Promise<OutlookEvent> {
  const answer = await reach.requester.call({
    method: 'PATCH',
    ...eventPath(reach, event.id),
    headers: { 'If-Match': event.etag },
    body: {
      isOnlineMeeting: true,
      onlineMeetingProvider: 'teamsForBusiness',
      ...(attendees.length > 0 ? { attendees: attendees.map(writeAttendee) } : {}),
    },
  });
  return readAnswered(reach, answer, event.calendarId);
}

const writeAttendee = ({ name, email: address }: Person) => ({ type: 'required', emailAddress: { name, address } });

/**
 * A PATCH replaces the whole list, so those who stay are sent back as Graph shows them, with their kind and answer
 * (https://learn.microsoft.com/graph/api/event-update). @throws GraphError `changed_meanwhile`
 */
export async function changeAttendees(
  reach: Reach,
  event: { id: string; calendarId: string; etag: string },
  { invite, uninvite }: { invite: readonly Person[]; uninvite: readonly string[] },
): Promise<OutlookEvent> {
  const now = await reach.requester.call({
    method: 'GET',
    ...withQuery(eventPath(reach, event.id), { $select: 'attendees' }),
  });
  const { attendees } = now.body as { attendees?: RawRecipient[] | null };
  const addressOf = ({ emailAddress }: RawRecipient) => emailAddress?.address?.toLowerCase() ?? '';
  const gone = new Set(uninvite.map((address) => address.toLowerCase()));
  const staying = (attendees ?? []).filter((attendee) => !gone.has(addressOf(attendee)));
  const there = new Set(staying.map(addressOf));
  const added = invite.filter(({ email }) => !there.has(email.toLowerCase()));
  const answer = await reach.requester.call({
    method: 'PATCH',
    ...eventPath(reach, event.id),
    headers: { 'If-Match': event.etag },
    body: { attendees: [...staying, ...added.map(writeAttendee)] },
  });
  return readAnswered(reach, answer, event.calendarId);
}

/**
 * Deletes an event; one that is already gone is no error. Right after a deletion, Graph refuses another one with 400
 * because the event is in Deleted Items, so a GET decides what that 400 means.
 */
export async function deleteEvent(reach: Reach, event: { id: string; etag: string }): Promise<void> {
  try {
    await reach.requester.call({
      method: 'DELETE',
      ...eventPath(reach, event.id),
      headers: { 'If-Match': event.etag },
    });
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    if (error.code === 'not_found') return;
    const mayBeGone = error.facts.status === 400 && /^ErrorInvalidRequest$/i.test(error.facts.graphCode ?? '');
    if (!mayBeGone || !(await isGone(reach, event.id))) throw error;
  }
}

async function isGone(reach: Reach, id: string): Promise<boolean> {
  try {
    await reach.requester.call({ method: 'GET', ...withQuery(eventPath(reach, id), { $select: 'id' }) });
    return false;
  } catch (error) {
    if (error instanceof GraphError && error.code === 'not_found') return true;
    throw error;
  }
}
