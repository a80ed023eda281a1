import { createRecords } from '../../server/store/records.ts';
import { describeTokenContext } from '../../server/sync/session.ts';
import type { Change, UserId } from '../../server/store/types.ts';
import { toUserKey } from '../../server/store/user-ids.ts';
import { createGraphEmulator } from '../sandbox/graph/index.ts';
import { canonicalPropertyId } from '../sandbox/graph/event-input.ts';
import { createRandom } from '../sandbox/graph/random.ts';
import type { StoredEvent } from '../sandbox/graph/types.ts';
import { createLupaxEmulator } from '../sandbox/lupax/index.ts';
import type { BackingParts } from './backing.ts';
import { describePair } from './describe-pair.ts';
import { createFaults } from './faults.ts';
import type { Ground } from './ground.ts';
import { createHistory } from './history.ts';
import { createDisk } from './memory-store.ts';
import { moveIn, TENANT, type Person } from './people.ts';
import { plainSecrets, type Process } from './process.ts';
import { createProcesses } from './processes.ts';
import { createScheduler } from './scheduler.ts';
import type { Life } from './server-process.ts';
import type { Story } from './story.ts';
import { createTokens } from './tokens.ts';
import { createWatch } from './watch.ts';
import { createWire, type Call } from './wire.ts';

/** A Friday before the clocks change in Europe. */
const STARTS_AT = Date.parse('2026-03-20T09:00:00Z');
const MARKER = 'String {6f5b1a0e-3c8a-4d27-9c3e-2f1d0b7a4e51} Name LupaxEntry';
/** Of commits to a store that is shared. */
const BREAKS = 0.01;

/** What the product was doing for a person when it sent a request. */
export interface Errand {
  person: Person;
  serial: number;
  kind: 'sync' | 'dry_run' | 'approve' | 'undo' | 'unlink' | 'none';
  since: number;
}

export type World = Awaited<ReturnType<typeof createWorld>>;

