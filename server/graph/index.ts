import { Semaphore } from 'async-mutex';
import type { Logger } from 'pino';
import type { RequestShares } from '../request-shares.ts';
import type { SendFirst } from '../send-first.ts';
import type { SendRequest } from '../send-request.ts';
import type { Traffic } from '../traffic.ts';
import { createRequestBudget, type RequestBudget } from './budget.ts';
import { readCalendars } from './calendar-reader.ts';
import { listCalendars, readTimeZone } from './calendars.ts';
import { ensureCategory, isCategoryUsed, removeCategory } from './categories.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { createClockOffset } from './clock-offset.ts';
import { createTokenSource, createTokenSources, readRolesOf } from './entra.ts';
import type { TokenSource } from './entra.ts';
import {
  changeAttendees,
  createEvent,
  deleteEvent,
  isShownIn,
  lookUpEvents,
  makeOnlineMeeting,
  updateEvent,
} from './events.ts';
import { createLinkReader } from './links.ts';
import { cancelMeeting, createMeeting, createOnlineMeeting, offersTeams, readJoinUrl } from './meetings.ts';
import { findByAddress, findPeople, findPerson } from './people.ts';
import { readSchedules } from './schedule.ts';
import { findEventsByMarker, listMarkedEvents } from './marked-events.ts';
import type { Reach } from './reach.ts';
import { createRequester } from './requester.ts';
import type { PatienceLimits } from './patience.ts';
import { createSetupProbe } from './setup-probe.ts';
import { createSubscriptions } from './subscriptions.ts';
import { readSharings } from './sharing.ts';
import { createTransport, REQUEST_TIMEOUT_MS } from './transport.ts';
import type { AppRegistration, GraphConnector, Mailbox, MailboxOptions, Meetings, SetupProbe } from './types.ts';

export { GraphError } from './errors.ts';
export type { TokenSource } from './entra.ts';
export type * from './types.ts';

/** Requests that Exchange carries out for one app and mailbox at the same time; a fifth is refused with 429. */
const MAILBOX_CONCURRENCY = 4;
/** A check says what is the matter instead of waiting until it has passed. A new subscription takes Graph up to 10 s. */
const PROBE_TIMEOUT_MS = 15_000;
const PROBE_LIMITS = { throttledAttempts: 2, passingAttempts: 2, totalWaitMs: 3_000 };
/** What was created by a check has to go. */
const REMOVAL_LIMITS = { throttledAttempts: 5, passingAttempts: 4, totalWaitMs: 20_000 };
/** Nobody waits for a subscription, and it is tried again later. */
const SUBSCRIPTION_LIMITS = { throttledAttempts: 5, passingAttempts: 2, totalWaitMs: 20_000 };
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
  /** What the processes share; when left out, everything that an app may send is this one's. */
  shares?: RequestShares;
  /** Where tokens come from; Entra when left out. */
  tokenSources?: (app: AppRegistration) => TokenSource;
  /** What subscriptions end by and the services' clocks are compared with, milliseconds since 1970; this machine's clock when left out. */
  now?: () => number;
  /** How long the check of the set-up waits for one answer. */
  probeTimeoutMs?: number;
  traffic?: Traffic | undefined;
  /** How requests go out to Graph; through undici when left out. */
  send?: SendRequest;
  /** Waited for before the answer to a write is worked through. */
  sendFirst?: SendFirst;
  /** Ends waiting retries and refuses new requests; requests in flight are finished. */
  signal?: AbortSignal;
}

