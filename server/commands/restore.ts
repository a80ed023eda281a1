import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { restoreBackup } from '../backup/restore-backup.ts';
import { finishDatabaseRestore } from '../backup/after-database-restore.ts';
import { BackupError } from '../backup/errors.ts';
import { readDatabaseUrl, readDataDir } from '../config.ts';
import { readEnvironment } from '../environment.ts';
import { createLog } from '../log.ts';
import { connectDatabase } from '../store/postgres/database.ts';
import { migrate } from '../store/postgres/migrate.ts';
import { createPostgresStore } from '../store/postgres/postgres-store.ts';
import { identifyKeys } from '../store/secrets.ts';
import { runCommand, UsageError } from './fail.ts';

const USAGE = `npm run restore -- FILE [--force]
npm run restore -- --after-pg-restore
  Puts a backup in the place of what is in DATA_DIR. The server must not be running.
  --force  also where there are data already; they are kept aside in DATA_DIR/before-restore-…
  --after-pg-restore  with DATABASE_URL: pg_restore has put the data back, and no server has been started yet`;

await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { force: { type: 'boolean' }, 'after-pg-restore': { type: 'boolean' } },
  });
  const environment = readEnvironment(process.cwd());
  const databaseUrl = readDatabaseUrl(environment);
  if (values['after-pg-restore']) return await finishInDatabase(databaseUrl);
  if (databaseUrl !== null) {
    throw new BackupError(
      'in_database',
      'DATABASE_URL: the data are in PostgreSQL; put them back with pg_restore --clean --if-exists while no server runs, ' +
        'then call npm run restore -- --after-pg-restore before the first one starts',
    );
  }
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new UsageError('name the one file to restore');
  const dataDir = readDataDir(environment);
  const { force = false } = values;
  const log = createLog('silent');
  const { manifest, movedTo } = await restoreBackup({ dataDir, file: resolve(file), force, now: Date.now(), log });
  const people = manifest.files.filter(({ name }) => name.startsWith('users/')).length;
  process.stdout.write(`${dataDir}: ${people} people, as they were on ${manifest.createdAt}\n`);
  if (movedTo)
    process.stdout.write(`What was there before is in ${movedTo}; delete it when it is not needed any more\n`);
  const known = identifyKeys(environment['ENCRYPTION_KEY'], environment['ENCRYPTION_KEYS_OLD']);
  const unknown = manifest.keyIds.filter((id) => !known.includes(id));
  if (unknown.length === 0) return 0;
  process.stderr.write(
    `ENCRYPTION_KEY: secrets in the backup are encrypted with a key that is not configured (id ${unknown.join(', ')}); ` +
      'add it to ENCRYPTION_KEYS_OLD, or everybody has to sign in to Lupax again and the app secret has to be entered anew\n',
  );
  return 2;
});

/** What pg_restore has put back is not to be believed in everything: see sync/forget-agreements.ts. */
async function finishInDatabase(url: string | null): Promise<void> {
  if (url === null) throw new UsageError('DATABASE_URL: is missing; set it to the database that was restored');
  const database = connectDatabase({ url });
  try {
    await migrate(database);
    const store = createPostgresStore(database);
    const people = await finishDatabaseRestore(store, Date.now());
    await store.close();
    process.stdout.write(`${people} people; what both sides had agreed on is forgotten, the servers may start\n`);
  } finally {
    await database.close();
  }
}
