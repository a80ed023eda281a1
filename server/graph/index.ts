import { Semaphore } from 'async-mutex';
import type { Logger } from 'pino';
import { readCalendars } from './calendar-reader.ts';
import { listCalendars, readTimeZone } from './calendars.ts';
import { ensureCategory, removeCategory } from './categories.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { createTokenSources, readRolesOf } from './entra.ts';
import type { TokenSource } from './entra.ts';
import { createEvent, deleteEvent, isShownIn, lookUpEvents, makeOnlineMeeting, updateEvent } from './events.ts';
import { createLinkReader } from './links.ts';
import { cancelMeeting, createMeeting, createOnlineMeeting, offersTeams, readJoinUrl } from './meetings.ts';
import { findByAddress, findPeople, findPerson } from './people.ts';
import { readSchedules } from './schedule.ts';
import { findEventsByMarker, listMarkedEvents } from './marked-events.ts';
import type { Reach } from './reach.ts';
import { createRequester } from './requester.ts';
import { readSharings } from './sharing.ts';
import { createTransport } from './transport.ts';
import type { AppRegistration, GraphConnector, Mailbox, Meetings } from './types.ts';

export { GraphError } from './errors.ts';
export type { TokenSource } from './entra.ts';
export type * from './types.ts';

/** Requests that Exchange carries out for one app and mailbox at the same time; a fifth is refused with 429. */
const MAILBOX_CONCURRENCY = 4;
/** Where the mailbox's zone is unknown; Lupax' own default. */
const FALLBACK_ZONE = 'Europe/Berlin';

export interface GraphConnectorOptions {
  /** Origin of Entra (`AZURE_AUTHORITY_HOST`). */
  authorityHost: string;
  /** Origin of Graph, without version (`GRAPH_BASE_URL`). */
  graphBaseUrl: string;
  clock?: Clock;
  log?: Logger;
  concurrencyPerMailbox?: number;
  /** Where tokens come from; Entra when left out. */
  tokenSources?: (app: AppRegistration) => TokenSource;
  /** Ends waiting retries and refuses new requests; requests in flight are finished. */
  signal?: AbortSignal;
}

/** Connects to the mailboxes of any number of tenants through Microsoft Graph. */
export function createGraphConnector(options: GraphConnectorOptions): GraphConnector {
  const { clock = systemClock, concurrencyPerMailbox = MAILBOX_CONCURRENCY, log, signal } = options;
  const transport = createTransport(options.graphBaseUrl);
  const links = createLinkReader(options.graphBaseUrl);
  const tokenSources = options.tokenSources ?? createTokenSources(options.authorityHost, clock, signal);
  const permitsOfMailbox = new Map<string, Semaphore>();

  function findPermits(app: AppRegistration, userObjectId: string): Semaphore {
    const key = JSON.stringify([app.tenantId, app.clientId, userObjectId].map((id) => id.toLowerCase()));
    let permits = permitsOfMailbox.get(key);
    if (!permits) {
      permits = new Semaphore(concurrencyPerMailbox);
      permitsOfMailbox.set(key, permits);
    }
    return permits;
  }

  function open(app: AppRegistration, userId: string, onRequest?: () => void, defaultZone = FALLBACK_ZONE): Reach {
    // Asked for with the first call, so that a credential that cannot be read rejects there.
    const tokens = () => tokenSources(app);
    const permits = findPermits(app, userId);
    const parts = { transport, tokens, permits, capacity: concurrencyPerMailbox, clock, log, onRequest, signal };
    return { requester: createRequester(parts), links, userId, defaultZone };
  }

  return {
    openMailbox: (...parameters) => createMailbox(open(...parameters), parameters[0].clientId),
    openMeetings: (...parameters) => createMeetings(open(...parameters)),
  };
}

function createMeetings(reach: Reach): Meetings {
  return {
    findPeople: (written) => findPeople(reach, written),
    findPerson: (objectId) => findPerson(reach, objectId),
    findByAddress: (address) => findByAddress(reach, address),
    offersTeams: () => offersTeams(reach),
    readSchedules: (addresses, window) => readSchedules(reach, addresses, window),
    createMeeting: (draft) => createMeeting(reach, draft),
    readJoinUrl: (eventId) => readJoinUrl(reach, eventId),
    cancelMeeting: (eventId, comment) => cancelMeeting(reach, eventId, comment),
  };
}

function createMailbox(reach: Reach, clientId: string): Mailbox {
  return {
    listCalendars: () => listCalendars(reach),
    readSharings: (calendarIds) => readSharings(reach, calendarIds),
    readCalendars: (queries) => readCalendars(reach, queries),
    lookUpEvents: (ids) => lookUpEvents(reach, ids),
    isShownIn: (calendarId, event) => isShownIn(reach, calendarId, event),
    listMarkedEvents: (others) => listMarkedEvents(reach, others),
    findEventsByMarker: (marker, others) => findEventsByMarker(reach, marker, others),
    createEvent: (calendarId, draft) => createEvent(reach, calendarId, draft),
    updateEvent: (event, patch) => updateEvent(reach, event, patch),
    deleteEvent: (event) => deleteEvent(reach, event),
    makeOnlineMeeting: (event, attendees) => makeOnlineMeeting(reach, event, attendees),
    createOnlineMeeting: (meeting) => createOnlineMeeting(reach, meeting, clientId),
    ensureCategory: (displayName) => ensureCategory(reach, displayName),
    removeCategory: (displayName) => removeCategory(reach, displayName),
    readTimeZone: () => readTimeZone(reach),
    readRoles: async (fresh = false) => {
      const tokens = reach.requester.parts.tokens();
      return readRolesOf(await (fresh ? tokens.getFreshToken() : tokens.getToken()));
    },
  };
}
