import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { readConfig } from '../../server/config.ts';
import { startProduct } from '../../server/product.ts';

/** A server of its own that answers `measure` with its memory after a full garbage collection (`node --expose-gc`). */
const reading = readConfig(process.env);
if (!reading.ok) throw new Error(reading.faults.join('\n'));
const product = await startProduct({ config: reading.config, log: pino({ level: 'silent' }), reminderIntervalMs: 0 });

process.on('message', () => void measure().then((memory) => process.send!(memory)));
process.on('disconnect', () => void product.stop().then(() => process.exit(0)));
process.send!({ ready: true });

const COLLECTIONS = 6;
const PAUSE_MS = 250;

async function measure() {
  for (let one = 0; one < COLLECTIONS; one += 1) {
    globalThis.gc!();
    await sleep(PAUSE_MS);
  }
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heapUsed };
}
