import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import type { MeetingRecord } from '../../server/meetings/draft.ts';
import type { MeetingService } from '../../server/meetings/service.ts';
import type { UserDocument, UserId } from '../../server/store/types.ts';
import { commitChanges } from '../../server/sync/update-record.ts';
import { suggestTitle } from '../cards/booking-parts.ts';
import { writeBookingCard } from '../cards/booking.ts';
import { writeLine } from '../cards/help.ts';
import { textsOf, type Language } from '../i18n/index.ts';
import type { Answer, Message, Turn } from '../turn.ts';
import type { MeetingRequest, SentenceContext } from '../understand/reading.ts';
import {
  addPeople,
  chooseSlot,
  choosePerson,
  confirm,
  createDraft,
  drop,
  readPerson,
  replacePerson,
  setPeople,
  setTime,
} from './inputs.ts';
import { decideStep, type Step } from './steps.ts';

/** A question that nobody answers that long is over. */
const OPEN_FOR_MS = 24 * 60 * 60 * 1000;
/** A meeting can be cancelled on its card as long as its record is kept. */
const KEEP_MS = 90 * 24 * 60 * 60 * 1000;

/** Reads details that were asked for: not a whole sentence. */
export type UnderstandDetails = (text: string, context: SentenceContext) => MeetingRequest;

export interface BookingDeps {
  meetings: MeetingService;
  understandDetails: UnderstandDetails;
  /** Told when a meeting has been made: it comes into Lupax with the next synchronisation. */
  onBooked: (user: UserId, draft: MeetingRecord) => void;
  now: () => number;
}

export interface BookingTurn {
  turn: Turn;
  user: UserId;
  document: UserDocument;
  language: Language;
  timeZone: string;
}

export interface Booking {
  start(on: BookingTurn, request: MeetingRequest): Promise<Answer>;
  /** Takes the words as the answer to what was asked last in this chat. @returns null when nothing was asked */
  reply(on: BookingTurn & { text: string }): Promise<Answer | null>;
  /** "ja", "nein", "abbrechen". @returns null when there is nothing to confirm in this chat */
  decide(on: BookingTurn, yes: boolean): Promise<Answer | null>;
  press(on: BookingTurn, verb: string, data: Record<string, unknown>): Promise<Answer>;
}

/**
 * The dialogue that ends in a meeting. Its state is a record of the user, written before anything is answered, so that
 * a restart in the middle loses nothing; `decideStep` says what comes next.
 */
