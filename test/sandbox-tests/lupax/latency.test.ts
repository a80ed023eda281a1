import { expect, it } from 'vitest';
import { startLupaxSandbox } from '../../sandbox/lupax/index.ts';

const LATENCY_MS = 120;

it('Lupax answers as much later as it is told to', async () => {
  const lupax = await startLupaxSandbox();
  try {
    lupax.control.setLatency(LATENCY_MS);
    const begin = performance.now();
    await fetch(`${lupax.url}/organizations`);
    // Timers may fire a millisecond early.
    expect(performance.now() - begin).toBeGreaterThanOrEqual(LATENCY_MS - 2);
  } finally {
    await lupax.stop();
  }
});
