import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGraphConnector } from '../../../server/graph/index.ts';
import type { CalendarQuery, CalendarReading, Mailbox } from '../../../server/graph/index.ts';
import type { EventDraft, OutlookEvent } from '../../../server/sync/core/outlook-event.ts';
import { startSandbox } from '../../sandbox/index.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { APP, createFakeClock, USER } from './fake-graph.ts';

const window = { start: '2026-08-01T00:00:00Z', end: '2026-09-15T00:00:00Z' };
let sandbox: Sandbox;
let mailbox: Mailbox;
let calendarId: string;
let users = 0;
let userId: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  const secrets = [{ value: 'not-a-real-secret' }];
  const roles = ['Calendars.ReadWrite', 'MailboxSettings.ReadWrite'];
  sandbox.entra.addApp({ tenantId: APP.tenantId, clientId: APP.clientId, secrets, roles });
});
afterAll(() => sandbox.stop());

beforeEach(() => {
  users += 1;
  userId = USER.replace(/^3{8}/, String(users).padStart(8, '0'));
  sandbox.graph.addUser({
    tenantId: APP.tenantId,
    objectId: userId,
    name: 'Test',
    upn: `user${users}@example.test`,
    mailbox: 'ok',
  });
  sandbox.graph.faults.clear();
  sandbox.graph.clearLog();
  calendarId = sandbox.graph.defaultCalendarId(userId);
  const options = { authorityHost: sandbox.entraUrl, graphBaseUrl: sandbox.graphUrl, clock: createFakeClock() };
  mailbox = createGraphConnector(options).openMailbox(APP, userId);
});

async function read(deltaLink: string | null = null): Promise<CalendarReading['changes']> {
  const query: CalendarQuery = { calendarId, deltaLink, window };
  const reading = (await mailbox.readCalendars([query])).get(calendarId);
  if (!reading || reading instanceof Error) throw reading ?? new Error('no reading');
  return reading.changes;
}

const timed = (start: string, end: string, zone = 'Europe/Berlin') => ({ allDay: false, start, end, zone }) as const;
const draft = (more: Partial<EventDraft> = {}): EventDraft => ({
  title: 'Visit',
  notes: '<p>bring <b>keys</b> &amp; <a href="https://example.test/">plan</a></p>',
  location: 'Office',
  time: timed('2026-08-04T12:00:00Z', '2026-08-04T13:00:00Z'),
  showAs: 'tentative',
  sensitivity: 'private',
  reminderMinutes: 30,
  categories: ['Lupax'],
  marker: '7/appointment/12',
  transactionId: crypto.randomUUID(),
  ...more,
});

const addSeries = (more: object = {}): string =>
  sandbox.graph.addEvent(userId, calendarId, {
    subject: 'Standup',
    body: { contentType: 'text', content: 'Standup agenda' },
    start: { dateTime: '2026-08-03T09:00:00', timeZone: 'W. Europe Standard Time' },
    end: { dateTime: '2026-08-03T09:30:00', timeZone: 'W. Europe Standard Time' },
    recurrence: {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'], firstDayOfWeek: 'monday' },
      range: { type: 'endDate', startDate: '2026-08-03', endDate: '2026-08-24' },
    },
    ...more,
  });
const byKey = (events: OutlookEvent[]) => Object.fromEntries(events.map((event) => [event.key, event]));

