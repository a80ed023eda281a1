import { measureFloor } from './floor.ts';
import { changesOf, exportOf, importOf, quietOf } from './scenarios.ts';

/** `npm run bench`: what a synchronisation costs beside the exchange that it cannot do without. ROUNDS: medians of so many. */
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const ENTRIES = 1_000;

const scenarios = [importOf(ENTRIES), exportOf(ENTRIES), quietOf(ENTRIES), changesOf(100, ENTRIES)];
for (const scenario of scenarios) {
  const { name, syncMs, bareMs, ratio, requests } = await measureFloor(scenario, ROUNDS);
  console.log(
    `${name}: ${syncMs.toFixed(0)} ms, bare ${bareMs.toFixed(0)} ms, ratio ${ratio.toFixed(2)}, requests ${requests.graph} + ${requests.lupax}`,
  );
}