/** The company of a story, the emulators, and the product's process, in virtual time. */
export async function createWorld(story: Story, ground: Ground, tell?: (line: string) => void) {
  const random = createRandom(story.seed ^ 0x5eed);
  const { isShared } = ground;
  /** Of its own, so that one process's stories are the same without it. */
  const choosing = createRandom(story.seed ^ 0xc4005e);
  const scheduler = createScheduler(STARTS_AT);
  const told = tell && ((line: string): void => tell(`${new Date(scheduler.now()).toISOString()} ${line}`));
  const violations: string[] = [];
  const violate = (what: string): void => void violations.push(what);
  const faults = createFaults(scheduler.now);
  const tokens = createTokens(scheduler.now);
  const graph = createGraphEmulator({
    clock: scheduler,
    seed: story.seed,
    pause: () => scheduler.sleep(1 + random.below(30)),
    verifyToken: tokens.verify,
  });
  const lupax = createLupaxEmulator({ clock: scheduler, seed: story.seed });
  // The real world's deliveries have no place here.
  graph.control.notifications.enabled = false;
  const history = createHistory(scheduler.now, graph.world, lupax.world);
  const disk = createDisk();
  const { people, organizationId } = moveIn(story.cast, { graph, lupax, disk, now: scheduler.now });
  const byObjectId = new Map(people.map((person) => [person.objectId, person]));
  const byToken = new Map(people.map((person) => [person.lupaxToken, person]));
  for (const [number, { calendars, settings }] of story.cast.people.entries()) {
    const person = people[number]!;
    history
      .settings(person.objectId)
      .add(0, { ...(readUser(person, 'settings', 'self') as object), ...settings } as never);
    for (const [index, { direction, sharing }] of calendars.entries()) {
      history.role(person.calendarIds[index]!).add(0, sharing);
      history.direction(person.calendarIds[index]!).add(0, direction);
    }
  }
  const errands = new Map<string, Errand>();
  /** Several processes have their own: one that wakes up too late is still at its own run. */
  const nameErrand = ({ objectId }: Person, life?: Life): string =>
    isShared && life ? `${life.number}/${objectId}` : objectId;
  let serial = 0;

  let isCalm = false;

  function readUser(person: Person, collection: 'settings' | 'link', key: string): unknown {
    for (const { id, records } of disk.users.values()) {
      if (id.objectId === person.objectId) return records.get(collection)?.get(key);
    }
    return undefined;
  }

  function errandOf(
    life: Life,
    { side, url, headers, text }: Pick<Call, 'side' | 'url' | 'headers' | 'text'>,
  ): Errand | null {
    const token = headers['authorization']?.replace(/^Bearer /, '') ?? '';
    const objectId = /\/users\/([0-9a-f-]{36})/.exec(url + text)?.[1] ?? '';
    const person = side === 'lupax' ? byToken.get(token) : byObjectId.get(objectId);
    return person
      ? (errands.get(nameErrand(person, life)) ?? { person, serial: 0, kind: 'none', since: scheduler.now() })
      : null;
  }

  const wire = createWire({
    scheduler,
    random,
    graph,
    lupax,
    faults,
    expireTokens: tokens.expire,
    tag: errandOf,
    watch: (call) => watch.look(call),
    tell: told,
    onError: (error) => violate(`the simulation itself failed: ${String((error as Error).stack)}`),
  });

  function noteUnlinked(user: UserId): void {
    const person = byObjectId.get(user.objectId)!;
    history.unlinked.add(person.objectId);
    for (const id of person.calendarIds) history.direction(id).add(scheduler.now(), 'off');
  }

  function noteCommit(user: UserId, changes: Change[]): void {
    for (const { collection, key, value } of changes) {
      if (collection === 'pairs') told?.(`entry ${key} ${value ? describePair(value) : 'is forgotten'}`);
      if (collection === 'calendars' && value && history.direction(key).last !== value.direction) {
        history.direction(key).add(scheduler.now(), value.direction);
      }
      if (collection === 'link' && !value) noteUnlinked(user);
      if (collection === 'link' && value) {
        const token = plainSecrets.decrypt(value.token, describeTokenContext(user));
        byToken.set(token, byObjectId.get(user.objectId)!);
      }
      if (collection === 'settings' && value) history.settings(user.objectId).add(scheduler.now(), value);
    }
  }

  const watch = createWatch({
    now: scheduler.now,
    graph,
    lupax,
    history,
    people,
    organizationId,
    markerId: canonicalPropertyId(MARKER),
    wasCalmSince: (at) => (faults.times.at(-1) ?? 0) < at && graph.world.deltaLagMs === 0,
    violate,
  });
  const backingParts: BackingParts = {
    ...{ disk, scheduler },
    onCommit: noteCommit,
    onRemoved: noteUnlinked,
    breaks() {
      if (isCalm || choosing.next() >= BREAKS) return null;
      faults.count('lostConnection');
      return choosing.next() < 0.5 ? 'before' : 'after';
    },
    onRun(life, user, { runId, kind }) {
      const person = byObjectId.get(user.objectId)!;
      const isResumed = kind === 'sync' && disk.users.get(toUserKey(user))?.records.get('runs')?.has(runId) === true;
      noteErrand(person, isResumed ? 'approve' : kind, life);
    },
  };
  const made = ground.createBacking(backingParts);
  const backing = made instanceof Promise ? await made : made;
  const processes = createProcesses({ scheduler, random, choosing, backing, isShared, tokens, faults, violate });
  for (let number = 0; number < ground.processes; number += 1) processes.start();

  function noteErrand(person: Person, kind: Errand['kind'], life?: Life): void {
    // What a delta round does not show yet, nobody can know.
    const since = scheduler.now() - graph.world.deltaLagMs;
    errands.set(nameErrand(person, life), { person, serial: (serial += 1), kind, since });
  }

  return {
    story,
    scheduler,
    random,
    graph,
    lupax,
    history,
    faults,
    people,
    organizationId,
    markerId: canonicalPropertyId(MARKER),
    violations,
    violate,
    /** Prints a line of the trace, when one is wanted. */
    tell: (line: string): void => told?.(line),
    watch,
    wire,
    /** A process that is up, any of them; null when none is. */
    process: (): Process | null => {
      const up = processes.listUp();
      return (up.length > 1 ? up[choosing.below(up.length)] : up[0]) ?? null;
    },
    isUp: (): boolean => processes.listUp().length > 0,
    end: () => backing.end(),
    /** Whether a process is at the person's mailbox. */
    isRunning: ({ user }: Person): boolean => processes.list().some(({ sync }) => sync.isRunningHere(user)),
    isUnsettled: processes.isUnsettled,
    awaitStart: processes.awaitStart,
    /** What each person edited last, on whichever side. */
    lastEdited: new Map<number, { event: StoredEvent } | { appointmentId: number }>(),
    /** From now on changes show so much later. */
    setLag(ms: number): void {
      graph.control.setDeltaLag(ms);
      for (const errand of errands.values()) errand.since = Math.min(errand.since, scheduler.now() - ms);
    },
    lightFuse: processes.lightFuse,
    putOutFuse(): void {
      processes.putOutFuse();
      isCalm = true;
    },
    /** Notes that a run of this kind begins for the person. */
    beginErrand(person: Person, kind: Errand['kind']): void {
      // Of several processes, the lease says when.
      if (!isShared) noteErrand(person, kind);
    },
    /** People whose sign-in to Lupax was ended. */
    signedOut: new Set<Person>(),
    /** What is stored of the person: nothing when nobody is linked. */
    document: (person: Person) => disk.users.get(`${TENANT}_${person.objectId}`)?.records ?? createRecords(),
    /** Where the product's requests go while the story is told. */
    fetch: (url: string, init: RequestInit = {}): Promise<Response> => {
      const target = new URL(url);
      const [, side, number] = /^(graph|lupax)-(\d+)\./.exec(target.hostname) ?? [];
      const life = processes.find(Number(number))?.life;
      if (!life || (side !== 'graph' && side !== 'lupax')) return new Promise(() => {});
      return wire.send(life, side, target, init);
    },
  };
}
