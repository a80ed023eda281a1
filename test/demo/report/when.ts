import { DateTime } from 'luxon';
import { TIME_ZONE } from '../company/index.ts';
import type { Texts } from '../texts.ts';

/** When something takes place: instants, or dates with an exclusive end. */
export interface When {
  allDay: boolean;
  start: DateTime;
  end: DateTime;
}

/** As an event of Graph read in UTC. */
export function readGraphTimes(event: Record<string, unknown>): When {
  const allDay = event['isAllDay'] === true;
  const read = (name: 'start' | 'end') => {
    const { dateTime } = event[name] as { dateTime: string };
    return allDay
      ? DateTime.fromISO(dateTime.slice(0, 10), { zone: TIME_ZONE })
      : DateTime.fromISO(dateTime.slice(0, 19), { zone: 'UTC' }).setZone(TIME_ZONE);
  };
  return { allDay, start: read('start'), end: read('end') };
}

/** As Lupax answers it. */
export function readLupaxTimes(appointment: { all_day: 0 | 1; date_start: string; date_end: string }): When {
  const allDay = appointment.all_day === 1;
  // The date of an all-day entry is the one in its own zone.
  const read = (text: string) =>
    allDay ? DateTime.fromISO(text.slice(0, 10), { zone: TIME_ZONE }) : DateTime.fromISO(text, { zone: TIME_ZONE });
  return { allDay, start: read(appointment.date_start), end: read(appointment.date_end) };
}

/** In local time, e.g. `Mi 02.12.2026, 09:00–11:30` or `Do 03.12.2026 – Fr 04.12.2026 (ganztägig)`. */
export function formatWhen({ allDay, start, end }: When, texts: Texts): string {
  const day = (time: DateTime) => time.setLocale(texts.locale).toFormat('ccc dd.MM.yyyy');
  if (allDay) {
    const last = end.minus({ days: 1 });
    return `${last <= start ? day(start) : `${day(start)} – ${day(last)}`} (${texts.allDay})`;
  }
  const sameDay = start.hasSame(end, 'day');
  return `${day(start)}, ${start.toFormat('HH:mm')}–${sameDay ? '' : `${day(end)}, `}${end.toFormat('HH:mm')}`;
}
