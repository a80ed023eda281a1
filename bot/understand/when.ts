import type { DateTime } from 'luxon';
import { takeClocks, type Clock, type ClockPiece } from './clock.ts';
import type { DatePiece } from './date-piece.ts';
import { findCorrection, keepCorrected } from './corrections.ts';
import { takeDates } from './dates.ts';
import { takeLengths } from './duration.ts';
import { DEFAULT_DURATION_MINUTES, type Problem, type When } from './reading.ts';
import type { Sheet } from './sheet.ts';
import { DayChoice, type Days } from './days.ts';
import { Doubts } from './doubts.ts';
import { hoursOfPart, minutesOf, readEnd, readHalf, type Part } from './part-of-day.ts';
import { atWallTime, ceilToQuarter, toZonedTime, type Hours, type Time } from './zone.ts';

export interface WhenRead {
  when: When;
  durationMinutes: number;
  durationSaid: boolean;
  problems: Problem[];
}

const PART = String.raw`(?:(?:gegen|am|in der|in the|zu|at|zur|ueber|over|um die|in|by|bis|until|during|the|spaeten|fruehen|late|spaeter) )*(?<part>EARLY|MORNINGS|FORENOON|MIDDAY|AFTERNOON|EVENING|NIGHT|EOD)`;

/** Takes everything about time from the sentence and says when the meeting is to be. */
export function readWhen(sheet: Sheet, now: DateTime, hours: Hours, english: boolean): WhenRead {
  const lengths = takeLengths(sheet);
  const dates = takeDates(sheet, now, english);
  const clocks = takeClocks(sheet, english);
  const correction = findCorrection(sheet);
  const parts: { part: Part; from: number; to: number }[] = [];
  for (const found of sheet.find('(?<side>nach|after|vor|before) (?:dem |der )?(?:mittagessen|essen|MIDDAY)')) {
    sheet.take(found, 'when');
    const isBefore = /^(?:vor|before)$/.test(found.groups['side'] ?? '');
    parts.push({ part: isBefore ? 'FORENOON' : 'AFTERNOON', from: found.from, to: found.to });
  }
  for (const found of sheet.find('ORD1 thing(?: in the MORNINGS)?|als (?:ORD1|erstes)')) {
    sheet.take(found, 'when');
    parts.push({ part: 'EARLY', from: found.from, to: found.to });
  }
  for (const found of sheet.find(PART)) {
    // "lunch with Jen": the time and what it is.
    const meal = found.to - found.from === 1 && /^lunch$/i.test(sheet.written(found));
    if (!meal) sheet.take(found, 'when');
    parts.push({ part: found.groups['part'] as Part, from: found.from, to: found.to });
  }
  for (const found of sheet.find(
    'end of (?:the )?(?:business|DAY)|(?:by )?end of DAY|END (?:of (?:the )?DAY|des DAYs)',
  )) {
    sheet.take(found, 'when');
    parts.push({ part: 'EOD', from: found.from, to: found.to });
  }
  if (correction) sheet.setAside(correction);
  return new Combination(sheet, now, hours).combine(
    keepCorrected(dates, correction),
    keepCorrected(clocks, correction),
    keepCorrected(parts, correction)[0]?.part ?? null,
    lengths,
  );
}

class Combination {
  private readonly doubts: Doubts;
  private readonly today: DateTime;
  private readonly sheet: Sheet;
  private readonly now: DateTime;
  private readonly hours: Hours;

  constructor(sheet: Sheet, now: DateTime, hours: Hours) {
    this.sheet = sheet;
    this.doubts = new Doubts(sheet);
    this.now = now;
    this.hours = hours;
    this.today = now.set({ hour: 12, minute: 0, second: 0, millisecond: 0 });
  }

