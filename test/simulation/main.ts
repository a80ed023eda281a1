import { runStory } from './run-story.ts';
import { tellStep } from './story.ts';
import { writeStory } from './write-story.ts';

const seeds = Number(process.argv[2] ?? 20);
const first = Number(process.argv[3] ?? 1);
const begin = performance.now();
let failed = 0;
const sums = new Map<string, number>();
for (let seed = first; seed < first + seeds; seed += 1) {
  const story = writeStory(seed);
  const outcome = await runStory(story);
  for (const [k, n] of outcome.faults) sums.set(k, (sums.get(k) ?? 0) + n);
  if (outcome.violations.length) {
    failed++;
    console.log(seed, outcome.violations.slice(0, 3), outcome.digest);
    if (process.env.TELL) for (const s of story.steps) console.log('  ', tellStep(s));
  } else if (process.env.V) console.log(seed, 'ok', outcome.digest);
}
console.log(
  failed,
  'failed',
  (seeds / ((performance.now() - begin) / 1000)).toFixed(1),
  'per s',
  Object.fromEntries(sums),
);
