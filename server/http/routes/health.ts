import type { Mode } from '../../config.ts';
import { defineEndpoint, type Endpoint } from '../endpoint.ts';
import { z } from '../schemas/zod.ts';

export interface HealthDeps {
  version: string;
  mode: Mode;
  /** Each rejects when its part cannot do its work. */
  checks: { store: () => Promise<void>; queue: () => Promise<void> };
}

const check = z.enum(['ok', 'failed']);
const health = z
  .strictObject({
    status: z.enum(['ok', 'failed']),
    version: z.string(),
    mode: z.enum(['demo', 'production']),
    checks: z.strictObject({ store: check, queue: check }),
  })
  .openapi('Health');

/** Whether this process can serve; Graph, Entra and Lupax are not asked. */
export function describeHealth({ version, mode, checks }: HealthDeps): Endpoint[] {
  const run = (work: () => Promise<void>): Promise<'ok' | 'failed'> =>
    work().then(
      () => 'ok',
      () => 'failed',
    );
  return [
    defineEndpoint({
      method: 'get',
      path: '/api/health',
      tag: 'health',
      summary: 'Whether the server can do its work',
      access: 'public',
      answers: [
        { status: 200, description: 'It can', schema: health },
        { status: 503, description: 'It cannot', schema: health },
      ],
      async handle() {
        const [store, queue] = await Promise.all([run(checks.store), run(checks.queue)]);
        const fine = store === 'ok' && queue === 'ok';
        const body = { status: fine ? 'ok' : 'failed', version, mode, checks: { store, queue } };
        return { status: fine ? 200 : 503, body };
      },
    }),
  ];
}
