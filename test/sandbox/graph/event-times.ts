import { invalidRequest, validationFailure } from './errors.ts';
import type { EventChanges } from './event-input.ts';
import { timesOn } from './occurrences.ts';
import { readRecurrence } from './recurrence-input.ts';
import { firstDayOf } from './recurrence.ts';
import type { Recurrence } from './recurrence.ts';
import type { EventFields } from './types.ts';
import { DAY_MS, dayOf } from './zones.ts';

/** Checks what Exchange demands of start and end. https://learn.microsoft.com/graph/api/resources/event (isAllDay) */
export function checkTimes(fields: Pick<EventFields, 'start' | 'end' | 'isAllDay'>): void {
  const { start, end, isAllDay } = fields;
  if (isAllDay) {
    for (const [name, moment] of [
      ['Start', start],
      ['End', end],
    ] as const) {
      if (moment.wallMs % DAY_MS !== 0) {
        throw invalidRequest(`The Event.${name} property for an all-day event needs to be set to midnight.`);
      }
    }
    if (start.zone.windows !== end.zone.windows) {
      throw invalidRequest(
        'The Event.Start and Event.End properties of an all-day event need to be in the same time zone.',
      );
    }
    if (end.wallMs <= start.wallMs) {
      throw invalidRequest('The duration of an event marked as All day must be at least 24 hours.');
    }
  }
  if (end.utcMs < start.utcMs) throw validationFailure('The end of the event is before its start.');
}

function moveRange(rule: Recurrence, fields: EventFields): Recurrence {
  const startDay = dayOf(fields.start.wallMs);
  if (startDay === rule.startDay) return rule;
  const moved = { ...rule, startDay };
  if (firstDayOf(moved) === null) throw invalidRequest('The recurrence range ends before the event starts.');
  return moved;
}

/**
 * Settles start, end and recurrence of a single event or master after a change. A series begins on the first day its
 * pattern matches, so that start and end may move to it.
 */
export function settleTimes(fields: EventFields, changes: EventChanges): EventFields {
  checkTimes(fields);
  const recurrence =
    changes.recurrence === undefined
      ? fields.recurrence && moveRange(fields.recurrence, fields)
      : changes.recurrence && readRecurrence(changes.recurrence, fields.start);
  if (!recurrence) return { ...fields, recurrence: null };
  const firstDay = firstDayOf(recurrence)!;
  const aligned = firstDay === recurrence.startDay ? recurrence : { ...recurrence, startDay: firstDay };
  return { ...fields, ...timesOn(fields, firstDay), recurrence: aligned };
}

/** Whether a change of a master throws its changed and cancelled occurrences away: another rule or other times. */
export function resetsSeries(before: EventFields, after: EventFields): boolean {
  const [old, rule] = [before.recurrence, after.recurrence];
  if (!old || !rule) return true;
  const pattern = (of: Recurrence) => JSON.stringify({ ...of, startDay: 0, endDay: 0, count: 0 });
  if (pattern(old) !== pattern(rule)) return true;
  return (
    before.start.wallMs !== after.start.wallMs ||
    before.end.wallMs !== after.end.wallMs ||
    before.start.zone.windows !== after.start.zone.windows ||
    before.isAllDay !== after.isAllDay
  );
}
