import { z } from 'zod';
import { bodyDate } from './appointment-content.ts';
import type { Owner } from './appointment-book.ts';
import { buildWebUrl } from './conventions.ts';
import { LupaxRefusal } from './errors.ts';
import type { TaskContent } from './types.ts';
import type { StoredTask, World } from './world.ts';

const RRULE = /^FREQ=(SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[^;=]+)*$/;

const contentSchema = z.object({
  title: z.string(),
  notes: z.string().default(''),
  due_at: bodyDate,
  remind_at: bodyDate.nullable().default(null),
  done: z.union([z.literal(0), z.literal(1)]).default(0),
  series: z
    .strictObject({ rule: z.string().regex(RRULE, 'must be an RFC 5545 RRULE') })
    .nullable()
    .default(null),
});

/** @throws LupaxRefusal `invalid` */
export function createTask(world: World, owner: Owner, body: unknown): StoredTask {
  const content = readTaskContent(body);
  const id = world.nextId();
  const task = {
    id,
    revision: 1,
    ...content,
    url: buildWebUrl(owner.organizationId, 'tasks', id),
    deleted: 0 as const,
  };
  const stored: StoredTask = { ...owner, task, updatedAtMs: world.clock.now() };
  world.tasks.set(id, stored);
  return stored;
}

/** Replaces: what is left out gets its default. @throws LupaxRefusal `invalid` */
export function replaceTask(world: World, stored: StoredTask, body: unknown): void {
  stored.task = { ...stored.task, ...readTaskContent(body), revision: stored.task.revision + 1 };
  stored.updatedAtMs = world.clock.now();
}

export function removeTask(world: World, stored: StoredTask): void {
  stored.task = { ...stored.task, deleted: 1, revision: stored.task.revision + 1 };
  stored.updatedAtMs = world.clock.now();
}

export function listTasks(world: World, owner: Owner): StoredTask[] {
  return [...world.tasks.values()].filter(
    (stored) => stored.organizationId === owner.organizationId && stored.userId === owner.userId,
  );
}

function readTaskContent(body: unknown): TaskContent {
  const parsed = contentSchema.safeParse(body);
  if (parsed.success) return { ...parsed.data, title: parsed.data.title.trim() };
  const [issue] = parsed.error.issues;
  throw new LupaxRefusal('invalid', `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'is not valid'}`);
}
