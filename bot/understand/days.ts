import type { DateTime } from 'luxon';
import type { DatePiece } from './date-piece.ts';
import type { Doubts } from './doubts.ts';
import type { Sheet } from './sheet.ts';
import { atWallTime, type Hours, type Time } from './zone.ts';

/** One day, or the first and the last of several to choose from. */
export interface Days {
  first: DateTime;
  last: DateTime;
  said: boolean;
}

/** Which day is meant by all that was said about days. */
export class DayChoice {
  private readonly sheet: Sheet;
  private readonly now: DateTime;
  private readonly today: DateTime;
  private readonly hours: Hours;
  private readonly doubts: Doubts;

  constructor(sheet: Sheet, now: DateTime, hours: Hours, doubts: Doubts) {
    this.sheet = sheet;
    this.now = now;
    this.today = now.set({ hour: 12, minute: 0, second: 0, millisecond: 0 });
    this.hours = hours;
    this.doubts = doubts;
  }

  choose(pieces: DatePiece[], start: Time | null): Days | 'impossible' {
    const days = this.chooseDay(pieces, start);
    return days === 'impossible' || start ? days : this.openUntil(days, pieces[0]);
  }

  /** "bis Freitag", "by Friday", "vor Dienstag": any day from today on. */
  private openUntil(days: Days, piece: DatePiece | undefined): Days {
    if (!piece) return days;
    let at = piece.from - 1;
    while (/^(?:dem|der|den|the|am|zum|spaetestens|zu)$/.test(this.sheet.key(at)) && this.sheet.isFree(at)) at--;
    const until = /^(?:bis|by|until|till|spaetestens)$/.test(this.sheet.key(at + 1)) ? at + 1 : at;
    if (!this.sheet.isFree(until) || !/^(?:bis|by|until|till|vor|before|spaetestens)$/.test(this.sheet.key(until)))
      return days;
    const isBefore = /^(?:vor|before)$/.test(this.sheet.key(until)) && piece.is !== 'span';
    const last = isBefore ? days.first.minus({ days: 1 }) : days.last;
    if (last < this.today) return days;
    this.sheet.take({ from: until, to: piece.from }, 'when');
    return { first: this.today, last, said: true };
  }

  private chooseDay(pieces: DatePiece[], start: Time | null): Days | 'impossible' {
    const found = pieces.filter((piece) => piece.is !== 'recurring' && piece.is !== 'no_such_date');
    const exact = found.filter((piece) => piece.is === 'day');
    const weekdays = found.filter((piece) => piece.is === 'weekday');
    const week = found.find((piece) => piece.is === 'week' || piece.is === 'span');
    const monthday = found.find((piece) => piece.is === 'monthday');
    if (found.length === 0) {
      if (pieces.some((piece) => piece.is === 'no_such_date')) return 'impossible';
      return { first: this.today, last: this.today, said: false };
    }
    const [one, two] = exact;
    if (one && two) {
      const joint = this.sheet.keysBetween(one, two);
      if (/^(?:bis|-|–|to|until|till|und|and)$/.test(joint.trim()) && two.day > one.day && !start)
        return { first: one.day, last: two.day, said: true };
      this.severalDays(
        [one, two].map(({ day }) => day),
        one,
        start,
      );
    }
    const day = one?.day ?? (monthday ? this.dayOfMonth(monthday.date) : null);
    const [weekday, other] = weekdays;
    if (day) {
      if (weekday && !one?.relative && weekday.weekday !== day.weekday) this.weekdayMismatch(weekday, day, start);
      return { first: day, last: day, said: true };
    }
    if (weekday && week) {
      const monday = week.is === 'week' ? week.monday : week.first.startOf('week').plus({ hours: 12 });
      const inWeek = (weekdayNumber: number) => monday.plus({ days: weekdayNumber - 1 });
      if (other) {
        if (
          /^(?:bis|-|–|to|until|und|and)$/.test(this.sheet.keysBetween(weekday, other).trim()) &&
          other.weekday > weekday.weekday
        )
          return { first: inWeek(weekday.weekday), last: inWeek(other.weekday), said: true };
        this.severalDays([inWeek(weekday.weekday), inWeek(other.weekday)], weekday, start);
      }
      return { first: inWeek(weekday.weekday), last: inWeek(weekday.weekday), said: true };
    }
    if (weekday) {
      const first = this.weekdayAhead(weekday, start);
      if (other) {
        let second = this.weekdayAhead(
          { ...other, modifier: other.modifier === 'none' ? weekday.modifier : other.modifier },
          start,
        );
        const joint = this.sheet.keysBetween(weekday, other).trim();
        if (second < first) second = second.plus({ weeks: 1 });
        if (
          /^(?:bis|-|–|to|until|till)$/.test(joint) ||
          (/^(?:und|and)$/.test(joint) && /^(?:zwischen|between)$/.test(this.sheet.key(weekday.from - 1)))
        ) {
          this.doubts.forget('ambiguous_date');
          return { first, last: second, said: true };
        }
        this.severalDays([first, second], weekday, start);
      }
      return { first, last: first, said: true };
    }
    if (week?.is === 'week') return { first: week.monday, last: week.monday.plus({ days: 4 }), said: true };
    if (week) return { first: week.first, last: week.last, said: true };
    return { first: this.today, last: this.today, said: false };
  }

