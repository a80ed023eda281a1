import { z } from 'zod';
import { VISIBILITIES } from '../sync/core/entry.ts';
import { LupaxError } from './errors.ts';

/*
 * What Lupax answers. Unknown fields are ignored; fields that are needed have no defaults, because a default would look
 * like somebody's edit (empty notes) or like a deletion.
 */

export const flag = z
  .union([z.literal(0), z.literal(1), z.boolean()])
  .transform((value) => value === 1 || value === true);
/** The projects' texts are only shown, never written back. */
const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

export const organizationsSchema = z.array(z.object({ id: z.int(), title: z.string() }));

export const interfaceSchema = z.object({ enabled: flag, online_meetings: flag, time_zone: z.string() });

export const tokenSchema = z.object({ token: z.string().min(1), expires_at: z.string().nullish() });

export const meSchema = z.object({
  id: z.int(),
  email: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  role: z.enum(['admin', 'user']),
  language: z.enum(['de', 'en']).catch('de'),
  time_zone: z.string(),
});

const foreignSourceSchema = z.looseObject({ system: z.string() });
const officeSourceSchema = z.object({
  system: z.literal('office365'),
  calendar_id: z.string(),
  event_id: z.string(),
});
/** A source that says `office365` without its ids is broken, not foreign. */
const sourceSchema = z.union([
  officeSourceSchema,
  foreignSourceSchema.refine((source) => source.system !== 'office365', 'office365 without ids'),
]);

export const appointmentSchema = z.object({
  id: z.int(),
  revision: z.int(),
  title: z.string(),
  date_start: z.string(),
  date_end: z.string(),
  time_zone: z.string(),
  all_day: flag,
  notes: z.string(),
  location: z.string(),
  status: z.enum(['confirmed', 'tentative']),
  visibility: z.enum(VISIBILITIES),
  project: z.object({ id: z.int(), title: z.string() }).nullable(),
  reminder_minutes: z.int().nullable(),
  participants: z.array(z.object({ name: z.string(), email: z.string() })),
  online_meeting: z.object({ requested: flag, join_url: z.string().nullable() }),
  source: sourceSchema.nullable(),
  read_only: flag,
  kind: z.enum(['appointment', 'shift', 'vacation']),
  url: optionalText,
});
export type AppointmentJson = z.output<typeof appointmentSchema>;

export const tombstoneSchema = z.object({ id: z.int(), revision: z.int() });

/** `deleted` alone decides how the rest of an item is read. */
export const deletedSchema = z.object({ deleted: flag.optional() });

export const feedPageSchema = z.object({
  items: z.array(z.unknown()),
  cursor: z.union([z.string().min(1), z.number()]).transform(String),
  has_more: flag,
});

/** Sales, client and phone numbers are not even read. */
export const projectsSchema = z.array(
  z.object({
    id: z.int(),
    title: optionalText,
    date_start: z.string().nullish(),
    date_end: z.string().nullish(),
    description: optionalText,
    responsible: z.object({ id: z.int(), first_name: optionalText, last_name: optionalText }).nullish(),
  }),
);
export type ProjectJson = z.output<typeof projectsSchema>[number];

/**
 * @param what names the answer in the error; the error names the broken field, never a value
 * @throws LupaxError `unavailable` when a needed field is missing or ill-typed
 */
export function parseAnswer<S extends z.ZodType>(schema: S, body: unknown, what: string): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const field = result.error.issues[0]?.path.join('.') || 'body';
  throw new LupaxError('unavailable', `${what}: ${field} is missing or of another type`);
}