describe('an event that was written', () => {
  it.each<[string, Partial<EventDraft>]>([
    ['timed', {}],
    ['all-day', { time: { allDay: true, start: '2026-08-10', end: '2026-08-12' } }],
    ['of another zone', { time: timed('2026-08-04T12:00:00Z', '2026-08-04T13:00:00Z', 'America/New_York') }],
    ['without notes and reminder', { notes: '', reminderMinutes: null }],
  ])('is the same in the answer, a GET and a delta: %s', async (_, more) => {
    const wanted = draft(more);
    const created = await mailbox.createEvent(calendarId, wanted);
    const { time, notes, location, showAs, sensitivity, reminderMinutes } = wanted;
    expect(created).toMatchObject({ calendarId, time, notes, location, showAs, sensitivity, reminderMinutes });
    const lookup = (await mailbox.lookUpEvents([created.id])).get(created.id);
    expect(lookup).toEqual({ found: true, event: created, marker: '7/appointment/12' });
    expect((await read()).events).toEqual([created]);
  });

  it('can become all-day and timed again', async () => {
    const created = await mailbox.createEvent(calendarId, draft());
    const time = { allDay: true, start: '2026-08-10', end: '2026-08-11' } as const;
    const target = { id: created.id, calendarId, etag: created.etag ?? '' };
    const allDay = await mailbox.updateEvent(target, { time });
    expect(allDay).toMatchObject({ time, title: 'Visit' });
    const again = await mailbox.updateEvent({ ...target, etag: allDay.etag ?? '' }, { time: created.time });
    expect(again.time).toEqual(created.time);
  });

  it('is not overwritten or deleted when it was changed meanwhile', async () => {
    const created = await mailbox.createEvent(calendarId, draft());
    sandbox.graph.patchEvent(userId, created.id, { subject: 'changed in Outlook' });
    const target = { id: created.id, calendarId, etag: created.etag ?? '' };
    await expect(mailbox.updateEvent(target, { title: 'x' })).rejects.toMatchObject({ code: 'changed_meanwhile' });
    await expect(mailbox.deleteEvent(target)).rejects.toMatchObject({ code: 'changed_meanwhile' });
  });

  it('can be deleted twice', async () => {
    const { id, etag } = await mailbox.createEvent(calendarId, draft());
    await mailbox.deleteEvent({ id, etag: etag ?? '' });
    await mailbox.deleteEvent({ id, etag: etag ?? '' });
    await expect(mailbox.lookUpEvents([id])).resolves.toEqual(new Map([[id, { found: false }]]));
  });

  it('is found by its marker after its answer was lost, and its transaction id is used up', async () => {
    const wanted = draft();
    sandbox.graph.faults.add({ kind: 'lostAnswer', match: { method: 'POST', url: '/events' } });
    await expect(mailbox.createEvent(calendarId, wanted)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(mailbox.createEvent(calendarId, wanted)).rejects.toMatchObject({ code: 'duplicate_transaction' });
    const found = await mailbox.findEventsByMarker('7/appointment/12');
    expect(found).toMatchObject([{ title: 'Visit', kind: 'single' }]);
    await expect(mailbox.findEventsByMarker('7/appointment/1')).resolves.toEqual([]);
    expect(sandbox.graph.events(userId)).toHaveLength(1);
  });

  it('is listed by its marker over several pages', async () => {
    sandbox.graph.addEvent(userId, calendarId, {
      subject: 'own',
      start: at('2026-08-05T08'),
      end: at('2026-08-05T09'),
    });
    const numbers = Array.from({ length: 120 }, (_, number) => number);
    await Promise.all(numbers.map((n) => mailbox.createEvent(calendarId, draft({ marker: `7/project/${n}` }))));
    const marked = await mailbox.listMarkedEvents();
    expect(new Set(marked.values())).toEqual(new Set(numbers.map((n) => `7/project/${n}`)));
    expect(sandbox.graph.peakConcurrency()).toBeLessThanOrEqual(4);
  });
});

const at = (dateTime: string, timeZone = 'Europe/Berlin') => ({ dateTime: `${dateTime}:00:00`, timeZone });

describe('a series', () => {
  it('is read occurrence by occurrence, with what changed of one and what was deleted', async () => {
    const masterId = addSeries();
    const first = await read();
    const dates = ['2026-08-03', '2026-08-10', '2026-08-17', '2026-08-24'];
    expect(first.events.map((event) => event.key).sort()).toEqual(dates.map((date) => `OID.${masterId}.${date}`));
    expect(first.events[0]).toMatchObject({
      title: 'Standup',
      notes: 'Standup agenda',
      kind: 'occurrence',
      etag: null,
    });

    sandbox.graph.patchOccurrence(userId, masterId, '2026-08-10', {
      start: at('2026-08-12T11'),
      end: at('2026-08-12T12'),
    });
    sandbox.graph.deleteOccurrence(userId, masterId, '2026-08-17');
    const second = await read(first.deltaLink);
    expect(second).toMatchObject({ complete: false, completeSeriesIds: [masterId] });
    const events = byKey(second.events);
    expect(Object.keys(events).sort()).toEqual(
      ['2026-08-03', '2026-08-10', '2026-08-24'].map((date) => `OID.${masterId}.${date}`),
    );
    expect(events[`OID.${masterId}.2026-08-10`]).toMatchObject({
      kind: 'exception',
      time: { start: '2026-08-12T09:00:00Z', end: '2026-08-12T10:00:00Z' },
    });
    const unchanged = first.events.find((event) => event.key.endsWith('2026-08-03'));
    expect({ ...events[`OID.${masterId}.2026-08-03`], webLink: '' }).toEqual({ ...unchanged, webLink: '' });
  });

  it('that is deleted is named as removed', async () => {
    const masterId = addSeries();
    const first = await read();
    sandbox.graph.deleteEvent(userId, masterId);
    const second = await read(first.deltaLink);
    expect(second.events).toEqual([]);
    expect(second.removedIds).toContain(masterId);
  });

  it('of all-day events keeps its dates', async () => {
    const masterId = addSeries({ isAllDay: true, start: at('2026-08-03T00'), end: at('2026-08-04T00') });
    const { events } = await read();
    expect(byKey(events)[`OID.${masterId}.2026-08-17`]?.time).toEqual({
      allDay: true,
      start: '2026-08-17',
      end: '2026-08-18',
    });
  });
});

describe('reading', () => {
  it('survives throttled parts, empty pages, duplicates and a forgotten link', async () => {
    addSeries();
    const expected = byKey((await read()).events);
    const { faults } = sandbox.graph;
    faults.add({ kind: 'batchPart429', retryAfter: 2, match: { oid: userId }, times: 2 });
    faults.add({ kind: 'emptyPages', match: { oid: userId }, times: 2 });
    faults.add({ kind: 'duplicates', match: { oid: userId }, times: 3 });
    const read1 = await read();
    expect(byKey(read1.events)).toEqual(expected);
    sandbox.graph.expireDeltaLinks();
    const read2 = await read(read1.deltaLink);
    expect(read2.complete).toBe(true);
    expect(byKey(read2.events)).toEqual(expected);
    faults.add({ kind: 'badDelta', match: { oid: userId } });
    expect((await read(read2.deltaLink)).complete).toBe(true);
  });

  it('reads many events over several pages', async () => {
    for (let n = 0; n < 1_100; n += 1) {
      sandbox.graph.addEvent(userId, calendarId, {
        subject: `e${n}`,
        start: at('2026-08-05T08'),
        end: at('2026-08-05T09'),
      });
    }
    sandbox.graph.clearLog();
    const { events } = await read();
    expect(new Set(events.map((event) => event.title)).size).toBe(1_100);
    expect(sandbox.graph.requests).toHaveLength(3);
  });

  it('tells that an event is shown in its calendar and not in another one', async () => {
    const other = sandbox.graph.addCalendar(userId, { name: 'Other' });
    const event = await mailbox.createEvent(
      calendarId,
      draft({ time: { allDay: true, start: '2026-08-10', end: '2026-08-11' } }),
    );
    await expect(mailbox.isShownIn(calendarId, event)).resolves.toBe(true);
    await expect(mailbox.isShownIn(other, event)).resolves.toBe(false);
    sandbox.graph.moveEvent(userId, event.id, other);
    await expect(mailbox.isShownIn(calendarId, event)).resolves.toBe(false);
    await expect(mailbox.isShownIn(other, event)).resolves.toBe(true);
  });

  it('shows calendars with their sharing', async () => {
    const other = sandbox.graph.addCalendar(userId, { name: 'Other' });
    sandbox.graph.setSharing(userId, calendarId, 'limitedRead');
    sandbox.graph.setSharing(userId, other, null);
    expect((await mailbox.listCalendars()).map(({ id, isDefault }) => [id, isDefault])).toEqual([
      [calendarId, true],
      [other, false],
    ]);
    await expect(mailbox.readSharings([calendarId, other])).resolves.toEqual(
      new Map([
        [calendarId, 'limitedRead'],
        [other, 'none'],
      ]),
    );
  });

  it('reads an invitation with its organizer left out of the attendees, and a declined one', async () => {
    const organizer = USER.replace(/^3{8}/, 'aaaaaaa' + (users % 10));
    sandbox.graph.addUser({
      tenantId: APP.tenantId,
      objectId: organizer,
      name: 'Org',
      upn: `org${users}@example.test`,
      mailbox: 'ok',
    });
    const input = { subject: 'Meeting', start: at('2026-08-05T08'), end: at('2026-08-05T09') };
    const id = sandbox.graph.addMeeting(organizer, sandbox.graph.defaultCalendarId(organizer), input, [userId]);
    const first = await read();
    expect(first.events).toMatchObject([{ isOrganizer: false, isDeclined: false }]);
    expect(first.events[0]?.attendees.map(({ email }) => email)).toEqual([`user${users}@example.test`]);
    sandbox.graph.respond(userId, sandbox.graph.copyOf(userId, organizer, id) ?? '', 'declined', { keep: true });
    expect((await read(first.deltaLink)).events).toMatchObject([{ isDeclined: true }]);
  });
});

describe('the mailbox', () => {
  it.each([
    ['none', 'mailbox_missing'],
    ['blocked', 'mailbox_blocked'],
  ] as const)('tells its state: %s', async (state, code) => {
    sandbox.graph.setMailboxState(userId, state);
    await expect(mailbox.listCalendars()).rejects.toMatchObject({ code });
    await expect(read()).rejects.toMatchObject({ code });
  });

  it('of a user that nobody knows is missing', async () => {
    const options = { authorityHost: sandbox.entraUrl, graphBaseUrl: sandbox.graphUrl, clock: createFakeClock() };
    const unknown = createGraphConnector(options).openMailbox(APP, '99999999-9999-4999-8999-999999999999');
    await expect(unknown.listCalendars()).rejects.toMatchObject({ code: 'mailbox_missing' });
  });

  it('gives its zone, and its categories can be made and removed', async () => {
    sandbox.graph.setTimeZone(userId, 'Romance Standard Time');
    await expect(mailbox.readTimeZone()).resolves.toBe('Europe/Paris');
    await expect(mailbox.ensureCategory('Lupax')).resolves.toBe(true);
    await expect(mailbox.ensureCategory('Lupax')).resolves.toBe(false);
    await mailbox.removeCategory('Lupax');
    expect(sandbox.graph.masterCategories(userId).some(({ displayName }) => displayName === 'Lupax')).toBe(false);
  });
});
