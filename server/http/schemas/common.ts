import { DIRECTIONS, VISIBILITIES } from '../../sync/core/entry.ts';
import { PROBLEM_STATUS, type ProblemCode } from '../../problems.ts';
import { isGuid } from '../../config-values.ts';
import { z } from './zod.ts';

export const guid = z
  .string()
  .refine(isGuid, 'must be a GUID')
  .openapi({ format: 'uuid', example: '6f5b1a0e-3c8a-4d27-9c3e-2f1d0b7a4e51' });
export const instant = z.string().openapi({ format: 'date-time', example: '2026-08-03T07:00:00Z' });
export const visibility = z.enum(VISIBILITIES).openapi('Visibility');
export const direction = z.enum(DIRECTIONS).openapi('Direction');
export const project = z.strictObject({ id: z.int(), title: z.string() }).openapi('ProjectRef');
export const runStarted = z.strictObject({ runId: z.string() }).openapi('RunStarted');

/** Ids of Outlook are long, and opaque. */
export const outlookId = z.string().min(1).max(2_000).openapi({ description: 'immutable id, percent-encoded' });

const codes = Object.keys(PROBLEM_STATUS) as [ProblemCode, ...ProblemCode[]];

/** RFC 9457. Further members depend on the code. */
export const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(codes),
    errors: z
      .array(z.strictObject({ in: z.enum(['path', 'query', 'body']), pointer: z.string(), message: z.string() }))
      .optional(),
    organizations: z.array(z.strictObject({ id: z.int(), title: z.string() })).optional(),
    calendar: z.strictObject({ id: z.string(), name: z.string() }).optional(),
  })
  .openapi('Problem');
