import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BackupError } from '../../server/backup/errors.ts';
import { createBackup } from '../../server/backup/create-backup.ts';
import { restoreBackup } from '../../server/backup/restore-backup.ts';
import { lockDataFolder } from '../../server/store/lock.ts';
import { openLowdbStore } from '../../server/store/lowdb-store.ts';
import { readSnapshot } from '../../server/store/snapshot.ts';
import { RESTORED_FOLDER } from '../../server/store/restored-folder.ts';
import { startApi, type Api, type ApiPerson } from '../helpers/api.ts';
import { findProgram } from '../helpers/programs/program.ts';
import { startServerProcess, type ServerProcess } from '../helpers/server-process.ts';
import { berlinAppointment, berlinEvent } from '../helpers/engine.ts';
import { ANNA, BEN, createLink, setCalendar } from '../unit/store/sample-records.ts';

const log = { warn: () => undefined, error: () => undefined };
const NOW = Date.parse('2026-11-27T12:00:00Z');

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'lupax-backup-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const backUp = (dataDir: string, file: string, force = false) =>
  createBackup({ dataDir, file, force, version: '1.2.3', now: NOW });
const restore = (dataDir: string, file: string, force = false) =>
  restoreBackup({ dataDir, file, force, now: NOW, log });

async function fill(dataDir: string, names: string[]): Promise<void> {
  const store = await openLowdbStore({ dataDir, log });
  const anna = await store.openUser(ANNA);
  await anna.commit(names.map((name) => setCalendar(name)));
  await anna.commit([{ collection: 'link', key: 'self', value: { ...createLink(), token: 'v1.KeyIdABC.aaaa.bbbb' } }]);
  await store.putOrganization({
    id: 7,
    tenantId: ANNA.tenantId,
    clientId: null,
    credential: { kind: 'secret', encrypted: 'v1.KeyIdXYZ.aaaa.bbbb' },
    secretExpiresOn: null,
    enabled: true,
    allowedUsers: null,
  });
  await store.close();
}

async function readNames(dataDir: string): Promise<string[]> {
  const store = await openLowdbStore({ dataDir, log });
  const names = [...(await store.openUser(ANNA)).list('calendars').keys()];
  await store.close();
  return names;
}

