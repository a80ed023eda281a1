import type { RunContext } from './context.ts';
import { settleUpdate } from './core/intent.ts';
import type { Pair } from './core/pair.ts';
import { showEvent } from './core/reconcile-outlook.ts';

/**
 * Asks for each item whose last change was announced and never answered, and takes what it shows into its entry. A change
 * feed may not show it yet, or shows it no more, when a person has undone it since.
 * @throws GraphError, LupaxError
 */
export async function settleUpdates(context: RunContext): Promise<void> {
  const open = [...context.index.all()].filter(({ intent }) => intent?.update);
  if (open.length === 0) return;
  const sideOf = ({ intent }: Pair) => intent!.update!.side;
  await Promise.all([
    readEvents(
      context,
      open.filter((pair) => sideOf(pair) === 'outlook'),
    ),
    readAppointments(
      context,
      open.filter((pair) => sideOf(pair) === 'lupax'),
    ),
  ]);
  for (const { id } of open) {
    const pair = context.index.get(id);
    if (pair) context.index.put(settleUpdate(pair));
  }
}

async function readEvents({ index, session }: RunContext, pairs: Pair[]): Promise<void> {
  const ids = pairs.flatMap(({ outlook }) => (outlook.seen ? [outlook.seen.id] : []));
  if (ids.length === 0) return;
  const lookups = await session.mailbox.lookUpEvents(ids);
  for (const { id, calendarId, outlook } of pairs) {
    const lookup = outlook.seen ? lookups.get(outlook.seen.id) : undefined;
    // Whether it is gone, was moved or made into a series is for the calendars to tell.
    if (!lookup?.found || lookup.isSeriesMaster) continue;
    showEvent(index, index.get(id)!, { ...lookup.event, calendarId: calendarId ?? lookup.event.calendarId });
  }
}

async function readAppointments({ index, session }: RunContext, pairs: Pair[]): Promise<void> {
  await Promise.all(
    pairs.map(async ({ id, lupax }) => {
      if (lupax.seen?.type !== 'appointment') return;
      const item = await session.lupax.readAppointment(lupax.seen.item.id);
      const pair = index.get(id)!;
      if (item) index.put({ ...pair, lupax: { ...pair.lupax, seen: { type: 'appointment', item } } });
    }),
  );
}
