import { DateTime } from 'luxon';
import { PANE_OBSTACLES, VISIBILITY_SOURCES } from '../../accounts/pane-explanation.ts';
import { sharingRole } from './calendars.ts';
import { direction, instant, outlookId, project, visibility } from './common.ts';
import { z } from './zod.ts';

export const attention = z
  .strictObject({
    id: z.string(),
    code: z.string(),
    since: instant,
    title: z.string(),
    detail: z.string(),
    fix: z.string(),
    entry: z.strictObject({ side: z.enum(['outlook', 'lupax']), id: z.string() }).nullable(),
  })
  .openapi('Attention');

export const entry = z
  .strictObject({
    id: z.string(),
    origin: z.enum(['outlook', 'lupax', 'project']),
    title: z.string(),
    start: z.string(),
    end: z.string(),
    allDay: z.boolean(),
    visibility: visibility.nullable(),
    calendarId: z.string().nullable(),
    project: project.nullable(),
    outlookUrl: z.string().nullable(),
    lupaxUrl: z.string().nullable(),
  })
  .openapi('Entry');

/** `2026-08-03`, or an instant with its offset. */
const ISO_PATTERN = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
const moment = z
  .string()
  // Unencoded, the plus of an offset arrives as a space.
  .transform((text) => text.replace(' ', '+'))
  .refine(
    (text) => ISO_PATTERN.test(text) && DateTime.fromISO(text).isValid,
    'must be a date, or an instant with its offset',
  )
  .openapi({ type: 'string', example: '2026-08-03T00:00:00Z' });

export const entriesQuery = z.strictObject({ from: moment, to: moment });

export const paneEntry = z
  .strictObject({
    inSync: z.boolean(),
    excluded: z.boolean(),
    project: project.nullable(),
    visibility: visibility.nullable(),
  })
  .openapi('PaneEntry');

export const paneExplanation = z
  .strictObject({
    calendar: z.strictObject({ id: z.string(), name: z.string(), sharing: sharingRole, direction }).nullable(),
    kind: z.enum(['single', 'occurrence', 'series']),
    origin: z.enum(['outlook', 'lupax', 'project']),
    isMeeting: z.boolean(),
    canExclude: z.boolean(),
    isEditable: z.boolean(),
    visibilityFrom: z.enum(VISIBILITY_SOURCES).nullable(),
    obstacle: z.enum(PANE_OBSTACLES).nullable(),
  })
  .openapi('PaneExplanation');

export const projectsQuery = z.strictObject({ query: z.string().max(200).optional() });

export const panePatch = z
  .strictObject({
    excluded: z.boolean().optional(),
    projectId: z.int().positive().nullable().optional(),
    visibility: visibility.optional(),
  })
  .openapi('PanePatch');

export const paneParams = z.strictObject({ eventId: outlookId });
