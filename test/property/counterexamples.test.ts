import { expect, test } from 'vitest';
import type { Appointment } from '../../server/sync/core/lupax-entry.ts';
import type { OutlookEvent } from '../../server/sync/core/outlook-event.ts';
import { findFaults } from './end-state.ts';
import { take, type Step } from './steps.ts';
import { createWorld, type PlannedFault } from './world.ts';

/** Stories that the properties found to go wrong once. */

const TOM = [{ name: 'Tom', email: 'tom@example.org' }];
const MORNING = {
  allDay: false,
  zone: 'Europe/Berlin',
  start: '2026-01-12T08:00:00Z',
  end: '2026-01-12T09:00:00Z',
} as const;
const NEXT_DAY = { ...MORNING, start: '2026-01-13T08:00:00Z', end: '2026-01-13T09:00:00Z' };
const PLAIN = { title: 'Aufbau', notes: '', location: '', time: MORNING, reminderMinutes: null };

const addEvent = (fields: Partial<OutlookEvent> = {}): Step => ({
  do: 'add_event',
  calendar: 0,
  fields: { ...PLAIN, ...fields },
});
const addAppointment = (fields: Partial<Appointment> = {}): Step => ({
  do: 'add_appointment',
  fields: { ...PLAIN, kind: 'appointment', ...fields },
});
const editEvent = (fields: Partial<OutlookEvent>, pick = 0): Step => ({ do: 'edit_event', pick, fields });
const editAppointment = (fields: Partial<Appointment>, pick = 0): Step => ({ do: 'edit_appointment', pick, fields });
const sync = (fault: PlannedFault['fault'] | null = null, at = 0): Step => ({
  do: 'sync',
  fault: fault && { at, fault },
});
const deleteAppointment: Step = { do: 'delete_appointment', pick: 0 };
const deleteEvent: Step = { do: 'delete_event', pick: 0 };
const share = (role: 'none' | 'read' | 'custom'): Step => ({ do: 'share', calendar: 0, role });

const STORIES: Record<string, Step[]> = {
  'an emptied title of an entry that is made again has a name in Lupax': [
    addAppointment(),
    sync(),
    deleteAppointment,
    editEvent({ title: '' }),
  ],
  'an entry that is made again does not keep the link to the one before': [
    addAppointment({ visibility: 'notes_private', notes: '<p>Code 4711</p>' }),
    sync(),
    editEvent({ sensitivity: 'confidential', location: 'Halle 3' }),
    deleteAppointment,
  ],
  'a protected entry that was edited beside attendees is put back when they are gone': [
    addAppointment({ kind: 'vacation', location: 'Halle 3' }),
    sync(),
    editEvent({ location: '', attendees: TOM }),
    sync(),
    editEvent({ attendees: [] }),
  ],
  'a line that was edited beside attendees is put back when they are gone': [
    addAppointment({ visibility: 'notes_private' }),
    sync(),
    editEvent({ notes: '<div>Tor 3</div>', attendees: TOM }),
    { do: 'share', calendar: 0, role: 'custom' },
    sync(),
    editEvent({ attendees: [] }),
  ],
  'changing back after a plan that was carried out by half is seen': [
    addAppointment({ reminderMinutes: 15 }),
    sync(),
    editEvent({ title: 'Umbau' }),
    editAppointment({ reminderMinutes: null }),
    sync('fail', 1),
    editAppointment({ reminderMinutes: 15 }),
  ],
  'taking a copy back without an answer deletes nothing in Outlook when the calendar is shared again': [
    addEvent(),
    sync(),
    share('none'),
    sync('lose_and_die'),
    share('custom'),
    sync(),
  ],
  'what a lost create had made and a person edited is put back where it must be': [
    addEvent({ attendees: TOM }),
    sync(),
    deleteAppointment,
    sync('lose_and_die'),
    editAppointment({ notes: '<p>Code 4711</p>' }),
  ],
  'a lost create whose event got attendees takes over what Outlook shows': [
    addAppointment(),
    sync('lose_and_die'),
    editEvent({ attendees: TOM }),
    editAppointment({ status: 'tentative' }),
  ],
  'an entry that is made again in two attempts has one event': [
    addAppointment(),
    sync(),
    deleteAppointment,
    editEvent({ time: NEXT_DAY }),
    addEvent(),
    sync('die', 1),
    editAppointment({ visibility: 'title_and_notes_private' }),
  ],
  'a kept meeting stays as closed as its entry was, also when the answer was lost': [
    addAppointment({ visibility: 'title_and_notes_private' }),
    sync(),
    editEvent({ sensitivity: 'normal', attendees: TOM }),
    deleteAppointment,
    sync('lose'),
  ],
  'a line whose writing was cut off is not read back': [
    addAppointment(),
    sync(),
    editEvent({ sensitivity: 'personal' }),
    sync('lose_and_die'),
    deleteAppointment,
  ],
  'an event that goes after its entry was made again in two attempts takes the entry with it': [
    addAppointment(),
    sync(),
    deleteAppointment,
    editEvent({ title: 'Umbau' }),
    sync('die', 1),
    deleteEvent,
  ],
};

for (const [name, story] of Object.entries(STORIES)) {
  test(name, async () => {
    const world = createWorld();
    for (const step of story) await take(world, step);
    await world.sync();
    expect(await world.sync()).toBeLessThanOrEqual(2);
    expect(world.watch.violations).toEqual([]);
    expect(findFaults(world)).toEqual([]);
  });
}
