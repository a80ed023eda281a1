import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import type { Sums } from './sums.ts';

/** How the sums came about. */
export interface Circumstances {
  first: number;
  seeds: number;
  workers: number;
  seconds: number;
  /** Options that say on what the stories were told. */
  ground: string[];
}

/** Promises, and the words in which the watch tells that one was broken. What fits none is counted as the last. */
const PROMISES: [string, RegExp][] = [
  ['entries doubled', /has \d+ (events|appointments)/],
  ['entries and edits lost, or deleted by nobody', /deleted|is missing|lost|taken back/],
  ['leaks: entries shown more openly than allowed', /shown|hidden|private|loosened|closed/],
  ['own or foreign entries written that must not be', /written|attendees/],
  ['anything else that must not be', /./],
];

/** Writes the table that stands in the documentation. */
export async function writeReport(file: string, sums: Sums, circumstances: Circumstances): Promise<void> {
  const { first, seeds, workers, seconds, ground } = circumstances;
  const counts = new Map(PROMISES.map(([name]) => [name, 0]));
  for (const violation of sums.violations) {
    const [name] = PROMISES.find(([, words]) => words.test(violation))!;
    counts.set(name, counts.get(name)! + 1);
  }
  const faults = Object.entries(sums.faults).sort(([a], [b]) => (a < b ? -1 : 1));
  const total = faults.reduce((sum, [, count]) => sum + count, 0);
  const rows: [string, number][] = [
    ['faults tried', total],
    ['runs (one story each)', sums.runs],
    ...counts,
    ['mails sent to attendees', sums.mails],
  ];
  const inWorkers = workers > 1 ? ` --workers ${workers}` : '';
  const more = ground.map((text) => ` ${text}`).join('');
  const command = `npm run simulate -- --seed ${first} --seeds ${seeds}${more}${inWorkers} --report ${file}`;
  await writeFile(
    file,
    `# Reliability

Made by \`${command}\` (${cpus().length} cores, ${(sums.runs / seconds).toFixed(1)} stories a second).

Each story is one seed. People on both sides create, move, edit, delete, share, unshare, accept, cancel and make series at random in virtual time; they
approve and discard what the brake holds back, undo runs, unlink and link again, change directions and settings; sign-ins end and the interface is
switched off and on; while the world fails and the server crashes between any two of its steps. Every write is judged as it arrives; after the storm
both sides have to agree within two quiet synchronisations, and a third writes nothing.

| | |
|---|--:|
${rows.map(([name, count]) => `| ${name} | ${count.toLocaleString('en')} |`).join('\n')}

People did ${sums.actions.toLocaleString('en')} things; the product sent ${sums.requests.toLocaleString('en')} requests, ${sums.writes.toLocaleString('en')} of them writes. ${sums.failed} of the stories ended badly.

| fault | times |
|---|--:|
${faults.map(([kind, count]) => `| ${kind} | ${count.toLocaleString('en')} |`).join('\n')}

## What the figures cover, and what not

- The product's own code from the HTTP clients to the records it commits, against emulators of Graph and Lupax in the same process. The emulators follow
  Microsoft's documentation and recorded answers (\`test/sandbox\`); no real tenant has been asked.
- \`crash\` is the death of the process with what was durable by then; the store is one in memory with the rules of the real one. Whether the real one keeps
  them is shown elsewhere: \`test/unit/store\` (\`kill -9\`, damage, a full and a read-only disk), \`test/e2e/kill.test.ts\`.
- Change notifications are not part of it: runs in the background at odd moments, several at once and without a cause stand for late, doubled and missing ones.
- Lost edits are looked for where the rules leave no doubt: entries of one's own in calendars that were in sync both ways and shared alike all the time, of
  people who were linked all the time. Everything else is judged for every entry.
- Not simulated: the tab, the bot, the queue, more than three people, mailboxes of thousands of entries (\`test/engine/volume.test.ts\`).
- The same stories are told with other stores and several processes, with the same checks: \`--processes 2\` (people and runs in the background meet any of them; one dies or
  halts for up to a minute while the others go on, and its mailbox is taken over when its lease has run out; connections break before and after commits), \`--store postgres\`, \`--store folder\`. With \`--processes 2\` alone,
  the product's documents and leases for PostgreSQL go over tables in memory that follow the rules of its statements. With \`--store postgres\`, its statements and tables are the
  real ones, and \`clock_timestamp()\` tells the story's time. With \`--store folder\`, lowdb, change log and lock are the real ones; a new process finds the lock that the dead one left.
- All of them are reproducible: a story asks for one thing at a time, and real work is waited for while virtual time stands still, so the same seed is the same story to the last
  request. What that leaves out: statements that meet in the database and commits that meet on the disk (\`test/unit/store\`, \`test/e2e/several-processes.test.ts\`), a write that is
  cut off in the middle (\`kill -9\`, above), a database that does not answer (\`test/e2e/database-outage.test.ts\`), and locks of users, which are in memory.
- That it bites: \`npm run simulate -- --mutate all --seeds 500\` switches off one safeguard after the other and has to find each of them out.
`,
  );
}
