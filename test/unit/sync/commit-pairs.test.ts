import { expect, test } from 'vitest';
import type { Change, UserDocument } from '../../../server/store/types.ts';
import { commitPairs } from '../../../server/sync/commit-pairs.ts';
import { createPairIndex } from '../../../server/sync/core/pair-index.ts';

/** A document whose commits are written when the test says so. */
function makeDocument() {
  const commits: { changes: Change[]; end: (error?: Error) => void }[] = [];
  const document = {
    commit: (changes: Change[]) =>
      new Promise<void>((resolve, reject) => {
        commits.push({ changes, end: (error) => (error ? reject(error) : resolve()) });
      }),
  } as unknown as UserDocument;
  return { document, commits };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const image = (key: string) => ({ collection: 'journal', key, value: { sealed: '', at: '' } }) as Change;

test('what is committed while a commit is being written goes together, with the records that belong to it', async () => {
  const { document, commits } = makeDocument();
  let id = 0;
  const index = createPairIndex([], () => String((id += 1)));
  const context = { document, index };
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

test('all of those whose commit is refused are told, and the next one has their entries with it', async () => {
  const { document, commits } = makeDocument();
  const index = createPairIndex([], () => 'entry');
  const context = { document, index };
  index.add({ origin: 'outlook' });
  const both = Promise.allSettled([commitPairs(context), commitPairs(context)]);
  await settle();
  commits[0]!.end(new Error('the disk is full'));
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = commitPairs(context);
  await settle();
  expect(commits[1]!.changes.map(({ key }) => key)).toEqual(['entry']);
  commits[1]!.end();
  await next;
});
