import { expect, test } from 'vitest';
import { formatMarker, parseMarker } from '../../../server/sync/core/marker.ts';

test('a marker names organisation, kind and id, and is read back', () => {
  const markers = [
    { organizationId: 12, type: 'appointment', id: 345 },
    { organizationId: 12, type: 'project', id: 6 },
  ] as const;
  expect(markers.map(formatMarker)).toEqual(['12/appointment/345', '12/project/6']);
  expect(markers.map(formatMarker).map(parseMarker)).toEqual(markers);
});

test('what this product did not write is no marker', () => {
  for (const text of [
    '',
    '12',
    '12/task/3',
    '12/appointment/',
    '/appointment/3',
    '12/appointment/3/4',
    ' 12/project/3',
    '-1/project/3',
  ]) {
    expect(parseMarker(text), text).toBeNull();
  }
});
