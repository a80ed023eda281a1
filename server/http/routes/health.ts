import type { Mode } from '../../config.ts';
import type { Logger } from 'pino';
import { defineEndpoint, type Endpoint } from '../endpoint.ts';
import { z } from '../schemas/zod.ts';

export interface HealthDeps {
  version: string;
  mode: Mode;
  /** Each rejects when its part cannot do its work. */
  checks: { store: () => Promise<void>; queue: () => Promise<void> };
  log?: Logger | undefined;
  /** A check that takes longer has failed: a disk may hang. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;

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
export function describeHealth({ version, mode, checks, log, timeoutMs = TIMEOUT_MS }: HealthDeps): Endpoint[] {
  const last = { store: 'ok', queue: 'ok' };
  /** The log hears of every change, not of every question. */
  async function run(name: keyof typeof checks): Promise<'ok' | 'failed'> {
    const state = await withinTime(checks[name], timeoutMs).then(
      () => 'ok' as const,
      (error: unknown) => {
        if (last[name] === 'ok') log?.error({ check: name, err: error }, 'the server cannot do its work');
        return 'failed' as const;
      },
    );
    if (state === 'ok' && last[name] === 'failed') log?.info({ check: name }, 'the server can do its work again');
    last[name] = state;
    return state;
  }
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
        const [store, queue] = await Promise.all([run('store'), run('queue')]);
        const fine = store === 'ok' && queue === 'ok';
        const body = { status: fine ? 'ok' : 'failed', version, mode, checks: { store, queue } };
        return { status: fine ? 200 : 503, body };
      },
    }),
  ];
}

async function withinTime(work: () => Promise<void>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), timeoutMs);
  });
  try {
    await Promise.race([work(), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