  combine(
    dates: DatePiece[],
    clocks: ClockPiece[],
    part: Part | null,
    lengths: ReturnType<typeof takeLengths>,
  ): WhenRead {
    for (const piece of [...dates, ...clocks]) {
      if (piece.is === 'no_such_date' || piece.is === 'no_such_time') this.doubts.add(piece.is, piece);
    }
    if (lengths.outOfRange !== null) this.doubts.add('duration_out_of_range', lengths.outOfRange);
    const recurring = dates.find((piece) => piece.is === 'recurring' || (piece.is === 'weekday' && piece.recurring));
    if (recurring) this.doubts.add('recurring', recurring);

    const range = clocks.find((piece) => piece.is === 'range');
    const clock = clocks.find((piece) => piece.is === 'clock');
    const between = clocks.find((piece) => piece.is === 'between');
    let minutes = lengths.minutes;
    if (lengths.fromNow !== null && !range && !clock) return this.fromNow(lengths.fromNow, minutes);

    const said = range?.start ?? clock?.clock ?? null;
    const start = said && readHalf(said, part, this.hours);
    // Only the half of the day is open: "von 2 bis 3" is read with the start.
    let end: Time;
    if (range && start) {
      end = readEnd(range.end, start, part, this.hours);
      if (minutesOf(end) <= minutesOf(start)) this.doubts.add('end_before_start', range);
      else minutes ??= minutesOf(end) - minutesOf(start);
    } else if (between && start && !between.after && between.before) {
      // "um 14 Uhr mit Anna, bis 16 Uhr"
      const until = readEnd(between.before, start, part, this.hours);
      if (minutesOf(until) > minutesOf(start)) minutes ??= minutesOf(until) - minutesOf(start);
    }
    if (lengths.allDay && !start) minutes ??= this.hours.to - this.hours.from;

    const days = new DayChoice(this.sheet, this.now, this.hours, this.doubts).choose(dates, start);
    const read = { durationMinutes: minutes ?? DEFAULT_DURATION_MINUTES, durationSaid: minutes !== null };
    const when =
      days === 'impossible'
        ? ({ kind: 'none' } as const)
        : this.place(days, start, said, part, between ?? null, read.durationMinutes, lengths.allDay, clocks);
    return { when, ...read, problems: this.doubts.problems };
  }

  private fromNow(offset: number, minutes: number | null): WhenRead {
    const exact = this.now.plus({ minutes: offset }).startOf('minute');
    const start = exact.plus({ minutes: (5 - (exact.minute % 5)) % 5 });
    const durationMinutes = minutes ?? DEFAULT_DURATION_MINUTES;
    if (start < this.now) this.doubts.add('in_the_past', '', [ceilToQuarter(this.now)]);
    return {
      when: { kind: 'at', start: toZonedTime(start), end: toZonedTime(start.plus({ minutes: durationMinutes })) },
      durationMinutes,
      durationSaid: minutes !== null,
      problems: this.doubts.problems,
    };
  }

  private place(
    days: Days,
    start: Time | null,
    said: Clock | null,
    part: Part | null,
    between: (ClockPiece & { is: 'between' }) | null,
    minutes: number,
    allDay: boolean,
    clocks: ClockPiece[],
  ): When {
    const several = !days.first.hasSame(days.last, 'day');
    if (start && !several) return this.at(days, start, said, minutes, part, clocks);
    if (allDay && days.said && !several) {
      const first = { hour: Math.floor(this.hours.from / 60), minute: this.hours.from % 60, choice: null };
      return this.at(days, first, null, minutes, part, clocks);
    }
    let daily = this.dailyHours(part, between);
    if (start) daily = { from: minutesOf(start), to: Math.min(LAST_MINUTE, minutesOf(start) + minutes) };
    if (!days.said && !part && !between) return { kind: 'none' };
    return this.window(days, daily, part, between);
  }

  private dailyHours(
    part: Part | null,
    between: (ClockPiece & { is: 'between' }) | null,
  ): { from: number; to: number } {
    const { from, to } = this.hours;
    const daily = part ? hoursOfPart(part, this.hours) : { from, to };
    if (!between) return daily;
    const after = between.after && readHalf(between.after, part, this.hours);
    const before =
      between.before &&
      (after ? readEnd(between.before, after, part, this.hours) : readHalf(between.before, part, this.hours));
    if (after && before && minutesOf(before) <= minutesOf(after)) {
      this.doubts.add('end_before_start', between);
      return {
        from: Math.min(minutesOf(after), LAST_MINUTE - 60),
        to: Math.min(LAST_MINUTE, Math.max(to, minutesOf(after) + 60)),
      };
    }
    const low = after ? minutesOf(after) : Math.min(daily.from, before ? minutesOf(before) - 60 : daily.from);
    const high = before ? minutesOf(before) || LAST_MINUTE : Math.max(daily.to, low + 120);
    const end = Math.max(60, Math.min(high, LAST_MINUTE));
    return { from: Math.max(0, Math.min(low, end - 60)), to: end };
  }

