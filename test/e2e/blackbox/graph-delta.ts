import { DateTime } from 'luxon';
import {
  currentSequence,
  expand,
  toInstant,
  type GraphCalendar,
  type GraphEvent,
  type Mailbox,
} from './graph-mailbox.ts';
import { refuse, type Call, type GraphEmulator } from './graph.ts';
import { showEvent, showSlim } from './graph-shapes.ts';
import type { Reply } from './listen.ts';

interface Token {
  calendarId: string;
  from: string;
  to: string;
  /** Changes after this one; 0 is a full round. */
  since: number;
  /** Of a page: where it starts, and up to which change the round reads. */
  offset: number;
  until: number;
  generation: number;
  first: boolean;
}

const LONGEST_DAYS = 1_825;

/** `calendarView/delta` of one calendar. */
export function answerDelta(
  graph: GraphEmulator,
  mailbox: Mailbox,
  calendar: GraphCalendar,
  call: Call,
  zone: string,
): Reply {
  const token = readToken(graph, calendar, call);
  if (!isToken(token)) return token;
  const items = listItems(graph, mailbox, token, zone);
  const wanted = Number(/odata\.maxpagesize\s*=\s*(\d+)/i.exec(call.headers.prefer ?? '')?.[1] ?? 10);
  const size = Math.min(wanted, graph.variant.pageSize);
  const empty = token.first && token.since === 0 && graph.variant.emptyFirstPage;
  const page = empty ? [] : items.slice(token.offset, token.offset + size);
  const offset = token.offset + page.length;
  const more = empty || offset < items.length;
  const next: Token = more
    ? { ...token, offset, first: false }
    : { ...token, since: token.until, offset: 0, until: 0, first: true };
  const origin = graph.variant.foreignLinks ? 'https://graph.microsoft.com' : graph.url;
  const place = `${origin}/v1.0/users('${mailbox.oid}')/calendars('${encodeURIComponent(calendar.id)}')/calendarView/delta`;
  const text = Buffer.from(JSON.stringify(next)).toString('base64url');
  return {
    status: 200,
    headers: { 'Preference-Applied': 'odata.track-changes' },
    body: {
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#Collection(event)',
      value: page,
      [more ? '@odata.nextLink' : '@odata.deltaLink']: `${place}?${more ? '$skiptoken' : '$deltatoken'}=${text}`,
    },
  };
}

function readToken(graph: GraphEmulator, calendar: GraphCalendar, { query, path }: Call): Token | Reply {
  const given = query.get('$deltatoken') ?? query.get('$skiptoken');
  if (given !== null) {
    if ([...query.keys()].length !== 1) {
      graph.violations.push(`a delta link was changed: ${path}?${query.toString()}`);
      return refuse(400, 'BadRequest');
    }
    if (graph.breakRound && query.has('$skiptoken')) {
      graph.breakRound = false;
      return refuse(410, 'syncStateNotFound');
    }
    const token = JSON.parse(Buffer.from(given, 'base64url').toString()) as Token;
    if (token.generation !== graph.generation)
      return refuse(410, 'SyncStateNotFound', 'The sync state generation is not found; generation=149');
    return { ...token, until: token.until || currentSequence() };
  }
  const from = query.get('startDateTime');
  const to = query.get('endDateTime');
  const unknown = [...query.keys()].find((key) => key !== 'startDateTime' && key !== 'endDateTime');
  if (!from || !to || unknown) {
    graph.violations.push(`delta with ${query.toString()}`);
    return refuse(400, 'BadRequest', 'query options of delta');
  }
  const days = DateTime.fromISO(to).diff(DateTime.fromISO(from), 'days').days;
  if (!(days > 0 && days <= LONGEST_DAYS)) {
    graph.violations.push(`delta over ${days} days`);
    return refuse(400, 'ErrorInvalidRequest', 'The range between the start and end dates is greater than allowed.');
  }
  const until = currentSequence();
  return { calendarId: calendar.id, from, to, since: 0, offset: 0, until, generation: graph.generation, first: true };
}

function isToken(value: Token | Reply): value is Token {
  return 'calendarId' in value;
}

function listItems(graph: GraphEmulator, mailbox: Mailbox, token: Token, zone: string): Record<string, unknown>[] {
  const from = DateTime.fromISO(token.from, { zone: 'utc' });
  const to = DateTime.fromISO(token.to, { zone: 'utc' });
  const overlaps = (event: { start: string; end: string }, of: GraphEvent): boolean =>
    toInstant(event.start, of.zone) < to && toInstant(event.end, of.zone) > from;
  const items: Record<string, unknown>[] = [];
  for (const event of mailbox.events.values()) {
    if (event.calendarId !== token.calendarId) continue;
    if (event.sequence <= token.since || event.sequence > token.until) continue;
    const removed = { '@odata.type': '#microsoft.graph.event', id: event.id, '@removed': { reason: 'deleted' } };
    if (event.gone) {
      if (token.since > 0) items.push(removed);
      continue;
    }
    if (event.type !== 'seriesMaster') {
      if (overlaps(event, event)) items.push(showEvent(event, zone));
      else if (token.since > 0) items.push(removed);
      continue;
    }
    // Occurrences may come before their master.
    items.push(
      ...expand(event)
        .filter((one) => overlaps(one, event))
        .map(showSlim),
    );
    if (token.since > 0 || graph.variant.masters) items.push(showEvent(event, zone));
  }
  return items;
}
