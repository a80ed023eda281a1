import { describe, expect, test } from 'vitest';
import { closeAppointment, closeEvent } from '../../../server/sync/core/close-image.ts';
import { asItem, makeAppointment, makeCopy, makeEvent } from './make.ts';

describe('the image of a copy', () => {
  const image = makeCopy({ location: 'Halle 7' });

  test('is put back as it was where nothing was closed', () => {
    expect(closeAppointment(image, 'read', 'normal', makeCopy(), null)).toEqual({ image, closed: [] });
  });

  test('is put back without what its calendar, or its event, no longer shows', () => {
    expect(closeAppointment(image, 'limitedRead', 'normal', null, null)).toMatchObject({
      image: { visibility: 'notes_private', location: 'Halle 7' },
      closed: ['visibility', 'participants', 'joinUrl'],
    });
    expect(closeAppointment(image, 'read', 'private', null, null)).toMatchObject({
      image: { visibility: 'title_and_notes_private', location: '' },
      closed: ['visibility', 'location', 'participants', 'joinUrl'],
    });
    expect(closeAppointment(image, 'none', 'normal', null, null)).toBeNull();
  });

  test('is no more open than what is shown now where its event is gone or nobody knows its sharing', () => {
    const current = makeCopy({ visibility: 'notes_private' });
    expect(closeAppointment(image, 'read', null, current, null)?.image.visibility).toBe('notes_private');
    expect(closeAppointment(image, null, 'normal', current, null)?.image.visibility).toBe('notes_private');
    expect(closeAppointment(image, null, 'normal', makeCopy(), null)?.image.visibility).toBe('public');
    expect(closeAppointment(image, null, 'normal', null, null)?.image.visibility).toBe('title_and_notes_private');
  });

  test('is no more open than what was agreed on last where its event is gone: a person may have opened it before', () => {
    expect(closeAppointment(image, 'read', null, makeCopy(), 'notes_private')?.image.visibility).toBe('notes_private');
    expect(closeAppointment(image, 'read', null, null, 'notes_private')?.image.visibility).toBe('notes_private');
    expect(closeAppointment(image, 'read', null, null, 'public')?.image.visibility).toBe('public');
    expect(closeAppointment(image, null, null, null, 'public')?.image.visibility).toBe('title_and_notes_private');
  });
});

describe('the image of an event of a Lupax entry', () => {
  const image = makeEvent({ notes: '<p>Plan</p>' });
  const itemOf = (visibility: 'public' | 'notes_private' | 'title_and_notes_private') =>
    asItem(makeAppointment({ visibility }));

  test('is private where Lupax hides the title, and keeps its notes to itself where the calendar shows them', () => {
    expect(closeEvent(image, itemOf('public'), 'read', null)).toEqual({ image, closed: [] });
    expect(closeEvent(image, itemOf('title_and_notes_private'), 'read', null)).toMatchObject({
      image: { sensitivity: 'private', notes: '<p>Plan</p>' },
      closed: ['sensitivity'],
    });
    expect(closeEvent(image, itemOf('notes_private'), 'read', makeEvent({ notes: '<p>jetzt</p>' }))).toMatchObject({
      image: { sensitivity: 'normal', notes: '<p>jetzt</p>' },
      closed: ['notes'],
    });
    expect(closeEvent(image, itemOf('notes_private'), 'freeBusyRead', null).closed).toEqual([]);
  });

  test('loses the notes that it shows where its calendar is shared more than when they were written', () => {
    const shown = makeEvent({ notes: '<html><body><p>Plan</p></body></html>' });
    expect(closeEvent(image, itemOf('notes_private'), 'read', shown).image.notes).toBe('');
  });

  test('is as closed as the event is now where its entry is gone', () => {
    expect(closeEvent(image, null, 'read', makeEvent({ sensitivity: 'private' })).image.sensitivity).toBe('private');
  });
});
