import { constants } from 'node:os';
import pino from 'pino';
import { ensureBuilt, PAGES_DIR } from '../addin/build.ts';
import { readConfig, type Config } from './config.ts';
import { readEnvironment } from './environment.ts';
import { createLog } from './log.ts';
import { startProduct, type Product } from './product.ts';
import { describeStartFault } from './start-faults.ts';

/** The promise is 10 s; what is not over by then is cut off, and goes on from its last commit after the next start. */
const STOP_DEADLINE_MS = 8_000;

/** Ctrl+C in a terminal comes twice where npm started the server: from the terminal, and passed on by npm. */
const ECHO_MS = 500;

// Node would print the message, which may quote what was worked on.
process.on('uncaughtException', (error) => {
  createLog('fatal', pino.destination({ dest: 2, sync: true })).fatal(
    { err: error },
    'the server ends after an unexpected error',
  );
  process.exit(1);
});

const reading = readConfig(readEnvironment(process.cwd()));
if (reading.ok) await run(reading.config);
else refuse(reading.faults);

async function run(config: Config): Promise<void> {
  try {
    await ensureBuilt();
    endOnSignal(await startProduct({ config, pages: { folder: PAGES_DIR } }));
  } catch (error) {
    refuse([describeStartFault(error)]);
  }
}

/** The first signal ends it in order, another one at once, wherever it is. */
function endOnSignal(product: Product): void {
  let endingSince: number | null = null;
  const end = (signal: NodeJS.Signals): void => {
    if (endingSince !== null) {
      if (performance.now() - endingSince > ECHO_MS) process.exit(128 + constants.signals[signal]);
      return;
    }
    endingSince = performance.now();
    setTimeout(() => process.exit(0), STOP_DEADLINE_MS).unref();
    product.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        refuse([describeStartFault(error)]);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

/** One line per fault, for whoever starts the product. */
function refuse(faults: string[]): void {
  process.exitCode = 1;
  process.stderr.write(faults.map((fault) => `${fault}\n`).join(''));
}
