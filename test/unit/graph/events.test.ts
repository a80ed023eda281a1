import { afterEach, describe, expect, it } from 'vitest';
import { MARKER_ID } from '../../../server/graph/event-writer.ts';
import type { EventDraft, OutlookEvent } from '../../../server/sync/core/outlook-event.ts';
import { error, openMailbox, startFakeGraph, USER } from './fake-graph.ts';
import type { FakeGraph, OpenMailbox, Reply, Route } from './fake-graph.ts';
import { master, MASTER_ID, single } from './raw-events.ts';

let fake: FakeGraph | undefined;
afterEach(async () => {
  await fake?.close();
  fake = undefined;
});

async function open(route: Route): Promise<OpenMailbox & { graph: FakeGraph }> {
  const graph = await startFakeGraph(route);
  fake = graph;
  return { ...openMailbox(graph), graph };
}
const inTurn = (...replies: Reply[]): Route => {
  const left = [...replies];
  return () => left.shift() ?? error(500, 'UnexpectedCall');
};

const draft: EventDraft = {
  title: 'Visit',
  notes: '',
  location: '',
  time: { allDay: false, start: '2026-08-04T12:00:00Z', end: '2026-08-04T13:00:00Z', zone: 'Europe/Berlin' },
  showAs: 'busy',
  sensitivity: 'normal',
  reminderMinutes: 15,
  categories: ['Lupax'],
  marker: '7/appointment/12',
  transactionId: 'tx',
};
const target = { id: 'a/b+c=', calendarId: 'cal', etag: 'W/"1"' };

describe('creating an event', () => {
  it('answers the event as it was read back', async () => {
    const { mailbox, graph } = await open(inTurn({ status: 201, json: single({ subject: 'Visit' }) }));
    await expect(mailbox.createEvent('c/1', draft)).resolves.toMatchObject({
      id: 'AAMkSingle',
      calendarId: 'c/1',
      title: 'Visit',
      etag: 'W/"single-1"',
    });
    expect(graph.requests[0]).toMatchObject({ method: 'POST', url: `/v1.0/users/${USER}/calendars/c%2F1/events` });
    expect(graph.requests[0]?.body).toMatchObject({
      transactionId: 'tx',
      start: { dateTime: '2026-08-04T14:00:00', timeZone: 'Europe/Berlin' },
    });
  });

  it('is repeated after a throttling, which carried nothing out', async () => {
    const throttled = { ...error(429, 'ApplicationThrottled'), headers: { 'Retry-After': '1' } };
    const { mailbox, graph } = await open(inTurn(throttled, { status: 201, json: single() }));
    await expect(mailbox.createEvent('cal', draft)).resolves.toMatchObject({ id: 'AAMkSingle' });
    expect(graph.requests).toHaveLength(2);
  });

  it.each<[string, Reply]>([
    ['503', { status: 503, headers: { 'Retry-After': '1' } }],
    ['a cut connection', { cut: true, status: 201, json: single() }],
    ['a success without a body', { status: 201 }],
    ['a success without an id', { status: 201, json: { subject: 'x' } }],
  ])('is never repeated after %s, because it may have been carried out', async (_, reply) => {
    const { mailbox, graph } = await open(inTurn(reply, { status: 201, json: single() }));
    await expect(mailbox.createEvent('cal', draft)).rejects.toMatchObject({ code: 'unavailable' });
    expect(graph.requests).toHaveLength(1);
  });

  it.each([400, 409])('tells a transaction id that was used before (%i)', async (status) => {
    const { mailbox } = await open(inTurn(error(status, 'ErrorDuplicateTransactionId')));
    await expect(mailbox.createEvent('cal', draft)).rejects.toMatchObject({ code: 'duplicate_transaction' });
  });
});

