import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLowdbStore } from '../../server/store/lowdb-store.ts';
import { moveToPostgres } from '../../server/transfer/move-to-postgres.ts';
import { berlinEvent } from '../helpers/engine.ts';
import { createDatabase } from '../helpers/postgres/database.ts';
import { findProgram } from '../helpers/programs/program.ts';
import { startServerProcess } from '../helpers/server-process.ts';
import { createPostgres, type PostgresUnderTest } from '../unit/store/postgres-place.ts';
import { ANNA, BEN, createLink, setCalendar } from '../unit/store/sample-records.ts';

const log = { warn: () => undefined, error: () => undefined };
/** Much longer than it takes: other tests run beside these. */
const TIMEOUT_MS = 240_000;

describe('moving a data folder to PostgreSQL', () => {
  let under: PostgresUnderTest;
  let dataDir: string;
  const move = (force = false) => moveToPostgres({ dataDir, database: under.database, force });
  async function fill(): Promise<void> {
    const store = await openLowdbStore({ dataDir, log });
    const anna = await store.openUser(ANNA);
    await anna.commit([
      { collection: 'link', key: 'self', value: { ...createLink(), started: true } },
      ...Array.from({ length: 2_500 }, (_none, n) => setCalendar(`${n % 7}-${n}`, `Kalender „${n}“\u0000`)),
    ]);
    await (await store.openUser(BEN)).commit([setCalendar('b')]);
    const { tenantId } = ANNA;
    const record = { id: 7, tenantId, clientId: null, credential: null, secretExpiresOn: null };
    await store.putOrganization({ ...record, enabled: true, allowedUsers: null });
    await store.close();
  }
  beforeEach(async () => {
    under = await createPostgres();
    dataDir = await mkdtemp(join(tmpdir(), 'lupax-move-'));
    await fill();
  });
  afterEach(async () => {
    await under.destroy();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('brings everything, in its order, and leaves the folder as it was', async () => {
    expect(await move()).toEqual({
      people: 2,
      records: 2_502,
      organizations: 1,
      damaged: [],
      inUse: 0,
      organizationsInUse: [],
    });
    const folder = await openLowdbStore({ dataDir, log });
    for (const user of [ANNA, BEN]) {
      const [before, after] = [await folder.openUser(user), await under.store.openUser(user)];
      expect([...after.list('calendars')]).toEqual([...before.list('calendars')]);
      expect(after.get('link', 'self')).toEqual(before.get('link', 'self'));
    }
    expect(await under.store.listOrganizations()).toEqual(await folder.listOrganizations());
    expect(await under.store.count()).toEqual(await folder.count());
    await folder.close();
  });

  it('can be repeated, but replaces nothing that servers have changed since unless it is told to', async () => {
    await move();
    const ben = await under.store.openUser(BEN);
    await ben.commit([setCalendar('since')]);
    const [organization] = await under.store.listOrganizations();
    await under.store.putOrganization({ ...organization!, enabled: false });
    expect(await move()).toMatchObject({ people: 1, organizations: 0, inUse: 1, organizationsInUse: [7] });
    expect((await under.store.openUser(BEN)).list('calendars').size).toBe(2);
    expect(await move(true)).toMatchObject({ people: 2, organizations: 1, inUse: 0, organizationsInUse: [] });
    expect((await under.store.openUser(BEN)).list('calendars').size).toBe(1);
    await expect(ben.commit([setCalendar('late')])).rejects.toMatchObject({ code: 'deleted' });
  });

  it('is refused while a server uses the folder', async () => {
    const store = await openLowdbStore({ dataDir, log });
    await expect(move()).rejects.toMatchObject({ code: 'locked' });
    await store.close();
    expect(await move()).toMatchObject({ people: 2 });
  });
});

it('a server goes on in PostgreSQL where it stopped in its folder', { timeout: TIMEOUT_MS }, async () => {
  const database = await createDatabase();
  const server = await startServerProcess({ env: { PUBLIC_URL: 'http://127.0.0.1:9' } });
  const before = await server.start();
  await server.setUp();
  const { objectId, calendarId } = server.person;
  server.sandbox.graph.addEvent(objectId, calendarId, berlinEvent('Klausur', 3) as never);
  expect(await server.sync()).toMatchObject({ state: 'done', counts: { lupax: { created: 1 } } });
  before.child.kill('SIGTERM');
  expect(await before.ended).toBe(0);

  const DATABASE_URL = database.url;
  const runCommand = async (name: string, ...args: string[]) =>
    server.run(['node', ...(await findProgram(`server/commands/${name}.ts`)), ...args], { DATABASE_URL });
  const moved = await runCommand('migrate-to-postgres');
  expect(await moved.ended, moved.output.stderr).toBe(0);
  expect(moved.output.stdout).toMatch(/^1 people, \d+ records, 1 organisations, read back and right\n$/);
  await server.start({ DATABASE_URL });
  expect((await server.call('GET', '/api/me')).body.link).toMatchObject({ state: 'ok' });
  expect(await server.sync()).toMatchObject({ state: 'done', operations: [] });
  expect((await server.call('GET', '/api/me/runs')).body).toHaveLength(2);

  const backup = await runCommand('backup', join(server.dataDir, 'backup.tar.gz'));
  expect(await backup.ended).toBe(1);
  expect(backup.output.stderr).toMatch(/^DATABASE_URL: .*pg_dump.*\n$/);
  await server.stop();
  await database.drop();
});
