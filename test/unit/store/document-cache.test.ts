import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDocumentCache, type Cacheable, type DocumentCache } from '../../../server/store/document-cache.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const NEVER_IDLE_MS = 3_600_000;

let cache: DocumentCache<Cacheable>;
beforeEach(() => void (cache = createDocumentCache(NEVER_IDLE_MS)));
afterEach(() => cache.close());

/** In a function of its own, so that the test holds no document. */
const add = (key: string, document: Cacheable): void => cache.add(key, document);

async function letGo(): Promise<void> {
  // A WeakRef keeps its target until the end of the job that has looked at it.
  await sleep(1);
  collectGarbage();
}

test('a document that was only looked into leaves memory at once, one that is in use does not', async () => {
  add('looked into', { busy: false });
  add('in use', { busy: false });
  cache.release('looked into');
  await letGo();
  expect(cache.find('looked into')).toBeNull();
  expect(cache.find('in use')).not.toBeNull();
});

test('a document that is being written, or that somebody holds, stays the only one of its user', async () => {
  const held = { busy: false };
  add('held', held);
  add('written', { busy: true });
  cache.release('held');
  cache.release('written');
  cache.release('nobody');
  await letGo();
  expect(cache.find('held')).toBe(held);
  expect(cache.find('written')).not.toBeNull();
});

test('of documents that nobody holds no more than so many stay, those that were used last', async () => {
  const few = createDocumentCache<Cacheable>(NEVER_IDLE_MS, undefined, 2);
  for (const key of ['first', 'second']) few.add(key, { busy: false });
  await sleep(5);
  few.use('first');
  few.add('third', { busy: false });
  await letGo();
  expect(['first', 'second', 'third'].map((key) => few.find(key) !== null)).toEqual([true, false, true]);
  await few.close();
});
