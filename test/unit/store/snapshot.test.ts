import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readTextFile } from '../../../server/store/durable-file.ts';
import { readSnapshot } from '../../../server/store/snapshot.ts';
import { createLowdb, type LowdbUnderTest } from './helpers.ts';
import { ANNA, setCalendar } from './sample-records.ts';

/** Longer than it takes on a machine that has other things to do. */
const PATIENCE = { timeout: 20_000 };

/** The log is folded into the document when it is longer than this. */
const FOLDED_BYTES = 16.1 * 1024 * 1024;

let place: LowdbUnderTest;
beforeEach(async () => (place = await createLowdb()));
afterEach(() => place.destroy());

const commit = async (name: string, filling = '') =>
  (await place.store.openUser(ANNA)).commit([setCalendar('a', name), setCalendar('b', filling)]);
/** The document is written anew with all commits so far, and the log emptied. */
async function fold(): Promise<void> {
  await commit('folded', 'x'.repeat(FOLDED_BYTES));
  await vi.waitFor(async () => expect(await readTextFile(place.path(ANNA, 'log'))).toBe(''), PATIENCE);
}

async function readName(readFile: (path: string) => Promise<string | null>): Promise<string> {
  for await (const { text } of readSnapshot(place.dataDir, expect.fail, readFile)) {
    return /"name":"([^"]*)"/.exec(text)![1]!;
  }
  throw new Error('nothing was read');
}

test('a document that is written anew after its log was read is read again, not taken back by the old log', async () => {
  await commit('old');
  let meanwhile = true;
  const name = await readName(async (path) => {
    if (path.endsWith('.json') && meanwhile) {
      meanwhile = false;
      await fold();
    }
    return await readTextFile(path);
  });
  expect(name).toBe('folded');
});

test('a log that was emptied while it was read is read again: what was read is the beginning of one that is gone', async () => {
  await commit('old');
  const begun = await readTextFile(place.path(ANNA, 'log'));
  await fold();
  let meanwhile = true;
  const name = await readName(async (path) => {
    if (!path.endsWith('.log') || !meanwhile) return await readTextFile(path);
    meanwhile = false;
    return begun;
  });
  expect(name).toBe('folded');
});

test('a document that was written anew while its log is not emptied yet is read again', async () => {
  await commit('old');
  const log = (await readTextFile(place.path(ANNA, 'log')))!;
  const reads: string[] = [];
  const name = await readName(async (path) => {
    reads.push(path);
    if (path.endsWith('.json') && reads.length === 2) await fold();
    // The log is as it was before, also when it is looked at once more.
    return reads.length === 3 ? log : await readTextFile(path);
  });
  expect(name).toBe('folded');
});
