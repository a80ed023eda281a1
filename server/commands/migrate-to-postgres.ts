import { parseArgs } from 'node:util';
import { readDatabaseUrl, readDataDir } from '../config.ts';
import { readEnvironment } from '../environment.ts';
import { connectDatabase } from '../store/postgres/database.ts';
import { moveToPostgres } from '../transfer/move-to-postgres.ts';
import { runCommand, UsageError } from './fail.ts';

const USAGE = `npm run migrate:to-postgres -- [--force]
  Copies DATA_DIR into the PostgreSQL that DATABASE_URL names, and reads everything back. The server must not be running
  on the folder, which stays as it is. Can be repeated.
  --force  also replaces what servers have changed in the database since`;

await runCommand(USAGE, async () => {
  const { values } = parseArgs({ options: { force: { type: 'boolean', default: false } } });
  const environment = readEnvironment(process.cwd());
  const dataDir = readDataDir(environment);
  const url = readDatabaseUrl(environment);
  if (url === null) throw new UsageError('DATABASE_URL: is missing; set it to the database to move to');
  const database = connectDatabase({ url });
  try {
    const report = await moveToPostgres({ dataDir, database, force: values.force });
    const { people, records, organizations, damaged, inUse, organizationsInUse } = report;
    process.stdout.write(`${people} people, ${records} records, ${organizations} organisations, read back and right\n`);
    for (const name of damaged) process.stderr.write(`${name} is damaged and was not moved\n`);
    if (inUse > 0 || organizationsInUse.length > 0) {
      process.stderr.write(
        `${inUse} people and ${organizationsInUse.length} organisations have changed in the database since they were moved, ` +
          'and were left as they are there; --force replaces them\n',
      );
    }
    return damaged.length > 0 || inUse > 0 || organizationsInUse.length > 0 ? 2 : 0;
  } finally {
    await database.close();
  }
});
