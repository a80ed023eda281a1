import { GraphError } from './errors.ts';
import { writeTime } from './event-time.ts';
import { readList } from './pages.ts';
import { graphPath, withQuery } from './path.ts';
import { isRecord } from './raw-event.ts';
import type { Reach } from './reach.ts';

export interface MeetingDraft {
  title: string;
  /** Instants. */
  start: string;
  end: string;
  zone: string;
  location: string;
  attendees: { name: string; address: string }[];
  /** The same once more books nothing more. */
  transactionId: string;
}

export interface BookedMeeting {
  eventId: string;
  /** null: Teams has not made it, or not yet. */
  joinUrl: string | null;
  webLink: string;
}

/**
 * Creates the meeting in the user's own calendar; Exchange invites the attendees and lets Teams make the meeting, for
 * which Calendars.ReadWrite is enough (https://learn.microsoft.com/graph/outlook-calendar-online-meetings). A call that
 * was not answered, or was carried out before, is looked up by its transactionId.
 */
export async function createMeeting(reach: Reach, draft: MeetingDraft): Promise<BookedMeeting> {
  try {
    const answer = await reach.requester.call({
      method: 'POST',
      ...graphPath`/users/${reach.userId}/calendar/events`,
      body: {
        subject: draft.title,
        ...writeTime({ allDay: false, start: draft.start, end: draft.end, zone: draft.zone }, draft.zone),
        ...(draft.location ? { location: { displayName: draft.location } } : {}),
        attendees: draft.attendees.map(({ name, address }) => ({ type: 'required', emailAddress: { name, address } })),
        isOnlineMeeting: true,
        onlineMeetingProvider: 'teamsForBusiness',
        transactionId: draft.transactionId,
      },
    });
    return readBooked(answer.body);
  } catch (error) {
    const mayExist =
      error instanceof GraphError && (error.code === 'duplicate_transaction' || error.code === 'unavailable');
    const found = mayExist ? await findByTransaction(reach, draft).catch(() => null) : null;
    if (found) return found;
    throw error;
  }
}

/** Whether Teams makes meetings for the user's own calendar: without a licence it does not. True where it is not said. */
export async function offersTeams(reach: Reach): Promise<boolean> {
  const path = withQuery(graphPath`/users/${reach.userId}/calendar`, { $select: 'id,allowedOnlineMeetingProviders' });
  const { body } = await reach.requester.call({ method: 'GET', ...path });
  const providers = isRecord(body) ? body['allowedOnlineMeetingProviders'] : null;
  return !Array.isArray(providers) || providers.includes('teamsForBusiness');
}

async function findByTransaction(reach: Reach, draft: MeetingDraft): Promise<BookedMeeting | null> {
  const path = withQuery(graphPath`/users/${reach.userId}/calendar/calendarView`, {
    startDateTime: draft.start,
    endDateTime: draft.end,
    $top: '100',
  });
  const items = await readList(reach.requester, reach.links, path);
  const found = items.find((item) => String(item['transactionId']).toLowerCase() === draft.transactionId.toLowerCase());
  return found ? readBooked(found) : null;
}

/** Cancels the meeting for everybody, with a word to the attendees; one that is already gone is no error. */
export async function cancelMeeting(reach: Reach, eventId: string, comment: string): Promise<void> {
  try {
    await reach.requester.call({
      method: 'POST',
      ...graphPath`/users/${reach.userId}/events/${eventId}/cancel`,
      body: { comment },
    });
  } catch (error) {
    if (error instanceof GraphError && error.code === 'not_found') return;
    throw error;
  }
}

/**
 * A Teams meeting without an event (https://learn.microsoft.com/graph/api/application-post-onlinemeetings).
 * @throws GraphError `forbidden`, with `policyMissing` when Teams' application access policy does not let the app
 */
export async function createOnlineMeeting(
  reach: Reach,
  meeting: { title: string; start: string; end: string },
  clientId: string,
): Promise<{ joinUrl: string }> {
  const { title: subject, start: startDateTime, end: endDateTime } = meeting;
  const call = {
    method: 'POST',
    ...graphPath`/users/${reach.userId}/onlineMeetings`,
    body: { subject, startDateTime, endDateTime },
  } as const;
  const answer = await reach.requester.call(call).catch((error: unknown) => {
    if (!(error instanceof GraphError) || !error.facts.policyMissing) throw error;
    throw new GraphError(error.code, error.message, { ...error.facts, clientId });
  });
  const joinUrl = isRecord(answer.body) ? answer.body['joinWebUrl'] : null;
  if (typeof joinUrl !== 'string') throw new GraphError('unavailable', 'Graph answered no meeting');
  return { joinUrl };
}

function readBooked(body: unknown): BookedMeeting {
  if (!isRecord(body) || typeof body['id'] !== 'string') throw new GraphError('unavailable', 'Graph answered no event');
  const online = isRecord(body['onlineMeeting']) ? body['onlineMeeting']['joinUrl'] : null;
  return {
    eventId: body['id'],
    joinUrl: typeof online === 'string' && online !== '' ? online : null,
    webLink: typeof body['webLink'] === 'string' ? body['webLink'] : '',
  };
}

/** The link is sometimes made a moment after the event. @returns null while there is none */
export async function readJoinUrl(reach: Reach, eventId: string): Promise<string | null> {
  const path = withQuery(graphPath`/users/${reach.userId}/events/${eventId}`, { $select: 'id,onlineMeeting,webLink' });
  return readBooked((await reach.requester.call({ method: 'GET', ...path })).body).joinUrl;
}
