import { expect, test } from 'vitest';
import { chooseSlot, confirm, createDraft, drop, setTime } from '../../../bot/dialogue/inputs.ts';
import { decideStep } from '../../../bot/dialogue/steps.ts';
import type { MeetingRequest } from '../../../bot/understand/reading.ts';
import type { DraftPerson, MeetingRecord } from '../../../server/meetings/draft.ts';

const NOW = Date.parse('2026-12-02T09:00:00Z');
const zoned = (instant: string) => ({ dateTime: instant, timeZone: 'Europe/Berlin', instant });
const START = '2026-12-03T13:00:00.000Z';

function makeRequest(more: Partial<MeetingRequest> = {}): MeetingRequest {
  return {
    title: 'Abnahme',
    when: { kind: 'at', start: zoned(START), end: zoned('2026-12-03T13:30:00Z') },
    durationMinutes: 30,
    durationSaid: false,
    people: [{ kind: 'name', written: 'Tom' }],
    project: null,
    place: null,
    problems: [],
    words: [],
    ...more,
  };
}
const make = (more: Partial<MeetingRequest> = {}): MeetingRecord =>
  createDraft(makeRequest(more), { id: 'd', language: 'de', timeZone: 'Europe/Berlin', conversationId: 'c', now: NOW });
const TOM: DraftPerson = {
  written: 'Tom',
  state: 'known',
  objectId: 't',
  name: 'Tom Wagner',
  address: 'tom@x.example',
  external: false,
  candidates: [],
};
const known = (more: Partial<MeetingRequest> = {}): MeetingRecord => ({ ...make(more), people: [TOM] });
const step = (draft: MeetingRecord) => decideStep(draft).kind;

test('asks for what is missing, one thing after the other, before anything is looked up', () => {
  expect(step(make({ people: [] }))).toBe('ask_people');
  expect(step(make())).toBe('look_up');
  expect(step({ ...make(), people: [{ ...TOM, state: 'choose' }] })).toBe('choose_person');
  expect(step({ ...make(), people: [{ ...TOM, state: 'unknown' }] })).toBe('name_person');
  expect(step(known({ when: { kind: 'none' } }))).toBe('ask_time');
  expect(step(known())).toBe('find_time');
});

test('a time that is over, or that does not exist, is never used', () => {
  for (const code of ['in_the_past', 'no_such_date', 'no_such_time'] as const) {
    expect(step(known({ problems: [{ code, written: '25 Uhr', proposals: [] }] }))).toBe('ask_time');
  }
});

test('nothing but the confirmation of a chosen time leads to a meeting', () => {
  const draft = known();
  expect(step(confirm(draft, { title: 'X', projectId: null }))).toBe('find_time');
  expect(step(confirm(drop(draft), { title: 'X', projectId: null }))).toBe('dropped');
  const free = { ...draft, availability: { busy: [], unknown: [], proposals: [] }, slot: { start: START, end: START } };
  expect(step(free)).toBe('confirm');
  expect(step(confirm(free, { title: 'X', projectId: null }))).toBe('create');
  expect(step(setTime(free, { kind: 'none' }))).toBe('ask_time');
});

test('only times that were offered, or the one that was wanted, can be chosen', () => {
  const proposal = { start: '2026-12-04T07:00:00.000Z', end: '2026-12-04T07:30:00.000Z' };
  const busy = { ...known(), availability: { busy: ['Tom'], unknown: [], proposals: [proposal] } };
  expect(step(busy)).toBe('choose_time');
  expect(step(chooseSlot(busy, '2026-12-24T07:00:00Z'))).toBe('choose_time');
  expect(chooseSlot(busy, proposal.start).slot).toEqual(proposal);
  expect(chooseSlot(busy, START).slot).toMatchObject({ start: START });
  expect(step({ ...busy, availability: { ...busy.availability, proposals: [] } })).toBe('no_time');
});
