/** Virtual time: nothing happens but what is due next, and nothing is waited for. */
export interface Scheduler {
  /** Milliseconds since 1970. */
  now(): number;
  /** Lets `work` happen after a span of virtual time. */
  after(ms: number, work: () => void): void;
  sleep(ms: number): Promise<void>;
  /** Real work: no time passes until it is over, however it ends. */
  hold(work: Promise<unknown>): void;
  /** Lets a span of time pass, with everything that is due in it. */
  advance(ms: number): Promise<void>;
  /**
   * Lets time pass while `busy`.
   * @throws Error when nothing is left that could end it, or a day has passed
   */
  runWhile(busy: () => boolean): Promise<void>;
}

const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

interface Due {
  at: number;
  work: () => void;
}

export function createScheduler(startMs: number): Scheduler {
  let now = startMs;
  /** Sorted, the next one last. */
  const queue: Due[] = [];
  const held = new Set<Promise<unknown>>();

  function after(ms: number, work: () => void): void {
    const at = now + Math.max(0, ms);
    let low = 0;
    let high = queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      // What is due at the same time happens in the order in which it was asked for.
      if (queue[middle]!.at > at) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, { at, work });
  }

  /** Everything that promises have led to by now: microtasks, for which one turn of the loop is enough, and what is held. */
  async function drain(): Promise<void> {
    await turnLoop();
    while (held.size > 0) {
      await Promise.all(held);
      await turnLoop();
    }
  }

  async function step(): Promise<void> {
    const due = queue.pop()!;
    now = due.at;
    due.work();
    await drain();
  }

  return {
    now: () => now,
    after,
    hold(work) {
      const over = work.then(
        () => void held.delete(over),
        () => void held.delete(over),
      );
      held.add(over);
    },
    sleep: (ms) => new Promise((resolve) => after(ms, resolve)),
    async advance(ms) {
      const until = now + ms;
      await drain();
      while (queue.length > 0 && queue.at(-1)!.at <= until) await step();
      now = until;
    },
    async runWhile(busy) {
      const deadline = now + LONGEST_WAIT_MS;
      await drain();
      while (busy()) {
        if (queue.length === 0) throw new Error('it waits for something that never comes');
        if (now > deadline) throw new Error('it does not come to an end within a day');
        await step();
      }
    },
  };
}

function turnLoop(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
