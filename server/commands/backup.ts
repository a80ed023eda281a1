import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createBackup } from '../backup/create-backup.ts';
import { BackupError } from '../backup/errors.ts';
import { readDatabaseUrl, readDataDir } from '../config.ts';
import { readEnvironment } from '../environment.ts';
import { SCHEMA } from '../store/postgres/database.ts';
import { VERSION } from '../version.ts';
import { runCommand, UsageError } from './fail.ts';

const USAGE = `npm run backup -- FILE [--force]
  Copies DATA_DIR into FILE (tar.gz), while the server is running or not, and reads it back.
  With DATABASE_URL, pg_dump does that.
  Secrets stay encrypted: keep ENCRYPTION_KEY, too, and elsewhere. Titles and notes are in plain text.
  --force  replaces FILE`;

await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { force: { type: 'boolean' } } });
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new UsageError('name one file to write the backup to');
  const environment = readEnvironment(process.cwd());
  if (readDatabaseUrl(environment) !== null) {
    throw new BackupError(
      'in_database',
      `DATABASE_URL: the data are in PostgreSQL; back them up with pg_dump --format=custom --schema=${SCHEMA} --file=FILE "$DATABASE_URL"`,
    );
  }
  const dataDir = readDataDir(environment);
  const { force = false } = values;
  const report = await createBackup({ dataDir, file: resolve(file), force, version: VERSION, now: Date.now() });
  const people = report.manifest.files.filter(({ name }) => name.startsWith('users/')).length;
  process.stdout.write(`${file}: ${people} people, ${report.bytes} bytes, read back and right\n`);
  for (const name of report.left) process.stderr.write(`${name} is damaged and not in the backup\n`);
  return report.left.length > 0 ? 2 : 0;
});
