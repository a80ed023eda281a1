import { direction, instant, outlookId, visibility } from './common.ts';
import { z } from './zod.ts';

export const sharingRole = z
  .enum([
    'none',
    'freeBusyRead',
    'limitedRead',
    'read',
    'write',
    'delegateWithoutPrivateEventAccess',
    'delegateWithPrivateEventAccess',
    'custom',
    'unknown',
  ])
  .openapi('SharingRole');

export const calendar = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    color: z.string(),
    isDefault: z.boolean(),
    canEdit: z.boolean(),
    sharing: sharingRole,
    visibility: visibility.nullable(),
    direction,
    allowedDirections: z.array(direction),
    reason: z.enum(['not_shared', 'read_only', 'app_read_only']).nullable(),
    lastSyncedAt: instant.nullable(),
    entries: z.int(),
  })
  .openapi('Calendar');

export const calendarParams = z.strictObject({ id: outlookId });
export const calendarPatch = z.strictObject({ direction }).openapi('CalendarPatch');
