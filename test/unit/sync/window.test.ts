import { describe, expect, test } from 'vitest';
import { computeWindow, endsBefore, isInWindow, isWellInWindow } from '../../../server/sync/core/window.ts';
import { JANUARY } from './make.ts';

const at = (start: string, end: string) => ({ allDay: false as const, start, end, zone: 'Europe/Berlin' });
const days = (start: string, end: string) => ({ allDay: true as const, start, end });

describe('the window', () => {
  test('is made of whole UTC days and reaches to the end of the last one', () => {
    expect(computeWindow(Date.parse('2026-03-15T13:45:12Z'), 30, 365)).toEqual({
      start: '2026-02-13T00:00:00Z',
      end: '2027-03-16T00:00:00Z',
    });
  });

  test('moves once a day, not with the clock', () => {
    const early = computeWindow(Date.parse('2026-03-15T00:00:00Z'), 1, 1);
    expect(computeWindow(Date.parse('2026-03-15T23:59:59Z'), 1, 1)).toEqual(early);
    expect(computeWindow(Date.parse('2026-03-16T00:00:00Z'), 1, 1)).not.toEqual(early);
  });

  test('without past days still holds today', () => {
    const now = Date.parse('2026-03-15T13:00:00Z');
    expect(isInWindow(at('2026-03-15T01:00:00Z', '2026-03-15T02:00:00Z'), computeWindow(now, 0, 1))).toBe(true);
  });
});

describe('an entry', () => {
  test('belongs to the window as soon as it overlaps it', () => {
    expect(isInWindow(at('2025-12-31T23:00:00Z', '2026-01-01T00:00:01Z'), JANUARY)).toBe(true);
    expect(isInWindow(at('2026-01-31T23:59:59Z', '2026-02-02T00:00:00Z'), JANUARY)).toBe(true);
    expect(isInWindow(at('2025-06-01T00:00:00Z', '2026-06-01T00:00:00Z'), JANUARY)).toBe(true);
  });

  test('that ends where the window begins, or begins where it ends, does not', () => {
    expect(isInWindow(at('2025-12-31T23:00:00Z', '2026-01-01T00:00:00Z'), JANUARY)).toBe(false);
    expect(isInWindow(at('2026-02-01T00:00:00Z', '2026-02-01T01:00:00Z'), JANUARY)).toBe(false);
  });

  test('without a duration takes place at its start', () => {
    expect(isInWindow(at('2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'), JANUARY)).toBe(true);
    expect(isInWindow(at('2026-02-01T00:00:00Z', '2026-02-01T00:00:00Z'), JANUARY)).toBe(false);
  });

  test('that lasts all day counts with its days', () => {
    expect(isInWindow(days('2026-01-31', '2026-02-01'), JANUARY)).toBe(true);
    expect(isInWindow(days('2026-02-01', '2026-02-02'), JANUARY)).toBe(false);
  });

  test('must have been shown only at a day’s distance from both ends', () => {
    expect(isWellInWindow(days('2026-01-01', '2026-01-02'), JANUARY)).toBe(false);
    expect(isWellInWindow(days('2026-01-02', '2026-01-03'), JANUARY)).toBe(true);
    expect(isWellInWindow(at('2026-01-31T01:00:00Z', '2026-01-31T02:00:00Z'), JANUARY)).toBe(false);
    expect(isWellInWindow(at('2026-01-30T22:00:00Z', '2026-01-30T23:00:00Z'), JANUARY)).toBe(true);
  });

  test('ends before an instant only when it is over by then', () => {
    expect(endsBefore(at('2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z'), '2026-01-01T01:00:00Z')).toBe(false);
    expect(endsBefore(at('2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z'), '2026-01-01T01:00:01Z')).toBe(true);
  });
});
