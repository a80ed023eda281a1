import { watchExchange } from './exchange.ts';
import { importOf, prepare } from './scenarios.ts';
import { fitExponent, median } from './statistics.ts';
import type { PublicRun } from './stage.ts';

export interface GrowthPoint {
  entries: number;
  importMs: number;
  quiet: Cost;
  change: Cost;
}

export interface Cost {
  /** From the call to the last event of the progress, ms. */
  ms: number;
  /** Of that, while a request to Graph or Lupax was under way. */
  exchangeMs: number;
}

export interface Growth {
  points: GrowthPoint[];
  /** Exponents of cost by entries: 0 is flat, 1 in proportion. */
  exponents: { import: number; quiet: number; change: number };
}

const WARM_UP = 4;
/** The same before each size, so that none has the advantage of warmer code. */
const WARM_UP_IMPORT = importOf(500);

/** Cost of a first import, of a synchronisation without changes and of one change, by entries in the mailbox. */
export async function measureGrowth(sizes: readonly number[], rounds: number): Promise<Growth> {
  const points: GrowthPoint[] = [];
  for (const size of sizes) points.push(await measurePoint(size, rounds));
  const fit = (cost: (point: GrowthPoint) => number): number =>
    fitExponent(points.map((point) => [point.entries, cost(point)]));
  return {
    points,
    exponents: {
      import: fit(({ importMs }) => importMs),
      quiet: fit(({ quiet }) => quiet.ms),
      change: fit(({ change }) => change.ms),
    },
  };
}

async function measurePoint(entries: number, rounds: number): Promise<GrowthPoint> {
  const { stage, person } = await prepare(importOf(entries), { warmUp: [WARM_UP_IMPORT, WARM_UP_IMPORT] });
  try {
    const { env, graph } = stage.sandbox;
    const { ms: importMs, run } = await person.sync();
    requireDone(run);
    const events = await graph.events(person.objectId);
    // Reads its own writes back, and the code is warm afterwards.
    for (let one = 0; one < WARM_UP; one += 1) await person.sync();
    const origins = new Set([env.GRAPH_BASE_URL, env.LUPAX_BASE_URL].map((url) => new URL(url).origin));
    const watch = watchExchange(origins);
    const measure = async (): Promise<Cost> => {
      watch.take();
      const { ms, run } = await person.sync();
      requireDone(run);
      return { ms, exchangeMs: watch.take() };
    };
    const quiet: Cost[] = [];
    const change: Cost[] = [];
    for (let round = 0; round < rounds; round += 1) {
      quiet.push(await measure());
      const { id } = events[Math.floor((events.length * (round + 0.5)) / rounds)]!;
      await graph.patchEvent(person.objectId, id, { subject: `Verlegt ${round}` });
      change.push(await measure());
    }
    watch.stop();
    return { entries, importMs, quiet: pickMedians(quiet), change: pickMedians(change) };
  } finally {
    await stage.stop();
  }
}

function requireDone(run: PublicRun): void {
  if (run.state !== 'done') throw new Error(`the run is ${run.state}`);
}

function pickMedians(costs: Cost[]): Cost {
  return { ms: median(costs.map(({ ms }) => ms)), exchangeMs: median(costs.map(({ exchangeMs }) => exchangeMs)) };
}
