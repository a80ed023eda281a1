import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../../server/store/postgres/database.ts';
import { migrate } from '../../../server/store/postgres/migrate.ts';
import { commitChanges, updateRecord } from '../../../server/sync/update-record.ts';
import { createDefaultSettings } from '../../../server/store/defaults.ts';
import type { Store } from '../../../server/store/types.ts';
import { createPostgres, type PostgresUnderTest } from './postgres-place.ts';
import { ANNA, BEN, createLink, setCalendar } from './sample-records.ts';
import { describeStoreContract } from './store-contract.ts';

describeStoreContract('PostgreSQL', createPostgres);

describe('a database that several processes share', () => {
  let under: PostgresUnderTest;
  let one: Store;
  let other: Store;
  beforeEach(async () => {
    under = await createPostgres();
    one = under.store;
    other = await under.openOther();
  });
  afterEach(async () => {
    await other.close();
    await under.destroy();
  });

  it('shows what another process has committed when the document is opened, also removals', async () => {
    const document = await one.openUser(ANNA);
    await document.commit([setCalendar('a', 'old'), setCalendar('gone')]);
    const elsewhere = await other.openUser(ANNA);
    await elsewhere.commit([setCalendar('a', 'new'), { collection: 'calendars', key: 'gone', value: null }]);
    expect(document.get('calendars', 'a')?.name).toBe('old');
    expect(await one.openUser(ANNA)).toBe(document);
    expect([...document.list('calendars')].map(([key, { name }]) => [key, name])).toEqual([['a', 'new']]);
  });

  it('commits although another process has changed other records, and has them in memory then', async () => {
    const [document, elsewhere] = [await one.openUser(ANNA), await other.openUser(ANNA)];
    await elsewhere.commit([setCalendar('theirs')]);
    await document.commit([setCalendar('ours')]);
    expect([...document.list('calendars').keys()].sort()).toEqual(['ours', 'theirs']);
  });

  it('refuses a commit of a record that another process has changed, and has its record in memory then', async () => {
    const [document, elsewhere] = [await one.openUser(ANNA), await other.openUser(ANNA)];
    await elsewhere.commit([setCalendar('a', 'theirs')]);
    const commits = [document.commit([setCalendar('a', 'ours')]), document.commit([setCalendar('b')])];
    const results = await Promise.allSettled(commits);
    expect(results).toMatchObject([{ reason: { code: 'changed_meanwhile' } }, { status: 'fulfilled' }]);
    expect(document.get('calendars', 'a')?.name).toBe('theirs');
    expect((await other.openUser(ANNA)).list('calendars').size).toBe(2);
  });

  it('loses no change when processes change the same record at the same time', async () => {
    const documents = [await one.openUser(ANNA), await other.openUser(ANNA)];
    await documents[0]!.commit([{ collection: 'settings', key: 'self', value: createDefaultSettings() }]);
    await other.openUser(ANNA);
    const increment = (document: (typeof documents)[number]) =>
      updateRecord(document, 'settings', 'self', (settings) => ({ ...settings, pastDays: settings.pastDays + 1 }));
    await Promise.all(Array.from({ length: 40 }, (_none, index) => increment(documents[index % 2]!)));
    expect((await one.openUser(ANNA)).get('settings', 'self')?.pastDays).toBe(createDefaultSettings().pastDays + 40);
  });

  it('builds changes again from what another process has made of the records', async () => {
    const [document, elsewhere] = [await one.openUser(ANNA), await other.openUser(ANNA)];
    await elsewhere.commit([setCalendar('a', 'theirs')]);
    const failures: number[] = [];
    const seen: (string | undefined)[] = [];
    const build = () => {
      seen.push(document.get('calendars', 'a')?.name);
      return [setCalendar('a', `${seen.at(-1)} and ours`)];
    };
    await commitChanges(document, build, () => failures.push(seen.length));
    expect({ seen, failures }).toEqual({ seen: [undefined, 'theirs'], failures: [1] });
    expect((await other.openUser(ANNA)).get('calendars', 'a')?.name).toBe('theirs and ours');
  });

  it('refuses commits to a user whom another process has removed, also when the user is there again', async () => {
    const document = await one.openUser(ANNA);
    await document.commit([setCalendar('a')]);
    await other.deleteUser(ANNA);
    await (await other.openUser(ANNA)).commit([setCalendar('new')]);
    await expect(document.commit([setCalendar('b')])).rejects.toMatchObject({ code: 'deleted' });
    expect(document.list('calendars').size).toBe(0);
    expect([...(await one.openUser(ANNA)).list('calendars').keys()]).toEqual(['new']);
  });

  it('reads everything again when it has missed more than is remembered of removals', async () => {
    const document = await one.openUser(ANNA);
    await document.commit([setCalendar('kept'), setCalendar('removed')]);
    const elsewhere = await other.openUser(ANNA);
    await elsewhere.commit([{ collection: 'calendars', key: 'removed', value: null }]);
    await under.place.query('UPDATE lupax_m365.users SET version = 1278');
    for (const name of ['1279', '1280']) await elsewhere.commit([setCalendar('busy', name)]);
    const rows = await under.place.query('SELECT 1 FROM lupax_m365.records WHERE value IS NULL');
    expect(rows).toEqual([]);
    expect([...(await one.openUser(ANNA)).list('calendars').keys()].sort()).toEqual(['busy', 'kept']);
  });

  it('tells which users have a run that goes on, or a chat, whoever opened them', async () => {
    const value = { state: 'running' } as never;
    await (
      await one.openUser(ANNA)
    ).commit([
      { collection: 'link', key: 'self', value: createLink() },
      { collection: 'runs', key: 'r', value },
    ]);
    await (await one.openUser(BEN)).commit([{ collection: 'bot', key: 'self', value: {} as never }]);
    expect([await other.listUsers('running'), await other.listUsers('chat')]).toEqual([[ANNA], [BEN]]);
  });

  it('keeps what JSON may hold and jsonb may not', async () => {
    const name = 'a\u0000b \ud800 \\u0000';
    await (await one.openUser(ANNA)).commit([setCalendar('a', name)]);
    expect((await other.openUser(ANNA)).get('calendars', 'a')?.name).toBe(name);
  });
});

describe('migrations', () => {
  it('are carried out once, however many processes start on an empty database at the same time', async () => {
    const under = await createPostgres();
    await under.place.query('DROP SCHEMA lupax_m365 CASCADE');
    const databases = Array.from({ length: 6 }, () => connectDatabase({ url: under.place.url }));
    const counts = await Promise.all(databases.map(migrate));
    expect(counts.filter((count) => count > 0)).toHaveLength(1);
    for (const database of databases) await database.close();
    await under.destroy();
  });

  it('refuse a database that a newer version has migrated', async () => {
    const under = await createPostgres();
    await under.place.query(`INSERT INTO lupax_m365.migrations (number, name) VALUES (9999, 'of tomorrow')`);
    await expect(migrate(under.database)).rejects.toMatchObject({ code: 'unavailable', variable: 'DATABASE_URL' });
    await under.destroy();
  });
});
