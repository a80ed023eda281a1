import type { CalendarRecord, Settings } from '../../server/store/types.ts';
import type { Visibility } from '../../server/sync/core/entry.ts';
import type { Appointment, Project } from '../../server/sync/core/lupax-entry.ts';
import { EXCLUDED_CATEGORY, parseMarker } from '../../server/sync/core/marker.ts';
import type { OutlookEvent } from '../../server/sync/core/outlook-event.ts';
import type { Plan } from '../../server/sync/core/plan.ts';
import type { LupaxGuards } from './lupax-memory.ts';
import type { OutlookGuards } from './outlook-memory.ts';
import { OWN, rankOf, TABLE } from './tables.ts';

interface Eyes {
  calendar(id: string): CalendarRecord;
  isShown(event: OutlookEvent): boolean;
  settings(): Settings;
  event(id: string): OutlookEvent | undefined;
  marker(id: string): string | undefined;
  markers(): ReadonlyMap<string, string>;
  appointment(id: number): Appointment | undefined;
  appointments(): Appointment[];
  project(id: number): Project | undefined;
}

/** What decided an entry's visibility when it was last written or agreed on. */
type Cause = string;

/** Looks at every write as it is carried out and notes what must never happen. */
export interface Watch {
  outlook: OutlookGuards;
  lupax: LupaxGuards;
  violations: string[];
  /** Told by the steps what people did. */
  userDeletedEvent(event: OutlookEvent): void;
  userDeletedAppointment(appointment: Appointment): void;
  /** A copy that was moved into another calendar is still its entry's copy, wherever it is. */
  userMovedEvent(event: OutlookEvent): void;
  planned(plan: Plan): void;
  /** Both sides agree: what decides the visibilities now is no cause any more. */
  agreed(): void;
}

