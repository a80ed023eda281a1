import { createHash } from 'node:crypto';
import { badDeltaToken, syncStateNotFound } from './errors.ts';
import { refIdOf, renderDeltaItem, renderRemoved } from './event-reader.ts';
import { instancesIn, viewOf } from './occurrences.ts';
import type { Window } from './occurrences.ts';
import type { Preferences } from './request.ts';
import type { Calendar, EventRef, Json } from './types.ts';
import type { World } from './world.ts';

/** How many of the newest generations of a view answer; older links are 410 (microsoft-graph-docs issue 2350). */
const KEPT_GENERATIONS = 3;
/** Generous: the real size varies and is no contract. */
const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 1_000;
const MAX_CHAINS = 20_000;

/** One item of a round: shown as it is when its page is read, or removed. */
interface RoundItem {
  readonly ref: EventRef;
  readonly removed: boolean;
  readonly mutableId: string;
}

interface Round {
  readonly items: readonly RoundItem[];
  /** Position in the change log the next round begins at. */
  readonly until: number;
}

/** One consumer's sequence of rounds over a calendar and a frozen window. */
interface Chain {
  readonly calendar: Calendar;
  readonly window: Window;
  highest: number;
  /** By the generation that the round's link bore; the last few only. */
  readonly rounds: Map<number, Round>;
}

interface Token {
  readonly chain: number;
  readonly generation: number;
  /** Where an incremental round begins; for a page of a running round: how many items were given. */
  readonly position: number;
  readonly kind: 'delta' | 'skip';
}

export interface DeltaPage {
  readonly value: Json[];
  readonly token: string;
  readonly kind: 'delta' | 'skip';
}

/** What faults do to a page. */
export interface DeltaQuirks {
  readonly emptyPage: boolean;
  readonly duplicates: boolean;
}

export interface DeltaService {
  start(calendar: Calendar, window: Window, preferences: Preferences, quirks: DeltaQuirks): DeltaPage;
  resume(
    calendar: Calendar,
    kind: Token['kind'],
    token: string,
    preferences: Preferences,
    quirks: DeltaQuirks,
  ): DeltaPage;
  /** Makes every link given so far answer 410. */
  forget(): void;
}

function sign(text: string): string {
  return createHash('sha256').update(`delta:${text}`).digest('base64url').slice(0, 22);
}

function encodeToken(token: Token): string {
  const text = [token.kind, token.chain, token.generation, token.position].join('.');
  return `${Buffer.from(text).toString('base64url')}.${sign(text)}`;
}

function decodeToken(encoded: string, kind: Token['kind']): Token {
  const text = Buffer.from(encoded.split('.')[0] ?? '', 'base64url').toString();
  if (`${Buffer.from(text).toString('base64url')}.${sign(text)}` !== encoded) throw badDeltaToken();
  const [found, chain, generation, position] = text.split('.');
  if (found !== kind) throw badDeltaToken();
  return { kind, chain: Number(chain), generation: Number(generation), position: Number(position) };
}

function shown(ref: EventRef): RoundItem {
  return { ref, removed: false, mutableId: ref.event.mutableId };
}

function showEvent(refs: readonly EventRef[]): RoundItem[] {
  const first = refs[0];
  const master = first && first.day !== null ? [shown({ event: first.event, day: null })] : [];
  return [...master, ...refs.map(shown)];
}

/** The whole view: masters with their instances, and single events. */
function collectAll(calendar: Calendar, window: Window): RoundItem[] {
  return [...calendar.events].flatMap((event) => showEvent(viewOf(event, window)));
}

/**
 * What changed: a changed series is sent anew as a whole, a cancelled occurrence only by being missing. What was
 * deleted, moved to another calendar, or changed outside the window comes as removed
 * (https://learn.microsoft.com/graph/api/event-delta).
 */
