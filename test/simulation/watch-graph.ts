import { refIdOf } from '../sandbox/graph/event-reader.ts';
import type { EventRef } from '../sandbox/graph/types.ts';
import { fieldsIn, type EventState } from './history.ts';
import { isBeyondWindow, rankOf, rankOfSensitivity, showsNotes } from './rules.ts';
import type { Call } from './wire.ts';
import type { Verdict, WatchParts, Write } from './watch.ts';

/** Our marker, read. */
export interface Marker {
  type: 'appointment' | 'project';
  id: number;
}

export function readMarker(text: string | undefined): Marker | null {
  const match = /^\d+\/(appointment|project)\/(\d+)$/.exec(text ?? '');
  return match ? { type: match[1] as Marker['type'], id: Number(match[2]) } : null;
}

/** Looks at what is written to Outlook. */
export function createGraphWatch({ now, graph, lupax, history, organizationId, markerId, violate }: WatchParts) {
  function lookAtCreate({ call, errand, answer }: Write): Verdict {
    const { person, since } = errand;
    const { id } = JSON.parse(answer.text) as { id: string };
    const { event } = history.find(id)!;
    if (event.fields.attendees.length > 0) violate('an event with attendees was created');
    const text = event.extended.get(markerId);
    const marker = readMarker(text);
    if (!marker || !text!.startsWith(`${organizationId}/`)) {
      violate(`an event was created without our marker: ${call.text}`);
      return { tightens: false, counts: false };
    }
    const bearers = [...(graph.world.users.get(person.objectId)!.mailbox.eventsByProperty.get(markerId) ?? [])];
    const same = bearers.filter((other) => other.extended.get(markerId) === text);
    if (same.length > 1) violate(`${text} has ${same.length} events`);
    const calendarId = event.calendar.immutableId;
    const directions = history.direction(calendarId).since(since);
    if (!directions.some((direction) => direction === 'both' || direction === 'to_outlook')) {
      violate(`an event was created in a calendar that is ${directions.join()}`);
    }
    if (
      history
        .role(calendarId)
        .since(since)
        .every((role) => role === null || role === 'none')
    ) {
      violate('an event was created in a calendar that is not shared');
    }
    checkShown(
      marker,
      event.fields.sensitivity,
      event.fields.bodyHtml,
      calendarId,
      since,
      event.fields.isOnlineMeeting,
    );
    return { tightens: false, counts: false };
  }

  function lookAtChange({ call, errand }: Write, ref: EventRef): Verdict {
    const states = history.event(ref.event).entries;
    const [before, after] = [states.at(-2)!.value, states.at(-1)!.value];
    const [was, is] = [fieldsIn(before, ref.day), fieldsIn(after, ref.day)];
    const { since } = errand;
    requireWritable(before, ref, since, `${call.method} ${call.text}`);
    if (JSON.stringify(was.attendees) !== JSON.stringify(is.attendees)) violate('attendees were written');
    const marker = readMarker(ref.event.extended.get(markerId));
    const changed = was.bodyHtml !== is.bodyHtml || was.sensitivity !== is.sensitivity;
    if (marker && changed) checkShown(marker, is.sensitivity, is.bodyHtml, after.calendarId, since, is.isOnlineMeeting);
    else if (was.sensitivity !== is.sensitivity) violate('the sensitivity of a user’s own event was written');
    const closer = rankOfSensitivity(is.sensitivity) - rankOfSensitivity(was.sensitivity);
    // A line in the place of the notes is written anew like one that is written first.
    const emptied = marker?.type === 'project' && wordOf(was.bodyHtml) !== '' && wordOf(is.bodyHtml) === '';
    const tightens = closer > 0 || emptied || (isLinkLine(is.bodyHtml) && is.bodyHtml !== was.bodyHtml);
    const item = marker?.type === 'appointment' ? history.appointment(marker.id).at(since)?.appointment : undefined;
    const then = history.event(ref.event).at(since);
    const wasOpen = then !== undefined && rankOfSensitivity(fieldsIn(then, ref.day).sensitivity) < 2;
    const time = { startMs: was.start.utcMs, endMs: was.end.utcMs };
    const isFollowed = !isBeyondWindow(time, history.settings(errand.person.objectId).last!, now());
    const overdue = wasOpen && isFollowed && item?.visibility === 'title_and_notes_private';
    return { tightens, overdue, counts: closer < 0 && marker !== null };
  }

  function lookAtDeletion({ errand }: Write, ref: EventRef): Verdict {
    const before = history.event(ref.event).entries.at(-2)!.value;
    const { since, person } = errand;
    requireWritable(before, ref, since, 'DELETE');
    const marker = readMarker(ref.event.extended.get(markerId));
    if (!marker) {
      if (!wasCopyDeleted(ref)) violate(`a user’s own event was deleted though nobody deleted its copy in Lupax`);
      return { tightens: false, counts: true };
    }
    if (marker.type === 'project') {
      const off = history
        .settings(person.objectId)
        .since(since)
        .some(({ includeProjects }) => !includeProjects);
      if (!off && !history.removedProjects.has(marker.id)) violate('the event of a project was deleted that is there');
      return { tightens: false, counts: true };
    }
    const item = lupax.world.appointments.find(marker.id);
    if (item?.appointment.deleted === 0) violate(`the event of appointment ${marker.id} was deleted, which is there`);
    return { tightens: false, counts: true };
  }

  /** Whether a person deleted an appointment that stood for the event. */
  function wasCopyDeleted(ref: EventRef): boolean {
    const origin = history.restoredEvents.get(ref.event);
    if (origin && wasCopyDeleted({ event: origin, day: ref.day })) return true;
    const eventId = refIdOf(ref, true);
    const isCopyOf = (id: string): boolean =>
      id === eventId ||
      (ref.day === null && ref.event.fields.recurrence !== null && history.find(id)?.event === ref.event);
    return lupax.world.appointments.listAll().some(({ appointment }) => {
      if (appointment.deleted === 0 || !appointment.source || !isCopyOf(appointment.source.event_id)) return false;
      return history.appointment(appointment.id).last?.actor !== 'connector';
    });
  }

  function requireWritable(before: EventState, ref: EventRef, since: number, what: string): void {
    const { attendees, isOrganizer } = fieldsIn(before, ref.day);
    if (attendees.length > 0 || !isOrganizer) violate(`a meeting was written: ${what}`);
    const marked = ref.event.extended.has(markerId);
    const moved = new Set(history.event(ref.event).entries.map(({ value }) => value.calendarId)).size > 1;
    const directions = history.direction(before.calendarId).since(since);
    const allowed = marked ? ['both', 'to_outlook'] : ['both'];
    if (!moved && !directions.some((direction) => allowed.includes(direction))) {
      violate(`written in a calendar that is ${directions.join()}: ${what}`);
    }
    if (marked) return;
    const id = refIdOf(ref, true);
    const known = lupax.world.appointments
      .listAll()
      .some(({ appointment }) =>
        history.appointment(appointment.id).entries.some(({ value }) => value.appointment.source?.event_id === id),
      );
    if (!known) violate(`a user’s own event was written that has never been in Lupax: ${what}`);
  }

  /** Never more open than Lupax shows the entry, or has shown it since the product began to look. */
  function checkShown(
    marker: Marker,
    sensitivity: string,
    body: string,
    calendarId: string,
    since: number,
    isOnlineMeeting: boolean,
  ): void {
    const roles = history.role(calendarId).since(since);
    if (marker.type === 'project') {
      const description = lupax.world.projects.get(marker.id)?.project.description ?? '';
      if (description !== '' && roles.every(showsNotes) && body.includes(wordOf(description))) {
        violate('the description of a project is shown');
      }
      return;
    }
    const timeline = history.appointment(marker.id);
    // Of one that is gone nobody can ask what it became right before.
    const states = timeline.since(timeline.last?.appointment.deleted === 1 ? 0 : since);
    const ranks = states.map(({ appointment }) => rankOf(appointment.visibility));
    const asked = Math.min(...ranks);
    if (asked === 2 && rankOfSensitivity(sensitivity) < 2) violate(`a private entry is shown as ${sensitivity}`);
    if (isOnlineMeeting || rankOfSensitivity(sensitivity) === 2) return;
    const words = states.map(({ appointment }) => wordOf(appointment.notes)).filter((word) => word !== '');
    const shown = words.length > 0 && words.every((word) => body.includes(word));
    if (asked >= 1 && roles.every(showsNotes) && shown) violate('private notes are shown in Outlook');
  }

  function checkEvent(ref: EventRef, { errand: { since } }: Write): void {
    const marker = readMarker(ref.event.extended.get(markerId));
    const { fields, calendarId } = history.event(ref.event).last!;
    if (!marker) return;
    checkShown(marker, fields.sensitivity, fields.bodyHtml, calendarId, since, fields.isOnlineMeeting);
  }

  return {
    checkEvent,
    before({ method, url }: Call): (write: Write) => Verdict {
      const id = /\/events\/([^/?]+)$/.exec(url)?.[1];
      if (id === undefined) return lookAtCreate;
      const ref = history.find(decodeURIComponent(id));
      return (write) => {
        if (!ref) return { tightens: false, counts: false };
        return method === 'DELETE' ? lookAtDeletion(write, ref) : lookAtChange(write, ref);
      };
    },
  };
}

/** The unique word of a text, `n12`. */
export function wordOf(html: string): string {
  return /n\d+/.exec(html)?.[0] ?? '';
}

function isLinkLine(body: string): boolean {
  return body.includes('https://lupax.example/');
}
