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
}

/** Runs that are going on in this process: at most one per user. */
export interface Runners {
  get(user: UserId): Run | undefined;
  /** Waits until it is known whether the user's run begins. */
  awaitStart(user: UserId): Promise<void>;
  /** Takes the user's place. @returns null when it is taken; else `go` starts the work, `leave` gives the place up */
  enter(
    user: UserId,
    run: Run,
    work: (signal: AbortSignal, report: RunListener) => Promise<Run>,
  ): { go(): void; leave(): void } | null;
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
      const done = started
        .then((begins) => (begins ? work(abort.signal, report) : null))
        .then((run) => run && report({ type: 'end', run }))
        .then(() => undefined)
        .finally(() => runners.delete(key));
      // Nobody may be waiting for it; whoever does sees the error.
      done.catch(() => undefined);
      const runner: Runner = { run, started, done, abort, listeners, last: null };
      runners.set(key, runner);
      return { go: () => start(true), leave: () => start(false) };
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
