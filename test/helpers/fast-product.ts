import { readConfig } from '../../server/config.ts';
import { startProduct } from '../../server/product.ts';
import { readFastClock } from './fast-clock.ts';

/** The product as a process of its own, on a clock that runs faster than the real one. */
const reading = readConfig(process.env);
if (!reading.ok) throw new Error(reading.faults.join('\n'));
await startProduct({ config: reading.config, now: readFastClock(process.env), reminderIntervalMs: 50 });
