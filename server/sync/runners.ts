import type { UserId } from '../store/types.ts';
import type { Run } from './core/run.ts';
import type { RunListener } from './types.ts';

interface Runner {
  run: Run;
  /** Whether the work begins; false when the place was left again. */
  started: Promise<boolean>;
  done: Promise<void>;
  abort: AbortController;
  listeners: Set<RunListener>;
  last: Parameters<RunListener>[0] | null;
  /** Somebody wants to know what is there now, or it is too late to look. */
  asked: boolean;
  closed: boolean;
}

/**
 * What a run does.
 * @param takeAsked whether somebody has asked since; where it says no, the run looks no more
 */
export type RunWork = (signal: AbortSignal, report: RunListener, takeAsked: () => boolean) => Promise<Run>;

/** Runs that are going on in this process: at most one per user. */
export interface Runners {
  get(user: UserId): Run | undefined;
  /** Waits until it is known whether the user's run begins. */
  awaitStart(user: UserId): Promise<void>;
  /** Takes the user's place. @returns null when it is taken; else `go` starts the work, `leave` gives the place up */
  enter(user: UserId, run: Run, work: RunWork): { go(): void; leave(): void } | null;
  /** Has the user's run look once more before it ends. @returns false when it is too late for that */
  ask(user: UserId): boolean;
  watch(user: UserId, runId: string, listener: RunListener): () => void;
  settle(user: UserId): Promise<void>;
  /** Tells the user's run to end with the write it is at, and waits for that. */
  cut(user: UserId): Promise<void>;
  stop(): Promise<void>;
}

export function createRunners(): Runners {
  const runners = new Map<string, Runner>();
  let stopped = false;
  const keyOf = (user: UserId) => `${user.tenantId}/${user.objectId}`;

  return {
    get: (user) => runners.get(keyOf(user))?.run,
    async awaitStart(user) {
      const runner = runners.get(keyOf(user));
      // One that was left is forgotten when `done` is.
      if (runner && !(await runner.started)) await runner.done.catch(() => {});
    },
    enter(user, run, work) {
      const key = keyOf(user);
      if (stopped || runners.has(key)) return null;
      let start = (_begins: boolean): void => {};
      const started = new Promise<boolean>((resolve) => (start = resolve));
      const abort = new AbortController();
      const listeners = new Set<RunListener>();
      const report: RunListener = (event) => {
        runner.last = event;
        for (const listener of listeners) listener(event);
      };
      const takeAsked = (): boolean => {
        const { asked } = runner;
        runner.asked = false;
        runner.closed = !asked;
        return asked;
      };
      const done = started
        .then((begins) => (begins ? work(abort.signal, report, takeAsked) : null))
        .then((run) => run && report({ type: 'end', run }))
        .then(() => undefined)
        .finally(() => runners.delete(key));
      // Nobody may be waiting for it; whoever does sees the error.
      done.catch(() => undefined);
      const runner: Runner = { run, started, done, abort, listeners, last: null, asked: false, closed: false };
      runners.set(key, runner);
      return { go: () => start(true), leave: () => start(false) };
    },
    ask(user) {
      const runner = runners.get(keyOf(user));
      if (!runner || runner.closed) return false;
      runner.asked = true;
      return true;
    },
    watch(user, runId, listener) {
      const runner = runners.get(keyOf(user));
      if (runner?.run.id !== runId) return () => {};
      runner.listeners.add(listener);
      if (runner.last) listener(runner.last);
      return () => runner.listeners.delete(listener);
    },
    settle: async (user) => runners.get(keyOf(user))?.done.catch(() => {}),
    async cut(user) {
      const runner = runners.get(keyOf(user));
      runner?.abort.abort();
      await runner?.done.catch(() => {});
    },
    async stop() {
      stopped = true;
      const all = [...runners.values()];
      for (const runner of all) runner.abort.abort();
      await Promise.allSettled(all.map((runner) => runner.done));
    },
  };
}
