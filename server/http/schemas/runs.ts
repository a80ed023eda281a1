import { direction, instant } from './common.ts';
import { settingsPatch } from './settings.ts';
import { z } from './zod.ts';

const side = z.enum(['outlook', 'lupax']);
const count = z.int().nonnegative();
const counts = z
  .strictObject({
    created: count,
    updated: count,
    deleted: count,
    unchanged: count,
    skipped: count,
    failed: count,
  })
  .openapi('SideCounts');

export const operation = z
  .strictObject({
    side,
    action: z.enum(['create', 'update', 'delete']),
    title: z.string(),
    reason: z.string().openapi({ description: 'stable code' }),
    result: z.enum(['planned', 'done', 'skipped', 'conflict', 'failed']),
    loosens: z.literal(true).optional().openapi({ description: 'shows the entry to more people than before' }),
    failure: z.string().optional().openapi({ description: 'of a failed write: code of the error' }),
    lost: z.record(z.string(), z.unknown()).optional(),
    conflict: z
      .strictObject({ loser: side, kept: z.record(z.string(), z.unknown()), decided: side.nullable() })
      .optional()
      .openapi({ description: "whose values lost, what was kept instead, and a person's decision" }),
  })
  .openapi('Operation');

export const runSummary = z
  .strictObject({
    id: z.string(),
    dryRun: z.boolean(),
    state: z.enum(['running', 'done', 'failed', 'waiting_for_approval']),
    startedAt: instant,
    finishedAt: instant.nullable(),
    error: z.strictObject({ code: z.string(), detail: z.string() }).nullable(),
    requests: z.strictObject({ graph: count, lupax: count }),
    counts: z.strictObject({ outlook: counts, lupax: counts }),
    kind: z.enum(['undo', 'unlink']).optional().openapi({ description: 'left out for synchronisations and dry runs' }),
    undone: z.literal(true).optional().openapi({ description: 'its writes were taken back since' }),
  })
  .openapi('RunSummary');

export const run = z.strictObject({ ...runSummary.shape, operations: z.array(operation) }).openapi('Run');

export const syncState = z
  .strictObject({
    state: z.enum(['never', 'idle', 'running', 'paused']),
    runId: z.string().nullable(),
    lastSuccessAt: instant.nullable(),
    nextAt: instant.nullable(),
  })
  .openapi('SyncState');

export const conflictParams = z.strictObject({
  id: z.string().min(1).max(200),
  index: z.coerce.number().int().min(0).openapi({ type: 'integer' }),
});
export const conflictDecision = z.strictObject({ keep: side }).openapi('ConflictDecision');
export const runParams = z.strictObject({ id: z.string().min(1).max(200) });
export const proposal = z
  .strictObject({
    directions: z.record(z.string(), direction).default({}).openapi({ description: 'by calendar id' }),
    settings: settingsPatch.default({}),
  })
  .openapi('Proposal');
export const syncQuery = z.strictObject({
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .openapi({ type: 'boolean' }),
});
