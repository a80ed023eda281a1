import type { Clock } from './clock.ts';

/** How far this machine's clock is from the services', by the `Date` of their answers. */
export interface ClockOffset {
  /** Told the `Date` of an answer as it comes in. */
  note(date: string | null): void;
  /** Milliseconds that the services are ahead; null when no answer bore a date. */
  read(): number | null;
}

/** `Date` has whole seconds, and the answer took its way: the smallest offset that was seen is the closest. */
export function createClockOffset(clock: Pick<Clock, 'now'>): ClockOffset {
  let closest: number | null = null;
  return {
    note(date) {
      const sent = Date.parse(date ?? '');
      if (Number.isNaN(sent)) return;
      const offset = sent - clock.now();
      if (closest === null || Math.abs(offset) < Math.abs(closest)) closest = offset;
    },
    read: () => closest,
  };
}
