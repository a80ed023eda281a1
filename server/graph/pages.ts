import { GraphError } from './errors.ts';
import type { LinkReader } from './links.ts';
import type { GraphPath } from './path.ts';
import { isRecord } from './raw-event.ts';
import type { Requester } from './requester.ts';
import type { Answer } from './verdict.ts';

export interface Page {
  items: Record<string, unknown>[];
  nextLink: string | null;
  deltaLink: string | null;
}

const broken = (what: string): GraphError => new GraphError('unavailable', `a list of Graph ${what}`);

/** @throws GraphError `unavailable` when `value` is missing or an item is no object: never an empty list instead */
export function readPage(answer: Answer): Page {
  const body = isRecord(answer.body) ? answer.body : {};
  const value = body['value'];
  if (!Array.isArray(value)) throw broken('has no value');
  if (!value.every(isRecord)) throw broken('has an unreadable item');
  const readLink = (name: string): string | null => {
    const link = body[name];
    if (link === undefined || link === null) return null;
    if (typeof link !== 'string' || link === '') throw broken('has an unreadable link');
    return link;
  };
  return { items: value, nextLink: readLink('@odata.nextLink'), deltaLink: readLink('@odata.deltaLink') };
}

/** Empty pages may name the same next link again while the service is still looking. */
const MAX_VISITS_OF_A_LINK = 5;

/** Stops a list whose next links lead in a circle. */
export function guardAgainstCircles(): (link: string) => void {
  const visits = new Map<string, number>();
  return (link) => {
    const visit = (visits.get(link) ?? 0) + 1;
    if (visit > MAX_VISITS_OF_A_LINK) throw broken('leads in a circle');
    visits.set(link, visit);
  };
}

/** Follows a list from its first page, which was already answered, to its end. */
export async function readOn(
  requester: Requester,
  links: LinkReader,
  first: Answer,
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  const guard = guardAgainstCircles();
  let page = readPage(first);
  for (;;) {
    items.push(...page.items);
    if (page.nextLink === null) return items;
    guard(page.nextLink);
    page = readPage(await requester.call({ method: 'GET', ...links(page.nextLink) }));
  }
}

/** GETs a list with all its pages. */
export async function readList(
  requester: Requester,
  links: LinkReader,
  target: GraphPath,
): Promise<Record<string, unknown>[]> {
  return readOn(requester, links, await requester.call({ method: 'GET', ...target }));
}