describe('a backup', () => {
  test('holds what is in the folder, secrets encrypted as they are, and names their keys', async () => {
    await fill(join(folder, 'data'), ['a', 'b']);
    const file = join(folder, 'backup.tar.gz');
    const { manifest } = await backUp(join(folder, 'data'), file);
    expect(manifest.keyIds).toEqual(['KeyIdABC', 'KeyIdXYZ']);
    expect(gunzipSync(await readFile(file)).toString()).toContain('v1.KeyIdXYZ.aaaa.bbbb');
    const target = join(folder, 'other');
    expect((await restore(target, file)).movedTo).toBe(null);
    expect(await readNames(target)).toEqual(['a', 'b']);
    const store = await openLowdbStore({ dataDir: target, log });
    expect(await store.getOrganization(7)).toMatchObject({ credential: { encrypted: 'v1.KeyIdXYZ.aaaa.bbbb' } });
    await store.close();
  });

  test('does not replace a file that is there, unless it is told to', async () => {
    await fill(join(folder, 'data'), ['a']);
    const file = join(folder, 'backup.tar.gz');
    await writeFile(file, 'mine');
    await expect(backUp(join(folder, 'data'), file)).rejects.toMatchObject({ code: 'exists' });
    expect(await readFile(file, 'utf8')).toBe('mine');
    await backUp(join(folder, 'data'), file, true);
    expect((await readdir(folder)).sort()).toEqual(['backup.tar.gz', 'data']);
  });

  test('leaves out what was damaged before, and says so', async () => {
    const dataDir = join(folder, 'data');
    await fill(dataDir, ['a']);
    await writeFile(join(dataDir, 'users', `${BEN.tenantId}_${BEN.objectId}.json`), '{"version":1,');
    const { left, manifest } = await backUp(dataDir, join(folder, 'backup.tar.gz'));
    expect(left).toEqual([`users/${BEN.tenantId}_${BEN.objectId}.json`]);
    expect(manifest.files).toHaveLength(2);
  });

  test('taken while documents are written and folded all the time is each document at one moment, and not an old one', async () => {
    const dataDir = join(folder, 'data');
    const store = await openLowdbStore({ dataDir, log });
    const document = await store.openUser(ANNA);
    const KEYS = 10;
    let committed = -1;
    // The n-th commit writes n; large, so that the log is folded in every few commits.
    const commit = async (): Promise<void> => {
      const round = committed + 1;
      await document.commit([setCalendar(String(round % KEYS), `${round} ${'x'.repeat(30_000)}`)]);
      committed = round;
    };
    while (committed < KEYS) await commit();
    let writing = true;
    const written = (async () => {
      while (writing) await commit();
    })();
    try {
      for (let round = 0; round < 400; round += 1) {
        const before = committed;
        const numbers: number[] = [];
        for await (const { text } of readSnapshot(dataDir, expect.fail)) {
          for (const [, number] of text.matchAll(/"name":"(\d+) x/g)) numbers.push(Number(number));
        }
        // At every moment the records hold the numbers of the last commits, without a gap.
        const last = Math.max(...numbers);
        expect([...numbers].sort((a, b) => b - a)).toEqual(Array.from({ length: KEYS }, (_, back) => last - back));
        expect(last).toBeGreaterThanOrEqual(before);
      }
    } finally {
      writing = false;
      await written;
      await store.close();
    }
  }, 120_000);
});

describe('a restore', () => {
  let dataDir: string;
  let file: string;
  beforeEach(async () => {
    dataDir = join(folder, 'data');
    file = join(folder, 'backup.tar.gz');
    await fill(dataDir, ['old']);
    await backUp(dataDir, file);
    await fill(dataDir, ['newer']);
  });

  test('never replaces data without being told to, and keeps them aside then', async () => {
    await expect(restore(dataDir, file)).rejects.toMatchObject({ code: 'exists' });
    expect(await readNames(dataDir)).toEqual(['old', 'newer']);
    const { movedTo } = await restore(dataDir, file, true);
    expect(await readNames(dataDir)).toEqual(['old']);
    const aside = join(folder, 'aside');
    await cp(movedTo!, aside, { recursive: true });
    expect(await readNames(aside)).toEqual(['old', 'newer']);
  });

  test('is refused while a server uses the folder', async () => {
    const lock = await lockDataFolder(dataDir);
    await expect(restore(dataDir, file, true)).rejects.toMatchObject({ code: 'locked' });
    await lock.release();
    expect(await readNames(dataDir)).toEqual(['old', 'newer']);
  });

  /** Changes the archive within its compression: what gzip itself cannot notice. */
  async function tamper(change: (tar: Buffer) => Buffer): Promise<void> {
    await writeFile(file, gzipSync(change(gunzipSync(await readFile(file)))));
  }
  const replace = (from: string, to: string) => (tar: Buffer) =>
    Buffer.from(tar.toString('latin1').replace(from, to), 'latin1');

  test.each<[string, () => Promise<void>]>([
    ['cut off', async () => writeFile(file, (await readFile(file)).subarray(0, 300))],
    ['empty', () => writeFile(file, '')],
    ['not an archive', () => writeFile(file, 'hello')],
    ['without its end', () => tamper((tar) => tar.subarray(0, tar.indexOf('MANIFEST.json')))],
    ['changed in a document', () => tamper(replace('"name":"Kalender"', '"name":"Kalendar"'))],
    ['changed in its manifest', () => tamper(replace('"sha256": "', '"sha256": "0'))],
    ['with a file that leads out of the folder', () => tamper(replace('organizations.json', '../../../etc/passwd'))],
  ])('refuses a file that is %s, and changes nothing', async (_what, damage) => {
    await damage();
    const refusal = await restore(dataDir, file, true).then(
      () => null,
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(BackupError);
    expect(refusal).toMatchObject({ code: 'damaged' });
    expect(await readNames(dataDir)).toEqual(['old', 'newer']);
    expect((await readdir(dataDir)).filter((name) => name.startsWith(RESTORED_FOLDER))).toEqual([]);
  });

  test('that is cut off in the middle is finished by the next start', async () => {
    const other = join(folder, 'other');
    await restore(other, file);
    // As it is after the documents were moved aside, and before the new ones were moved in.
    await mkdir(join(dataDir, RESTORED_FOLDER));
    await cp(join(other, 'users'), join(dataDir, RESTORED_FOLDER, 'users'), { recursive: true });
    await rm(join(dataDir, 'users'), { recursive: true });
    expect(await readNames(dataDir)).toEqual(['old']);
    expect((await readdir(dataDir)).includes(RESTORED_FOLDER)).toBe(false);
  });
});

describe('the world that moved on', () => {
  let api: Api;
  let person: ApiPerson;
  let calendarId: string;
  beforeEach(async () => {
    api = await startApi();
    person = await api.setUp();
    calendarId = api.sandbox.graph.defaultCalendarId(person.objectId);
    api.sandbox.graph.setSharing(person.objectId, calendarId, 'read');
    await person.get('/api/me/calendars');
    await choose(calendarId, 'both');
  });
  afterEach(() => api.stop());

  const choose = (id: string, direction: string) =>
    person.call('PATCH', `/api/me/calendars/${encodeURIComponent(id)}`, { direction });
  const sync = async () => person.finish((await person.call('POST', '/api/me/sync')).body.runId);
  const titles = () => ({
    outlook: api.sandbox.graph
      .events(person.objectId)
      .map(({ subject }) => subject)
      .sort(),
    lupax: api.sandbox.lupax
      .appointments(person.lupaxUserId)
      .map(({ title }) => title)
      .sort(),
  });
  const addAppointment = (title: string, day: number) =>
    api.sandbox.lupax.addAppointment(
      person.lupaxUserId,
      api.organizationId,
      berlinAppointment(title, day, 15) as never,
    );
  const addEvent = (title: string, day: number) =>
    api.sandbox.graph.addEvent(person.objectId, calendarId, berlinEvent(title, day) as never);
  const findAppointment = (wanted: string) =>
    api.sandbox.lupax.appointments(person.lupaxUserId).find(({ title }) => title === wanted)!.id;
  const findEvent = (wanted: string) =>
    api.sandbox.graph.events(person.objectId).find(({ subject }) => subject === wanted)!.id;
  async function addEntries(): Promise<void> {
    for (let day = 1; day <= 4; day += 1) {
      addAppointment(`Lupax ${day}`, day);
      addEvent(`Outlook ${day}`, day);
    }
    expect((await sync()).state).toBe('done');
  }

  test('a backup of the running server, restored after entries came and went: nothing is doubled or deleted', async () => {
    const { graph, lupax } = api.sandbox;
    await addEntries();
    const file = join(folder, 'backup.tar.gz');
    await backUp(api.dataDir, file);

    // Meanwhile: new ones on both sides, deleted ones on both sides, a copy that was put back under another id.
    addAppointment('Lupax neu', 6);
    addEvent('Outlook neu', 6);
    lupax.deleteAppointment(findAppointment('Lupax 1'));
    graph.deleteEvent(person.objectId, findEvent('Outlook 1'));
    await sync();
    lupax.editAppointment(findAppointment('Lupax 2'), { location: 'Halle 7' });
    graph.deleteEvent(person.objectId, findEvent('Lupax 2'));
    await sync();
    const before = titles();
    expect(before.outlook).toEqual(before.lupax);
    expect(before.outlook).toHaveLength(8);

    await expect(restore(api.dataDir, file, true)).rejects.toMatchObject({ code: 'locked' });
    await api.restart(() => restore(api.dataDir, file, true));
    graph.clearLog();
    lupax.clearLog();
    expect(await sync()).toMatchObject({ state: 'done', operations: [] });
    expect(titles()).toEqual(before);
    // Its subscription is found again at Graph.
    expect(graph.writes().filter(({ url }) => !url.includes('/subscriptions'))).toEqual([]);
    expect(lupax.writes.filter(({ path }) => path.includes('appointments'))).toEqual([]);
    expect((await sync()).operations).toEqual([]);
  });

  test('copies that were taken back after the backup are not taken for deletions: no original goes', async () => {
    await addEntries();
    const before = titles();
    const file = join(folder, 'backup.tar.gz');
    await backUp(api.dataDir, file);
    const { runId } = (await person.call('DELETE', '/api/me/link?copies=remove')).body;
    await person.finish(runId);
    expect(titles().outlook).toHaveLength(4);
    await api.restart(() => restore(api.dataDir, file, true));
    expect((await sync()).state).toBe('done');
    expect(titles()).toEqual(before);
  });

  test('copies that went into another calendar since are found there, not made again', async () => {
    await addEntries();
    const file = join(folder, 'backup.tar.gz');
    await backUp(api.dataDir, file);
    const other = api.sandbox.graph.addCalendar(person.objectId, { name: 'Lupax', sharing: 'read' });
    await person.get('/api/me/calendars?refresh=1');
    await api.restart();
    await choose(calendarId, 'to_lupax');
    await person.get('/api/me/calendars');
    expect((await choose(other, 'to_outlook')).status).toBe(200);
    addAppointment('Lupax neu', 6);
    await sync();
    const before = titles();
    expect(before.outlook).toHaveLength(9);
    await api.restart(() => restore(api.dataDir, file, true));
    api.sandbox.graph.clearLog();
    expect((await sync()).state).toBe('done');
    expect(titles()).toEqual(before);
    // In a mailbox whose list of all events shows the default calendar alone, it is the question that finds them.
    const asked = api.sandbox.graph.requests.map(({ path }) => decodeURIComponent(path));
    expect(asked.filter((path) => path.includes(`/calendars/${other}/events`))).not.toEqual([]);
  });

  test('a run that waited for approval does not wait any more, and cannot be approved', async () => {
    for (let day = 1; day <= 12; day += 1) addEvent(`Outlook ${day}`, day);
    await sync();
    for (const { id } of api.sandbox.graph.events(person.objectId)) api.sandbox.graph.deleteEvent(person.objectId, id);
    const parked = await sync();
    expect(parked.state).toBe('waiting_for_approval');
    const file = join(folder, 'backup.tar.gz');
    await backUp(api.dataDir, file);
    await api.restart(() => restore(api.dataDir, file, true));
    expect((await person.get(`/api/me/runs/${parked.id}`)).body.state).toBe('failed');
    expect((await person.call('POST', `/api/me/runs/${parked.id}/approve`)).status).toBe(409);
  });
});

describe('the commands', () => {
  let place: ServerProcess;
  beforeEach(async () => (place = await startServerProcess()));
  afterEach(() => place.stop());
  const run = async (command: string[]) => {
    const { ended, output } = place.run(command);
    return { code: await ended, ...output };
  };
  const npm = (...args: string[]) => run(['npm', 'run', '--silent', ...args]);
  /** The same, sooner. */
  const restoreBy = async (...args: string[]) =>
    run(['node', ...(await findProgram('server/commands/restore.ts')), ...args]);

  test('say what was done, are refused while the server runs, and name a key that is missing by its id', async () => {
    const server = await place.start();
    await place.setUp();
    const file = join(folder, 'backup.tar.gz');
    const backup = await npm('backup', '--', file);
    expect(backup).toMatchObject({ code: 0, stderr: '' });
    expect(backup.stdout).toContain('1 people');
    const refused = await restoreBy(file, '--force');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^DATA_DIR: .*is in use by process \d+.*only one server may use it\n$/);
    server.child.kill('SIGTERM');
    await server.ended;
    expect((await restoreBy(file)).stderr).toContain('--force');
    const restored = await npm('restore', '--', file, '--force');
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(restored.stdout).toContain('before-restore-');
    const key = place.env['ENCRYPTION_KEY']!;
    place.env['ENCRYPTION_KEY'] = createHash('sha256').update('another').digest('base64');
    const foreign = await restoreBy(file, '--force');
    expect(foreign.code).toBe(2);
    expect(foreign.stderr).toMatch(/^ENCRYPTION_KEY: .*ENCRYPTION_KEYS_OLD/);
    expect(foreign.stderr).not.toContain(key);
    expect((await npm('backup')).stderr).toContain('npm run backup -- FILE');
  }, 300_000);
});
