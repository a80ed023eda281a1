import { approveAll, calmDown, live, listWaiting, syncAll } from './live.ts';
import { findDifferences } from './end-state.ts';
import { findLostEdits } from './lost-edits.ts';
import type { CountedFault } from './faults.ts';
import { isAction, type Story } from './story.ts';
import type { Person } from './people.ts';
import type { Pair } from '../../server/sync/core/pair.ts';
import { IN_MEMORY, type Ground } from './ground.ts';
import { createWorld, type World } from './world.ts';

export interface Outcome {
  /** What must never be and was; empty: the story ended well. */
  violations: string[];
  faults: ReadonlyMap<CountedFault, number>;
  actions: number;
  /** Requests and writes of the product, and what they were: the same for the same story. */
  requests: number;
  writes: number;
  mails: number;
  digest: string;
}

/** The list of calendars and the mailbox's zone are asked once an hour, in a quiet run too. */
const HOURLY_QUESTIONS = 2;
const HOUR_MS = 60 * 60 * 1_000;

const NEVER = new AbortController().signal;

/**
 * Tells a story from its beginning to the calm after it, and looks whether all is as it must be.
 * @param tell told of every step, of every request and of every entry that is committed
 */
export async function runStory(
  story: Story,
  ground: Ground = IN_MEMORY,
  tell?: (line: string) => void,
): Promise<Outcome> {
  const world = await createWorld(story, ground, tell);
  const restore = takeOverFetch(world);
  try {
    await live(world, story);
    if (world.violations.length === 0) await endStory(world);
  } catch (error) {
    world.violate(String((error as Error).stack));
  } finally {
    restore();
    await world.end();
  }
  const mails = world.graph.world.mails.length;
  if (mails > 0) world.violate(`${mails} mails were sent`);
  return {
    violations: world.violations,
    faults: world.faults.struck,
    actions: story.steps.filter(isAction).length,
    requests: world.wire.counts.graph + world.wire.counts.lupax,
    writes: world.watch.writes,
    mails,
    digest: world.wire.digest(),
  };
}

async function endStory(world: World): Promise<void> {
  await calmDown(world);
  await syncAll(world);
  await approveAll(world);
  await syncAll(world);
  for (const difference of findDifferences(world)) world.violate(difference);
  for (const edit of findLostEdits(world)) world.violate(edit);
  if (world.violations.length === 0) await requireQuiet(world);
}

/** A run with nothing to do writes nothing and asks Graph once for every two calendars. */
async function requireQuiet(world: World): Promise<void> {
  const { control } = world.graph;
  control.clearLog();
  const before = world.watch.writes;
  const askedBefore = world.people.map((person) => readAskedAt(world, person));
  await syncAll(world);
  if (world.watch.writes > before) world.violate(`a quiet run wrote ${world.watch.writes - before} times`);
  for (const [number, person] of world.people.entries()) {
    if (listWaiting(world, person).length > 0) world.violate('a quiet run found something to be approved');
    const inSync = person.calendarIds.filter((id) => world.history.direction(id).last !== 'off');
    const asked = control.requests.filter(
      ({ parts = [], oid }) => oid === person.objectId || parts.some(({ url }) => url.includes(person.objectId)),
    );
    const hourPassed = readAskedAt(world, person) - askedBefore[number]! >= HOUR_MS;
    const allowed = Math.ceil(inSync.length / 2) + (hourPassed ? HOURLY_QUESTIONS : 0);
    // What Outlook or Lupax refuses is tried again, and what may still be carried out is asked for.
    const pairs = [...world.document(person).get('pairs')!.values()] as Pick<Pair, 'failures' | 'intent' | 'late'>[];
    if (pairs.some(({ failures, intent, late = [] }) => failures > 0 || intent || late.length > 0)) continue;
    if (asked.length > allowed) {
      world.violate(
        `a quiet run asked Graph ${asked.length} times: ${asked.map(({ path, parts }) => path + (parts ?? []).map(({ url }) => ` ${url}`).join('')).join(', ')}`,
      );
    }
  }
}

function readAskedAt(world: World, person: Person): number {
  const link = world.document(person).get('link')?.get('self') as { askedAt: string | null } | undefined;
  return link?.askedAt ? Date.parse(link.askedAt) : 0;
}

/** The product's requests go through the world's wire, and no real timer is set. */
function takeOverFetch(world: World): () => void {
  const real = { fetch: globalThis.fetch, timeout: AbortSignal.timeout };
  globalThis.fetch = ((url: string, init?: RequestInit) => world.fetch(url, init)) as typeof fetch;
  AbortSignal.timeout = () => NEVER;
  return () => {
    globalThis.fetch = real.fetch;
    AbortSignal.timeout = real.timeout;
  };
}
