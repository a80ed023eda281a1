import { pino } from 'pino';
import type { CalendarRecord, Change, Collection, Settings, UserDocument } from '../../server/store/types.ts';
import { readChoices } from '../../server/sync/choices.ts';
import { applyPlan } from '../../server/sync/apply.ts';
import { makePlanContext, type RunContext } from '../../server/sync/context.ts';
import type { Direction } from '../../server/sync/core/entry.ts';
import type { SharingRole } from '../../server/sync/core/outlook-event.ts';
import type { Pair } from '../../server/sync/core/pair.ts';
import { createJournal } from '../../server/sync/journal.ts';
import { createPairIndex } from '../../server/sync/core/pair-index.ts';
import type { PlanContext } from '../../server/sync/core/plan-types.ts';
import { planAll, type Plan } from '../../server/sync/core/plan.ts';
import { isInWindow } from '../../server/sync/core/window.ts';
import { observe } from '../../server/sync/observe.ts';
import { createTurns } from '../../server/sync/turns.ts';
import { createLupaxMemory, type LupaxMemory } from './lupax-memory.ts';
import { createOutlookMemory, type Fault, type OutlookMemory } from './outlook-memory.ts';
import { createWatch, type Watch } from './watch.ts';

export const WINDOW = { start: '2026-01-01T00:00:00Z', end: '2026-02-01T00:00:00Z' };
export const ORGANIZATION = 12;
/** More rounds than any state may need, to tell slow from never. */
const MOST_ROUNDS = 8;

/** One fault in a sync: the `at`th write of it (from 0) meets it. */
export interface PlannedFault {
  at: number;
  fault: Fault;
}

/**
 * A user's mailbox and Lupax in memory, and the synchronisation between them: the product's own observe, plan and apply
 * over two servers that rewrite what they are sent. Every write is watched as it happens.
 */
export interface World {
  outlook: OutlookMemory;
  lupax: LupaxMemory;
  watch: Watch;
  calendar(id: string): CalendarRecord;
  calendars(): CalendarRecord[];
  setCalendar(id: string, fields: Partial<CalendarRecord>): void;
  settings(): Settings;
  setSettings(fields: Partial<Settings>): void;
  pairs(): Pair[];
  /** Observes, plans and applies until nothing is left to do. @returns how many rounds wrote something */
  sync(fault?: PlannedFault): Promise<number>;
  planContext(): PlanContext;
  /** Observes once more and plans, without applying. */
  plan(): Promise<Plan>;
  /** Unlinks, keeping the copies, and links again. */
  relink(): void;
  /** Reads both sides from the start with the next sync, as on another day. */
  readFully(): void;
  writes(): number;
}

const DEFAULTS: Settings = {
  conflictWinner: 'outlook',
  pastDays: 30,
  futureDays: 365,
  includeProjects: true,
  projectsOf: 1,
  includeFreeEvents: false,
  onlineMeetings: false,
  reminders: { enabled: true, leadMinutes: 0, quietFrom: '20:00', quietTo: '07:00' },
  paused: false,
  language: 'de',
};

const CALENDARS: [string, Direction, SharingRole][] = [
  ['calendar-a', 'both', 'read'],
  ['calendar-b', 'to_lupax', 'limitedRead'],
  ['calendar-c', 'off', 'freeBusyRead'],
];

