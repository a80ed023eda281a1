import { describe, expect, it } from 'vitest';
import { APP, USER } from './fake-graph.ts';
import { at, byKey, draft, useSandbox } from './sandbox-mailbox.ts';

const stage = useSandbox();

describe('a series', () => {
  it('is read occurrence by occurrence, with what changed of one and what was deleted', async () => {
    const masterId = stage.addSeries();
    const first = await stage.read();
    const dates = ['2026-08-03', '2026-08-10', '2026-08-17', '2026-08-24'];
    expect(first.events.map((event) => event.key).sort()).toEqual(dates.map((date) => `OID.${masterId}.${date}`));
    expect(first.events[0]).toMatchObject({
      title: 'Standup',
      notes: 'Standup agenda',
      kind: 'occurrence',
      etag: null,
    });

    stage.sandbox.graph.patchOccurrence(stage.userId, masterId, '2026-08-10', {
      start: at('2026-08-12T11'),
      end: at('2026-08-12T12'),
    });
    stage.sandbox.graph.deleteOccurrence(stage.userId, masterId, '2026-08-17');
    const second = await stage.read(first.deltaLink);
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
    const masterId = stage.addSeries();
    const first = await stage.read();
    stage.sandbox.graph.deleteEvent(stage.userId, masterId);
    const second = await stage.read(first.deltaLink);
    expect(second.events).toEqual([]);
    expect(second.removedIds).toContain(masterId);
  });

  it('of all-day events keeps its dates', async () => {
    const masterId = stage.addSeries({ isAllDay: true, start: at('2026-08-03T00'), end: at('2026-08-04T00') });
    const { events } = await stage.read();
    expect(byKey(events)[`OID.${masterId}.2026-08-17`]?.time).toEqual({
      allDay: true,
      start: '2026-08-17',
      end: '2026-08-18',
    });
  });
});

describe('reading', () => {
  it('survives throttled parts, empty pages, duplicates and a forgotten link', async () => {
    stage.addSeries();
    const expected = byKey((await stage.read()).events);
    const { faults } = stage.sandbox.graph;
    faults.add({ kind: 'batchPart429', retryAfter: 2, match: { oid: stage.userId }, times: 2 });
    faults.add({ kind: 'emptyPages', match: { oid: stage.userId }, times: 2 });
    faults.add({ kind: 'duplicates', match: { oid: stage.userId }, times: 3 });
    const read1 = await stage.read();
    expect(byKey(read1.events)).toEqual(expected);
    stage.sandbox.graph.expireDeltaLinks();
    const read2 = await stage.read(read1.deltaLink);
    expect(read2.complete).toBe(true);
    expect(byKey(read2.events)).toEqual(expected);
    faults.add({ kind: 'badDelta', match: { oid: stage.userId } });
    expect((await stage.read(read2.deltaLink)).complete).toBe(true);
  });

  it('reads many events over several pages', async () => {
    for (let n = 0; n < 1_100; n += 1) {
      stage.sandbox.graph.addEvent(stage.userId, stage.calendarId, {
        subject: `e${n}`,
        start: at('2026-08-05T08'),
        end: at('2026-08-05T09'),
      });
    }
    stage.sandbox.graph.clearLog();
    const { events } = await stage.read();
    expect(new Set(events.map((event) => event.title)).size).toBe(1_100);
    expect(stage.sandbox.graph.requests).toHaveLength(3);
  });

  it('tells that an event is shown in its calendar and not in another one', async () => {
    const other = stage.sandbox.graph.addCalendar(stage.userId, { name: 'Other' });
    const event = await stage.mailbox.createEvent(
      stage.calendarId,
      draft({ time: { allDay: true, start: '2026-08-10', end: '2026-08-11' } }),
    );
    await expect(stage.mailbox.isShownIn(stage.calendarId, event)).resolves.toBe(true);
    await expect(stage.mailbox.isShownIn(other, event)).resolves.toBe(false);
    stage.sandbox.graph.moveEvent(stage.userId, event.id, other);
    await expect(stage.mailbox.isShownIn(stage.calendarId, event)).resolves.toBe(false);
    await expect(stage.mailbox.isShownIn(other, event)).resolves.toBe(true);
  });

  it('shows calendars with their sharing', async () => {
    const other = stage.sandbox.graph.addCalendar(stage.userId, { name: 'Other' });
    stage.sandbox.graph.setSharing(stage.userId, stage.calendarId, 'limitedRead');
    stage.sandbox.graph.setSharing(stage.userId, other, null);
    expect((await stage.mailbox.listCalendars()).map(({ id, isDefault }) => [id, isDefault])).toEqual([
      [stage.calendarId, true],
      [other, false],
    ]);
    await expect(stage.mailbox.readSharings([stage.calendarId, other])).resolves.toEqual(
      new Map([
        [stage.calendarId, 'limitedRead'],
        [other, 'none'],
      ]),
    );
  });

  it('reads an invitation with its organizer left out of the attendees, and a declined one', async () => {
    const organizer = USER.replace(/^3{8}/, 'aaaaaaa' + (stage.users % 10));
    stage.sandbox.graph.addUser({
      tenantId: APP.tenantId,
      objectId: organizer,
      name: 'Org',
      upn: `org${stage.users}@example.test`,
      mailbox: 'ok',
    });
    const input = { subject: 'Meeting', start: at('2026-08-05T08'), end: at('2026-08-05T09') };
    const id = stage.sandbox.graph.addMeeting(organizer, stage.sandbox.graph.defaultCalendarId(organizer), input, [
      stage.userId,
    ]);
    const first = await stage.read();
    expect(first.events).toMatchObject([{ isOrganizer: false, isDeclined: false }]);
    expect(first.events[0]?.attendees.map(({ email }) => email)).toEqual([stage.upn]);
    stage.sandbox.graph.respond(
      stage.userId,
      stage.sandbox.graph.copyOf(stage.userId, organizer, id) ?? '',
      'declined',
      { keep: true },
    );
    expect((await stage.read(first.deltaLink)).events).toMatchObject([{ isDeclined: true }]);
  });
});

describe('the mailbox', () => {
  it.each([
    ['none', 'mailbox_missing'],
    ['blocked', 'mailbox_blocked'],
  ] as const)('tells its state: %s', async (state, code) => {
    stage.sandbox.graph.setMailboxState(stage.userId, state);
    await expect(stage.mailbox.listCalendars()).rejects.toMatchObject({ code });
    await expect(stage.read()).rejects.toMatchObject({ code });
  });

  it('of a user that nobody knows is missing', async () => {
    const unknown = stage.openMailbox('99999999-9999-4999-8999-999999999999');
    await expect(unknown.listCalendars()).rejects.toMatchObject({ code: 'mailbox_missing' });
  });

  it('gives its zone, and its categories can be made and removed', async () => {
    stage.sandbox.graph.setTimeZone(stage.userId, 'Romance Standard Time');
    await expect(stage.mailbox.readTimeZone()).resolves.toBe('Europe/Paris');
    await expect(stage.mailbox.ensureCategory('Lupax')).resolves.toBe(true);
    await expect(stage.mailbox.ensureCategory('Lupax')).resolves.toBe(false);
    await stage.mailbox.removeCategory('Lupax');
    expect(stage.sandbox.graph.masterCategories(stage.userId).some(({ displayName }) => displayName === 'Lupax')).toBe(
      false,
    );
  });
});
