import { expect, test } from 'vitest';
import type { RunContext } from '../../../server/sync/context.ts';
import { createPairIndex } from '../../../server/sync/core/pair-index.ts';
import type { Pair } from '../../../server/sync/core/pair.ts';
import { planPair } from '../../../server/sync/core/plan.ts';
import { lookAhead } from '../../../server/sync/look-ahead.ts';
import { createTurns } from '../../../server/sync/turns.ts';
import { asItem, editEvent, makeAgreed, makeContext, makeCopy, makeEvent } from './make.ts';

/** In sync, without anybody having noted what was sent. */
function makeWritten(id: string): Pair {
  const pair = makeAgreed('outlook', makeEvent(), asItem(makeCopy()));
  return { ...pair, id, outlook: { ...pair.outlook, sent: null }, lupax: { ...pair.lupax, sent: null } };
}

test('what was written is settled ahead of the next plan, unless it has something left to be done or was read again since', async () => {
  const settled = makeWritten('settled');
  const edited = editEvent(makeWritten('edited'), { title: 'Anders' });
  const changed = makeWritten('changed');
  const read = { ...changed };
  const index = createPairIndex([settled, edited, read], () => 'new');
  const context = { index, turns: createTurns() } as unknown as RunContext;
  const planAgain = (pair: Pair) => planPair(pair, makeContext());
  await lookAhead(context, { plan: { planAgain }, donePairs: [settled, edited, changed] });
  expect([...index.takeChanges().keys()]).toEqual(['settled']);
  expect(index.get('settled')!.lupax.sent).not.toBeNull();
  expect(index.get('changed')).toBe(read);
});
