import { mkdir, open, readFile, rm, stat, symlink, truncate, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLowdb } from './helpers.ts';
import type { LowdbUnderTest } from './helpers.ts';
import { ANNA, BEN, setCalendar } from './sample-records.ts';
import { describeStoreContract } from './store-contract.ts';

describeStoreContract('lowdb', createLowdb);

describe('lowdb store', () => {
  let place: LowdbUnderTest;
  beforeEach(async () => (place = await createLowdb()));
  afterEach(() => place.destroy());

  const commitCalendar = async (user: typeof ANNA, id: string, name?: string): Promise<void> =>
    (await place.store.openUser(user)).commit([setCalendar(id, name)]);

  it('lets only the owner of the process read its files', async () => {
    await commitCalendar(ANNA, 'a');
    const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
    expect(await modeOf(place.path(ANNA, 'log'))).toBe(0o600);
    await place.reopen();
    expect(await modeOf(place.path(ANNA, 'json'))).toBe(0o600);
    expect(await modeOf(place.dataDir)).toBe(0o700);
    expect(await modeOf(join(place.dataDir, 'users'))).toBe(0o700);
  });

  it('writes a small change with few bytes into a large document', async () => {
    const document = await place.store.openUser(ANNA);
    await document.commit(Array.from({ length: 5_000 }, (_none, index) => setCalendar(`calendar ${index}`)));
    await place.reopen();
    const before = await stat(place.path(ANNA, 'json'));
    await commitCalendar(ANNA, 'one more');
    expect((await stat(place.path(ANNA, 'log'))).size).toBeLessThan(400);
    expect((await stat(place.path(ANNA, 'json'))).mtimeMs).toBe(before.mtimeMs);
  });

  it('writes only what changed of a large record, and reads all of it again', async () => {
    const document = await place.store.openUser(ANNA);
    await document.commit([setCalendar('a', 'x'.repeat(100_000))]);
    const before = (await stat(place.path(ANNA, 'log'))).size;
    const calendar = { ...document.get('calendars', 'a')!, deltaLink: 'https://graph.example/next' };
    await document.commit([{ collection: 'calendars', key: 'a', value: calendar }]);
    expect((await stat(place.path(ANNA, 'log'))).size - before).toBeLessThan(400);
    expect((await (await place.reopen()).openUser(ANNA)).get('calendars', 'a')).toEqual(calendar);
  });

  it('writes commits that meet as one line of the log', async () => {
    const document = await place.store.openUser(ANNA);
    const first = document.commit([setCalendar('first')]);
    await Promise.all([first, ...['a', 'b', 'c'].map((id) => document.commit([setCalendar(id)]))]);
    const lines = (await readFile(place.path(ANNA, 'log'), 'utf8')).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(2);
  });

  it('waits for the disk with each commit but those that may be lost, and is there for other readers all the same', async () => {
    const handle = await open(place.dataDir);
    const datasync = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, 'datasync');
    await handle.close();
    const document = await place.store.openUser(ANNA);
    await document.commit([setCalendar('read')], { mayBeLost: true });
    expect(datasync).not.toHaveBeenCalled();
    expect(await readFile(place.path(ANNA, 'log'), 'utf8')).toContain('"read"');
    await document.commit([setCalendar('written')]);
    expect(datasync).toHaveBeenCalledTimes(1);
    datasync.mockRestore();
  });

  it('brings the log into the document when the log outgrows it, and loses nothing by that', async () => {
    const document = await place.store.openUser(ANNA);
    const name = 'x'.repeat(400_000);
    for (let index = 0; index < 60; index += 1) await document.commit([setCalendar('a', `${index} ${name}`)]);
    expect((await stat(place.path(ANNA, 'log'))).size).toBeLessThan(17_500_000);
    expect((await stat(place.path(ANNA, 'json'))).size).toBeGreaterThan(400_000);
    const again = await (await place.reopen()).openUser(ANNA);
    expect(again.get('calendars', 'a')?.name).toMatch(/^59 /);
  });

  it('has everything in the JSON document after a clean end', async () => {
    await commitCalendar(ANNA, 'a');
    await place.store.close();
    const json = JSON.parse(await readFile(place.path(ANNA, 'json'), 'utf8'));
    expect(json.records.calendars[0][0]).toBe('a');
    expect((await stat(place.path(ANNA, 'log'))).size).toBe(0);
  });

  it('leaves no file of a user without records', async () => {
    await commitCalendar(ANNA, 'a');
    await (await place.store.openUser(ANNA)).commit([{ collection: 'calendars', key: 'a', value: null }]);
    await place.store.close();
    expect(await place.listFiles()).toEqual([]);
  });

  it.each([
    ['has no room', (path: string) => symlink('/dev/full', path)],
    ['may not be written', (path: string) => mkdir(path)],
  ])('refuses a commit and keeps its state when the log %s; it works again afterwards', async (_why, breakLog) => {
    const document = await place.store.openUser(ANNA);
    await breakLog(place.path(ANNA, 'log'));
    const refused = { name: 'StoreError', code: 'unavailable' };
    await expect(document.commit([setCalendar('lost')])).rejects.toMatchObject(refused);
    expect(document.list('calendars').size).toBe(0);
    await rm(place.path(ANNA, 'log'), { recursive: true });
    await document.commit([setCalendar('kept')]);
    const again = await (await place.reopen()).openUser(ANNA);
    expect([...again.list('calendars').keys()]).toEqual(['kept']);
  });

  it('keeps the organisations when writing them fails', async () => {
    const record = { id: 7, tenantId: ANNA.tenantId, clientId: null, credential: null } as const;
    await mkdir(join(place.dataDir, 'organizations.json'));
    const putting = place.store.putOrganization({
      ...record,
      secretExpiresOn: null,
      enabled: true,
      allowedUsers: null,
    });
    await expect(putting).rejects.toMatchObject({ code: 'unavailable' });
    expect(await place.store.listOrganizations()).toEqual([]);
    await rm(join(place.dataDir, 'organizations.json'), { recursive: true });
  });

  it('says so when it cannot write', async () => {
    await mkdir(join(place.dataDir, '.probe'));
    await expect(place.store.check()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('ignores an unfinished last line of the log, which nobody was told is stored, and goes on after it', async () => {
    await commitCalendar(ANNA, 'acknowledged');
    await commitCalendar(ANNA, 'torn');
    const size = (await stat(place.path(ANNA, 'log'))).size;
    const copy = await readFile(place.path(ANNA, 'log'));
    await place.store.close();
    await rm(place.path(ANNA, 'json'));
    await writeFile(place.path(ANNA, 'log'), copy);
    await truncate(place.path(ANNA, 'log'), size - 20);
    await place.reopen();
    await commitCalendar(ANNA, 'later');
    const again = await (await place.reopen()).openUser(ANNA);
    expect([...again.list('calendars').keys()]).toEqual(['acknowledged', 'later']);
    expect(place.lines).toMatchObject([{ level: 'warn' }]);
  });

  it('removes a user for good although the document was still there when the process died', async () => {
    await commitCalendar(ANNA, 'a');
    await place.reopen();
    const json = await readFile(place.path(ANNA, 'json'));
    const document = await place.store.openUser(ANNA);
    await document.commit([setCalendar('b')]);
    // What is on disk right after the removal became durable: the log ends with it, the document is not gone yet.
    const log = await readFile(place.path(ANNA, 'log'), 'utf8');
    const { createHash } = await import('node:crypto');
    const line = '["cleared"]';
    const sum = createHash('sha256').update(line).digest('hex').slice(0, 16);
    await place.store.close();
    await writeFile(place.path(ANNA, 'json'), json);
    await writeFile(place.path(ANNA, 'log'), `${log}${sum} ${line}\n`);
    const again = await (await place.reopen()).openUser(ANNA);
    expect(again.list('calendars').size).toBe(0);
  });

  it('replays commits that the document already has when the process died before the log was emptied', async () => {
    const document = await place.store.openUser(ANNA);
    await document.commit([setCalendar('a', 'old'), setCalendar('gone')]);
    await document.commit([setCalendar('a', 'new'), { collection: 'calendars', key: 'gone', value: null }]);
    const log = await readFile(place.path(ANNA, 'log'));
    await place.store.close();
    await writeFile(place.path(ANNA, 'log'), log);
    const again = await (await place.reopen()).openUser(ANNA);
    expect([...again.list('calendars')].map(([key, { name }]) => [key, name])).toEqual([['a', 'new']]);
  });
});

it('brings a log that is still small for one in use into the document once nobody uses it', async () => {
  const place = await createLowdb({ idleMs: 40 });
  const document = await place.store.openUser(ANNA);
  await document.commit([setCalendar('a', 'x'.repeat(300_000))]);
  expect((await stat(place.path(ANNA, 'log'))).size).toBeGreaterThan(300_000);
  await expect.poll(async () => (await stat(place.path(ANNA, 'log'))).size, { timeout: 5_000 }).toBe(0);
  expect((await stat(place.path(ANNA, 'json'))).size).toBeGreaterThan(300_000);
  await place.destroy();
});

describe('memory of the lowdb store', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;

  it('drops documents that nobody uses, and shares those that somebody still holds', async () => {
    const place = await createLowdb({ idleMs: 40 });
    const held = await place.store.openUser(ANNA);
    await held.commit([setCalendar('a')]);
    let dropped = false;
    const registry = new FinalizationRegistry(() => (dropped = true));
    await (async () => {
      const document = await place.store.openUser(BEN);
      await document.commit([setCalendar('b')]);
      registry.register(document, null);
    })();
    for (let round = 0; round < 50 && !dropped; round += 1) {
      await sleep(40);
      collectGarbage();
    }
    expect(dropped).toBe(true);
    expect(await place.store.openUser(ANNA)).toBe(held);
    expect((await place.store.openUser(BEN)).list('calendars').has('b')).toBe(true);
    await place.destroy();
  });
});
