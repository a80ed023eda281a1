import { readLink, type RunContext } from './context.ts';
import { settleDeletion } from './core/announced-deletion.ts';
import type { SideName } from './core/entry.ts';
import { changeIntent, settleUnanswered, settleUpdate } from './core/intent.ts';
import { mayStillArrive } from './core/late.ts';
import type { Pair } from './core/pair.ts';
import { markGone } from './core/reconcile-lupax.ts';
import { chooseCalendar, markEventGone, showEvent } from './core/reconcile-outlook.ts';
import type { ChangedMeanwhile } from './write-errors.ts';

/**
 * Asks for each item whose last change or deletion was announced and never answered, and takes what it shows into its
 * entry. A change feed may not show it yet, or shows it no more, when a person has undone it since. What may still arrive
 * is asked for with each round until then.
 * @throws GraphError, LupaxError
 */
export async function settleAnnounced(context: RunContext): Promise<void> {
  announceRemoval(context);
  const open = [...context.index.all()].filter((pair) => concerns(pair, 'outlook') || concerns(pair, 'lupax'));
  if (open.length === 0) return;
  await Promise.all([
    readEvents(
      context,
      open.filter((pair) => concerns(pair, 'outlook')),
    ),
    readAppointments(
      context,
      open.filter((pair) => concerns(pair, 'lupax')),
    ),
  ]);
  const now = new Date(context.now()).toISOString();
  for (const { id } of open) {
    const pair = context.index.get(id);
    if (pair) take(context, pair, settleDeletion(settleUnanswered(pair, now), now));
  }
}

/**
 * The same for one entry whose write was refused, and whose item was read since: that write does not come any more. Unless
 * a try before it may have been carried out, whatever its item shows is a person's doing, also what we were about to write.
 */
export function settlePairAnnounced(context: RunContext, pairId: string, { mayBeDone }: ChangedMeanwhile): void {
  const pair = context.index.get(pairId);
  if (!pair?.intent) return;
  const settled = mayBeDone ? settleUpdate(pair) : changeIntent(pair, { update: null });
  take(context, pair, settleDeletion(settled, new Date(context.now()).toISOString()));
}

function take({ index }: RunContext, pair: Pair, settled: Pair | null): void {
  if (settled === null) index.remove(pair.id);
  else if (settled !== pair) index.put(settled);
}

/** Copies that were adopted although they were about to be taken back: a deletion may still be on its way. */
function announceRemoval({ document, index, now }: RunContext): void {
  const since = readLink(document).removalAt;
  if (since === undefined || !mayStillArrive(since, new Date(now()).toISOString())) return;
  for (const pair of [...index.all()]) {
    const adopted = pair.outlook.seen && pair.lupax.seen && !pair.outlook.base && !pair.lupax.base;
    const side = pair.origin === 'outlook' ? 'lupax' : 'outlook';
    if (adopted) index.put(changeIntent(pair, { deletion: { side, since } }));
  }
}

function concerns({ intent, late }: Pair, side: SideName): boolean {
  const isLate = late?.some(({ update }) => update.side === side) === true;
  return isLate || intent?.update?.side === side || intent?.deletion?.side === side;
}

async function readEvents({ index, session }: RunContext, pairs: Pair[]): Promise<void> {
  const ids = pairs.flatMap(({ outlook }) => (outlook.seen ? [outlook.seen.id] : []));
  if (ids.length === 0) return;
  const lookups = await session.mailbox.lookUpEvents(ids);
  for (const pair of pairs) {
    const { id, outlook, intent } = pair;
    const lookup = outlook.seen ? lookups.get(outlook.seen.id) : undefined;
    if (lookup && !lookup.found && intent?.deletion?.side === 'outlook') markEventGone(index, id);
    // Whether any other is gone or was made into a series is for the calendars to tell.
    if (!lookup?.found || lookup.isSeriesMaster) continue;
    showEvent(index, index.get(id)!, { ...lookup.event, calendarId: chooseCalendar(pair, lookup.event) });
  }
}

async function readAppointments({ index, session }: RunContext, pairs: Pair[]): Promise<void> {
  await Promise.all(
    pairs.map(async ({ id, lupax, lupaxRef, intent }) => {
      if (lupax.seen?.type !== 'appointment') return;
      const item = await session.lupax.readAppointment(lupax.seen.item.id);
      const pair = index.get(id)!;
      if (item) index.put({ ...pair, lupax: { ...pair.lupax, seen: { type: 'appointment', item } } });
      else if (intent?.deletion?.side === 'lupax') markGone(index, lupaxRef!);
    }),
  );
}
