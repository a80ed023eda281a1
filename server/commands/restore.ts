import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { restoreBackup } from '../backup/restore-backup.ts';
import { readDataDir } from '../config.ts';
import { readEnvironment } from '../environment.ts';
import { createLog } from '../log.ts';
import { identifyKeys } from '../store/secrets.ts';
import { runCommand, UsageError } from './fail.ts';

const USAGE = `npm run restore -- FILE [--force]
  Puts a backup in the place of what is in DATA_DIR. The server must not be running.
  --force  also where there are data already; they are kept aside in DATA_DIR/before-restore-…`;

await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { force: { type: 'boolean' } } });
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new UsageError('name the one file to restore');
  const environment = readEnvironment(process.cwd());
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
