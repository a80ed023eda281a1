import type { Owner } from './appointment-book.ts';
import { listTasks } from './task-book.ts';
import { formatBodyDate, parseBodyDate } from './times.ts';
import type { Reminder } from './types.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;

/** What falls due from `fromMs` (inclusive) to `toMs` (exclusive), earliest first: open tasks and appointments. */
export function listReminders(world: World, owner: Owner, fromMs: number, toMs: number): Reminder[] {
  const due: { atMs: number; reminder: Reminder }[] = [];

  for (const { task } of listTasks(world, owner)) {
    if (task.remind_at === null || task.done === 1 || task.deleted === 1) continue;
    const atMs = parseBodyDate(task.remind_at) ?? 0;
    const { id, title, remind_at, due_at, url } = task;
    const reminder = { id: `task-${id}-${atMs}`, kind: 'task' as const, item_id: id, title, remind_at, due_at };
    due.push({ atMs, reminder: { ...reminder, location: '', url } });
  }

  for (const { appointment, startMs } of world.appointments.listOf(owner)) {
    if (appointment.reminder_minutes === null) continue;
    const atMs = startMs - appointment.reminder_minutes * MINUTE_MS;
    const { id, title, date_start, time_zone, location, url } = appointment;
    const remind_at = formatBodyDate(atMs, time_zone);
    const reminder = { id: `appointment-${id}-${atMs}`, kind: 'appointment' as const, item_id: id, title, remind_at };
    due.push({ atMs, reminder: { ...reminder, starts_at: date_start, location, url } });
  }

  return due
    .filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
    .sort((left, right) => left.atMs - right.atMs)
    .map(({ reminder }) => reminder);
}
