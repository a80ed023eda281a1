import { renderCalendar } from './calendar-reader.ts';
import { GraphError, badRequest } from './errors.ts';
import { canonicalPropertyId } from './event-input.ts';
import { refIdOf, renderEvent, typeOf } from './event-reader.ts';
import { fieldsOf } from './occurrences.ts';
import { matchesFilter, parseFilter } from './odata-filter.ts';
import type { Filter, Lookup } from './odata-filter.ts';
import { applySelect, queryOption } from './odata-query.ts';
import type { Expand } from './odata-query.ts';
import type { GraphRequest, Preferences } from './request.ts';
import type { Calendar, EventRef, Json, Mailbox, StoredEvent } from './types.ts';
import { formatInstant } from './zones.ts';

const PROPERTIES = 'singleValueExtendedProperties';

/** The names `$select` accepts for an event. */
export const EVENT_PROPERTIES: ReadonlySet<string> = new Set(
  [
    'id createdDateTime lastModifiedDateTime changeKey categories transactionId originalStartTimeZone originalEndTimeZone',
    'iCalUId uid reminderMinutesBeforeStart isReminderOn hasAttachments subject bodyPreview importance sensitivity isAllDay',
    'isCancelled isOrganizer responseRequested seriesMasterId showAs type webLink onlineMeetingUrl isOnlineMeeting',
    'onlineMeetingProvider allowNewTimeProposals occurrenceId isDraft hideAttendees responseStatus body start end location',
    'locations recurrence attendees organizer onlineMeeting originalStart cancelledOccurrences exceptionOccurrences',
    'singleValueExtendedProperties multiValueExtendedProperties extensions instances attachments calendar',
  ].flatMap((line) => line.split(' ')),
);
export const EVENT_EXPANSIONS = [
  PROPERTIES,
  'multiValueExtendedProperties',
  'extensions',
  'exceptionOccurrences',
  'calendar',
  'attachments',
  'instances',
];

/** The extended properties of an event or instance. */
export function extendedOf({ event, day }: EventRef): ReadonlyMap<string, string> {
  return (day === null ? undefined : event.exceptions.get(day)?.extended) ?? event.extended;
}

/** Writes what `$expand` asked for; without a `$filter` that names ids, extended properties are not given. */
function renderExpanded(ref: EventRef, expand: Expand, immutableIds: boolean): Json {
  const extended = extendedOf(ref);
  const found = [...expand.properties].filter(([canonical]) => extended.has(canonical));
  return {
    ...(found.length > 0 && { [PROPERTIES]: found.map(([canonical, id]) => ({ id, value: extended.get(canonical) })) }),
    ...(expand.names.includes('extensions') && { extensions: [...ref.event.extensions.values()] }),
    ...(expand.names.includes('calendar') && { calendar: renderCalendar(ref.event.calendar, immutableIds) }),
  };
}

/** Writes an event for a list or a GET. */
export function renderSelected(ref: EventRef, preferences: Preferences, select: string[] | null, expand: Expand): Json {
  return {
    ...applySelect(renderEvent(ref, preferences), select),
    ...renderExpanded(ref, expand, preferences.immutableIds),
  };
}

function lookup(ref: EventRef, path: string): unknown {
  const { event, day } = ref;
  const fields = fieldsOf(ref);
  switch (path) {
    case 'start/dateTime':
      return formatInstant(fields.start.utcMs);
    case 'end/dateTime':
      return formatInstant(fields.end.utcMs);
    case 'createdDateTime':
      return formatInstant(event.createdMs);
    case 'lastModifiedDateTime':
      return formatInstant(event.modifiedMs);
    case 'id':
      return refIdOf(ref, true);
    case 'iCalUId':
    case 'uid':
      return path === 'uid' || day === null ? event.uid : null;
    case 'type':
      return typeOf(ref);
    case 'seriesMasterId':
      return day === null ? null : event.immutableId;
    case 'organizer/emailAddress/address':
      return fields.organizer.address;
    case 'organizer/emailAddress/name':
      return fields.organizer.name;
    case 'location/displayName':
      return fields.location['displayName'];
    case 'responseStatus/response':
      return fields.responseStatus.response;
  }
  if (path in fields && typeof fields[path as keyof typeof fields] !== 'object')
    return fields[path as keyof typeof fields];
  if (EVENT_PROPERTIES.has(path)) {
    throw new GraphError(400, 'ErrorInvalidUrlQueryFilter', `The property '${path}' does not support filtering.`);
  }
  throw badRequest(`Could not find a property named '${path}' on type 'microsoft.graph.event'.`);
}

