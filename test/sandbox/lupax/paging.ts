import { PAGE_SIZE } from './conventions.ts';
import { LupaxRefusal } from './errors.ts';

/** @throws LupaxRefusal `bad_input` when it is not a whole number from 0 */
export function readOffset(value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value !== 'string' || !/^\d+$/.test(value))
    throw new LupaxRefusal('bad_input', 'offset must be 0 or more');
  return Number(value);
}

export function takePage<T>(rows: T[], offset: number): T[] {
  return rows.slice(offset, offset + PAGE_SIZE);
}
