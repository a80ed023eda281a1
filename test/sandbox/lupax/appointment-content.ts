import { z } from 'zod';
import { LupaxRefusal } from './errors.ts';
import { formatBodyDate, isIanaZone, isStartOfDay, parseBodyDate } from './times.ts';
import type { Appointment, AppointmentContent, Project } from './types.ts';

const flag = z.union([z.literal(0), z.literal(1)]);
export const bodyDate = z
  .string()
  .refine((text) => parseBodyDate(text) !== undefined, 'must be YYYY-MM-DDThh:mm:ss±hh:mm');

/** Lupax' own fields come back with a PUT; `checkOwnFields` says which of them may not differ. */
const ownFields = {
  id: z.unknown().optional(),
  revision: z.unknown().optional(),
  kind: z.unknown().optional(),
  user: z.unknown().optional(),
  url: z.unknown().optional(),
  created_at: z.unknown().optional(),
  updated_at: z.unknown().optional(),
  deleted: z.unknown().optional(),
};

const contentSchema = z
  .strictObject({
    ...ownFields,
    title: z.string(),
    date_start: bodyDate,
    date_end: bodyDate,
    time_zone: z.string().refine(isIanaZone, 'must be an IANA time zone'),
    all_day: flag,
    notes: z.string().default(''),
    location: z.string().default(''),
    status: z.enum(['confirmed', 'tentative']).default('confirmed'),
    visibility: z.enum(['public', 'notes_private', 'title_and_notes_private']).default('public'),
    project: z.strictObject({ id: z.int(), title: z.string() }).nullable().default(null),
    reminder_minutes: z.int().min(0).nullable().default(null),
    participants: z.array(z.strictObject({ name: z.string(), email: z.string() })).default([]),
    online_meeting: z
      .strictObject({ requested: flag, join_url: z.string().nullable() })
      .default({ requested: 0, join_url: null }),
    source: z
      .strictObject({ system: z.literal('office365'), calendar_id: z.string(), event_id: z.string() })
      .nullable()
      .default(null),
    read_only: flag.default(0),
  })
  .superRefine((content, context) => {
    const start = parseBodyDate(content.date_start) ?? 0;
    const end = parseBodyDate(content.date_end) ?? 0;
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (end < start || (content.all_day === 1 && end === start)) refuse('date_end', 'must be after date_start');
    if (content.all_day === 1) {
      if (!isStartOfDay(start, content.time_zone)) refuse('date_start', 'must be midnight in time_zone');
      if (!isStartOfDay(end, content.time_zone)) refuse('date_end', 'must be midnight in time_zone');
    }
    if (content.read_only === 1 && !content.source) refuse('read_only', 'only together with source');
  });

/**
 * Reads the body of a POST or PUT: what is left out gets its default, and Lupax rewrites as a server does: the title is
 * trimmed, line ends in notes become LF, dates are put into `time_zone`, the project's title is the project's.
 * @param projectOf the organisation's project of this id
 * @throws LupaxRefusal `invalid` (422) that names the first field
 */
export function readAppointmentContent(
  body: unknown,
  projectOf: (id: number) => Project | undefined,
  current?: Appointment,
): AppointmentContent {
  const parsed = contentSchema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new LupaxRefusal('invalid', `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'is not valid'}`);
  }
  const { id, kind, user, deleted, revision: _r, url: _u, created_at: _c, updated_at: _d, ...content } = parsed.data;
  if (current) checkOwnFields({ id, kind, user, deleted }, current);
  return {
    ...content,
    title: content.title.trim(),
    notes: content.notes.replaceAll('\r\n', '\n'),
    date_start: formatBodyDate(parseBodyDate(content.date_start) ?? 0, content.time_zone),
    date_end: formatBodyDate(parseBodyDate(content.date_end) ?? 0, content.time_zone),
    project: resolveProject(content.project, projectOf, current),
  };
}

function checkOwnFields(
  sent: Partial<Record<'id' | 'kind' | 'user' | 'deleted', unknown>>,
  current: Appointment,
): void {
  for (const field of ['id', 'kind', 'deleted'] as const) {
    if (sent[field] !== undefined && sent[field] !== current[field]) {
      throw new LupaxRefusal('invalid', `${field}: cannot be changed`);
    }
  }
  if (sent.user !== undefined && (sent.user as { id?: unknown } | null)?.id !== current.user.id) {
    throw new LupaxRefusal('invalid', 'user: cannot be changed');
  }
}

function resolveProject(
  sent: AppointmentContent['project'],
  projectOf: (id: number) => Project | undefined,
  current: Appointment | undefined,
): AppointmentContent['project'] {
  if (!sent) return null;
  const project = projectOf(sent.id);
  if (project) return { id: project.id, title: project.title };
  // A project that was removed since stays on the appointments that already bear it.
  if (current?.project?.id === sent.id) return current.project;
  throw new LupaxRefusal('invalid', 'project: there is no such project');
}
