import { z } from 'zod';
import { readDate, toInstant } from './dates.ts';
import { flag } from './schemas.ts';

const optional = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

export const taskSchema = z.looseObject({
  id: z.int(),
  revision: z.int(),
  title: z.string(),
  notes: optional,
  due_at: z.string(),
  remind_at: z.string().nullish(),
  done: flag,
  series: z.looseObject({ rule: z.string() }).nullish(),
  url: optional,
  deleted: flag.optional(),
});
export const reminderSchema = z.looseObject({
  id: z.string(),
  kind: z.enum(['task', 'appointment']),
  item_id: z.int(),
  title: z.string(),
  remind_at: z.string(),
  starts_at: z.string().nullish(),
  due_at: z.string().nullish(),
  location: optional,
  url: optional,
});

/** A task of Lupax. Its dates are kept as Lupax wrote them: they are sent back unchanged. */
export interface LupaxTask {
  id: number;
  revision: number;
  title: string;
  notes: string;
  dueAt: string;
  remindAt: string | null;
  done: boolean;
  /** RFC 5545 RRULE of a Serienaufgabe. */
  rule: string | null;
  url: string;
}

/** What a person wants to be reminded of, and when; instants. */
export interface LupaxReminder {
  kind: 'task' | 'appointment';
  itemId: number;
  title: string;
  remindAt: string;
  /** Start of the appointment, or when the task is due. */
  at: string | null;
  location: string;
  url: string;
}

export function readTask(json: z.output<typeof taskSchema>): LupaxTask {
  const { id, revision, title, notes, done, url } = json;
  return {
    id,
    revision,
    title,
    notes,
    dueAt: json.due_at,
    remindAt: json.remind_at ?? null,
    done,
    rule: json.series?.rule ?? null,
    url,
  };
}

/** The body of a create or a replacement: complete, because what is left out gets its default. */
export function writeTask(task: Omit<LupaxTask, 'id' | 'revision' | 'url'>): Record<string, unknown> {
  const { title, notes, dueAt, remindAt, done, rule } = task;
  return {
    title,
    notes,
    due_at: dueAt,
    remind_at: remindAt,
    done: done ? 1 : 0,
    series: rule === null ? null : { rule },
  };
}

/** @returns null when it has no readable time: there is nothing to remind of then */
export function readReminder(json: z.output<typeof reminderSchema>, zone: string): LupaxReminder | null {
  const remindAt = readDate(json.remind_at, zone);
  const at = readDate(json.starts_at ?? json.due_at ?? '', zone);
  if (!remindAt) return null;
  const { kind, item_id: itemId, title, location, url } = json;
  return { kind, itemId, title, remindAt: toInstant(remindAt.at), at: at && toInstant(at.at), location, url };
}
