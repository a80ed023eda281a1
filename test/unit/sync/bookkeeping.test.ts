import { expect, test } from 'vitest';
import { noteWrite } from '../../../server/sync/bookkeeping.ts';
import type { RunContext } from '../../../server/sync/context.ts';
import { createPairIndex } from '../../../server/sync/core/pair-index.ts';
import { planPair } from '../../../server/sync/core/plan.ts';
import { asItem, editAppointment, makeAgreed, makeContext, makeCopy, makeEvent } from './make.ts';

test('what a person closed stays that person’s wish when only the first of two writes of its entry is answered', () => {
  const agreed = makeAgreed('outlook', makeEvent(), asItem(makeCopy()));
  const closed = editAppointment(agreed, { visibility: 'title_and_notes_private', title: 'Abbau' });
  const plan = planPair(closed, makeContext());
  const [first, ...later] = plan.operations;
  expect(later).toHaveLength(1);
  const index = createPairIndex([closed], () => 'none');
  const copy = makeCopy({ visibility: 'title_and_notes_private', title: 'Abbau', location: '', revision: 2 });
  noteWrite({ index } as RunContext, { operation: first!, later, plan }, copy);
  expect(planPair(index.get(closed.id)!, makeContext()).raisedVisibility).toBe('title_and_notes_private');
});