function elements(ref: EventRef, path: string): Lookup[] {
  if (path === PROPERTIES) {
    return [...extendedOf(ref)].map(
      ([id, value]) =>
        (name) =>
          name === 'id' ? id : value,
    );
  }
  if (path === 'categories') return fieldsOf(ref).categories.map((category) => () => category);
  if (path === 'attendees') {
    return fieldsOf(ref).attendees.map(
      (attendee) => (name) => name.endsWith('address') && attendee.emailAddress.address,
    );
  }
  throw badRequest(`Could not find a property named '${path}' on type 'microsoft.graph.event'.`);
}

/** Spells the property ids of a filter canonically, and collects those that every match must bear. */
function prepare(filter: Filter, insideProperties: boolean): { filter: Filter; required: string[] } {
  if (filter.kind === 'and' || filter.kind === 'or') {
    const [left, right] = [prepare(filter.left, insideProperties), prepare(filter.right, insideProperties)];
    const required = filter.kind === 'and' ? [...left.required, ...right.required] : [];
    return { filter: { ...filter, left: left.filter, right: right.filter }, required };
  }
  if (filter.kind === 'not')
    return { filter: { ...filter, inner: prepare(filter.inner, insideProperties).filter }, required: [] };
  if (filter.kind === 'any') {
    const inner = prepare(filter.inner, filter.path === PROPERTIES);
    return { filter: { ...filter, inner: inner.filter }, required: inner.required };
  }
  if (insideProperties && filter.kind === 'compare' && filter.path.endsWith('/id')) {
    const id = canonicalPropertyId(String(filter.value));
    return { filter: { ...filter, value: id }, required: filter.operator === 'eq' ? [id] : [] };
  }
  return { filter, required: [] };
}

function findCandidates(mailbox: Mailbox, calendars: readonly Calendar[], required: string | undefined): EventRef[] {
  const whole = (event: StoredEvent): EventRef => ({ event, day: null });
  if (required === undefined) return calendars.flatMap((calendar) => [...calendar.events].map(whole));
  const bearing = [...(mailbox.eventsByProperty.get(required) ?? [])];
  return bearing
    .filter((event) => calendars.includes(event.calendar))
    .flatMap((event) => [whole(event), ...[...event.exceptions.keys()].map((day) => ({ event, day }))]);
}

/** The value a filter of the usual form `Any(ep: ep/id eq … and ep/value eq …)` looks for; null for any other form. */
function findWantedValue(filter: Filter): string | null {
  if (filter.kind !== 'any' || filter.inner.kind !== 'and') return null;
  for (const side of [filter.inner.left, filter.inner.right]) {
    const isValue = side.kind === 'compare' && side.operator === 'eq' && side.path.endsWith('/value');
    if (isValue && side.value !== null) return String(side.value).toLowerCase();
  }
  return null;
}

/** Applies `$filter`: single events and masters; exceptions only when they bear the property that is searched for. */
export function filterEvents(request: GraphRequest, mailbox: Mailbox, calendars: readonly Calendar[]): EventRef[] {
  const text = queryOption(request, 'filter');
  if (text === undefined) return findCandidates(mailbox, calendars, undefined);
  const { filter, required } = prepare(parseFilter(text), false);
  const wanted = required.length === 1 ? findWantedValue(filter) : null;
  const candidates = findCandidates(mailbox, calendars, required[0]);
  // Searching by marker is what a sync does most: most candidates are told apart by their value alone.
  const likely = (ref: EventRef) => wanted === null || extendedOf(ref).get(required[0]!)?.toLowerCase() === wanted;
  return candidates.filter(likely).filter((ref) =>
    matchesFilter(
      filter,
      (path) => lookup(ref, path),
      (path) => elements(ref, path),
    ),
  );
}

/** Applies `$filter` to the instances of a view. */
export function filterInstances(request: GraphRequest, refs: readonly EventRef[]): readonly EventRef[] {
  const text = queryOption(request, 'filter');
  if (text === undefined) return refs;
  const { filter } = prepare(parseFilter(text), false);
  return refs.filter((ref) =>
    matchesFilter(
      filter,
      (path) => lookup(ref, path),
      (path) => elements(ref, path),
    ),
  );
}

/** Applies `$orderby`; without one the order is kept. */
export function orderEvents(request: GraphRequest, refs: readonly EventRef[]): readonly EventRef[] {
  const text = queryOption(request, 'orderby');
  if (text === undefined) return refs;
  const [path, direction = 'asc'] = text.split(',')[0]!.trim().split(/\s+/);
  const keyed = refs.map((ref) => ({ ref, key: String(lookup(ref, path!)) }));
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
  return keyed.sort((a, b) => sign * (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ ref }) => ref);
}