function collectChanges(calendar: Calendar, window: Window, since: number, until: number): RoundItem[] {
  return calendar.log.changesBetween(since, until).flatMap(({ event, mutableId }) => {
    const removed = (ref: EventRef): RoundItem => ({ ref, removed: true, mutableId });
    const whole = { event, day: null };
    if (event.deleted || event.calendar !== calendar) {
      return [removed(whole), ...instancesIn(event, window).map(removed)];
    }
    const refs = viewOf(event, window);
    if (refs.length === 0) return [removed(whole)];
    const present = new Set(refs.map((ref) => ref.day));
    const movedOut = [...event.exceptions.keys()].filter((day) => !present.has(day));
    return [...showEvent(refs), ...movedOut.map((day) => removed({ event, day }))];
  });
}

function isGone({ ref, removed }: RoundItem, calendar: Calendar): boolean {
  const { event, day } = ref;
  return !removed && (event.deleted || event.calendar !== calendar || (day !== null && event.cancelled.has(day)));
}

function renderItem({ ref, removed, mutableId }: RoundItem, preferences: Preferences): Json {
  if (removed) return renderRemoved(refIdOf(ref, preferences.immutableIds, mutableId));
  return renderDeltaItem(ref, preferences);
}

/** Creates the service behind `calendarView/delta`. */
export function createDeltaService(world: World): DeltaService {
  let chains = new Map<number, Chain>();
  let lastChain = 0;

  const give = (
    id: number,
    chain: Chain,
    generation: number,
    given: number,
    preferences: Preferences,
    quirks: DeltaQuirks,
  ): DeltaPage => {
    const round = chain.rounds.get(generation)!;
    const size = quirks.emptyPage ? 0 : Math.min(preferences.maxPageSize ?? DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
    const items = round.items.slice(given, given + size);
    const value = items.filter((item) => !isGone(item, chain.calendar)).map((item) => renderItem(item, preferences));
    if (quirks.duplicates) value.push(...world.random.shuffle(value));
    const next = given + items.length;
    if (quirks.emptyPage || next < round.items.length) {
      return { value, kind: 'skip', token: encodeToken({ kind: 'skip', chain: id, generation, position: next }) };
    }
    const token = encodeToken({ kind: 'delta', chain: id, generation, position: round.until });
    return { value, kind: 'delta', token };
  };

  const addRound = (chain: Chain, round: Round): number => {
    chain.highest++;
    chain.rounds.set(chain.highest, round);
    chain.rounds.delete(chain.highest - KEPT_GENERATIONS);
    return chain.highest;
  };

  const require = (calendar: Calendar, token: Token): Chain => {
    const chain = chains.get(token.chain);
    if (!chain) throw syncStateNotFound(token.generation, []);
    if (chain.calendar !== calendar) throw badDeltaToken();
    if (!chain.rounds.has(token.generation)) throw syncStateNotFound(token.generation, [...chain.rounds.keys()]);
    // Chains in use are the last to be given up.
    chains.delete(token.chain);
    chains.set(token.chain, chain);
    return chain;
  };

  return {
    start: (calendar, window, preferences, quirks) => {
      const chain: Chain = { calendar, window, highest: 0, rounds: new Map() };
      chains.set(++lastChain, chain);
      if (chains.size > MAX_CHAINS) chains.delete(chains.keys().next().value!);
      const until = calendar.log.positionAt(world.clock.now() - world.deltaLagMs);
      const generation = addRound(chain, { items: collectAll(calendar, window), until });
      return give(lastChain, chain, generation, 0, preferences, quirks);
    },
    resume: (calendar, kind, encoded, preferences, quirks) => {
      const token = decodeToken(encoded, kind);
      const chain = require(calendar, token);
      if (kind === 'skip') return give(token.chain, chain, token.generation, token.position, preferences, quirks);
      const until = Math.max(token.position, calendar.log.positionAt(world.clock.now() - world.deltaLagMs));
      const items = collectChanges(calendar, chain.window, token.position, until);
      const generation = addRound(chain, { items, until });
      return give(token.chain, chain, generation, 0, preferences, quirks);
    },
    forget: () => {
      chains = new Map();
    },
  };
}
