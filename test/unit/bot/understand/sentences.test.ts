import { describe, expect, it } from 'vitest';
import { readRow, readTable } from './table.ts';

/** Sentences that are not read as they should be. A test fails when one of them passes, or any other does not. */
const MISREAD: Record<string, readonly string[]> = {
  'first.txt': [],
  'second.txt': [],
  'third.txt': [],
  'fourth.txt': ['Meeting mit Anna Samstag auf Sonntag um Mitternacht'],
  'fifth.txt': ['tmin mit kai mi 9'],
  'sixth.txt': [],
};

describe.each(Object.keys(MISREAD))('the sentences of %s', (name) => {
  const rows = readTable(name);
  const misread = new Set(MISREAD[name]);

  it.each(rows.filter(({ say }) => !misread.has(say)).map((row) => [row.say, row] as const))('reads “%s”', (_, row) => {
    expect(readRow(row)).toBe(row.expected);
  });

  it('misreads only what is listed, and all of that', () => {
    const wrong = rows.filter((row) => readRow(row) !== row.expected).map(({ say }) => say);
    expect(wrong).toEqual(MISREAD[name]);
    expect(wrong.length).toBeLessThanOrEqual(rows.length * 0.05);
  });
});