describe('changing an event', () => {
  it('sends the etag, and only what changed', async () => {
    const { mailbox, graph } = await open(inTurn({ json: single({ location: { displayName: 'Office' } }) }));
    await expect(mailbox.updateEvent(target, { location: 'Office' })).resolves.toMatchObject({ location: 'Office' });
    expect(graph.requests[0]).toMatchObject({
      method: 'PATCH',
      url: `/v1.0/users/${USER}/events/a%2Fb%2Bc%3D`,
      body: { location: { displayName: 'Office' } },
    });
    expect(graph.requests[0]?.headers['if-match']).toBe('W/"1"');
  });

  it('is repeated after a passing failure', async () => {
    const { mailbox, graph } = await open(inTurn({ status: 502 }, { json: single() }));
    await mailbox.updateEvent(target, { title: 'x' });
    expect(graph.requests).toHaveLength(2);
  });

  it.each([
    [error(412, 'ErrorIrresolvableConflict'), 'changed_meanwhile'],
    [error(404, 'ErrorItemNotFound'), 'not_found'],
  ])('tells what became of it', async (reply, code) => {
    const { mailbox } = await open(inTurn(reply));
    await expect(mailbox.updateEvent(target, { title: 'x' })).rejects.toMatchObject({ code });
  });
});

describe('deleting an event', () => {
  it('sends the etag', async () => {
    const { mailbox, graph } = await open(inTurn({ status: 204 }));
    await mailbox.deleteEvent(target);
    expect(graph.requests[0]).toMatchObject({ method: 'DELETE', url: `/v1.0/users/${USER}/events/a%2Fb%2Bc%3D` });
    expect(graph.requests[0]?.headers['if-match']).toBe('W/"1"');
  });

  it('is done when it is gone, also when Graph only says so to a GET', async () => {
    const { mailbox } = await open(
      inTurn(error(404, 'ErrorItemNotFound'), error(400, 'ErrorInvalidRequest'), error(404, 'ErrorItemNotFound')),
    );
    await expect(mailbox.deleteEvent(target)).resolves.toBeUndefined();
    await expect(mailbox.deleteEvent(target)).resolves.toBeUndefined();
  });

  it.each<[string, Reply[], string]>([
    ['the event is still there', [error(400, 'ErrorInvalidRequest'), { json: single() }], 'refused'],
    ['it was changed meanwhile', [error(412, 'ErrorIrresolvableConflict')], 'changed_meanwhile'],
    ['a gateway answers 404', [{ status: 404, text: '<html>' }], 'unavailable'],
    ['the mailbox is missing', [error(404, 'MailboxNotEnabledForRESTAPI')], 'mailbox_missing'],
  ])('rejects when %s', async (_, replies, code) => {
    const { mailbox } = await open(inTurn(...replies));
    await expect(mailbox.deleteEvent(target)).rejects.toMatchObject({ code });
  });
});

