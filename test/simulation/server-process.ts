/**
 * One life of the product's process. When it has ended, nothing that it still waits for ever comes: its continuations
 * never run again, so they cannot touch what the next process does.
 */
export interface Life {
  readonly number: number;
  readonly alive: boolean;
  readonly halted: boolean;
  /** Delivers something that the process waits for; a process that has died, or dies of it, gets nothing, a halted one later. */
  deliver(work: () => void): void;
  /** Goes on where it was halted, without having noticed. */
  wake(): void;
  end(): void;
}

/** Told of each moment at which something is about to reach the process; answers what becomes of it right before. */
export type OnBoundary = () => 'goesOn' | 'dies' | 'halts';

export function createLife(number: number, onBoundary: OnBoundary): Life {
  let alive = true;
  /** What has come meanwhile; null: it is not halted. */
  let backlog: (() => void)[] | null = null;

  function deliver(work: () => void): void {
    if (!alive) return;
    if (backlog) return void backlog.push(work);
    const fate = onBoundary();
    if (fate === 'dies') alive = false;
    else if (fate === 'halts') backlog = [work];
    else work();
  }

  return {
    number,
    get alive() {
      return alive;
    },
    get halted() {
      return backlog !== null;
    },
    deliver,
    wake() {
      const missed = backlog ?? [];
      backlog = null;
      missed.forEach(deliver);
    },
    end() {
      alive = false;
    },
  };
}
