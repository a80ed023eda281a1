import { GraphError } from '../../server/graph/errors.ts';
import type { CalendarQuery, CalendarReading, EventLookup, Mailbox } from '../../server/graph/types.ts';
import type { EventDraft, EventPatch, OutlookEvent, SharingRole } from '../../server/sync/core/outlook-event.ts';

/** What a fault does to a write: it is not carried out, its answer is lost, or the process dies before or after it. */
export type Fault = 'fail' | 'lose' | 'die' | 'lose_and_die';

/** Told of each write before it is carried out; decides its fate. */
export interface Gate {
  enter(): Fault | null;
}

/** The mailbox side of the world: a few calendars in memory whose server rewrites what it is sent. */
export interface OutlookMemory {
  mailbox: Mailbox;
  events: Map<string, OutlookEvent>;
  markers: Map<string, string>;
  sharing: Map<string, SharingRole>;
  /** Events that the next complete readings leave out although they are there. */
  hidden: Set<string>;
  /** What one reading did not show, another one does. */
  reveal(): void;
  put(event: OutlookEvent): OutlookEvent;
  remove(id: string): void;
  makeId(): string;
}

export interface OutlookGuards {
  create(calendarId: string, draft: EventDraft): void;
  update(event: OutlookEvent, patch: EventPatch): void;
  delete(event: OutlookEvent): void;
}

export function createOutlookMemory(
  gate: Gate,
  guards: OutlookGuards,
  inWindow: (event: OutlookEvent) => boolean,
): OutlookMemory {
  const events = new Map<string, OutlookEvent>();
  const markers = new Map<string, string>();
  const sharing = new Map<string, SharingRole>();
  const hidden = new Set<string>();
  /** What changed where, in order: a delta link is a place in it. */
  const log: { calendarId: string; id: string }[] = [];
  let ids = 0;

  function put(event: OutlookEvent): OutlookEvent {
    const before = events.get(event.id);
    if (before && before.calendarId !== event.calendarId) log.push({ calendarId: before.calendarId, id: event.id });
    const stored = { ...event, etag: `W/"${log.length}"` };
    events.set(event.id, stored);
    log.push({ calendarId: event.calendarId, id: event.id });
    return stored;
  }
  function remove(id: string): void {
    const event = events.get(id);
    if (!event) return;
    events.delete(id);
    markers.delete(id);
    log.push({ calendarId: event.calendarId, id });
  }
  function reveal(): void {
    for (const id of hidden) {
      const event = events.get(id);
      if (event) log.push({ calendarId: event.calendarId, id });
    }
    hidden.clear();
  }
  function makeId(): string {
    ids += 1;
    return `event-${ids}`;
  }
  function read(query: CalendarQuery): CalendarReading {
    const { calendarId } = query;
    const shown = [...events.values()].filter((event) => event.calendarId === calendarId && inWindow(event));
    const complete = query.deltaLink === null;
    const touched = new Set(
      complete
        ? []
        : log
            .slice(Number(query.deltaLink))
            .filter((entry) => entry.calendarId === calendarId)
            .map(({ id }) => id),
    );
    return {
      calendarId,
      sharing: sharing.get(calendarId) ?? 'none',
      changes: {
        complete,
        events: shown.filter(({ id }) => (complete ? !hidden.has(id) : touched.has(id))),
        removedIds: [...touched, ...(complete ? [] : hidden)].filter(
          (id) => !shown.some((event) => event.id === id) || hidden.has(id),
        ),
        completeSeriesIds: [],
        deltaLink: String(log.length),
      },
    };
  }
  /** Carries the write out, or not, as the gate says. */
  function write<Answer>(carryOut: () => Answer): Answer {
    const fault = gate.enter();
    if (fault === 'die') throw new Error('the process died');
    if (fault === 'fail') throw new GraphError('unavailable', 'no answer');
    const answer = carryOut();
    if (fault === 'lose') throw new GraphError('unavailable', 'no answer');
    if (fault === 'lose_and_die') throw new Error('the process died');
    return answer;
  }
  function find(id: string, etag: string): OutlookEvent {
    const event = events.get(id);
    if (!event) throw new GraphError('not_found', 'gone');
    if (event.etag !== etag) throw new GraphError('changed_meanwhile', 'another etag');
    return event;
  }

  const mailbox = {
    readCalendars: (queries: CalendarQuery[]) =>
      Promise.resolve(new Map(queries.map((query) => [query.calendarId, read(query)]))),
    lookUpEvents: (wanted: string[]) =>
      Promise.resolve(
        new Map<string, EventLookup>(
          wanted.map((id) => {
            const event = events.get(id);
            return [id, event ? { found: true, event, marker: markers.get(id) ?? null } : { found: false }];
          }),
        ),
      ),
    isShownIn: (calendarId: string, event: OutlookEvent) =>
      Promise.resolve(events.get(event.id)?.calendarId === calendarId),
    listMarkedEvents: () => Promise.resolve(new Map(markers)),
    findEventsByMarker: (marker: string) =>
      Promise.resolve([...markers].filter(([, text]) => text === marker).map(([id]) => events.get(id)!)),
    createEvent: async (calendarId: string, draft: EventDraft) =>
      write(() => {
        const used = [...events.values()].find(({ transactionId }) => transactionId === draft.transactionId);
        if (used) throw new GraphError('duplicate_transaction', 'used before');
        guards.create(calendarId, draft);
        const { marker, ...content } = draft;
        const id = makeId();
        if (marker) markers.set(id, marker);
        return put(rewrite({ ...FRESH, ...content, id, key: id, calendarId }));
      }),
    updateEvent: async ({ id, etag }: { id: string; etag: string }, { marker, ...patch }: EventPatch) =>
      write(() => {
        const event = find(id, etag);
        guards.update(event, patch);
        if (marker) markers.set(id, marker);
        return put(rewrite({ ...event, ...patch }));
      }),
    deleteEvent: async ({ id, etag }: { id: string; etag: string }) =>
      write(() => {
        if (!events.has(id)) return;
        guards.delete(find(id, etag));
        remove(id);
      }),
  };
  return { mailbox: mailbox as unknown as Mailbox, events, markers, sharing, hidden, reveal, put, remove, makeId };
}

export const FRESH: OutlookEvent = {
  id: '',
  calendarId: '',
  key: '',
  kind: 'single',
  seriesMasterId: null,
  etag: null,
  title: '',
  notes: '',
  location: '',
  time: { allDay: true, start: '2026-01-12', end: '2026-01-13' },
  showAs: 'busy',
  sensitivity: 'normal',
  reminderMinutes: null,
  categories: [],
  attendees: [],
  isOrganizer: true,
  isCancelled: false,
  isDeclined: false,
  isOnlineMeeting: false,
  joinUrl: null,
  webLink: '',
  transactionId: null,
};

/** Exchange's way with what it is sent: another HTML, folded white space. */
function rewrite(event: OutlookEvent): OutlookEvent {
  const text = event.notes.replaceAll('<p>', '<div class="x">').replaceAll('</p>', '</div>\r\n');
  return { ...event, notes: text, title: event.title.replace(/\s+/g, ' ').trim(), location: event.location.trim() };
}
