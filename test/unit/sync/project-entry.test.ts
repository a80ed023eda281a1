import { describe, expect, test } from 'vitest';
import type { OutlookEvent } from '../../../server/sync/core/outlook-event.ts';
import { planPair } from '../../../server/sync/core/plan.ts';
import {
  COLLEAGUE,
  deleteEvent,
  deleteItem,
  editEvent,
  makeAgreed,
  makeCalendar,
  makeContext,
  makeEvent,
  makeProject,
  makeStrangers,
  planOf,
  writeTo,
} from './make.ts';

const shown: Partial<OutlookEvent> = { title: 'Messe', notes: '', location: '', showAs: 'free', reminderMinutes: null };
const item = { type: 'project', item: makeProject() } as const;
const agreed = makeAgreed('project', makeEvent(shown), item);
const WITHOUT = makeContext(undefined, { includeProjects: false });

describe('a project', () => {
  test('shows its title and dates, free, without reminder, and not its description where the calendar would show it', () => {
    expect(writeTo(makeStrangers('project', null, item), 'outlook')).toEqual({
      title: 'Messe',
      notes: '',
      location: '',
      time: makeProject().time,
      showAs: 'free',
      sensitivity: 'normal',
      reminderMinutes: null,
    });
    const limited = makeContext(makeCalendar('to_outlook', 'limitedRead'));
    expect(writeTo(makeStrangers('project', null, item), 'outlook', limited)).toMatchObject({
      notes: '<p>Budget 12</p>',
    });
  });

  test('is not created without the setting, outside the window, or without a calendar that receives', () => {
    const pair = makeStrangers('project', null, item);
    expect(planOf(pair, WITHOUT)).toEqual([]);
    expect(planOf(pair, makeContext(makeCalendar('to_lupax')))).toEqual([]);
    const time = { allDay: true, start: '2027-01-01', end: '2027-01-05' } as const;
    expect(planOf(makeStrangers('project', null, { type: 'project', item: makeProject({ time }) }))).toEqual([]);
  });

  test('that is unchanged writes nothing', () => {
    expect(planOf(agreed)).toEqual([]);
  });

  test('whose event was edited, opened or closed in Outlook is put back', () => {
    const pair = editEvent(agreed, { title: 'Meine Messe', notes: '<p>x</p>', showAs: 'busy', reminderMinutes: 5 });
    expect(planOf(pair)).toEqual(['outlook update title,notes,reminderMinutes,showAs (put_back)']);
    expect(planOf(editEvent(agreed, { sensitivity: 'private' }))).toEqual(['outlook update sensitivity (put_back)']);
  });

  test('whose event was deleted in Outlook is created again, and never deleted in Lupax', () => {
    expect(planOf(deleteEvent(agreed))).toEqual(['outlook create (deletion_put_back)']);
  });

  test('that changed in Lupax changes in Outlook', () => {
    const changed = {
      ...agreed,
      lupax: { ...agreed.lupax, seen: { type: 'project', item: makeProject({ title: 'Expo' }) } as const },
    };
    expect(planOf(changed)).toEqual(['outlook update title (changed_in_lupax)']);
  });

  test('that is gone, or no longer wanted, leaves Outlook, and counts for the brake', () => {
    expect(planOf(deleteItem(agreed))).toEqual(['outlook delete (project_gone)']);
    expect(planOf(editEvent(deleteItem(agreed), { title: 'x' }))).toEqual(['outlook delete (project_gone)']);
    expect(planOf(agreed, WITHOUT)).toEqual(['outlook delete (projects_off)']);
    expect(planPair(agreed, WITHOUT).operations[0]!.brake).toBe('delete');
  });

  test('to which somebody was invited in Outlook is neither written nor deleted', () => {
    const meeting = editEvent(agreed, { attendees: [COLLEAGUE], title: 'x' });
    expect(planOf(meeting)).toEqual([]);
    expect(planPair(meeting, makeContext()).want).toBeNull();
    expect(planOf(meeting, WITHOUT)).toEqual([]);
    expect(planOf(deleteItem(meeting))).toEqual([]);
    expect(planPair(deleteItem(meeting), makeContext()).attention).toEqual([
      { code: 'deletion_put_back', side: 'outlook' },
    ]);
  });

  test('takes its description out at once when the calendar starts to show notes, and back when it stops', () => {
    const limited = makeContext(makeCalendar('both', 'limitedRead'));
    const described = makeAgreed('project', makeEvent({ ...shown, notes: '<p>Budget 12</p>' }), item);
    expect(planPair(described, makeContext()).operations).toMatchObject([
      { write: { patch: { notes: '' } }, tightens: true, brake: null },
    ]);
    expect(writeTo(agreed, 'outlook', limited)).toEqual({ notes: '<p>Budget 12</p>' });
  });
});
