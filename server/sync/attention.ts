import type { AttentionRecord, Change } from '../store/types.ts';
import type { RunContext } from './context.ts';
import { TRIES_BEFORE_ATTENTION } from './bookkeeping.ts';
import type { AttentionCode, PairPlan } from './core/plan-types.ts';
import type { Pair } from './core/pair.ts';

/** Codes whose records name an entry: their key ends in its id. */
const OF_ENTRIES: ReadonlySet<string> = new Set<AttentionCode | 'write_refused'>([
  'edit_put_back',
  'deletion_put_back',
  'recreated_after_edit',
  'write_refused',
]);

/** What a plan tells the user about entries, as records; those that are already listed keep their date. */
export function listAttention(context: RunContext, plans: readonly PairPlan[]): Change[] {
  const changes: Change[] = [];
  for (const plan of plans) {
    const pair = context.index.get(plan.pairId);
    if (!pair) continue;
    for (const { code } of plan.attention) addRecord(context, changes, pair, code);
  }
  return changes;
}

/** Entries whose writes keep being refused are listed until they succeed; of entries that are over nothing is listed. */
export function listRefusals(context: RunContext): Change[] {
  const changes: Change[] = [];
  for (const pair of context.index.all()) {
    if (pair.failures >= TRIES_BEFORE_ATTENTION) addRecord(context, changes, pair, 'write_refused');
  }
  for (const [key, record] of context.document.list('attention')) {
    if (!OF_ENTRIES.has(record.code)) continue;
    const pair = context.index.get(key.slice(key.indexOf(':') + 1));
    const over = !pair || (record.code === 'write_refused' && pair.failures === 0);
    if (over) changes.push({ collection: 'attention', key, value: null });
  }
  return changes;
}

function addRecord(context: RunContext, changes: Change[], pair: Pair, code: string): void {
  const key = `${code}:${pair.id}`;
  if (context.document.get('attention', key)) return;
  const title = pair.outlook.seen?.title ?? pair.lupax.seen?.item.title ?? '';
  const entry: AttentionRecord['entry'] = pair.outlook.seen
    ? { side: 'outlook', id: pair.outlook.seen.id }
    : { side: 'lupax', id: String(pair.lupaxRef?.id ?? '') };
  const since = new Date(context.now()).toISOString();
  changes.push({ collection: 'attention', key, value: { id: key, code, since, params: { title }, entry } });
}
