import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { describeHealth } from '../../../server/http/routes/health.ts';

function ask(checks: { store: () => Promise<void>; queue: () => Promise<void> }) {
  const [endpoint] = describeHealth({ version: '1.2.3', mode: 'demo', checks });
  return endpoint!.handle({} as never);
}
const fine = async () => undefined;
const broken = async () => {
  throw new Error('disk full');
};

describe('the state of the server', () => {
  it('is ok when store and queue can do their work', async () => {
    expect(await ask({ store: fine, queue: fine })).toEqual({
      status: 200,
      body: { status: 'ok', version: '1.2.3', mode: 'demo', checks: { store: 'ok', queue: 'ok' } },
    });
  });

  it('is 503 when one of them does not answer in time', async () => {
    const hangs = () => new Promise<void>(() => undefined);
    const checks = { store: hangs, queue: fine };
    const [endpoint] = describeHealth({ version: '1.2.3', mode: 'demo', checks, timeoutMs: 20 });
    expect(await endpoint!.handle({} as never)).toMatchObject({ status: 503, body: { checks: { store: 'failed' } } });
  });

  it('is written to the log when it changes, not whenever somebody asks', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
    const checks = { store: broken as () => Promise<void>, queue: fine };
    const [endpoint] = describeHealth({ version: '1.2.3', mode: 'demo', checks, log });
    await endpoint!.handle({} as never);
    await endpoint!.handle({} as never);
    checks.store = fine;
    await endpoint!.handle({} as never);
    await endpoint!.handle({} as never);
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'the server cannot do its work',
      'the server can do its work again',
    ]);
  });

  it('is 503 when one of them cannot, and says which', async () => {
    expect(await ask({ store: broken, queue: fine })).toMatchObject({
      status: 503,
      body: { status: 'failed', checks: { store: 'failed', queue: 'ok' } },
    });
    expect(await ask({ store: fine, queue: broken })).toMatchObject({
      status: 503,
      body: { checks: { queue: 'failed' } },
    });
  });
});
