import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createThrottle } from '../../../server/http/throttle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the first value goes on at once, then the latest one once a pause, and nothing where nothing came', () => {
  const told: number[] = [];
  const throttle = createThrottle<number>(100, (value) => void told.push(value));
  for (let value = 1; value <= 5; value += 1) throttle.tell(value);
  expect(told).toEqual([1]);
  vi.advanceTimersByTime(100);
  expect(told).toEqual([1, 5]);
  vi.advanceTimersByTime(1_000);
  throttle.tell(6);
  expect(told).toEqual([1, 5, 6]);
});

test('what still waits goes on when it is flushed, and not again later', () => {
  const told: number[] = [];
  const throttle = createThrottle<number>(100, (value) => void told.push(value));
  throttle.tell(1);
  throttle.tell(2);
  throttle.flush();
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([1, 2]);
});
