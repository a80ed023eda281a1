import { DateTime } from 'luxon';
import type { Meetings, Schedule } from '../graph/types.ts';
import type { Availability, MeetingRecord, Slot } from './draft.ts';
import { findFreeTimes, isBusy, type WorkingTime } from './free-times.ts';

/** How far proposals reach beyond the wanted time. */
const PROPOSAL_DAYS = 10;
/** Graph answers at most 62 days at once. */
const LONGEST_DAYS = 60;
const MAX_PROPOSALS = 3;
const DEFAULT_WORKING: WorkingTime = { days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' };

interface Member {
  name: string;
  address: string;
}

/**
 * Asks when everybody is busy and, if the wanted time does not suit all, finds up to three that do.
 * @returns the slot when everybody whose time is known is free then
 */
export async function findAvailability(
  meetings: Meetings,
  draft: MeetingRecord,
  organizer: Member,
  now: number,
): Promise<{ slot: Slot | null; availability: Availability }> {
  const { when } = draft;
  if (when.kind === 'none') throw new Error('no time was wanted yet');
  const members = [organizer, ...draft.people.map(({ name, address }) => ({ name, address: address ?? '' }))];
  const window = chooseWindow(draft, now);
  const schedules = await meetings.readSchedules(
    members.map(({ address }) => address),
    window,
  );
  const busy = schedules.flatMap((schedule) => schedule.busy ?? []);
  const unknown = namesOf(members, schedules, (schedule) => schedule.busy === null);
  if (when.kind === 'at') {
    const slot = toSlot(when.start, draft.durationMinutes);
    const busyNames = namesOf(members, schedules, (schedule) => isBusy(schedule.busy ?? [], slot));
    if (busyNames.length === 0) return { slot, availability: { busy: [], unknown, proposals: [] } };
    return {
      slot: null,
      availability: { busy: busyNames, unknown, proposals: propose(draft, window, busy, schedules, now) },
    };
  }
  return { slot: null, availability: { busy: [], unknown, proposals: propose(draft, window, busy, schedules, now) } };
}

export function toSlot(start: string, durationMinutes: number): Slot {
  const begin = Date.parse(start);
  return { start: new Date(begin).toISOString(), end: new Date(begin + durationMinutes * 60_000).toISOString() };
}

/** What is asked for: the wanted time's day and those after it, or the wanted stretch. */
function chooseWindow({ when, timeZone, durationMinutes }: MeetingRecord, now: number): Slot {
  const iso = (at: DateTime): string => at.toUTC().toISO()!;
  if (when.kind === 'window') {
    const from = DateTime.fromISO(when.from, { zone: timeZone });
    return {
      start: when.from,
      end: iso(DateTime.min(DateTime.fromISO(when.to, { zone: timeZone }), from.plus({ days: LONGEST_DAYS }))),
    };
  }
  const start =
    when.kind === 'at'
      ? DateTime.fromISO(when.start, { zone: timeZone })
      : DateTime.fromMillis(now, { zone: timeZone });
  return {
    start: iso(start.startOf('day')),
    end: iso(start.plus({ minutes: durationMinutes }).plus({ days: PROPOSAL_DAYS }).startOf('day')),
  };
}

function propose(draft: MeetingRecord, window: Slot, busy: Slot[], schedules: Schedule[], now: number): Slot[] {
  const { when, durationMinutes, timeZone } = draft;
  const hours = schedules[0]?.workingHours;
  const query = {
    busy,
    from: when.kind === 'at' ? when.start : window.start,
    to: window.end,
    durationMinutes,
    timeZone,
    now,
    limit: MAX_PROPOSALS,
    ...(when.kind === 'window' ? { daily: when.daily } : {}),
  };
  const working = hours?.zone === timeZone ? hours : DEFAULT_WORKING;
  const found = findFreeTimes({ ...query, working });
  // Nothing free on the wanted days of the week (a Saturday, say): then the wish counts.
  if (found.length > 0 || when.kind === 'at') return found;
  return findFreeTimes({ ...query, working: { ...working, days: [1, 2, 3, 4, 5, 6, 7] } });
}

function namesOf(members: Member[], schedules: Schedule[], fits: (schedule: Schedule) => boolean): string[] {
  return members.filter((_member, index) => schedules[index] && fits(schedules[index])).map(({ name }) => name);
}