describe('looking for events', () => {
  const marked = { singleValueExtendedProperties: [{ id: MARKER_ID, value: '7/appointment/12' }] };

  it('looks up several in batches of four, with their markers and calendars', async () => {
    const calendar = "https://graph.microsoft.com/v1.0/users('u')/calendars('c%2F1')";
    const opened = await open(({ url }) => {
      if (url.includes('$batch')) return undefined;
      const id = decodeURIComponent(/events\/([^?]+)/.exec(url)?.[1] ?? '');
      if (id === 'gone') return error(404, 'ErrorItemNotFound');
      return { json: single({ id, 'calendar@odata.navigationLink': calendar, ...(id === 'e1' ? marked : {}) }) };
    });
    const found = await opened.mailbox.lookUpEvents(['e1', 'e/2', 'gone', 'e4', 'e5']);
    expect(found.get('e1')).toMatchObject({ found: true, marker: '7/appointment/12', event: { calendarId: 'c/1' } });
    expect(found.get('e/2')).toMatchObject({ found: true, marker: null, event: { id: 'e/2' } });
    expect(found.get('gone')).toEqual({ found: false });
    expect(found.size).toBe(5);
    expect(opened.counted()).toBe(2);
    expect(decodeURIComponent(opened.graph.parts[0]?.url ?? '')).toContain(
      `?$expand=singleValueExtendedProperties($filter=id eq '${MARKER_ID}')`,
    );
  });

  it.each<[string, Reply]>([
    ['a 404 that proves nothing', error(404, 'UnknownError')],
    ['a success without a body', { status: 200 }],
    ['500', { status: 500 }],
  ])('does not take %s for a deletion', async (_, reply) => {
    const { mailbox } = await open(({ url }) => (url.includes('$batch') ? undefined : reply));
    await expect(mailbox.lookUpEvents(['e1'])).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('tells a series master from an event that takes place', async () => {
    const { mailbox } = await open(({ url }) => (url.includes('$batch') ? undefined : { json: master() }));
    expect((await mailbox.lookUpEvents([MASTER_ID])).get(MASTER_ID)).toMatchObject({
      found: true,
      isSeriesMaster: true,
    });
  });

  it('looks up nothing without a request', async () => {
    const { mailbox, counted } = await open(() => undefined);
    await expect(mailbox.lookUpEvents([])).resolves.toEqual(new Map());
    await expect(mailbox.readCalendars([])).resolves.toEqual(new Map());
    expect(counted()).toBe(0);
  });

  it('lists all marked events over all pages', async () => {
    const page = (id: string, more: object = {}): Reply => ({ json: { value: [{ id, ...marked }], ...more } });
    const nextLink = { '@odata.nextLink': 'https://graph.microsoft.com/v1.0/users/u/events?$skip=1' };
    const { mailbox, graph } = await open(inTurn(page('e1', nextLink), page('e2')));
    await expect(mailbox.listMarkedEvents()).resolves.toEqual(
      new Map([
        ['e1', '7/appointment/12'],
        ['e2', '7/appointment/12'],
      ]),
    );
    expect(graph.requests[0]?.url).not.toContain('+');
    expect(decodeURIComponent(graph.requests[0]?.url ?? '')).toContain(
      `$filter=singleValueExtendedProperties/Any(ep: ep/id eq '${MARKER_ID}' and contains(ep/value,'/'))`,
    );
  });

  it('finds the events with exactly this marker, though Graph ignores case', async () => {
    const other = { singleValueExtendedProperties: [{ id: MARKER_ID, value: '7/APPOINTMENT/12' }] };
    const { mailbox } = await open(
      inTurn({ json: { value: [single({ id: 'e1', ...marked }), single({ id: 'e2', ...other })] } }),
    );
    const found = await mailbox.findEventsByMarker('7/appointment/12');
    expect(found.map((event) => [event.id, event.calendarId])).toEqual([['e1', '']]);
  });

  it('tells from a complete view whether a calendar shows an event', async () => {
    const nextLink = { '@odata.nextLink': 'https://graph.microsoft.com/v1.0/users/u/calendarView?$skip=1' };
    const { mailbox, graph } = await open(
      inTurn(
        { json: { value: [{ id: 'e2' }], ...nextLink } },
        { json: { value: [{ id: 'e1' }] } },
        { json: { value: [] } },
      ),
    );
    const time = { allDay: true, start: '2026-08-10', end: '2026-08-11' };
    const event = { id: 'e1', time } as OutlookEvent;
    await expect(mailbox.isShownIn('cal', event)).resolves.toBe(true);
    await expect(mailbox.isShownIn('cal', event)).resolves.toBe(false);
    expect(decodeURIComponent(graph.requests[0]?.url ?? '')).toContain(
      '/calendars/cal/calendarView?startDateTime=2026-08-09T00:00:00Z&endDateTime=2026-08-12T00:00:00Z',
    );
  });
});

describe('settings of the mailbox', () => {
  it('give its zone as IANA name, or null where they may not be read', async () => {
    const { mailbox } = await open(
      inTurn({ json: { timeZone: 'W. Europe Standard Time' } }, error(403, 'ErrorAccessDenied'), { json: {} }),
    );
    await expect(mailbox.readTimeZone()).resolves.toBe('Europe/Berlin');
    await expect(mailbox.readTimeZone()).resolves.toBeNull();
    await expect(mailbox.readTimeZone()).resolves.toBeNull();
  });

  it('get a category once, and tell whether this call made it', async () => {
    const there = { json: { value: [{ id: 'k/1', displayName: 'Lupax' }] } };
    const missing = { json: { value: [] } };
    const made = { status: 201, json: { id: 'k/1' } };
    const { mailbox, graph } = await open(
      inTurn(missing, made, there, missing, error(409, 'ErrorAlreadyExists'), there, there, { status: 204 }, missing),
    );
    await expect(mailbox.ensureCategory('Lupax')).resolves.toBe(true);
    await expect(mailbox.ensureCategory('Lupax')).resolves.toBe(false);
    await expect(mailbox.ensureCategory('Lupax')).resolves.toBe(false);
    await mailbox.removeCategory('Lupax');
    await mailbox.removeCategory('Lupax');
    expect(graph.requests.filter(({ method }) => method === 'DELETE').map(({ url }) => url)).toEqual([
      `/v1.0/users/${USER}/outlook/masterCategories/k%2F1`,
    ]);
  });
});
