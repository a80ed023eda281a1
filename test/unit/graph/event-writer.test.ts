import { describe, expect, it } from 'vitest';
import { MARKER_ID, writeDraft, writePatch } from '../../../server/graph/event-writer.ts';
import type { EventDraft } from '../../../server/sync/core/outlook-event.ts';

const draft: EventDraft = {
  title: 'Visit',
  notes: '<p>bring keys</p>',
  location: 'Office',
  time: { allDay: true, start: '2026-08-10', end: '2026-08-11' },
  showAs: 'oof',
  sensitivity: 'private',
  reminderMinutes: null,
  categories: ['Lupax'],
  marker: '7/appointment/12',
  transactionId: 'tx',
};

describe('writing an event', () => {
  it('sends marker, category and transaction id with the create, and never attendees', () => {
    expect(writeDraft(draft, 'Europe/Berlin')).toEqual({
      subject: 'Visit',
      body: { contentType: 'html', content: '<p>bring keys</p>' },
      location: { displayName: 'Office' },
      isAllDay: true,
      start: { dateTime: '2026-08-10T00:00:00', timeZone: 'Europe/Berlin' },
      end: { dateTime: '2026-08-11T00:00:00', timeZone: 'Europe/Berlin' },
      showAs: 'oof',
      sensitivity: 'private',
      isReminderOn: false,
      categories: ['Lupax'],
      transactionId: 'tx',
      singleValueExtendedProperties: [{ id: MARKER_ID, value: '7/appointment/12' }],
    });
  });

  it('sends only what a patch names', () => {
    expect(writePatch({ location: '' }, 'UTC')).toEqual({ location: { displayName: '' } });
    expect(writePatch({ reminderMinutes: 0 }, 'UTC')).toEqual({ isReminderOn: true, reminderMinutesBeforeStart: 0 });
  });

  it('sends start and end and isAllDay together when an all-day event becomes timed', () => {
    const time = { allDay: false, start: '2026-08-10T08:00:00Z', end: '2026-08-10T09:00:00Z', zone: 'UTC' } as const;
    expect(Object.keys(writePatch({ time }, 'UTC')).sort()).toEqual(['end', 'isAllDay', 'start']);
  });

  it('cuts a title at 255 units without splitting a character', () => {
    expect(writePatch({ title: 'x'.repeat(300) }, 'UTC')['subject']).toHaveLength(255);
    expect(writePatch({ title: `${'x'.repeat(254)}😀` }, 'UTC')['subject']).toBe('x'.repeat(254));
  });
});
