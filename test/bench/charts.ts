import { drawChart } from './chart.ts';
import type { Growth } from './growth.ts';
import type { Latencies } from './latency.ts';

const LOWEST_MS = 1;

export function drawGrowth({ points }: Growth): string {
  const most = Math.max(...points.map(({ importMs }) => importMs));
  return drawChart({
    title: 'Cost of a synchronisation by entries in the mailbox',
    x: { label: 'entries in the mailbox', kind: 'log', ticks: points.map(({ entries }) => entries) },
    y: { label: 'ms, from the call to its end', kind: 'log', ticks: listPowers(LOWEST_MS, most) },
    series: [
      { name: 'first import', marked: true, points: points.map(({ entries, importMs }) => [entries, importMs]) },
      { name: 'one change', marked: true, points: points.map(({ entries, change }) => [entries, change.ms]) },
      { name: 'nothing changed', marked: true, points: points.map(({ entries, quiet }) => [entries, quiet.ms]) },
    ],
  });
}

export function drawLatency({ notified, polled, people }: Latencies): string {
  const most = Math.max(...notified.ms, ...polled.ms);
  return drawChart({
    title: `From a change to the other side, ${people} people`,
    x: { label: 'ms since the change', kind: 'log', ticks: listPowers(10, most) },
    y: { label: '% of changes that have arrived', kind: 'linear', ticks: [0, 25, 50, 75, 100] },
    series: [
      { name: 'by notification', marked: false, points: accumulate(notified.ms) },
      { name: 'by change feed', marked: false, points: accumulate(polled.ms) },
    ],
  });
}

/** Powers of ten from the one to beyond the other. */
export function listPowers(from: number, beyond: number): number[] {
  const powers = [from];
  while (powers.at(-1)! < beyond) powers.push(powers.at(-1)! * 10);
  return powers;
}

/** After how long which share had arrived, in per cent. */
export function accumulate(values: readonly number[]): [x: number, percent: number][] {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.map((value, index) => [value, ((index + 1) / sorted.length) * 100]);
}
