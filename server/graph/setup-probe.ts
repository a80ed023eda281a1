import type { OutlookCalendar, SharingRole } from '../sync/core/outlook-event.ts';
import { listCalendars } from './calendars.ts';
import { readRolesOf } from './entra.ts';
import { GraphError } from './errors.ts';
import { findByAddress, findPerson } from './people.ts';
import type { DirectoryPerson } from './people.ts';
import { graphPath, withQuery } from './path.ts';
import type { Reach } from './reach.ts';
import { permissionsPath, readSharing } from './sharing.ts';
import { writeTestEvent, writeTestSubscription } from './test-writes.ts';
import { judge, parseJson } from './verdict.ts';

/** No meeting has it: whether the app may look is all that is asked. */
const NO_MEETING = 'https://teams.microsoft.com/l/meetup-join/19%3ameeting_lupax%40thread.v2/0?context=%7b%7d';

/**
 * Single questions to Entra and Graph for the check of the set-up: each is asked by itself, hardly repeated, and rejects
 * with a GraphError that says what was answered.
 */
export interface SetupProbe {
  /** Signs the app in anew. @returns its application roles; a hint only (Exchange RBAC grants do not show) */
  signIn(): Promise<string[]>;
  /** Whether Graph answers at all; needs no sign-in. @throws GraphError `unavailable` */
  reach(): Promise<void>;
  /** By object id, sign-in name or mail address. @returns null when the tenant has nobody of it */
  findUser(idOrAddress: string): Promise<DirectoryPerson | null>;
  /** @param user object id, or sign-in name where that is not known */
  openMailbox(user: string): MailboxProbe;
  /** Milliseconds that the services' clocks are ahead of this machine's; null when nothing was answered. */
  readClockOffsetMs(): number | null;
}

export interface MailboxProbe {
  listCalendars(): Promise<OutlookCalendar[]>;
  readSharing(calendarId: string): Promise<SharingRole>;
  /** Whether the mailbox settings can be read. */
  readSettings(): Promise<void>;
  /** Whether the app may look at the user's Teams meetings, which takes what creating one takes. */
  readMeetings(): Promise<void>;
  /**
   * Creates a marked event and removes it, and what an earlier check may have left behind.
   * @throws GraphError; with `leftBehind` when the event could not be removed
   */
  tryWriting(calendarId: string, title: string): Promise<void>;
  /** Creates a subscription, for which Graph asks the address at once, and removes it. @throws GraphError, as above */
  trySubscribing(notificationUrl: string): Promise<void>;
}

export interface ProbeParts {
  /** @param user object id or sign-in name; '' for calls about no mailbox */
  open(user: string): Reach;
  /** The same, but more patient: what was created has to go. */
  openPatiently(user: string): Reach;
  readClockOffsetMs(): number | null;
}

export function createSetupProbe({ open, openPatiently, readClockOffsetMs }: ProbeParts): SetupProbe {
  const directory = open('');
  return {
    signIn: async () => readRolesOf(await directory.requester.parts.tokens().getFreshToken()),
    reach: () => reachGraph(directory),
    findUser: (idOrAddress) => findUser(directory, idOrAddress),
    openMailbox(user) {
      const reach = open(user);
      return {
        listCalendars: () => listCalendars(reach),
        readSharing: async (calendarId) =>
          readSharing(reach, await reach.requester.call({ method: 'GET', ...permissionsPath(user, calendarId) })),
        async readSettings() {
          await reach.requester.call({ method: 'GET', ...graphPath`/users/${user}/mailboxSettings` });
        },
        readMeetings: () => readMeetings(reach),
        tryWriting: (calendarId, title) => writeTestEvent(reach, openPatiently(user), calendarId, title),
        trySubscribing: (url) => writeTestSubscription(reach, openPatiently(user), url),
      };
    },
    readClockOffsetMs,
  };
}

/** Any answer in Graph's words will do, also that the token is none; a proxy's page is not one. */
async function reachGraph({ requester }: Reach): Promise<void> {
  const { transport, clock, onDate } = requester.parts;
  const call = { method: 'GET', ...withQuery(graphPath`/users`, { $top: '1' }) } as const;
  const raw = await transport(call, 'none');
  onDate?.(raw.headers.get('date'));
  const label = 'GET /users without a token';
  const readHeader = (name: string): string | null => raw.headers.get(name);
  const { failure } = judge({ label, status: raw.status, readHeader, body: parseJson(raw.text) }, clock.now());
  if (failure && failure.error.code !== 'unauthorized') throw failure.error;
  if (failure && !failure.error.facts.graphCode) {
    throw new GraphError('unavailable', `${label}: no answer of Graph`, failure.error.facts);
  }
}

/** The sign-in name often is another one than the mail address, so an address that names nobody is looked for. */
async function findUser(reach: Reach, idOrAddress: string): Promise<DirectoryPerson | null> {
  const found = await findPerson(reach, idOrAddress).catch(forgiveRefusal);
  if (found || !idOrAddress.includes('@')) return found;
  return await findByAddress(reach, idOrAddress).catch(forgiveRefusal);
}

/** What Graph does not take for an id or an address names nobody. */
function forgiveRefusal(error: unknown): null {
  if (error instanceof GraphError && (error.code === 'refused' || isUnknown(error))) return null;
  throw error;
}

const isUnknown = ({ code, facts }: GraphError): boolean => code === 'unavailable' && facts.status === 404;

/**
 * Teams looks at the permission and at its access policy before it looks for a meeting
 * (https://learn.microsoft.com/graph/api/onlinemeeting-get), so that nothing has to be created to find out.
 */
async function readMeetings({ requester, userId }: Reach): Promise<void> {
  const query = { $filter: `JoinWebUrl eq '${NO_MEETING}'` };
  const call = { method: 'GET', ...withQuery(graphPath`/users/${userId}/onlineMeetings`, query) } as const;
  await requester.call(call).catch((error: unknown) => {
    if (
      error instanceof GraphError &&
      (['not_found', 'refused', 'mailbox_missing'].includes(error.code) || isUnknown(error))
    )
      return;
    throw error;
  });
}

/** Whether the answer is one of Graph's, as opposed to none, an outage, or a page of something in between. */
export function isGraphAnswer({ code, facts }: GraphError): boolean {
  if (code === 'unavailable' || facts.throttled) return false;
  return facts.graphCode !== undefined;
}