  private severalDays(days: DateTime[], about: DatePiece, start: Time | null) {
    this.doubts.add(
      'several_times',
      about,
      days.map((day) => this.startOn(day, start)),
    );
  }

  private weekdayMismatch(piece: DatePiece & { is: 'weekday' }, day: DateTime, start: Time | null) {
    const nearest = [-3, -2, -1, 1, 2, 3]
      .map((days) => day.plus({ days }))
      .find((near) => near.weekday === piece.weekday && near >= this.today);
    this.doubts.add(
      'weekday_does_not_fit',
      piece,
      [day, ...(nearest ? [nearest] : [])].map((candidate) => this.startOn(candidate, start)),
    );
  }

  private dayOfMonth(date: number): DateTime {
    let month = this.today.startOf('month');
    while (
      month.daysInMonth !== undefined &&
      (month.daysInMonth < date || month.set({ day: date }).endOf('day') < this.now)
    )
      month = month.plus({ months: 1 });
    return month.set({ day: date, hour: 12 });
  }

  private startOn(day: DateTime, start: Time | null): DateTime {
    return atWallTime(day, start?.hour ?? Math.floor(this.hours.from / 60), start?.minute ?? this.hours.from % 60)
      .start;
  }

  /** The weekday that is meant; "nächsten Freitag" before this week's Friday is asked. */
  private weekdayAhead(piece: DatePiece & { is: 'weekday' }, start: Time | null): DateTime {
    const { today } = this;
    const ahead = (piece.weekday - today.weekday + 7) % 7;
    const coming = today.plus({ days: ahead });
    const shifted = (day: DateTime) => day.plus({ weeks: piece.plusWeeks });
    const isToday = ahead === 0;
    const later = today.plus({ days: isToday ? 7 : ahead });
    const thisWeek = piece.weekday > today.weekday;
    switch (piece.modifier) {
      case 'last':
        return today.minus({ days: (today.weekday - piece.weekday + 7) % 7 || 7 });
      case 'coming':
        return shifted(later);
      case 'next': {
        const chosen = thisWeek ? coming.plus({ weeks: 1 }) : later;
        if (thisWeek)
          this.doubts.add(
            'ambiguous_date',
            piece,
            [chosen, coming].map((day) => this.startOn(day, start)),
          );
        return chosen;
      }
      case 'after_next': {
        const chosen = later.plus({ weeks: 1 });
        if (thisWeek)
          this.doubts.add(
            'ambiguous_date',
            piece,
            [chosen, chosen.plus({ weeks: 1 })].map((day) => this.startOn(day, start)),
          );
        return chosen;
      }
      case 'this':
        return coming;
      case 'none': {
        if (!isToday || piece.plusWeeks > 0) return shifted(coming);
        // On a Thursday, "Donnerstag 14 Uhr": today when it is still to come, and that is asked.
        if (start && this.startOn(today, start) <= this.now) return later;
        if (!piece.recurring)
          this.doubts.add(
            'ambiguous_date',
            piece,
            [today, later].map((day) => this.startOn(day, start)),
          );
        return today;
      }
    }
  }
}
