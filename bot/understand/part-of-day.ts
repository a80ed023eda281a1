import type { Clock } from './clock.ts';
import type { Hours, Time } from './zone.ts';

/** What was said about the time of day besides a clock time. */
export type Part = 'EARLY' | 'MORNINGS' | 'FORENOON' | 'MIDDAY' | 'AFTERNOON' | 'EVENING' | 'NIGHT' | 'EOD';

/** Minutes of the day that a part of it covers. */
export function hoursOfPart(part: Part, { from, to }: Hours): { from: number; to: number } {
  const noon = 12 * 60;
  const byPart: Record<Part, { from: number; to: number }> = {
    EARLY: { from, to: Math.max(from + 60, 10 * 60) },
    MORNINGS: { from, to: Math.max(from + 60, noon) },
    FORENOON: { from, to: Math.max(from + 60, noon) },
    MIDDAY: { from: noon, to: 14 * 60 },
    AFTERNOON: { from: 13 * 60, to: Math.max(to, 14 * 60) },
    EVENING: { from: 18 * 60, to: 21 * 60 },
    NIGHT: { from: 20 * 60, to: 23 * 60 },
    EOD: { from: Math.max(from, to - 120), to },
  };
  return byPart[part];
}

/** Which half of the day: what was said about it, else where people work. */
export function readHalf(clock: Clock, part: Part | null, hours: Hours): Time {
  const { hour, minute } = clock;
  if (hour === 24) return { hour: 0, minute, choice: null };
  if (clock.style === 'exact' || hour === 0 || hour > 12) return { hour, minute, choice: null };
  const [early, late] = [hour % 12, (hour % 12) + 12];
  if (part === 'AFTERNOON' || part === 'EVENING' || part === 'EOD') return { hour: late, minute, choice: null };
  if (part === 'EARLY' || part === 'MORNINGS' || part === 'FORENOON')
    return { hour: hour === 12 ? 12 : early, minute, choice: null };
  if (part === 'MIDDAY') return { hour: hour >= 10 && hour < 12 ? early : late, minute, choice: null };
  if (part === 'NIGHT') return { hour: hour >= 8 && hour < 12 ? late : early, minute, choice: null };
  // Half an hour before work begins is still a likely start.
  const fits = (h: number) => h * 60 + minute >= hours.from - 30 && h * 60 + minute < hours.to;
  if (fits(early) !== fits(late)) return { hour: fits(early) ? early : late, minute, choice: null };
  if (clock.style === 'digits' && hour >= 6) return { hour, minute, choice: null };
  if (fits(early)) return { hour: early, minute, choice: null };
  // Outside of working hours both ways: "um 7" is the morning, "um 6" the evening, and it is asked.
  const likely = early >= 7 && early < 12 ? early : late;
  return { hour: likely, minute, choice: likely === early ? late : early };
}

/** The end of a range: "von 2 bis 3" is read with its start. */
export function readEnd(clock: Clock, start: Time, part: Part | null, hours: Hours): Time {
  if (clock.hour === 24) return { hour: 24, minute: 0, choice: null };
  const end = readHalf(clock, part, hours);
  if (clock.style === 'exact' || minutesOf(end) > minutesOf(start)) {
    const early = { ...end, hour: end.hour - 12 };
    return clock.style !== 'exact' && end.hour >= 12 && clock.hour < 12 && minutesOf(early) > minutesOf(start)
      ? early
      : end;
  }
  const later = { ...end, hour: end.hour + 12 };
  return clock.hour <= 12 &&
    later.hour < 24 &&
    minutesOf(later) > minutesOf(start) &&
    minutesOf(later) - minutesOf(start) <= 6 * 60
    ? later
    : end;
}

export const minutesOf = ({ hour, minute }: Time) => hour * 60 + minute;