  private window(days: Days, daily: { from: number; to: number }, part: Part | null, between: ClockPiece | null): When {
    let { first, last } = days;
    const bound = (day: DateTime, minutes: number) => atWallTime(day, Math.floor(minutes / 60), minutes % 60).start;
    // "nachmittags" when the afternoon is over: tomorrow's.
    if (!days.said && (part || between) && bound(last, daily.to) <= this.now)
      first = last = this.today.plus({ days: 1 });
    let from = bound(first, daily.from);
    const to = bound(last, daily.to);
    if (to <= ceilToQuarter(this.now)) {
      const next = this.nextWorkingDay();
      this.doubts.add('in_the_past', '', [bound(next, daily.from)]);
    } else if (from < this.now) {
      // What is left of it; of a day that is over, nothing.
      const rest = ceilToQuarter(this.now);
      from =
        rest < bound(rest, daily.from)
          ? bound(rest, daily.from)
          : rest >= bound(rest, daily.to) && !rest.hasSame(last, 'day')
            ? bound(rest.plus({ days: 1 }), daily.from)
            : rest;
    }
    return {
      kind: 'window',
      from: toZonedTime(from),
      to: toZonedTime(to),
      daily: { from: clockText(daily.from), to: clockText(daily.to) },
    };
  }

  private at(
    days: Days,
    start: Time,
    said: Clock | null,
    minutes: number,
    part: Part | null,
    clocks: ClockPiece[],
  ): When {
    let day = days.first;
    let time = start;
    if (!days.said && atWallTime(day, time.hour, time.minute).start <= this.now) {
      const other = time.choice === null ? null : atWallTime(day, time.choice, time.minute).start;
      if (other && other > this.now) time = { ...time, hour: other.hour, choice: null };
      else day = day.plus({ days: 1 });
    }
    const about = clocks.find((piece) => piece.is === 'clock' || piece.is === 'range') ?? { from: 0, to: 0 };
    // On the day of the clock change the digits are taken at their word, and it is asked.
    if (said && said.style !== 'exact' && !part && said.hour < 6) {
      const literal = atWallTime(day, said.hour, said.minute);
      if (said.style === 'digits' && (literal.missing || literal.again))
        time = { hour: said.hour, minute: said.minute, choice: time.hour };
    }
    const resolved = atWallTime(day, time.hour, time.minute);
    const alternatives = time.choice === null ? [] : [atWallTime(day, time.choice, time.minute).start];
    if (resolved.missing) this.doubts.add('time_does_not_exist', about, [resolved.start, ...alternatives]);
    else if (resolved.again)
      this.doubts.add('time_exists_twice', about, [resolved.start, resolved.again, ...alternatives]);
    else if (alternatives.length > 0) this.doubts.add('ambiguous_time', about, [resolved.start, ...alternatives]);
    const { start: begin } = resolved;
    const otherClocks = clocks.filter((piece) => piece.is === 'clock').slice(1);
    if (otherClocks.length > 0) {
      const starts = otherClocks
        .map((piece) => readHalf(piece.clock, part, this.hours))
        .map((t) => atWallTime(day, t.hour, t.minute).start);
      this.doubts.add('several_times', about, [begin, ...starts]);
    }
    if (begin < this.now) this.doubts.add('in_the_past', about, [this.nextAt(time)]);
    return { kind: 'at', start: toZonedTime(begin), end: toZonedTime(begin.plus({ minutes })) };
  }

  /** The next time the clock shows it: today when it is still to come, else the next working day. */
  private nextAt(time: Time): DateTime {
    const today = atWallTime(this.today, time.hour, time.minute).start;
    return today > this.now ? today : atWallTime(this.nextWorkingDay(), time.hour, time.minute).start;
  }

  private nextWorkingDay(): DateTime {
    for (let days = 1; days <= 7; days++) {
      const day = this.today.plus({ days });
      if (this.hours.days.includes(day.weekday)) return day;
    }
    return this.today.plus({ days: 1 });
  }
}

const LAST_MINUTE = 24 * 60 - 1;

const clockText = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
