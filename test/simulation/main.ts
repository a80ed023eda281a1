import { parseArgs } from 'node:util';
import { MUTATIONS, runAllMutants, runMutant } from './mutations.ts';
import { layGround, type Ground, type Variant } from './ground.ts';
import { runStory } from './run-story.ts';
import { writeReport } from './report.ts';
import { excerpt, shrink } from './shrink.ts';
import { countStory, createSums, type Sums } from './sums.ts';
import { cutRange, simulateInWorkers } from './workers.ts';
import { tellStep, type Story } from './story.ts';
import { writeStory } from './write-story.ts';

const USAGE = `npm run simulate -- [options]
  --seeds N      how many stories (100)
  --seed S       the first one, or the only one when --seeds is not given
  --actions A    things that people do in a story, at least (48)
  --keep 1,2,3   only these steps of the story
  --mutate NAME  with one of the product's safeguards switched off: ${Object.keys(MUTATIONS).join(', ')},
                 or all, one after the other: succeeds when each makes a seed fail
  --whole        do not look for a shorter story that fails
  --trace        print every step, every request, and every entry that is committed
  --stop N       end after N failing seeds (3)
  --skip 1,2     seeds that are left out
  --store S      where the server keeps its data: memory, folder (lowdb), or postgres (DATABASE_URL, or one of its own)
  --processes N  server processes on one store (1)
  --workers N    tell the stories in N processes (1)
  (interrupted, it ends after the story that it is telling, with the sums so far)
  --report FILE  write what it came to as a table (docs/reliability.md)`;

const PROGRESS_EVERY_RUNS = 500;
const STORES = ['memory', 'folder', 'postgres'] as const;

interface Options {
  first: number;
  seeds: number;
  actions: number;
  keep: number[] | null;
  whole: boolean;
  trace: boolean;
  stop: number;
  report: string | null;
  skip: ReadonlySet<number>;
  workers: number;
  variant: Variant;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string' },
      seed: { type: 'string' },
      actions: { type: 'string' },
      keep: { type: 'string' },
      mutate: { type: 'string' },
      whole: { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
      stop: { type: 'string' },
      report: { type: 'string' },
      skip: { type: 'string' },
      workers: { type: 'string' },
      store: { type: 'string', default: 'memory' },
      processes: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const { mutate } = values;
  if (mutate !== undefined) {
    const rest = process.argv
      .slice(2)
      .filter((text, index, all) => text !== '--mutate' && all[index - 1] !== '--mutate');
    process.exitCode = await (mutate === 'all' ? runAllMutants(rest) : runMutant(mutate, rest));
    return;
  }
  const options: Options = {
    first: readNumber(values.seed, 'seed') ?? 1,
    seeds: readNumber(values.seeds, 'seeds') ?? (values.seed === undefined ? 100 : 1),
    actions: readNumber(values.actions, 'actions') ?? 48,
    keep: values.keep === undefined ? null : values.keep.split(',').map(Number),
    whole: values.whole,
    trace: values.trace,
    stop: readNumber(values.stop, 'stop') ?? 3,
    report: values.report ?? null,
    skip: new Set(values.skip?.split(',').map(Number)),
    workers: readNumber(values.workers, 'workers') ?? 1,
    variant: readVariant(values.store, readNumber(values.processes, 'processes') ?? 1),
  };
  const begin = performance.now();
  const sums =
    options.workers > 1
      ? await simulateInWorkers(cutRange(options, options.workers), listCommon(options))
      : await simulate(options);
  // A worker's sums are told by the process that started it.
  if (process.send) process.send(sums);
  else await tellSums(sums, options, (performance.now() - begin) / 1_000);
  process.exitCode = sums.failed === 0 ? 0 : 1;
  process.disconnect?.();
}

/** What every worker is told besides its range. */
function listCommon({ actions, whole, stop, skip, variant }: Options): string[] {
  const skipped = skip.size > 0 ? ['--skip', [...skip].join(',')] : [];
  const told = [...(whole ? ['--whole'] : []), ...skipped, ...listVariant(variant)];
  return ['--actions', `${actions}`, '--stop', `${stop}`, ...told];
}

function listVariant({ store, processes }: Variant): string[] {
  return [
    ...(store === 'memory' ? [] : ['--store', store]),
    ...(processes === 1 ? [] : ['--processes', String(processes)]),
  ];
}

function readVariant(store: string, processes: number): Variant {
  const known = STORES.find((each) => each === store);
  if (!known) throw new Error(`--store is "${store}"; it should be one of ${STORES.join(', ')}.\n${USAGE}`);
  return { store: known, processes };
}

function readNumber(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`--${name} is "${text}"; it should be a whole number.\n${USAGE}`);
}

async function simulate(options: Options): Promise<Sums> {
  const ground = await layGround(options.variant);
  try {
    return await tellStories(options, ground);
  } finally {
    await ground.close();
  }
}

async function tellStories(options: Options, ground: Ground): Promise<Sums> {
  const sums = createSums();
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void (interrupted = true));
  const end = options.first + options.seeds;
  for (let seed = options.first; seed < end && sums.failed < options.stop && !interrupted; seed += 1) {
    if (options.skip.has(seed)) continue;
    if (sums.runs > 0 && sums.runs % PROGRESS_EVERY_RUNS === 0) {
      console.error(`${sums.runs} of ${options.seeds}, at seed ${seed}, ${sums.failed} failed`);
    }
    const whole = writeStory(seed, options.actions);
    const story = options.keep ? excerpt(whole, options.keep) : whole;
    const outcome = await runStory(story, ground, options.trace ? console.log : undefined);
    countStory(sums, outcome);
    if (outcome.violations.length > 0) await tellFailure(story, outcome.violations, options, ground);
  }
  return sums;
}

async function tellSums(sums: Sums, options: Options, seconds: number): Promise<void> {
  const { runs, failed, actions, requests, writes, mails, faults } = sums;
  console.log(`${runs} runs in ${seconds.toFixed(1)} s (${(runs / seconds).toFixed(1)}/s), ${failed} failed`);
  console.log(`actions ${actions}, requests ${requests}, writes ${writes}, mails ${mails}`);
  console.log(`faults ${Object.values(faults).reduce((sum, count) => sum + count, 0)}:`);
  for (const [kind, count] of Object.entries(faults).sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(`  ${kind} ${count}`);
  }
  if (options.report)
    await writeReport(options.report, sums, { ...options, seconds, ground: listVariant(options.variant) });
}

async function tellFailure(story: Story, violations: string[], options: Options, ground: Ground): Promise<void> {
  console.log(`seed ${story.seed} failed: ${violations.join('; ')}`);
  const shrunk = options.whole || options.keep ? null : await shrink(story, violations, ground);
  const told = shrunk?.story ?? story;
  const kept = shrunk?.kept ?? options.keep;
  if (shrunk) console.log(`  shrunk to: ${(await runStory(shrunk.story, ground)).violations.join('; ')}`);
  for (const [number, { calendars, settings }] of told.cast.people.entries()) {
    console.log(`  person ${number}: ${JSON.stringify(calendars)} ${JSON.stringify(settings)}`);
  }
  for (const [index, step] of told.steps.entries()) console.log(`  ${kept?.[index] ?? index}: ${tellStep(step)}`);
  const actions = options.actions === 48 ? '' : ` --actions ${options.actions}`;
  const keep = kept ? ` --keep ${kept.join(',')}` : '';
  const variant = listVariant(options.variant).map((text) => ` ${text}`);
  console.log(`  again: npm run simulate -- --seed ${story.seed}${actions}${variant.join('')}${keep}`);
}

await main();