export function createBooking({ meetings, understandDetails, onBooked, now }: BookingDeps): Booking {
  const save = (document: UserDocument, draft: MeetingRecord): Promise<void> =>
    commitChanges(document, () => [{ collection: 'meetings', key: draft.id, value: draft }]);

  /** Does what needs no answer, one step after the other, until there is something to say. */
  async function carryOn(on: BookingTurn, given: MeetingRecord): Promise<{ draft: MeetingRecord; step: Step }> {
    let draft = given;
    for (;;) {
      await save(on.document, draft);
      const step = decideStep(draft);
      if (step.kind === 'look_up') draft = setPeople(draft, await meetings.lookUp(on.user, draft.people));
      else if (step.kind === 'find_time') draft = { ...draft, ...(await meetings.findTimes(on.user, draft)) };
      else if (step.kind === 'create') draft = await create(on, draft);
      else if (step.kind === 'confirm' && draft.projects === null) {
        draft = { ...draft, projects: await listProjects(on, draft) };
      } else return { draft, step };
    }
  }

  /** To choose from, the one of the sentence first. In front of others the user's own projects are not shown. */
  async function listProjects(on: BookingTurn, { project }: MeetingRecord): Promise<{ id: number; title: string }[]> {
    if (isShared(on.turn)) return [];
    const others = (await meetings.listProjects(on.user)).filter(({ id }) => id !== project?.id);
    return project ? [project, ...others] : others;
  }

  /** The draft's id is the event's transactionId: a crash or a second press in between makes no second meeting. */
  async function create(on: BookingTurn, draft: MeetingRecord): Promise<MeetingRecord> {
    const event = await meetings.book(on.user, draft, draft.title!);
    const created: MeetingRecord = { ...draft, state: 'created', event };
    await save(on.document, created);
    onBooked(on.user, created);
    return created;
  }

  async function say(on: BookingTurn, draft: MeetingRecord): Promise<Message> {
    const { draft: now, step } = await carryOn(on, draft);
    return writeBookingCard(now, step, { isShared: isShared(on.turn) });
  }

  function findOpen({ document, turn }: BookingTurn): MeetingRecord | null {
    const open = [...document.list('meetings').values()].filter(
      (draft) =>
        draft.state === 'asking' &&
        draft.conversationId === turn.chat.conversationId &&
        now() - Date.parse(draft.createdAt) < OPEN_FOR_MS,
    );
    return open.at(-1) ?? null;
  }

  /** What was asked before in the same chat is over; records that nobody needs any more go. */
  async function clearUp(on: BookingTurn): Promise<void> {
    const open = findOpen(on);
    if (open) await save(on.document, drop(open));
    await commitChanges(on.document, () =>
      [...on.document.list('meetings').values()]
        .filter(({ createdAt }) => now() - Date.parse(createdAt) > KEEP_MS)
        .map(({ id }) => ({ collection: 'meetings', key: id, value: null })),
    );
  }

  const readDetails = (on: BookingTurn, text: string): MeetingRequest =>
    understandDetails(text, {
      now: new Date(now()),
      timeZone: on.timeZone,
      language: on.language,
      ...readMentions(on.turn),
    });

  function readPeople(on: BookingTurn, text: string) {
    const { people } = readDetails(on, text);
    if (people.length > 0) return people.map(readPerson);
    // Names that the reader does not know as names: whoever is asked for names gives names.
    return text
      .split(/[,;]|\s(?:und|and|&)\s/)
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) =>
        readPerson(
          part.includes('@') ? { kind: 'email', written: part, address: part } : { kind: 'name', written: part },
        ),
      );
  }

  function answerStep(on: BookingTurn, draft: MeetingRecord, text: string): MeetingRecord | null {
    const step = decideStep(draft);
    if (step.kind === 'ask_people') return addPeople(draft, readPeople(on, text));
    if (step.kind === 'name_person') return replacePerson(draft, step.index, readPeople(on, text));
    if (step.kind === 'choose_person') {
      const wanted = text.trim().toLowerCase();
      const fitting = draft.people[step.index]!.candidates.filter(
        ({ name, address }) => name.toLowerCase().includes(wanted) || address.toLowerCase() === wanted,
      );
      return fitting.length === 1 ? choosePerson(draft, step.index, fitting[0]!.objectId) : null;
    }
    if (step.kind === 'ask_time' || step.kind === 'no_time' || step.kind === 'choose_time' || step.kind === 'confirm') {
      const details = readDetails(on, text);
      if (details.when.kind === 'none') return null;
      const { when, remarks } = createDraft(details, { ...draft, now: now() });
      const timed = { ...setTime(draft, when), remarks };
      return details.durationSaid ? { ...timed, durationMinutes: details.durationMinutes } : timed;
    }
    return null;
  }

  return {
    async start(on, request) {
      await meetings.requireOnlineMeetings(on.user);
      await clearUp(on);
      const { language, timeZone, turn } = on;
      const { conversationId } = turn.chat;
      const draft = createDraft(request, { id: randomUUID(), language, timeZone, conversationId, now: now() });
      return { messages: [await say(on, draft)] };
    },

    async reply(on) {
      const open = findOpen(on);
      const answered = open && answerStep(on, open, on.text);
      return answered ? { messages: [await say(on, answered)] } : null;
    },

    async decide(on, yes) {
      const open = findOpen(on);
      if (!open) return null;
      if (!yes) return { messages: [await say(on, drop(open))] };
      if (decideStep(open).kind !== 'confirm') return { messages: [await say(on, open)] };
      return { messages: [await say(on, confirm(open, { title: suggestTitle(open), projectId: undefined }))] };
    },

    async press(on, verb, data) {
      const draft = on.document.get('meetings', String(data['id'] ?? ''));
      const text = textsOf(on.language);
      // Drafts are the user's own records: of a card in a group, nobody else finds it.
      if (!draft) return { messages: [writeLine(text(isShared(on.turn) ? 'error.notYours' : 'error.gone'))] };
      if (draft.state === 'asking' && now() - Date.parse(draft.createdAt) > OPEN_FOR_MS) {
        return { messages: [], replacement: writeLine(text('book.expired')) };
      }
      if (verb === 'book.cancel' && draft.state === 'created') {
        return {
          messages: [],
          replacement: writeBookingCard(draft, { kind: 'ask_cancel' }, { isShared: isShared(on.turn) }),
        };
      }
      if (verb === 'book.cancel.yes' && draft.state === 'created') {
        await meetings.cancel(on.user, draft.event!.eventId, textsOf(draft.language)('book.cancelComment'));
        const cancelled: MeetingRecord = { ...draft, state: 'cancelled' };
        return { messages: [], replacement: await say(on, cancelled) };
      }
      return { messages: [], replacement: await say(on, applyPress(on, draft, verb, data)) };
    },
  };

  /** What a pressed button makes of the draft; one that no longer fits changes nothing. */
  function applyPress(
    on: BookingTurn,
    draft: MeetingRecord,
    verb: string,
    data: Record<string, unknown>,
  ): MeetingRecord {
    if (draft.state !== 'asking') return draft;
    const index = Number(data['index'] ?? -1);
    const text = String(data['people'] ?? '').trim();
    switch (verb) {
      case 'book.people':
        return text === '' ? draft : addPeople(draft, readPeople(on, text));
      case 'book.name':
        return text === '' || draft.people[index]?.state !== 'unknown'
          ? draft
          : replacePerson(draft, index, readPeople(on, text));
      case 'book.choose':
        return choosePerson(draft, index, String(data['choice'] ?? ''));
      case 'book.skip':
        return draft.people[index] && draft.people[index].state !== 'known' ? replacePerson(draft, index, []) : draft;
      case 'book.when':
        return readInputs(draft, data, now());
      case 'book.at':
        return isInstant(data['start']) ? setTime(draft, { kind: 'at', start: String(data['start']) }) : draft;
      case 'book.slot':
        return isInstant(data['start']) ? chooseSlot(draft, String(data['start'])) : draft;
      case 'book.confirm': {
        const title =
          String(data['title'] ?? '')
            .trim()
            .slice(0, 255) || suggestTitle(draft);
        const projectId = typeof data['project'] === 'string' ? Number(data['project']) || null : undefined;
        return confirm(draft, { title, projectId });
      }
      case 'book.drop':
        return drop(draft);
      default:
        return draft;
    }
  }
}

/** Day and time from the card's own inputs, on the wall of the user's zone. What is over is asked for again. */
function readInputs(draft: MeetingRecord, data: Record<string, unknown>, now: number): MeetingRecord {
  const wall = `${String(data['date'] ?? '')}T${String(data['time'] ?? '')}`;
  const at = DateTime.fromISO(wall, { zone: draft.timeZone });
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(wall) || !at.isValid) return draft;
  if (at.toMillis() <= now) {
    const written = at.setLocale(draft.language).toLocaleString(DateTime.DATETIME_SHORT);
    return { ...setTime(draft, { kind: 'none' }), remarks: [{ code: 'in_the_past', written, proposals: [] }] };
  }
  return setTime(draft, { kind: 'at', start: at.toUTC().toISO()! });
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function readMentions(turn: Turn): Pick<SentenceContext, 'mentions'> {
  return turn.kind === 'message' ? { mentions: turn.mentions } : {};
}

const isShared = (turn: Turn): boolean => turn.chat.kind !== 'personal';
