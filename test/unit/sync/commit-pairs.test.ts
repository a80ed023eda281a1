import { expect, test } from 'vitest';
import type { Change, UserDocument } from '../../../server/store/types.ts';
import { commitPairs, commitTogether, commitWhenDue } from '../../../server/sync/commit-pairs.ts';
import { createPairIndex } from '../../../server/sync/core/pair-index.ts';
import { createJournal } from '../../../server/sync/journal.ts';
import { createTurns } from '../../../server/sync/turns.ts';

/** A document whose commits are written when the test says so. */
function makeDocument() {
  const commits: { changes: Change[]; end: (error?: Error) => void }[] = [];
  const document = {
    commit: (changes: Change[]) =>
      new Promise<void>((resolve, reject) => {
        commits.push({ changes, end: (error) => (error ? reject(error) : resolve()) });
      }),
    list: () => new Map(),
  } as unknown as UserDocument;
  const journal = createJournal({ encrypt: (text) => text }, document, 'run', () => 0);
  return { document, journal, commits };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const image = (key: string) => ({ collection: 'journal', key, value: { sealed: '', at: '' } }) as Change;

test('what is committed while a commit is being written goes together, with the records that belong to it', async () => {
  const { document, journal, commits } = makeDocument();
  let id = 0;
  const index = createPairIndex([], () => String((id += 1)));
  const context = { document, journal, index, now: () => 0 };
  index.add({ origin: 'outlook' });
  const first = commitPairs(context);
  await settle();
  const rest = ['a', 'b', 'c'].map((key) => {
    index.add({ origin: 'outlook' });
    return commitPairs(context, () => [image(key)]);
  });
  await settle();
  expect(commits).toHaveLength(1);
  commits[0]!.end();
  await first;
  await settle();
  expect(commits).toHaveLength(2);
  expect(commits[1]!.changes.map(({ key }) => key)).toEqual(['a', 'b', 'c', '2', '3', '4']);
  commits[1]!.end();
  await Promise.all(rest);
});

test('all of those whose commit is refused are told, and the next one has their entries and before-images with it', async () => {
  const { document, journal, commits } = makeDocument();
  const index = createPairIndex([], () => 'entry');
  const context = { document, journal, index, now: () => 0 };
  const pair = index.add({ origin: 'outlook' });
  journal.note(pair, 'lupax', 'delete', null);
  const both = Promise.allSettled([commitPairs(context), commitPairs(context)]);
  await settle();
  commits[0]!.end(new Error('the disk is full'));
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = commitPairs(context);
  await settle();
  expect(commits[1]!.changes.map(({ key }) => key)).toEqual(['run/00000000', 'entry']);
  commits[1]!.end();
  await next;
});

test('entries that are worked on side by side are committed once there are enough of them, or too few left to send', async () => {
  const { document, journal, commits } = makeDocument();
  let id = 0;
  const index = createPairIndex([], () => String((id += 1)));
  const turns = createTurns();
  let now = 0;
  const context = { document, journal, index, turns, now: () => now };
  const commitNext = (): Promise<void> => {
    index.add({ origin: 'outlook' });
    return commitTogether(context);
  };
  const takeTurns = (count: number): void => {
    for (let turn = 0; turn < count; turn += 1) void turns.take('lupax');
  };
  const endLast = async (all: Promise<void>[]): Promise<number> => {
    await settle();
    const { changes, end } = commits.at(-1)!;
    end();
    await Promise.all(all);
    return changes.length;
  };
  takeTurns(18);
  const first = Array.from({ length: 27 }, commitNext);
  await settle();
  expect(commits).toHaveLength(0);
  expect(await endLast([...first, commitNext()])).toBe(28);

  const slow = commitNext();
  now = 25;
  expect(await endLast([slow, commitNext()])).toBe(2);

  const last = commitNext();
  for (let turn = 0; turn < 8; turn += 1) turns.leave('lupax');
  commitWhenDue(context);
  await settle();
  expect(commits).toHaveLength(2);
  turns.leave('lupax');
  commitWhenDue(context);
  expect(await endLast([last])).toBe(1);
});
