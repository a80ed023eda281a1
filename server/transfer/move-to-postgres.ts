import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { StoreError } from '../store/errors.ts';
import { lockDataFolder } from '../store/lock.ts';
import type { Database } from '../store/postgres/database.ts';
import { migrate } from '../store/postgres/migrate.ts';
import { createPostgresOrganizations } from '../store/postgres/organizations.ts';
import { finishRestore } from '../store/restored-folder.ts';
import { areSameRecords, countRecords, readFolder } from './read-folder.ts';
import { importUser, readImported } from './user-import.ts';

export interface MoveReport {
  people: number;
  records: number;
  organizations: number;
  /** Files that were damaged already and were not moved. */
  damaged: string[];
  /** People whose data servers have changed in the database since an earlier move: they were left as they are there. */
  inUse: number;
  /** Organisations likewise, by id. */
  organizationsInUse: number[];
}

/**
 * Copies a data folder into the database, and reads everything back. The folder is locked meanwhile, so no server writes
 * to it, and stays as it is. Cut off or repeated, it ends the same: what an earlier move brought is replaced.
 * @param options.force also replaces what servers have changed in the database since
 * @throws StoreError `locked` while a server uses the folder; `unavailable`, also when something is not read back as it was
 *   written
 */
export async function moveToPostgres(options: {
  dataDir: string;
  database: Database;
  force: boolean;
}): Promise<MoveReport> {
  const { dataDir, database, force } = options;
  if (!existsSync(dataDir)) throw new StoreError('unavailable', `there is no folder ${dataDir}`);
  const lock = await lockDataFolder(dataDir);
  try {
    await finishRestore(dataDir);
    await migrate(database);
    const report = await copy(dataDir, database, force);
    return { ...report, damaged: [...new Set(report.damaged)] };
  } finally {
    await lock.release();
  }
}

async function copy(dataDir: string, database: Database, force: boolean): Promise<MoveReport> {
  const report: MoveReport = {
    people: 0,
    records: 0,
    organizations: 0,
    damaged: [],
    inUse: 0,
    organizationsInUse: [],
  };
  const organizations = createPostgresOrganizations(database);
  for await (const part of readFolder(dataDir, (name) => report.damaged.push(name))) {
    if (part.kind === 'organization') {
      const { record } = part;
      const found = await organizations.get(record.id);
      const isOther = found !== undefined && !isDeepStrictEqual(found, record);
      if (isOther && !force) report.organizationsInUse.push(record.id);
      else {
        await organizations.put(record);
        requireSame(isDeepStrictEqual(await organizations.get(record.id), record), `organisation ${record.id}`);
        report.organizations += 1;
      }
      continue;
    }
    const { user, records } = part;
    if ((await importUser(database, user, records, force)) === 'in_use') {
      report.inUse += 1;
      continue;
    }
    requireSame(areSameRecords(records, await readImported(database, user)), `user ${user.objectId}`);
    report.people += 1;
    report.records += countRecords(records);
  }
  return report;
}

function requireSame(isSame: boolean, what: string): void {
  if (isSame) return;
  throw new StoreError('unavailable', `${what} was not read back as it was written`, { variable: 'DATABASE_URL' });
}
