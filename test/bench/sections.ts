import { cpus, loadavg, totalmem } from 'node:os';
import type { Floor } from './floor.ts';
import type { Growth } from './growth.ts';
import { POLL_INTERVAL_SECONDS, type Latencies, type Latency } from './latency.ts';
import { ENTRIES_PER_USER, type Memory } from './memory.ts';
import type { Throughput } from './processes.ts';
import type { RequestCount } from './requests.ts';
import type { Stored } from './storage.ts';

/** The tables of docs/performance.md: each is given what was measured. */

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const twoPlaces = (value: number): string => value.toFixed(2);
const megabytes = (bytes: number): string => `${whole(bytes / 2 ** 20)} MB`;
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

/** @param head with a colon at the end where numbers stand */
function table(head: string[], rows: string[][]): string {
  const names = head.map((name) => name.replace(/:$/, ''));
  const rule = head.map((name) => (name.endsWith(':') ? '--:' : '---'));
  return [names, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function describeMachine(rounds: number, only: readonly string[]): string {
  const [cpu] = cpus();
  const facts = [
    ['processor', `${cpu?.model.trim() ?? 'unknown'}, ${cpus().length} cores`],
    ['memory', megabytes(totalmem())],
    ['system', `${process.platform} ${process.arch}, Node ${process.version}`],
    ['measured', `${new Date().toISOString().slice(0, 10)}: ${only.join(', ')}; medians of ${rounds} rounds`],
    ['busy before it began', `${loadavg()[0]!.toFixed(2)} processes on average, the last minute`],
  ];
  return table(['', ''], facts);
}

export function describeFloor(floors: readonly Floor[]): string {
  const rows = floors.map(({ name, goal, syncMs, bareMs, ratio }) => [
    name,
    whole(syncMs),
    whole(bareMs),
    `**${twoPlaces(ratio)}**`,
    goal === null ? '–' : `≤ ${goal}`,
  ]);
  return table(['', 'synchronisation, ms:', 'bare exchange, ms:', 'ratio:', 'goal:'], rows);
}

export function describeRequests(counts: readonly RequestCount[]): string {
  const rows = counts.map(({ what, graph, lupax, writes }) => [what, whole(graph), whole(lupax), whole(writes)]);
  return table(['', 'requests to Graph:', 'to Lupax:', 'of them writes:'], rows);
}

export function describeStorage(stored: readonly Stored[], entries: number): string {
  const parts = stored.flatMap((one) => one.parts).filter(({ bytesPerEntry }) => bytesPerEntry >= 10);
  const told = parts.map(({ collection, bytesPerEntry }) => `${collection} ${whole(bytesPerEntry)}`).join(', ');
  const rows = stored.map(({ store, bytesPerEntry }) => [store, whole(bytesPerEntry)]);
  return `${table([`after a first import of ${whole(entries)} events`, 'bytes per entry:'], rows)}\n\nOf the records' text in PostgreSQL, before it compresses them, bytes per entry: ${told}.`;
}

export function describeMemory({ points, rssBytesPerUser, heapBytesPerUser }: Memory): string {
  const rows = points.map(({ users, rssBytes, heapBytes }) => [
    whole(users),
    megabytes(rssBytes),
    megabytes(heapBytes),
  ]);
  const head = ['linked users, idle', 'resident memory:', 'JavaScript heap:'];
  return `${table(head, rows)}\n\nOne more user (${ENTRIES_PER_USER} entries each): **${kilobytes(rssBytesPerUser)}** of resident memory, ${kilobytes(heapBytesPerUser)} of heap (slopes of the lines through these points). Goal: ≤ 20 kB.`;
}

export function describeLatency({ people, delivery, beyond, notified, polled }: Latencies): string {
  const row = (name: string, { ms, p50, p95 }: Latency, goal: string): string[] => [
    name,
    whole(ms.length),
    whole(p50),
    `**${whole(p95)}**`,
    goal,
  ];
  const rows = [
    row('change in Outlook → its first notification answered (the sandbox)', delivery, '–'),
    row('from there → written in Lupax', beyond, '≤ 1,000'),
    row('change in Outlook → written in Lupax', notified, '–'),
    row(`change in Lupax → written in Outlook, polled every ${POLL_INTERVAL_SECONDS} s`, polled, '–'),
  ];
  return table([`${whole(people)} people`, 'changes:', 'p50, ms:', 'p95, ms:', 'goal, p95:'], rows);
}

export function describeGrowth({ points, exponents }: Growth): string {
  const rows = points.map(({ entries, importMs, quiet, change }) => [
    whole(entries),
    whole(importMs),
    (importMs / entries).toFixed(2),
    `${quiet.ms.toFixed(1)} (${quiet.exchangeMs.toFixed(1)})`,
    `${change.ms.toFixed(1)} (${change.exchangeMs.toFixed(1)})`,
  ]);
  rows.push([
    'exponent',
    `**${twoPlaces(exponents.import)}** (goal ≤ 1.05)`,
    '',
    `**${twoPlaces(exponents.quiet)}** (0 is flat)`,
    `**${twoPlaces(exponents.change)}** (0 is flat)`,
  ]);
  return table(
    [
      'entries:',
      'first import, ms:',
      'per entry, ms:',
      'nothing changed, ms (exchange):',
      'one change, ms (exchange):',
    ],
    rows,
  );
}

export function describeProcesses(results: readonly Throughput[], cores: number): string {
  const rows = results.map(({ processes, latencyMs, perSecond, cores: used }) => {
    const single = results.find((one) => one.processes === 1 && one.latencyMs === latencyMs);
    return [
      whole(processes),
      whole(latencyMs),
      perSecond.toFixed(1),
      single ? `**${twoPlaces(perSecond / single.perSecond)}**` : '–',
      twoPlaces(used.servers),
      twoPlaces(used.sandbox),
      twoPlaces(used.database),
      nameLimit(used, processes, cores),
    ];
  });
  return table(
    [
      'processes:',
      'Graph answers after, ms:',
      'mailboxes/s:',
      '÷ one process:',
      'cores: servers:',
      'sandbox:',
      'PostgreSQL:',
      'what limits',
    ],
    rows,
  );
}

/** A core is taken when so much of it is: the rest is lost in changing from one to the other. */
const TAKEN = 0.85;

export function nameLimit(used: Throughput['cores'], processes: number, cores: number): string {
  if (used.sandbox >= TAKEN) return "the sandbox's core";
  if (used.servers + used.sandbox + used.database >= TAKEN * cores) return `all ${cores} cores`;
  if (used.servers >= TAKEN * processes) return "the servers' cores";
  return 'waiting: for answers, for the disk, for places';
}
