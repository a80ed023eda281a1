import { expect, test } from 'vitest';
import type { OutlookEvent } from '../../../server/sync/core/outlook-event.ts';
import { createPairIndex } from '../../../server/sync/core/pair-index.ts';
import { reconcileAppointments } from '../../../server/sync/core/reconcile-lupax.ts';
import { markEventGone, showEvent } from '../../../server/sync/core/reconcile-outlook.ts';
import { asItem, JANUARY, makeAgreed, makeCopy, makeEvent } from './make.ts';

const agreed = makeAgreed('outlook', makeEvent(), asItem(makeCopy()));
const refused = { ...agreed, failures: 3, retryAt: '2026-01-12T00:00:00Z' };
const rested = { failures: 0, retryAt: null };
const resting = { failures: 3, retryAt: '2026-01-12T00:00:00Z' };

function afterSeeing(event: OutlookEvent) {
  const index = createPairIndex([refused], () => 'new');
  showEvent(index, refused, event);
  return index.get(refused.id);
}

function afterFeed(change: Parameters<typeof reconcileAppointments>[1]['changes'][number]) {
  const index = createPairIndex([refused], () => 'new');
  reconcileAppointments(index, { changes: [change], complete: false }, JANUARY.start);
  return index.get(refused.id);
}

test('an entry whose write was refused rests no longer when its event changed or went', () => {
  expect(afterSeeing(makeEvent({ title: 'Abbau' }))).toMatchObject(rested);
  const index = createPairIndex([refused], () => 'new');
  markEventGone(index, refused.id);
  expect(index.get(refused.id)).toMatchObject(rested);
});

test('an entry whose write was refused rests no longer when its appointment changed or went', () => {
  const appointment = makeCopy();
  expect(afterFeed({ deleted: false, appointment: { ...appointment, revision: 9 } })).toMatchObject(rested);
  expect(afterFeed({ deleted: true, id: appointment.id, revision: 9 })).toMatchObject(rested);
});

test('it rests on when nothing that anybody sees has changed', () => {
  expect(afterSeeing(makeEvent({ etag: 'W/"another"' }))).toMatchObject(resting);
  expect(afterFeed({ deleted: false, appointment: makeCopy() })).toMatchObject(resting);
});