/** Connects to the mailboxes of any number of tenants through Microsoft Graph. */
export function createGraphConnector(options: GraphConnectorOptions): GraphConnector {
  const { clock = systemClock, concurrencyPerMailbox = MAILBOX_CONCURRENCY, signal, traffic, sendFirst } = options;
  const transport = createTransport(options.graphBaseUrl, REQUEST_TIMEOUT_MS, options.send);
  const links = createLinkReader(options.graphBaseUrl);
  const tokenSources =
    options.tokenSources ?? createTokenSources({ authorityHost: options.authorityHost, clock, signal, traffic });
  const permitsOfMailbox = new Map<string, Semaphore>();
  const budgetOfApp = new Map<string, RequestBudget>();

  /** What holds back the requests to a mailbox: those to itself, and those of the app to all. */
  function findLimits(app: AppRegistration, userObjectId: string) {
    const appKey = JSON.stringify([app.tenantId, app.clientId].map((id) => id.toLowerCase()));
    const key = `${appKey} ${userObjectId.toLowerCase()}`;
    const permits = permitsOfMailbox.get(key) ?? new Semaphore(concurrencyPerMailbox);
    permitsOfMailbox.set(key, permits);
    const budget = budgetOfApp.get(appKey) ?? createRequestBudget(appKey, options.shares);
    budgetOfApp.set(appKey, budget);
    return {
      permits,
      capacity: concurrencyPerMailbox,
      enterBudget: (weight: number) => budget.enter(userObjectId, weight),
    };
  }

  function open(
    app: AppRegistration,
    userId: string,
    { onRequest, defaultZone = FALLBACK_ZONE, log = options.log }: MailboxOptions = {},
    limits?: PatienceLimits,
  ): Reach {
    // Asked for with the first call, so that a credential that cannot be read rejects there.
    const tokens = () => tokenSources(app);
    const parts = {
      ...{ transport, tokens, clock, log, onRequest, signal, traffic, sendFirst },
      ...findLimits(app, userId),
      ...(limits ? { limits } : {}),
    };
    return { requester: createRequester(parts), links, userId, defaultZone };
  }

  function openProbe(app: AppRegistration): SetupProbe {
    const { authorityHost, graphBaseUrl, probeTimeoutMs: timeoutMs = PROBE_TIMEOUT_MS } = options;
    const ownClock = { now: options.now ?? clock.now };
    const offsets = { entra: createClockOffset(ownClock), graph: createClockOffset(ownClock) };
    const patience = { clock, signal, traffic, limits: PROBE_LIMITS };
    let source: TokenSource | null = null;
    const tokens = (): TokenSource =>
      (source ??= createTokenSource(app, { ...patience, authorityHost, timeoutMs, onDate: offsets.entra.note }));
    const probeTransport = createTransport(graphBaseUrl, timeoutMs, options.send);
    const openWith = (userId: string, limits: typeof PROBE_LIMITS): Reach => ({
      requester: createRequester({
        transport: probeTransport,
        tokens,
        ...findLimits(app, userId),
        clock,
        log: options.log,
        onRequest: undefined,
        traffic,
        signal,
        limits,
        onDate: offsets.graph.note,
      }),
      links,
      userId,
      defaultZone: FALLBACK_ZONE,
    });
    return createSetupProbe({
      open: (userId) => openWith(userId, PROBE_LIMITS),
      openPatiently: (userId) => openWith(userId, REMOVAL_LIMITS),
      readClockOffsetMs() {
        const read = [offsets.entra.read(), offsets.graph.read()].filter((offset) => offset !== null);
        return read.length > 0 ? read.reduce((a, b) => (Math.abs(a) >= Math.abs(b) ? a : b)) : null;
      },
    });
  }

  return {
    openProbe,
    openMailbox: (...parameters) => createMailbox(open(...parameters), parameters[0].clientId),
    openSubscriptions: (app, userId) =>
      createSubscriptions(open(app, userId, {}, SUBSCRIPTION_LIMITS), options.now ?? clock.now),
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
    changeAttendees: (event, change) => changeAttendees(reach, event, change),
    createOnlineMeeting: (meeting) => createOnlineMeeting(reach, meeting, clientId),
    ensureCategory: (displayName) => ensureCategory(reach, displayName),
    removeCategory: (displayName) => removeCategory(reach, displayName),
    isCategoryUsed: (displayName, others) => isCategoryUsed(reach, displayName, others),
    readTimeZone: () => readTimeZone(reach),
    readRoles: async (fresh = false) => {
      const tokens = reach.requester.parts.tokens();
      return readRolesOf(await (fresh ? tokens.getFreshToken() : tokens.getToken()));
    },
  };
}
