import type { Pair, Side } from '../../server/sync/core/pair.ts';

/** An entry in one line of the trace. */
export function describePair({ origin, outlook, lupax, pending, failures }: Pair): string {
  const side = (title: string | undefined, { gone, base, sent }: Side<unknown>): string =>
    `"${title ?? (gone ? 'gone' : 'not there')}" (base ${base?.['title'] ?? 'none'}, sent ${sent?.['title'] ?? 'none'})`;
  const sides = `${side(outlook.seen?.title, outlook)} | ${side(lupax.seen?.item.title, lupax)}`;
  return `${origin}: ${sides}${pending ? `, waits for ${pending.side}` : ''}${failures > 0 ? `, ${failures} failures` : ''}`;
}
