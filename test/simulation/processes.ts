import type { createRandom } from '../sandbox/graph/random.ts';
import type { Backed, Backing } from './backing.ts';
import type { createFaults } from './faults.ts';
import { startProcess, type Process } from './process.ts';
import type { Scheduler } from './scheduler.ts';
import { createLife, type Life } from './server-process.ts';
import type { createTokens } from './tokens.ts';

/** Of several processes, so many of those whose end has come are halted instead. */
const HALTS = 0.4;
const LONGEST_HALT_MS = 60_000;
/** How often a process looks for runs that were abandoned, at most. */
const LOOK_MS = 3_000;

type Random = ReturnType<typeof createRandom>;

export interface ProcessesParts {
  scheduler: Scheduler;
  random: Random;
  /** Of what happens to processes. */
  choosing: Random;
  backing: Backing;
  /** Whether the store is shared. */
  isShared: boolean;
  tokens: ReturnType<typeof createTokens>;
  faults: ReturnType<typeof createFaults>;
  violate: (what: string) => void;
}

/** The product's processes: how they start, die, halt, and look after what others have left behind. */
export function createProcesses({
  scheduler,
  random,
  choosing,
  backing,
  isShared,
  tokens,
  faults,
  violate,
}: ProcessesParts) {
  /** Boundaries until a process dies, whichever reaches the last one; null: none dies. */
  let fuse: { left: number; downMs: number } | null = null;
  /** By the numbers of their lives. */
  const processes = new Map<number, Process>();
  let lives = 0;
  /** Starts of runs that processes have not answered. */
  const starting = new Map<object, Life>();
  let recoveries = 0;

  function startLife(): void {
    lives += 1;
    const life: Life = createLife(lives, () => {
      if (fuse === null || (fuse.left -= 1) > 0) return 'goesOn';
      const { downMs } = fuse;
      fuse = null;
      if (isShared && choosing.next() < HALTS) return halt(life);
      die(life, downMs);
      return 'dies';
    });
    const begin = (backed: Backed): void => {
      const started = startProcess({ life, scheduler, random, backed, tokens: tokens.source, isShared });
      started.closeInterruptedRuns().then(
        () => {
          processes.set(life.number, started);
          if (isShared) recover();
        },
        (error: unknown) => violate(`the process did not start: ${String(error)}`),
      );
    };
    const backed = backing.open(life);
    if (backed instanceof Promise) {
      scheduler.hold(backed.then(begin).catch((error: unknown) => violate(`the store did not open: ${String(error)}`)));
    } else begin(backed);
  }

  function die(life: Life, downMs: number): void {
    life.end();
    processes.delete(life.number);
    backing.bury(life);
    faults.count('crash');
    scheduler.after(downMs, startLife);
    expectRecovery();
  }

  /** Stops for longer than its leases last, or shorter, and does not know it. */
  function halt(life: Life): 'halts' {
    faults.count('halt');
    scheduler.after(1_000 + choosing.below(LONGEST_HALT_MS), life.wake);
    expectRecovery();
    return 'halts';
  }

  /** The others look for what was left behind every few seconds. */
  function expectRecovery(): void {
    for (const { until } of backing.listLeases()) {
      recoveries += 1;
      scheduler.after(until - scheduler.now() + 1 + choosing.below(LOOK_MS), () => {
        recoveries -= 1;
        recover();
      });
    }
  }

  /** Every process that lives looks for runs whose processes have died. */
  function recover(): void {
    for (const { life, recoverRuns } of listUp()) {
      void awaitStart(life, recoverRuns()).catch((error: unknown) => violate(`no recovery: ${String(error)}`));
    }
  }

  const listUp = (): Process[] => [...processes.values()].filter(({ life }) => !life.halted);

  async function awaitStart<T>(life: Life, started: Promise<T>): Promise<T> {
    const mark = {};
    starting.set(mark, life);
    try {
      return await started;
    } finally {
      starting.delete(mark);
    }
  }

  return {
    start: startLife,
    find: (life: number): Process | undefined => processes.get(life),
    list: (): Process[] => [...processes.values()],
    /** Those that are not halted. */
    listUp,
    /** Waits together with whoever asked a process to start a run. */
    awaitStart,
    /** Whether something is still on its way that a process has begun, or that one which died has left behind. */
    isUnsettled: (): boolean =>
      isShared &&
      (recoveries > 0 ||
        listUp().length < processes.size ||
        [...starting.values()].some(({ alive }) => alive) ||
        backing.listLeases().some(({ isAbandoned }) => isAbandoned)),
    /** Lets a process die when so many boundaries have been reached. */
    lightFuse(left: number, downMs: number): void {
      fuse = { left, downMs };
    },
    putOutFuse(): void {
      fuse = null;
    },
  };
}
