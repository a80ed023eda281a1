import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { addSums, createSums, type Sums } from './sums.ts';

/** Seeds that belong together: each worker tells the same range, one after the other. */
export interface Range {
  first: number;
  seeds: number;
}

/** Cuts the seeds into as many ranges of about the same length as there are workers. */
export function cutRange({ first, seeds }: Range, workers: number): Range[] {
  return Array.from({ length: workers }, (_, index) => {
    const from = Math.floor((seeds * index) / workers);
    const to = Math.floor((seeds * (index + 1)) / workers);
    return { first: first + from, seeds: to - from };
  });
}

/**
 * Simulates in several processes, one a core, and adds up what they came to. Ctrl+C reaches all of them.
 * @param rest options of the command for each worker, without its range
 */
export async function simulateInWorkers(ranges: Range[], rest: string[]): Promise<Sums> {
  const sums = createSums();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => children.forEach((one) => one.kill(signal)));
  const children = ranges.map(({ first, seeds }) =>
    fork(fileURLToPath(new URL('main.ts', import.meta.url)), [...rest, '--seed', `${first}`, '--seeds', `${seeds}`]),
  );
  await Promise.all(
    children.map(async (child) => {
      let told: Sums | null = null;
      child.on('message', (message) => (told = message as Sums));
      await new Promise<void>((resolve) => child.on('exit', () => resolve()));
      if (!told) throw new Error('a worker ended without telling what it came to');
      addSums(sums, told);
    }),
  );
  return sums;
}
