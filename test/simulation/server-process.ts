/**
 * One life of the product's process. When it has ended, nothing that it still waits for ever comes: its continuations
 * never run again, so they cannot touch what the next process does.
 */
export interface Life {
  readonly number: number;
  readonly alive: boolean;
  /** Delivers something that the process waits for; a process that has died, or dies of it, gets nothing. */
  deliver(work: () => void): void;
  end(): void;
}

/** Told of each moment at which something is about to reach the process; answers whether it dies right before. */
export type OnBoundary = () => boolean;

export function createLife(number: number, onBoundary: OnBoundary): Life {
  let alive = true;
  return {
    number,
    get alive() {
      return alive;
    },
    deliver(work) {
      if (alive && onBoundary()) alive = false;
      if (alive) work();
    },
    end() {
      alive = false;
    },
  };
}
