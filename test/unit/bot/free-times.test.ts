import { expect, test } from 'vitest';
import { findFreeTimes } from '../../../server/meetings/free-times.ts';

const BASE = {
  busy: [] as { start: string; end: string }[],
  from: '2026-12-03T07:00:00Z',
  to: '2026-12-10T00:00:00Z',
  durationMinutes: 45,
  working: { days: [1, 2, 3, 4, 5], from: '08:00', to: '17:00' },
  timeZone: 'Europe/Berlin',
  now: Date.parse('2026-12-02T09:00:00Z'),
  limit: 3,
};
const starts = (query: Partial<typeof BASE> & { daily?: { from: string; to: string } }) =>
  findFreeTimes({ ...BASE, ...query }).map(({ start }) => start);

test('proposes times one after the other within the working time', () => {
  expect(starts({})).toEqual(['2026-12-03T07:00:00.000Z', '2026-12-03T08:00:00.000Z', '2026-12-03T09:00:00.000Z']);
});

test('nobody is asked to be in two places, work at night or at the weekend', () => {
  const busy = [{ start: '2026-12-03T06:00:00Z', end: '2026-12-04T14:30:00Z' }];
  expect(starts({ busy })).toEqual([
    '2026-12-04T14:30:00.000Z',
    '2026-12-07T07:00:00.000Z',
    '2026-12-07T08:00:00.000Z',
  ]);
});

test('nothing in the past', () => {
  expect(starts({ from: '2026-12-01T00:00:00Z', limit: 1 })).toEqual(['2026-12-02T09:00:00.000Z']);
});

test('only the wanted part of the day counts; in the evening the wish does', () => {
  expect(starts({ daily: { from: '13:00', to: '18:00' }, limit: 1 })).toEqual(['2026-12-03T12:00:00.000Z']);
  expect(starts({ daily: { from: '19:00', to: '21:00' }, limit: 1 })).toEqual(['2026-12-03T18:00:00.000Z']);
});

test('over the change of clocks, the wall time stays', () => {
  const found = starts({ from: '2027-03-26T00:00:00Z', to: '2027-04-01T00:00:00Z', durationMinutes: 480, limit: 2 });
  expect(found).toEqual(['2027-03-26T07:00:00.000Z', '2027-03-29T06:00:00.000Z']);
});
