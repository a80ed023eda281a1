import {
  addEvent,
  cancelOccurrence,
  changeOccurrence,
  editEvent,
  expand,
  findOccurrence,
  removeEvent,
  type GraphEvent,
  type Mailbox,
} from './graph-mailbox.ts';
import { answerDelta } from './graph-delta.ts';
import { refuse, type Call, type GraphEmulator } from './graph.ts';
import { knownKeys, readEvent, showCalendar, showEvent, showPermissions } from './graph-shapes.ts';
import type { Reply } from './listen.ts';

const LIST_OPTIONS = ['$select', '$top', '$skip', '$filter', '$orderby', '$count', '$expand'];

/** Answers `/users/{id}{tail}`. */
export function answerCalendarCall(graph: GraphEmulator, mailbox: Mailbox, call: Call, tail: string): Reply {
  const fault = (text: string): Reply => {
    graph.violations.push(`${call.method} ${call.path}: ${text}`);
    return refuse(400, 'BadRequest', text);
  };
  const zone = /outlook\.timezone\s*=\s*"([^"]+)"/i.exec(call.headers.prefer ?? '')?.[1] ?? 'UTC';
  const only = (...allowed: string[]): string | null => {
    const unknown = [...call.query.keys()].find((key) => !allowed.includes(key));
    return unknown ? `query option ${unknown}` : null;
  };
  const selects = (keys: string[]): string | null => {
    const unknown = (call.query.get('$select') ?? '')
      .split(',')
      .find((key) => key !== '' && !keys.includes(key.trim()));
    return unknown ? `Could not find a property named '${unknown}'` : null;
  };

  if (tail === '')
    return {
      status: 200,
      body: { id: mailbox.oid, userPrincipalName: mailbox.upn, mail: mailbox.upn, displayName: 'Owner' },
    };
  if (tail === '/mailboxSettings' || tail === '/mailboxSettings/timeZone') {
    const settings = {
      timeZone: 'W. Europe Standard Time',
      language: { locale: 'de-DE' },
      userPurpose: { value: 'user' },
    };
    return { status: 200, body: tail.endsWith('timeZone') ? { value: settings.timeZone } : settings };
  }
  if (tail.startsWith('/outlook/masterCategories')) return answerCategories(graph, mailbox, call, tail);
  if (tail === '/calendars' && call.method === 'GET') {
    const wrong = only(...LIST_OPTIONS) ?? selects(knownKeys.calendar);
    if (wrong) return fault(wrong);
    const skip = Number(call.query.get('$skip') ?? 0);
    const rows = mailbox.calendars.slice(skip, skip + 3);
    const rest = skip + 3 < mailbox.calendars.length;
    const query = new URLSearchParams(call.query);
    query.set('$skip', String(skip + 3));
    return {
      status: 200,
      body: {
        value: rows.map((row) => showCalendar(row, mailbox)),
        ...(rest ? { '@odata.nextLink': `https://graph.microsoft.com/v1.0${call.path}?${query.toString()}` } : {}),
      },
    };
  }
  const inCalendar = /^\/(?:calendars(?:\/([^/]+)|\('([^']+)'\))|calendar)(\/.*)?$/.exec(tail);
  if (inCalendar) {
    const id = inCalendar[1] ?? inCalendar[2];
    const calendar = mailbox.calendars.find((one) => (id ? one.id === decodeURIComponent(id) : one.isDefaultCalendar));
    if (!calendar) return refuse(404, 'ErrorItemNotFound');
    const rest = inCalendar[3] ?? '';
    if (rest === '') return { status: 200, body: showCalendar(calendar, mailbox) };
    if (rest === '/calendarPermissions')
      return only('$top', '$select') ? fault('options') : { status: 200, body: { value: showPermissions(calendar) } };
    if (/^\/calendarView\/delta(\(\))?$/.test(rest)) return answerDelta(graph, mailbox, calendar, call, zone);
    if (rest === '/events' && call.method === 'GET') return listEvents(calendar.id);
    if (rest === '/events' && call.method === 'POST') return create(calendar.id);
    return fault('no such call');
  }
  if (tail === '/events' && call.method === 'GET') return listEvents(mailbox.calendars[0]!.id);
  if (tail === '/events' && call.method === 'POST') return create(mailbox.calendars[0]!.id);
  const [, encoded = '', instances] = /^\/events\/([^/]+)(\/instances)?$/.exec(tail) ?? [];
  if (encoded === '') return fault('no such call');
  return answerEvent(decodeURIComponent(encoded), instances !== undefined);

  function listEvents(calendarId: string): Reply {
    const wrong = only(...LIST_OPTIONS) ?? selects(knownKeys.event);
    if (wrong) return fault(wrong);
    const filter = call.query.get('$filter');
    let rows = [...mailbox.events.values()].filter(
      (event) => event.calendarId === calendarId && !event.gone && event.type !== 'exception',
    );
    if (filter !== null) {
      const matches = readFilter(filter);
      if (!matches) return fault(`$filter ${filter}`);
      rows = rows.filter(matches);
    }
    const skip = Number(call.query.get('$skip') ?? 0);
    const size = Math.min(Number(call.query.get('$top') ?? 10), 4);
    const query = new URLSearchParams(call.query);
    query.set('$skip', String(skip + size));
    const rest = skip + size < rows.length;
    return {
      status: 200,
      body: {
        value: rows.slice(skip, skip + size).map((event) => withProperties(event)),
        ...(rest ? { '@odata.nextLink': `https://graph.microsoft.com/v1.0${call.path}?${query.toString()}` } : {}),
      },
    };
  }

  function withProperties(event: GraphEvent, instanceId?: string): Record<string, unknown> {
    const shown = showEvent(event, zone, instanceId ? findOccurrence(mailbox, instanceId) : undefined);
    const [, id] =
      /^singleValueExtendedProperties\(\$filter=id eq '([^']+)'\)$/.exec(call.query.get('$expand') ?? '') ?? [];
    const found = event.properties.filter((property) => property.id === id);
    const select = call.query.get('$select')?.split(',');
    const picked = select
      ? Object.fromEntries(
          Object.entries(shown).filter(([key]) => key.startsWith('@') || key === 'id' || select.includes(key)),
        )
      : shown;
    return found.length > 0 ? { ...picked, singleValueExtendedProperties: found } : picked;
  }

  function create(calendarId: string): Reply {
    const fields = readEvent(call.body ?? {}, null);
    if (typeof fields === 'string') return fault(fields);
    if (!fields.transactionId) return fault('POST without transactionId');
    if ([...mailbox.events.values()].some((event) => event.transactionId === fields.transactionId)) {
      graph.violations.push('transactionId used again');
      return refuse(graph.variant.duplicateStatus, 'ErrorDuplicateTransactionId');
    }
    const event = addEvent(mailbox, calendarId, fields);
    const cut = graph.cutCreates > 0;
    if (cut) graph.cutCreates -= 1;
    return { status: 201, body: showEvent(event, zone), cut };
  }

  function answerEvent(id: string, instances: boolean): Reply {
    const event = mailbox.events.get(id);
    const occurrence = event ? undefined : findOccurrence(mailbox, id);
    if ((!event || event.gone) && !occurrence) return refuse(404, 'ErrorItemNotFound');
    const target = event ?? occurrence!.master;
    const wrong =
      only('$select', '$expand', ...(instances ? ['startDateTime', 'endDateTime', '$top', '$skip'] : [])) ??
      selects(knownKeys.event);
    if (wrong) return fault(wrong);
    if (instances) {
      if (!call.query.get('startDateTime') || !call.query.get('endDateTime')) return fault('instances need a window');
      const rows = expand(target).map((one) => showEvent(target, zone, one));
      const moved = [...mailbox.events.values()].filter((one) => one.masterId === target.id && !one.gone);
      return { status: 200, body: { value: [...rows, ...moved.map((one) => showEvent(one, zone))] } };
    }
    if (call.method === 'GET') {
      const shown = withProperties(target, occurrence?.id);
      if (!call.query.get('$select')?.includes('cancelledOccurrences')) return { status: 200, body: shown };
      return {
        status: 200,
        body: { ...shown, cancelledOccurrences: target.withoutDays.map((day) => `OID.${target.id}.${day}`) },
      };
    }
    const match = call.headers['if-match'];
    if (match !== undefined && match !== `W/"ck+${target.sequence}=="`) return refuse(412, 'ErrorIrresolvableConflict');
    if (target.attendees.length > 0) graph.violations.push(`${call.method} of an event with attendees`);
    if (call.method === 'DELETE') {
      if (occurrence) cancelOccurrence(occurrence);
      else removeEvent(mailbox, id);
      return { status: 204 };
    }
    if (call.method !== 'PATCH') return fault('no such call');
    const fields = readEvent(call.body ?? {}, target);
    if (typeof fields === 'string') return fault(fields);
    const written = occurrence ? changeOccurrence(mailbox, occurrence, fields) : editEvent(mailbox, id, fields);
    return { status: 200, body: showEvent(written, zone) };
  }
}

