import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, linkSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FILE_MODE } from './durable-file.ts';
import { nameSystemError, StoreError } from './errors.ts';
import { askHolder } from './lock-holder.ts';
import type { Holder } from './lock-holder.ts';

/** A socket's path may have 108 bytes on Linux and 104 on macOS, its end included. */
const MAX_SOCKET_PATH_BYTES = 103;
const MAX_ATTEMPTS = 20;
/** Two processes that find the same stale lock replace it within microseconds; the loser sees it after this. */
const CONTEST_MS = 150;

export interface DataLock {
  release(): Promise<void>;
}

/**
 * Makes the data folder this process's own. The lock is a listening socket: it dies with the process, however that
 * ends, and neither a reused pid nor a container in which every server is pid 1 can be taken for its holder. (Between
 * machines that share the folder over the network it does not work: a socket is known to one kernel only.)
 * @throws StoreError `locked`, naming the holder's pid and since when
 */
export async function lockDataFolder(dataDir: string): Promise<DataLock> {
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  if (process.platform === 'win32') return lockPipe(dataDir, holder);
  const path = chooseSocketPath(dataDir);
  const own = `${path}.${randomBytes(4).toString('hex')}`;
  const server = await listen(own, holder).catch((error: unknown) => {
    throw new StoreError('unavailable', `${own}: ${nameSystemError(error)}`, { cause: error });
  });
  try {
    chmodSync(own, FILE_MODE);
    const inode = readFileState(own)?.inode;
    await takeName(own, path, dataDir);
    return {
      release: async () => {
        if (readFileState(path)?.inode === inode) rmSync(path, { force: true });
        await close(server);
      },
    };
  } catch (error) {
    await close(server);
    rmSync(own, { force: true });
    throw error;
  }
}

/** Gives the listening socket `own` the name everybody asks at, unless a living process has it. */
async function takeName(own: string, path: string, dataDir: string): Promise<void> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (tryLink(own, path)) {
      rmSync(own);
      return;
    }
    const found = readFileState(path);
    const answer = await askHolder(path);
    if (answer.alive) throw createLockedError(dataDir, answer.holder);
    // Somebody else may have replaced the stale lock meanwhile: only what was asked is replaced.
    const now = readFileState(path);
    if (!found || !now || found.inode !== now.inode || found.changedNs !== now.changedNs) continue;
    await replaceStale(own, path, dataDir);
    return;
  }
  throw new StoreError('locked', `${dataDir} is being taken by other processes`);
}

async function replaceStale(own: string, path: string, dataDir: string): Promise<void> {
  const inode = readFileState(own)?.inode;
  renameSync(own, path);
  await sleep(CONTEST_MS);
  if (readFileState(path)?.inode === inode) return;
  const winner = await askHolder(path);
  throw createLockedError(dataDir, winner.alive ? winner.holder : null);
}

function tryLink(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (nameSystemError(error) === 'EEXIST') return false;
    throw new StoreError('unavailable', `${path}: ${nameSystemError(error)}`, { cause: error });
  }
}

/** A pipe's name is its holder's alone and vanishes with it, so nothing is ever stale on Windows. */
async function lockPipe(dataDir: string, holder: Holder): Promise<DataLock> {
  const path = `\\\\.\\pipe\\lupax-microsoft365-${hashPath(dataDir)}`;
  try {
    const server = await listen(path, holder);
    return { release: () => close(server) };
  } catch {
    const answer = await askHolder(path);
    throw createLockedError(dataDir, answer.alive ? answer.holder : null);
  }
}

function listen(path: string, holder: Holder): Promise<Server> {
  return new Promise((done, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(`${JSON.stringify(holder)}\n`);
    });
    server.once('error', reject);
    server.listen({ path }, () => done(server.unref()));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((done) => server.close(() => done()));
}

function chooseSocketPath(dataDir: string): string {
  const path = resolve(dataDir, 'lock');
  const longest = `${path}.12345678`;
  return Buffer.byteLength(longest) <= MAX_SOCKET_PATH_BYTES ? path : join(tmpdir(), `lupax-${hashPath(dataDir)}`);
}

function hashPath(dataDir: string): string {
  return createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 16);
}

/** An inode number is not given again while its socket is open; of a stale one, the time of change must agree, too. */
function readFileState(path: string): { inode: string; changedNs: bigint } | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats ? { inode: `${stats.dev}:${stats.ino}`, changedNs: stats.ctimeNs } : null;
}

function createLockedError(dataDir: string, holder: Holder | null): StoreError {
  const who = holder
    ? `process ${holder.pid} on ${holder.host} since ${holder.since}`
    : 'a process that does not answer';
  return new StoreError('locked', `${dataDir} is in use by ${who}; only one server may use it`);
}