export function createWorld(): World {
  const document = createDocument();
  let countdown = 0;
  let fault: Fault | null = null;
  let writes = 0;
  let dead = false;
  const gate = {
    enter(): Fault | null {
      writes += 1;
      countdown -= 1;
      const now = countdown === -1 ? fault : null;
      // A process that died commits and sends nothing more.
      if (dead) return 'die';
      dead = now?.includes('die') ?? false;
      document.freeze(dead);
      return now;
    },
  };
  const watch = createWatch({
    calendar: (id) => document.get('calendars', id)!,
    isShown: ({ time }) => isInWindow(time, WINDOW),
    settings: () => document.get('settings', 'self')!,
    event: (id) => outlook.events.get(id),
    marker: (id) => outlook.markers.get(id),
    markers: () => outlook.markers,
    appointment: (id) => lupax.appointments.get(id),
    appointments: () => [...lupax.appointments.values()],
    project: (id) => lupax.projects.get(id),
  });
  const outlook: OutlookMemory = createOutlookMemory(gate, watch.outlook, (event) => isInWindow(event.time, WINDOW));
  const lupax: LupaxMemory = createLupaxMemory(gate, watch.lupax);
  let keys = 0;

  function makeContext(): RunContext {
    let ids = 0;
    const stored = [...document.list('pairs').values()];
    return {
      user: { tenantId: 't', objectId: 'o' },
      document,
      choices: readChoices(document),
      index: createPairIndex(stored, () => `pair-${(keys += 1)}-${(ids += 1)}`),
      session: { mailbox: outlook.mailbox, lupax: lupax.session, requests: { graph: 0, lupax: 0 } },
      window: WINDOW,
      now: () => Date.parse('2026-01-10T00:00:00Z'),
      makeKey: () => `key-${(keys += 1)}`,
      log: pino({ level: 'silent' }),
      projectsOf: 1,
      language: 'de',
      background: false,
      signal: new AbortController().signal,
      takeAsked: () => false,
      turns: createTurns(),
      journal: createJournal({ encrypt: (text) => text }, document, 'run', () => 0),
    };
  }
  function planNow(context: RunContext): Plan {
    const pairs = [...context.index.all()];
    // The brake is tested by itself; here every proposal counts as approved.
    const limits = {
      parked: new Set<string>(),
      approved: new Set(pairs.map(({ id }) => id)),
      now: '2026-01-10T00:00:00Z',
    };
    return planAll(pairs, makePlanContext(context), limits);
  }

  const world: World = {
    outlook,
    lupax,
    watch,
    calendar: (id) => document.get('calendars', id)!,
    calendars: () => [...document.list('calendars').values()],
    setCalendar(id, fields) {
      put('calendars', id, { ...world.calendar(id), ...fields });
    },
    settings: () => document.get('settings', 'self')!,
    setSettings: (fields) => put('settings', 'self', { ...world.settings(), ...fields }),
    pairs: () => [...document.list('pairs').values()],
    async sync(planned) {
      fault = planned?.fault ?? null;
      dead = false;
      document.freeze(false);
      countdown = planned?.at ?? 0;
      for (const [id, role] of outlook.sharing) world.setCalendar(id, { sharing: role });
      const context = makeContext();
      let sides = { outlook: true, lupax: true, projects: true };
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        await observe(context, sides);
        const plan = planNow(context);
        watch.planned(plan);
        try {
          const { written } = await applyPlan(context, plan, () => {});
          if (!written.outlook && !written.lupax) {
            watch.agreed();
            return round;
          }
          if (fault && countdown < 0) return round + 1;
          sides = { ...written, projects: false };
        } catch (error) {
          if ((error as Error).message !== 'the process died') throw error;
          // What was still under way ends without anybody hearing of it.
          await new Promise((resolve) => setImmediate(resolve));
          dead = false;
          document.freeze(false);
          return round + 1;
        }
      }
      return MOST_ROUNDS;
    },
    planContext: () => makePlanContext(makeContext()),
    async plan() {
      const context = makeContext();
      await observe(context, { outlook: true, lupax: true, projects: true });
      return planNow(context);
    },
    relink() {
      for (const key of [...document.list('pairs').keys()]) put('pairs', key, null);
      put('feed', 'self', null);
      world.readFully();
    },
    readFully() {
      for (const calendar of world.calendars()) world.setCalendar(calendar.id, { deltaLink: null, window: null });
      put('feed', 'self', null);
    },
    writes: () => writes,
  };
  function put(collection: Collection, key: string, value: unknown): void {
    void document.commit([{ collection, key, value } as Change]);
  }

  put('settings', 'self', DEFAULTS);
  put('link', 'self', {
    organization: { id: ORGANIZATION, title: 'Wagner' },
    interface: { connector: true },
    timeZone: 'Europe/Berlin',
  });
  for (const [id, direction, sharing] of CALENDARS) {
    outlook.sharing.set(id, sharing);
    put('calendars', id, {
      id,
      name: id,
      color: 'auto',
      isDefault: id === 'calendar-a',
      canEdit: true,
      sharing,
      direction,
      deltaLink: null,
      window: null,
      lastSyncedAt: null,
    } satisfies CalendarRecord);
  }
  return world;
}

/** Everything is copied on its way in, as through a file. */
function createDocument(): UserDocument & { freeze(frozen: boolean): void } {
  const collections = new Map<string, Map<string, unknown>>();
  const of = (name: string): Map<string, unknown> => {
    const found = collections.get(name) ?? new Map<string, unknown>();
    collections.set(name, found);
    return found;
  };
  let frozen = false;
  const document = {
    freeze(now: boolean) {
      frozen = now;
    },
    id: { tenantId: 't', objectId: 'o' },
    get: (name: string, key: string) => of(name).get(key),
    list: (name: string) => of(name),
    commit(changes: Change[]) {
      for (const { collection, key, value } of frozen ? [] : changes) {
        if (value === null) of(collection).delete(key);
        else of(collection).set(key, JSON.parse(JSON.stringify(value)));
      }
      return Promise.resolve();
    },
  };
  return document as unknown as UserDocument & { freeze(frozen: boolean): void };
}