/** Only what Microsoft documents of extended properties in filters. */
function readFilter(filter: string): ((event: GraphEvent) => boolean) | null {
  const found =
    /^singleValueExtendedProperties\/Any\(ep: ep\/id eq '([^']+)' and (?:ep\/value (eq|ne) '([^']*)'|(contains|startswith)\(ep\/value, ?'([^']*)'\))\)$/i.exec(
      filter,
    );
  if (!found) return null;
  const [, id, operator, value = '', call, part = ''] = found;
  return (event) =>
    event.properties.some((property) => {
      if (property.id !== id) return false;
      const text = property.value.toLowerCase();
      if (operator) return (text === value.toLowerCase()) === (operator === 'eq');
      return call === 'contains' ? text.includes(part.toLowerCase()) : text.startsWith(part.toLowerCase());
    });
}

function answerCategories({ variant }: GraphEmulator, mailbox: Mailbox, call: Call, tail: string): Reply {
  if (variant.categoriesStatus !== 200)
    return refuse(
      variant.categoriesStatus,
      variant.categoriesStatus === 403 ? 'ErrorAccessDenied' : 'ErrorItemNotFound',
    );
  const id = decodeURIComponent(tail.split('/')[3] ?? '');
  if (call.method === 'GET' && id === '') return { status: 200, body: { value: mailbox.categories } };
  if (call.method === 'POST') {
    const category = {
      id: `cat-${mailbox.categories.length}`,
      color: 'none',
      ...(call.body as { displayName: string }),
    };
    if (mailbox.categories.some((one) => one.displayName === category.displayName))
      return refuse(409, 'ErrorCategoryAlreadyExists');
    mailbox.categories.push(category);
    return { status: 201, body: category };
  }
  const found = mailbox.categories.find((one) => one.id === id);
  if (!found) return refuse(404, 'ErrorItemNotFound');
  if (call.method === 'DELETE') mailbox.categories = mailbox.categories.filter((one) => one !== found);
  return call.method === 'DELETE' ? { status: 204 } : { status: 200, body: found };
}
