import { setTimeout as sleep } from 'node:timers/promises';
import { DateTime } from 'luxon';
import type { Meetings } from '../graph/types.ts';
import { LupaxError } from '../lupax/errors.ts';
import type { LupaxSession } from '../lupax/types.ts';
import type { LinkRecord, Store, UserDocument, UserId } from '../store/types.ts';
import { SessionError, type OpenLupax, type OpenMeetings } from '../sync/session.ts';
import { findAvailability } from './availability.ts';
import type { DraftPerson, MeetingRecord } from './draft.ts';

/** Teams sometimes makes the link a moment after the event. */
const LINK_PATIENCE_MS = [500, 1_500];
const MAX_CANDIDATES = 6;
const MAX_PROJECTS = 20;
const PROJECT_DAYS = { past: 30, future: 180 };

/** Why nothing can be booked, besides the errors of Graph and the session. */
export class MeetingError extends Error {
  override readonly name = 'MeetingError';
  constructor(readonly code: 'online_meetings_off' | 'no_teams') {
    super(code);
  }
}

/** Finds people and free times, and books, for a linked user. Errors: SessionError, GraphError, MeetingError. */
export interface MeetingService {
  /** @throws MeetingError `online_meetings_off` when Lupax allows no Teams meetings, `no_teams` without a licence */
  requireOnlineMeetings(user: UserId): Promise<void>;
  /** Who the people of the sentence are. */
  lookUp(user: UserId, people: DraftPerson[]): Promise<DraftPerson[]>;
  findTimes(user: UserId, draft: MeetingRecord): Promise<Pick<MeetingRecord, 'slot' | 'availability'>>;
  /** To choose from; empty where they cannot be read. */
  listProjects(user: UserId): Promise<{ id: number; title: string }[]>;
  /** Once per draft, however often it is called. Invites the people. */
  book(user: UserId, draft: MeetingRecord, title: string): Promise<NonNullable<MeetingRecord['event']>>;
  cancel(user: UserId, eventId: string, comment: string): Promise<void>;
}

export interface MeetingDeps {
  store: Pick<Store, 'openUser'>;
  openMeetings: OpenMeetings;
  openLupax: OpenLupax;
  /** Asks Lupax for the state of the interface now. */
  askLupax: (user: UserId, document: UserDocument) => Promise<LinkRecord>;
  findProjectOwner: (document: UserDocument, session: { lupax: LupaxSession }) => Promise<number | null>;
  now: () => number;
}

export function createMeetingService(deps: MeetingDeps): MeetingService {
  const { store, now } = deps;

  async function open(user: UserId): Promise<{ document: UserDocument; link: LinkRecord; meetings: Meetings }> {
    const document = await store.openUser(user);
    const link = document.get('link', 'self');
    if (!link) throw new SessionError('not_linked');
    return { document, link, meetings: await deps.openMeetings(user, document) };
  }

  async function requireInterface(user: UserId, document: UserDocument, link: LinkRecord): Promise<void> {
    if (!link.interface.connector || link.interface.onlineMeetings) return;
    // It may have been allowed since it was last asked for.
    const asked = await deps.askLupax(user, document).catch((error: unknown) => {
      if (error instanceof LupaxError) return link;
      throw error;
    });
    if (!asked.interface.onlineMeetings) throw new MeetingError('online_meetings_off');
  }

  return {
    async requireOnlineMeetings(user) {
      const { document, link, meetings } = await open(user);
      await requireInterface(user, document, link);
      if (!(await meetings.offersTeams())) throw new MeetingError('no_teams');
    },

    async lookUp(user, people) {
      const { meetings } = await open(user);
      return await Promise.all(
        people.map((person) => (person.state === 'open' ? lookUpPerson(meetings, person) : person)),
      );
    },

    async findTimes(user, draft) {
      const { link, meetings } = await open(user);
      const organizer = await meetings.findPerson(user.objectId);
      const self = { name: organizer?.name ?? link.user.name, address: organizer?.address ?? link.user.email };
      return await findAvailability(meetings, draft, self, now());
    },

    async listProjects(user) {
      try {
        const document = await store.openUser(user);
        const lupax = await deps.openLupax(user, document);
        const responsible = await deps.findProjectOwner(document, { lupax });
        if (responsible === null) return [];
        const at = DateTime.fromMillis(now());
        const projects = await lupax.listProjects({
          start: at.minus({ days: PROJECT_DAYS.past }).toUTC().toISO()!,
          end: at.plus({ days: PROJECT_DAYS.future }).toUTC().toISO()!,
          responsible,
          timeZone: document.get('link', 'self')!.timeZone,
        });
        return projects.slice(0, MAX_PROJECTS).map(({ id, title }) => ({ id, title }));
      } catch (error) {
        // A choice that is optional must not keep anybody from booking.
        if (error instanceof LupaxError || error instanceof SessionError) return [];
        throw error;
      }
    },

    async book(user, draft, title) {
      const { meetings } = await open(user);
      const { start, end } = draft.slot!;
      const booked = await meetings.createMeeting({
        title,
        start,
        end,
        zone: draft.timeZone,
        location: draft.place,
        attendees: draft.people.map(({ name, address }) => ({ name, address: address! })),
        transactionId: draft.id,
      });
      let { joinUrl } = booked;
      for (const ms of LINK_PATIENCE_MS) {
        if (joinUrl !== null) break;
        await sleep(ms);
        joinUrl = await meetings.readJoinUrl(booked.eventId).catch(() => null);
      }
      return { ...booked, joinUrl };
    },

    async cancel(user, eventId, comment) {
      await (await open(user)).meetings.cancelMeeting(eventId, comment);
    },
  };
}

/** By mention, address or name: known, to be chosen from, or unknown. Whoever has an address outside is external. */
async function lookUpPerson(meetings: Meetings, person: DraftPerson): Promise<DraftPerson> {
  if (person.objectId !== null) {
    const found = await meetings.findPerson(person.objectId);
    if (found) return { ...person, ...found, state: 'known', external: false, candidates: [] };
  }
  if (person.address !== null) {
    const found = await meetings.findByAddress(person.address);
    if (found) return { ...person, ...found, state: 'known', external: false, candidates: [] };
    return { ...person, state: 'known', name: person.address, external: true, objectId: null, candidates: [] };
  }
  const candidates = (await meetings.findPeople(person.written)).slice(0, MAX_CANDIDATES);
  const [only] = candidates;
  if (only && candidates.length === 1) return { ...person, ...only, state: 'known', candidates: [] };
  return { ...person, state: candidates.length === 0 ? 'unknown' : 'choose', candidates };
}
