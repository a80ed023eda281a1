import { describe, expect, it } from 'vitest';
import { drawChart } from '../../bench/chart.ts';
import { accumulate, listPowers } from '../../bench/charts.ts';
import { parseStat } from '../../bench/cpu-time.ts';
import { replaceSection } from '../../bench/report.ts';
import { nameLimit } from '../../bench/sections.ts';
import { fitExponent, fitSlope, median, percentile } from '../../bench/statistics.ts';

describe('the statistics of the bench', () => {
  it('find the middle, and what so many per cent do not exceed', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([percentile(hundred, 0.5), percentile(hundred, 0.95), percentile([7], 0.95)]).toEqual([50, 95, 7]);
  });

  it('tell what one more costs, and how a cost grows', () => {
    expect(
      fitSlope([
        [1, 12],
        [2, 14],
        [10, 30],
      ]),
    ).toBeCloseTo(2);
    const grow = (exponent: number) =>
      fitExponent([100, 1_000, 10_000].map((size) => [size, 3 * size ** exponent] as const));
    expect(grow(1)).toBeCloseTo(1);
    expect(grow(0)).toBeCloseTo(0);
  });
});

describe('a chart of the bench', () => {
  const axis = { label: 'ms & more', kind: 'log', ticks: [1, 10, 100] } as const;
  const svg = drawChart({
    title: 'Cost',
    x: { label: 'entries', kind: 'linear', ticks: [0, 10] },
    y: axis,
    series: [{ name: 'import <1>', marked: true, points: [[0, 1] as const, [10, 100] as const, [5, 1_000] as const] }],
  });

  it('names both axes and each line, with nothing that would break the picture', () => {
    for (const text of ['>entries<', '>ms &amp; more<', '>import &lt;1&gt;<', '>100<']) expect(svg).toContain(text);
  });

  it('draws a value where its axis has it, and what is beyond the axis at its end', () => {
    expect(svg).toContain('points="92,342 540,44 316,44"');
  });

  it('has colours for dark surroundings', () => {
    expect(svg).toMatch(/prefers-color-scheme:dark/);
  });

  it('counts what has arrived, and finds ends for its axis', () => {
    expect(accumulate([30, 10])).toEqual([
      [10, 50],
      [30, 100],
    ]);
    expect(listPowers(1, 250)).toEqual([1, 10, 100, 1_000]);
  });
});

describe('the report of the bench', () => {
  it('replaces what was measured and keeps what people wrote', () => {
    const text = 'a\n<!-- bench: x -->\nold\n<!-- end: x -->\nb';
    expect(replaceSection(text, 'x', 'new')).toBe('a\n<!-- bench: x -->\n\nnew\n\n<!-- end: x -->\nb');
    expect(() => replaceSection(text, 'y', 'new')).toThrow('no place for y');
  });

  it('names what limits several processes', () => {
    expect(nameLimit({ servers: 0.6, sandbox: 0.9, database: 0.2 }, 4, 2)).toBe("the sandbox's core");
    expect(nameLimit({ servers: 1.1, sandbox: 0.4, database: 0.4 }, 4, 2)).toBe('all 2 cores');
    expect(nameLimit({ servers: 0.95, sandbox: 0.3, database: 0.2 }, 1, 2)).toBe("the servers' cores");
    expect(nameLimit({ servers: 0.3, sandbox: 0.1, database: 0.1 }, 1, 2)).toMatch(/^waiting/);
  });

  it('reads CPU time also of a process with spaces and parentheses in its name', () => {
    const fields = ['S', '7', ...Array.from({ length: 9 }, () => '0'), '150', '50', '20', '30'];
    expect(parseStat(`42 (a) b (c) ${fields.join(' ')} 0`)).toEqual({ pid: 42, parent: 7, seconds: 2.5 });
  });
});
