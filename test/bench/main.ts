import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { drawGrowth, drawLatency } from './charts.ts';
import { measureFloor, type Floor } from './floor.ts';
import { measureGrowth } from './growth.ts';
import { measureLatencies } from './latency.ts';
import { measureMemory } from './memory.ts';
import { measureProcesses } from './processes.ts';
import { updateReport, type Drawing } from './report.ts';
import { countRequests } from './requests.ts';
import { changesOf, delayedBy, exportOf, importOf, quietOf } from './scenarios.ts';
import {
  describeFloor,
  describeGrowth,
  describeLatency,
  describeMachine,
  describeMemory,
  describeProcesses,
  describeRequests,
  describeStorage,
} from './sections.ts';
import { measureStorage } from './storage.ts';

const ENTRIES = 1_000;
const SCATTERED = 100;
const SIZES = [100, 1_000, 10_000];
const USERS = [1, 100, 1_000, 10_000];
/** Of a no-op and of one change: short ones need more of them. */
const SHORT_ROUNDS = 11;
const PROCESSES = [1, 4];
/** Of Graph's answers: none, and what one answer of Graph takes at least. */
const GRAPH_LATENCIES_MS = [0, 100, 300];

/** What an answer takes at least that comes over a network, from a server that does something. */
const NETWORK_MS = 20;

interface Measured {
  text: string;
  drawing?: Drawing;
}

/** In the order in which they are carried out. */
const MEASUREMENTS: Record<string, (rounds: number) => Promise<Measured>> = {
  async floor(rounds) {
    const [imported, exported] = [importOf(ENTRIES), exportOf(ENTRIES)];
    const delayed = [imported, exported].map((scenario) => delayedBy(NETWORK_MS, scenario));
    const scenarios = [imported, exported, quietOf(ENTRIES), changesOf(SCATTERED, ENTRIES), ...delayed];
    const floors: Floor[] = [];
    for (const scenario of scenarios) floors.push(await measureFloor(scenario, rounds));
    return { text: describeFloor(floors) };
  },
  async requests() {
    return { text: describeRequests(await countRequests(ENTRIES)) };
  },
  async storage() {
    return { text: describeStorage(await measureStorage(ENTRIES), ENTRIES) };
  },
  async memory() {
    return { text: describeMemory(await measureMemory(USERS)) };
  },
  async latency() {
    const latencies = await measureLatencies();
    const drawing = { name: 'performance-latency.svg', svg: drawLatency(latencies) };
    return { text: describeLatency(latencies), drawing };
  },
  async growth() {
    const growth = await measureGrowth(SIZES, SHORT_ROUNDS);
    return { text: describeGrowth(growth), drawing: { name: 'performance-growth.svg', svg: drawGrowth(growth) } };
  },
  async processes(rounds) {
    const results = await measureProcesses(PROCESSES, GRAPH_LATENCIES_MS, rounds);
    return { text: describeProcesses(results, cpus().length) };
  },
};

const USAGE = `npm run bench -- [options]
  --only A,B     only these of: ${Object.keys(MEASUREMENTS).join(', ')}
  --rounds N     medians of so many (3)
  --report FILE  put the tables and charts into the report (docs/performance.md); what was not measured stays`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      report: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const rounds = Number(values.rounds);
  const names = values.only?.split(',') ?? Object.keys(MEASUREMENTS);
  const unknown = names.find((name) => !(name in MEASUREMENTS));
  if (!(rounds >= 1) || unknown !== undefined) throw new Error(`${unknown ?? values.rounds}?\n${USAGE}`);
  const sections = new Map([['machine', describeMachine(rounds, names)]]);
  const drawings: Drawing[] = [];
  for (const [name, measure] of Object.entries(MEASUREMENTS)) {
    if (!names.includes(name)) continue;
    const begin = performance.now();
    const { text, drawing } = await measure(rounds);
    console.log(`\n${name} (${((performance.now() - begin) / 1_000).toFixed(0)} s)\n${text}`);
    sections.set(name, text);
    if (drawing) drawings.push(drawing);
    // What was measured so far is kept, whatever becomes of the rest.
    if (values.report) await updateReport(values.report, sections, drawings);
  }
}

await main();
