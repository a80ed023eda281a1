import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';

/** What a whole simulation came to. */
export interface Sums {
  runs: number;
  failed: number;
  actions: number;
  requests: number;
  writes: number;
  mails: number;
  seconds: number;
  firstSeed: number;
  faults: ReadonlyMap<string, number>;
  violations: readonly string[];
}

/** Promises, and the words in which the watch tells that one was broken. What fits none is counted as the last. */
const PROMISES: [string, RegExp][] = [
  ['entries doubled', /has \d+ (events|appointments)/],
  ['entries lost, or deleted by nobody', /was deleted|is missing|lost/],
  ['entries shown more openly than allowed', /shown|hidden|private|loosened|closed/],
  ['own or foreign entries written that must not be', /written|attendees/],
  ['anything else that must not be', /./],
];

/** Writes the table that stands in the documentation. */
export async function writeReport(file: string, sums: Sums): Promise<void> {
  const counts = new Map(PROMISES.map(([name]) => [name, 0]));
  for (const violation of sums.violations) {
    const [name] = PROMISES.find(([, words]) => words.test(violation))!;
    counts.set(name, counts.get(name)! + 1);
  }
  const faults = [...sums.faults].sort(([a], [b]) => (a < b ? -1 : 1));
  const total = faults.reduce((sum, [, count]) => sum + count, 0);
  const rows: [string, number][] = [
    ['stories told (seeds)', sums.runs],
    ['faults struck', total],
    ['things people did', sums.actions],
    ['requests of the product', sums.requests],
    ['writes of the product', sums.writes],
    ['**stories that ended badly**', sums.failed],
    ['mails sent to attendees', sums.mails],
    ...counts,
  ];
  const lastSeed = sums.firstSeed + sums.runs - 1;
  const command = `npm run simulate -- --seed ${sums.firstSeed} --seeds ${sums.runs} --report ${file}`;
  await writeFile(
    file,
    `# Reliability

Made by \`${command}\` (seeds ${sums.firstSeed} to ${lastSeed}, ${cpus().length} cores, ${(sums.runs / sums.seconds).toFixed(1)} stories a second).

Each story is one seed: people on both sides create, move, edit, delete, share, unshare, accept, cancel and make series at random in virtual time,
while the world fails and the server crashes. Every write is judged as it arrives; after the storm both sides have to agree, and a quiet
synchronisation writes nothing. What is promised, and how it is watched: \`test/simulation\`.

| | |
|---|--:|
${rows.map(([name, count]) => `| ${name} | ${count.toLocaleString('en')} |`).join('\n')}

| fault | times |
|---|--:|
${faults.map(([kind, count]) => `| ${kind} | ${count.toLocaleString('en')} |`).join('\n')}
`,
  );
}
