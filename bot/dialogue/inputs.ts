import type { DraftPerson, MeetingRecord } from '../../server/meetings/draft.ts';
import type { MeetingRequest, Person } from '../understand/reading.ts';

/*
 * What a person's answer makes of a draft. Pure: the same answer to the same question once more changes nothing.
 */

/** Problems after which what was understood of the time must not be used. */
const UNUSABLE_TIME = new Set(['in_the_past', 'no_such_date', 'no_such_time']);

export function createDraft(
  request: MeetingRequest,
  facts: Pick<MeetingRecord, 'id' | 'language' | 'timeZone' | 'conversationId'> & { now: number },
): MeetingRecord {
  const { now, ...rest } = facts;
  return {
    ...rest,
    title: request.title,
    when: readWhen(request),
    durationMinutes: request.durationMinutes,
    people: request.people.map(readPerson),
    place: request.place ?? '',
    project: request.project && { id: Number(request.project.id), title: request.project.title },
    projects: null,
    remarks: request.problems.map(({ code, written, proposals }) => ({
      code,
      written,
      proposals: proposals.map(({ instant }) => instant),
    })),
    slot: null,
    availability: null,
    state: 'asking',
    event: null,
    createdAt: new Date(now).toISOString(),
  };
}

function readWhen({ when, problems }: MeetingRequest): MeetingRecord['when'] {
  if (when.kind === 'none' || problems.some(({ code }) => UNUSABLE_TIME.has(code))) return { kind: 'none' };
  if (when.kind === 'at') return { kind: 'at', start: when.start.instant };
  return { kind: 'window', from: when.from.instant, to: when.to.instant, daily: when.daily };
}

export function readPerson({ kind, written, address, id }: Person): DraftPerson {
  return {
    written,
    state: 'open',
    objectId: kind === 'mention' ? (id ?? null) : null,
    name: written,
    address: address ?? null,
    external: false,
    candidates: [],
  };
}

/** Nobody is invited twice, and the free times of others are others. */
export function setPeople(draft: MeetingRecord, people: DraftPerson[]): MeetingRecord {
  const seen = new Set<string>();
  const unique = people.filter(({ state, address }) => {
    const key = address?.toLowerCase();
    if (state !== 'known' || !key) return true;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return { ...draft, people: unique, slot: null, availability: null };
}

export function addPeople(draft: MeetingRecord, people: DraftPerson[]): MeetingRecord {
  return setPeople(draft, [...draft.people, ...people]);
}

export function choosePerson(draft: MeetingRecord, index: number, objectId: string): MeetingRecord {
  const person = draft.people[index];
  const chosen = person?.candidates.find((candidate) => candidate.objectId === objectId);
  if (person?.state !== 'choose' || !chosen) return draft;
  return replacePerson(draft, index, [{ ...person, ...chosen, state: 'known', candidates: [] }]);
}

/** Somebody else's name or address in the place of one that nobody fits. */
export function replacePerson(draft: MeetingRecord, index: number, people: DraftPerson[]): MeetingRecord {
  const others = draft.people;
  if (!others[index]) return draft;
  return setPeople(draft, [...others.slice(0, index), ...people, ...others.slice(index + 1)]);
}

export function setTime(draft: MeetingRecord, when: MeetingRecord['when']): MeetingRecord {
  // What was wrong with the earlier words about the time is over.
  const remarks = draft.remarks.filter(({ code }) => code === 'recurring' || code === 'duration_out_of_range');
  return { ...draft, when, remarks, slot: null, availability: null };
}

/** A proposal, or the wanted time although somebody is busy. */
export function chooseSlot(draft: MeetingRecord, start: string): MeetingRecord {
  const startMs = Date.parse(start);
  const offered = (draft.availability?.proposals ?? []).map((slot) => slot.start);
  const wanted = draft.when.kind === 'at' ? [draft.when.start] : [];
  if (![...offered, ...wanted].some((candidate) => Date.parse(candidate) === startMs)) return draft;
  const end = new Date(startMs + draft.durationMinutes * 60_000).toISOString();
  const isWanted = wanted.some((candidate) => Date.parse(candidate) === startMs);
  const availability = draft.availability && { ...draft.availability, busy: isWanted ? draft.availability.busy : [] };
  return { ...draft, slot: { start: new Date(startMs).toISOString(), end }, availability };
}

export function confirm(
  draft: MeetingRecord,
  choice: { title: string; projectId: number | null | undefined },
): MeetingRecord {
  if (draft.state !== 'asking' || !draft.slot) return draft;
  const { projectId } = choice;
  const project =
    projectId === undefined ? draft.project : (draft.projects?.find(({ id }) => id === projectId) ?? null);
  return { ...draft, state: 'confirmed', title: choice.title, project };
}

export function drop(draft: MeetingRecord): MeetingRecord {
  return draft.state === 'asking' ? { ...draft, state: 'dropped' } : draft;
}
