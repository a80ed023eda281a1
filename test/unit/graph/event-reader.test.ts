import { describe, expect, it } from 'vitest';
import { completeOccurrence, readEvent } from '../../../server/graph/event-reader.ts';
import { exception, instance, master, MASTER_ID, single, slimOccurrence } from './raw-events.ts';

const context = { calendarId: 'cal', defaultZone: 'Europe/Berlin', trustEtag: true };

describe('reading an event', () => {
  it('gives a single event with its own id as key and its etag', () => {
    expect(readEvent(single(), context)).toEqual({
      id: 'AAMkSingle',
      calendarId: 'cal',
      key: 'AAMkSingle',
      kind: 'single',
      seriesMasterId: null,
      etag: 'W/"single-1"',
      title: 'One-off',
      notes: 'A single timed event.',
      location: '',
      time: { allDay: false, start: '2026-08-04T12:00:00Z', end: '2026-08-04T13:00:00Z', zone: 'Europe/Berlin' },
      showAs: 'busy',
      sensitivity: 'normal',
      reminderMinutes: 15,
      categories: [],
      attendees: [],
      isOrganizer: true,
      isCancelled: false,
      isDeclined: false,
      isOnlineMeeting: false,
      joinUrl: null,
      webLink: 'https://outlook.example.test/item',
      transactionId: 'tx-1',
    });
  });

  it('gives no event for a series master', () => {
    expect(readEvent(master(), context)).toBeNull();
  });

  it('gives an occurrence the same key and content, slim and completed or listed in full', () => {
    const slim = readEvent(completeOccurrence(slimOccurrence('2026-08-17'), master()), context);
    const listed = readEvent(instance('2026-08-17'), { ...context, trustEtag: false });
    expect(slim?.key).toBe(`OID.${MASTER_ID}.2026-08-17`);
    expect({ ...slim, etag: null }).toEqual({ ...listed, etag: null });
  });

  it('keeps the key of the original date when an occurrence is moved to another day', () => {
    const moved = exception('2026-08-10', { start: { dateTime: '2026-08-12T09:00:00', timeZone: 'UTC' } });
    expect(readEvent(moved, context)).toMatchObject({ kind: 'exception', key: `OID.${MASTER_ID}.2026-08-10` });
  });

  it('dates an occurrence near midnight in the zone the series was made in', () => {
    const late = slimOccurrence('2026-08-17', {
      start: { dateTime: '2026-08-17T22:30:00', timeZone: 'UTC' },
      end: { dateTime: '2026-08-17T23:00:00', timeZone: 'UTC' },
    });
    expect(readEvent(completeOccurrence(late, master()), context)?.key).toBe(`OID.${MASTER_ID}.2026-08-18`);
  });

  it('leaves the organizer out of the attendees, and tells a declined invitation', () => {
    const person = (name: string) => ({ emailAddress: { name, address: `${name}@example.test` } });
    const event = single({
      isOrganizer: false,
      attendees: [person('ann'), person('Bob'), person('me')],
      organizer: { emailAddress: { name: 'Bob', address: 'bob@EXAMPLE.test' } },
      responseStatus: { response: 'declined' },
    });
    expect(readEvent(event, context)).toMatchObject({
      isOrganizer: false,
      isDeclined: true,
      attendees: [
        { name: 'ann', email: 'ann@example.test' },
        { name: 'me', email: 'me@example.test' },
      ],
    });
  });

  it('has no reminder when it is off, whatever the minutes say', () => {
    expect(readEvent(single({ isReminderOn: false }), context)?.reminderMinutes).toBeNull();
  });

  it('treats a sensitivity it does not know as private', () => {
    expect(readEvent(single({ sensitivity: 'topSecret' }), context)?.sensitivity).toBe('private');
  });

  it('reads the join link of a Teams meeting', () => {
    const event = single({ isOnlineMeeting: true, onlineMeeting: { joinUrl: 'https://teams.example.test/j' } });
    expect(readEvent(event, context)).toMatchObject({ isOnlineMeeting: true, joinUrl: 'https://teams.example.test/j' });
  });

  it('reads a body that came as text like the same text in HTML', () => {
    const event = single({ body: { contentType: 'text', content: 'a < b\r\nc' } });
    expect(readEvent(event, context)?.notes).toBe('a &lt; b<br />c');
  });
});