export function createWatch(eyes: Eyes): Watch {
  const violations: string[] = [];
  const causes = new Map<string, Cause>();
  /** Lupax ids whose events people deleted in Outlook, and events whose copies people deleted in Lupax. */
  const deletedMarkers = new Set<string>();
  const deletedCopies = new Set<string>();
  const moved = new Set<string>();
  /** Made again after an edit: the marker on their events may still name the ones before. */
  const madeAgain = new Set<number>();

  function forbid(condition: boolean, what: string): void {
    if (condition) violations.push(what);
  }
  function receives(event: OutlookEvent): boolean {
    const { direction, sharing } = eyes.calendar(event.calendarId);
    return (
      (moved.has(event.id) && eyes.marker(event.id) !== undefined) ||
      (sharing !== 'none' && (direction === 'both' || direction === 'to_outlook'))
    );
  }
  function itemOf(marker: string | undefined): Appointment | Project | undefined {
    const parsed = marker === undefined ? null : parseMarker(marker);
    if (!parsed) return undefined;
    return parsed.type === 'appointment' ? eyes.appointment(parsed.id) : eyes.project(parsed.id);
  }
  function causeOf(event: OutlookEvent | undefined, item: Appointment | Project | undefined): Cause {
    const visibility = item && 'visibility' in item ? item.visibility : '-';
    const role = event ? eyes.calendar(event.calendarId).sharing : '-';
    return [event?.calendarId, role, event?.sensitivity, visibility].join(' ');
  }

  const outlook: OutlookGuards = {
    create(calendarId, draft) {
      const { direction, sharing } = eyes.calendar(calendarId);
      forbid('attendees' in draft, 'attendees were written');
      forbid(draft.title.length > 255, 'a title was too long');
      forbid(direction !== 'both' && direction !== 'to_outlook', `created in a calendar that is ${direction}`);
      forbid(sharing === 'none', 'created in a calendar that is not shared');
      const marker = draft.marker ?? '';
      forbid(marker === '', 'an event was created without our marker');
      forbid([...eyes.markers().values()].includes(marker), `a second event for ${marker}`);
      const item = itemOf(marker);
      if (item && 'visibility' in item && item.visibility === 'title_and_notes_private') {
        forbid(OWN[draft.sensitivity] !== 'title_and_notes_private', 'a private entry was created open');
      }
    },
    update(event, patch) {
      const { direction } = eyes.calendar(event.calendarId);
      const marker = eyes.marker(event.id);
      forbid('attendees' in patch, 'attendees were written');
      forbid(event.attendees.length > 0 || !event.isOrganizer, 'a meeting was written');
      forbid((patch.title ?? '').length > 255, 'a title was too long');
      forbid(!receives(event), `written in a calendar that is ${direction}`);
      forbid(!marker && direction !== 'both', 'a user’s own event was written one-way');
      forbid(!marker && patch.sensitivity !== undefined, 'the sensitivity of a user’s own event was written');
      const looser = patch.sensitivity !== undefined && rankOf(OWN[patch.sensitivity]) < rankOf(OWN[event.sensitivity]);
      const key = `outlook ${event.id}`;
      // A project is shown as normal, whatever was made of its event.
      const project = marker?.includes('/project/') ?? false;
      forbid(
        looser && !project && causes.get(key) === causeOf(event, itemOf(marker)),
        'an event was loosened without cause',
      );
      causes.set(key, causeOf({ ...event, ...patch }, itemOf(marker)));
    },
    delete(event) {
      const { direction } = eyes.calendar(event.calendarId);
      const marker = eyes.marker(event.id);
      forbid(event.attendees.length > 0 || !event.isOrganizer, 'a meeting was deleted');
      forbid(!receives(event), `deleted in a calendar that is ${direction}`);
      if (!marker) {
        forbid(direction !== 'both', 'a user’s own event was deleted one-way');
        forbid(!deletedCopies.has(event.id), 'a user’s own event was deleted though nobody deleted its copy');
        forbid(
          eyes.appointments().some(({ source }) => source?.eventId === event.id),
          'an event was deleted whose copy is there',
        );
      } else {
        const unwanted = marker.includes('/project/') && !eyes.settings().includeProjects;
        forbid(itemOf(marker) !== undefined && !unwanted, `the event of ${marker} was deleted, which is there`);
      }
    },
  };

  const lupax: LupaxGuards = {
    create(content) {
      forbid(content.title.trim() === '', 'an entry without a title was created');
      const { source } = content;
      if (!source) return;
      const twice = eyes.appointments().some((appointment) => appointment.source?.eventId === source.eventId);
      forbid(twice, `a second appointment for ${source.eventId}`);
      const event = eyes.event(source.eventId);
      if (event) checkShown(content, event);
    },
    created(appointment) {
      const event = appointment.source ? eyes.event(appointment.source.eventId) : undefined;
      if (!appointment.source) madeAgain.add(appointment.id);
      causes.set(`lupax ${appointment.id}`, causeOf(event, appointment));
    },
    update(before, content) {
      forbid(content.title.trim() === '', 'a title was emptied in Lupax');
      forbid(before.kind !== 'appointment', `a ${before.kind} was written`);
      forbid(JSON.stringify(before.project) !== JSON.stringify(content.project), 'what Lupax owns was changed');
      const event = before.source ? eyes.event(before.source.eventId) : undefined;
      const key = `lupax ${before.id}`;
      const looser = rankOf(content.visibility) < rankOf(before.visibility);
      forbid(looser && !before.source, 'an entry of Lupax’ own was loosened');
      forbid(looser && causes.get(key) === causeOf(event, before), 'an appointment was loosened without cause');
      if (event && content.source) checkShown(content, event);
      causes.set(key, causeOf(event, { ...before, ...content }));
      for (const [id, marker] of eyes.markers()) {
        if (itemOf(marker) === before) causes.set(`outlook ${id}`, causeOf(eyes.event(id), { ...before, ...content }));
      }
    },
    delete(appointment) {
      forbid(appointment.kind !== 'appointment', `a ${appointment.kind} was deleted`);
      const { source } = appointment;
      if (!source) {
        forbid(
          !deletedMarkers.has(`appointment/${appointment.id}`) && !madeAgain.has(appointment.id),
          'an entry of Lupax’ own was deleted though nobody deleted its event',
        );
        return;
      }
      const event = eyes.event(source.eventId);
      if (!event) return;
      const calendar = eyes.calendar(event.calendarId);
      const free = event.showAs === 'free' || event.showAs === 'workingElsewhere';
      const leaves =
        calendar.sharing === 'none' ||
        calendar.direction === 'off' ||
        event.calendarId !== source.calendarId ||
        event.categories.includes(EXCLUDED_CATEGORY) ||
        event.isCancelled ||
        event.isDeclined ||
        (free && !eyes.settings().includeFreeEvents);
      forbid(!leaves, 'a copy was deleted whose event is there and belongs into Lupax');
    },
  };

  /** Lupax never shows an event more openly than its calendar and its own sensitivity do. */
  function checkShown(
    content: { visibility: Visibility; location: string; participants: unknown[] },
    event: OutlookEvent,
  ): void {
    // Where it is now is only seen inside the window.
    if (moved.has(event.id) && (eyes.marker(event.id) || !eyes.isShown(event))) return;
    const table = TABLE[eyes.calendar(event.calendarId).sharing] ?? 'title_and_notes_private';
    const asked = Math.max(rankOf(table), rankOf(OWN[event.sensitivity]));
    forbid(rankOf(content.visibility) < asked, `an event was shown as ${content.visibility}`);
    forbid(content.visibility === 'title_and_notes_private' && content.location !== '', 'a hidden place was written');
    forbid(content.visibility !== 'public' && content.participants.length > 0, 'hidden participants were written');
  }

  return {
    outlook,
    lupax,
    violations,
    userDeletedEvent(event) {
      const marker = eyes.marker(event.id);
      if (marker) deletedMarkers.add(marker.slice(marker.indexOf('/') + 1));
    },
    userMovedEvent({ id }) {
      moved.add(id);
    },
    userDeletedAppointment({ source }) {
      if (source) deletedCopies.add(source.eventId);
    },
    planned(plan) {
      for (const { operations } of plan.ready) {
        for (const { write } of operations) {
          forbid(write.side === 'outlook' && JSON.stringify(write).includes('attendees'), 'attendees were planned');
        }
      }
    },
    agreed() {
      for (const appointment of eyes.appointments()) {
        const event = appointment.source ? eyes.event(appointment.source.eventId) : undefined;
        const direction = event && eyes.calendar(event.calendarId).direction;
        if (direction !== 'both' && direction !== 'to_lupax') continue;
        causes.set(`lupax ${appointment.id}`, causeOf(event, appointment));
      }
      for (const [id, marker] of eyes.markers()) {
        const event = eyes.event(id)!;
        const { direction } = eyes.calendar(event.calendarId);
        if (direction === 'both' || direction === 'to_outlook')
          causes.set(`outlook ${id}`, causeOf(event, itemOf(marker)));
      }
    },
  };
}
