import { badRequest, invalidRequest, unknownProperty } from './errors.ts';
import { canonicalPropertyId } from './event-input.ts';
import { parseFilter } from './odata-filter.ts';
import type { Filter } from './odata-filter.ts';
import type { GraphRequest, Preferences } from './request.ts';
import type { Json } from './types.ts';

const MAX_TOP = 1_000;

/** Where links point: at the real service, whatever address this one was reached at. */
export const GRAPH_ORIGIN = 'https://graph.microsoft.com/v1.0';

/** The value of a query option, with or without its dollar sign, names in any case. */
export function queryOption(request: GraphRequest, name: string): string | undefined {
  return request.query.get(`$${name}`) ?? request.query.get(name);
}

/** Splits at commas that are not inside parentheses or quotes. */
function splitList(text: string): string[] {
  const parts: string[] = [];
  let [depth, quoted, from] = [0, false, 0];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "'") quoted = !quoted;
    else if (!quoted && char === '(') depth++;
    else if (!quoted && char === ')') depth--;
    else if (!quoted && depth === 0 && char === ',') {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)].map((part) => part.trim()).filter((part) => part !== '');
}

/** Reads `$select` against the properties a type has. 400 on a name that is not one of them. */
export function readSelect(request: GraphRequest, known: ReadonlySet<string>, type: string): string[] | null {
  const text = queryOption(request, 'select');
  if (text === undefined || text === '') return null;
  return splitList(text).map((name) => {
    const plain = name.split('/')[0]!;
    if (plain !== '*' && !known.has(plain)) throw unknownProperty(plain, type);
    return plain;
  });
}

/** Keeps what was selected; Outlook always adds id and etag. */
export function applySelect(item: Json, select: string[] | null): Json {
  if (!select || select.includes('*')) return item;
  const kept = Object.entries(item).filter(([name]) => name === 'id' || name.startsWith('@') || select.includes(name));
  return Object.fromEntries(kept);
}

export interface Expand {
  /** Canonical ids of the extended properties asked for, with the spelling to answer in. */
  readonly properties: ReadonlyMap<string, string>;
  readonly names: readonly string[];
}

function readWantedIds(filter: Filter): string[] {
  if (filter.kind === 'or') return [...readWantedIds(filter.left), ...readWantedIds(filter.right)];
  return filter.kind === 'compare' && filter.path === 'id' && filter.operator === 'eq' ? [String(filter.value)] : [];
}

/** Reads `$expand`. Extended properties are only given for the ids named in its `$filter`. */
export function readExpand(request: GraphRequest, known: readonly string[], type: string): Expand {
  const properties = new Map<string, string>();
  const names: string[] = [];
  for (const part of splitList(queryOption(request, 'expand') ?? '')) {
    const match = /^(\w+)(?:\(([\s\S]*)\))?$/.exec(part);
    if (!match || !known.includes(match[1]!)) throw unknownProperty(match?.[1] ?? part, type);
    names.push(match[1]!);
    const filter = /\$filter\s*=\s*([^;]*)/i.exec(match[2] ?? '')?.[1];
    if (match[1] !== 'singleValueExtendedProperties' || filter === undefined) continue;
    for (const id of readWantedIds(parseFilter(filter))) properties.set(canonicalPropertyId(id), id);
  }
  return { properties, names };
}

function readCount(request: GraphRequest, name: string): number | null {
  const text = queryOption(request, name);
  if (text === undefined) return null;
  if (!/^\d+$/.test(text)) throw badRequest(`Invalid value '${text}' for $${name} query option found.`);
  return Number(text);
}

export interface PageRequest {
  readonly skip: number;
  readonly size: number;
}

/** Reads `$top` and `$skip`; without `$top`, `Prefer: odata.maxpagesize` and then the default decide. */
export function readPage(request: GraphRequest, preferences: Preferences, defaultSize: number): PageRequest {
  const top = readCount(request, 'top');
  if (top === 0) throw invalidRequest('The $top query option must be greater than 0.');
  const size = Math.min(top ?? preferences.maxPageSize ?? defaultSize, MAX_TOP);
  return { skip: readCount(request, 'skip') ?? readCount(request, 'skiptoken') ?? 0, size };
}

/** A link to the same request with another query. */
export function createLink(request: GraphRequest, changes: Record<string, string | null>): string {
  const query = new Map(request.query);
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name);
    if (value !== null) query.set(name, value);
  }
  const pairs = [...query].map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${GRAPH_ORIGIN}${request.path}?${pairs.join('&')}`;
}

/** A page of a list with the link to the next one. */
export function createPage<T>(
  request: GraphRequest,
  items: readonly T[],
  page: PageRequest,
  render: (item: T) => Json,
): Json {
  const value = items.slice(page.skip, page.skip + page.size).map(render);
  const next = page.skip + page.size;
  return {
    ...(queryOption(request, 'count') === 'true' && { '@odata.count': items.length }),
    value,
    ...(next < items.length && { '@odata.nextLink': createLink(request, { $skip: String(next) }) }),
  };
}
