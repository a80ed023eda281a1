import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startApi, type Api } from '../helpers/api.ts';
import { mountSmallDisk } from '../helpers/small-disk.ts';

const disk = mountSmallDisk(2 * 1024 * 1024);
afterAll(() => disk?.unmount());

let api: Api;
beforeEach(async () => {
  api = await startApi({ ...(disk ? { dataDir: join(disk.path, `data-${Date.now()}`) } : {}) });
});
afterEach(() => api.stop());

const health = () => api.send('GET', '/api/health');
const fine = { status: 200, body: { status: 'ok', mode: 'production', checks: { store: 'ok', queue: 'ok' } } };
const broken = { status: 503, body: { status: 'failed', checks: { store: 'failed', queue: 'ok' } } };

test('says that it can serve, needs no sign-in, and asks neither Entra nor Graph nor Lupax', async () => {
  const { sandbox } = api;
  const count = () => sandbox.graph.requests.length + sandbox.lupax.requests.length;
  const before = count();
  expect(await health()).toMatchObject(fine);
  expect(count()).toBe(before);
});

test('a folder of documents that is gone, or is no folder any more, is noticed, and its return too', async () => {
  const users = join(api.dataDir, 'users');
  await rename(users, `${users}-away`);
  expect(await health()).toMatchObject(broken);
  await writeFile(users, 'not a folder');
  expect(await health()).toMatchObject(broken);
  await rm(users);
  await mkdir(users);
  expect(await health()).toMatchObject(fine);
});

describe.skipIf(disk === null)('the disk', () => {
  afterEach(async () => {
    await disk!.setReadOnly(false);
    await disk!.free();
  });

  test('is full: 503 until there is room again', async () => {
    await disk!.fill();
    expect(await health()).toMatchObject(broken);
    await disk!.free();
    expect(await health()).toMatchObject(fine);
  });

  test('is read-only: 503 until it can be written', async () => {
    await disk!.setReadOnly(true);
    expect(await health()).toMatchObject(broken);
    await disk!.setReadOnly(false);
    expect(await health()).toMatchObject(fine);
  });
});
