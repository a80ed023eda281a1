import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { replayLog } from './change-log.ts';
import { readTextFile } from './durable-file.ts';
import { nameSystemError, StoreError } from './errors.ts';
import { DamagedFile } from './json-adapter.ts';
import { parseOrganizations } from './organizations.ts';
import { applyCommit, createRecords, decodeRecords, encodeRecords, isEmpty, readCommit } from './records.ts';
import { readUserFileName, toUserKey } from './user-ids.ts';

export const ORGANIZATIONS_FILE = 'organizations.json';
export const USERS_FOLDER = 'users';
/** A document is written anew now and then, in milliseconds; meeting that over and over is no chance. */
const MAX_TRIES = 50;
const PAUSE_MS = 20;

/** Reads a file of a document. */
type ReadFile = (path: string) => Promise<string | null>;

/** One file of a copy of the data folder, by its path in there. */
export interface SnapshotFile {
  name: string;
  text: string;
}

/**
 * Reads the data folder while a server may be writing to it: each document as it was at one moment, its log folded in.
 * @param readFile reads a whole file, null where there is none; tests let things happen meanwhile
 * @param onDamaged called with the name of what cannot be read; it is left out
 * @throws StoreError `unavailable`
 */
export async function* readSnapshot(
  dataDir: string,
  onDamaged: (name: string) => void,
  readFile: ReadFile = readTextFile,
): AsyncGenerator<SnapshotFile> {
  const names = await readdir(join(dataDir, USERS_FOLDER)).catch((error: unknown) => {
    throw new StoreError('unavailable', `${dataDir}: ${nameSystemError(error)}`, { cause: error });
  });
  const users = names.map(readUserFileName).filter((id) => id !== null);
  for (const key of new Set(users.map(toUserKey))) {
    const name = `${USERS_FOLDER}/${key}.json`;
    const text = await ifReadable(
      () => readDocument(join(dataDir, USERS_FOLDER, key), readFile),
      () => onDamaged(name),
    );
    if (text !== null) yield { name, text };
  }
  // Last: a person who was linked to an organisation meanwhile is there without it rather than the other way round.
  const organizations = await ifReadable(
    () => readOrganizations(join(dataDir, ORGANIZATIONS_FILE)),
    () => onDamaged(ORGANIZATIONS_FILE),
  );
  if (organizations !== null) yield { name: ORGANIZATIONS_FILE, text: organizations };
}

async function ifReadable(read: () => Promise<string | null>, onDamaged: () => void): Promise<string | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error;
    onDamaged();
    return null;
  }
}

async function readOrganizations(path: string): Promise<string | null> {
  const text = await readTextFile(path);
  if (text === null) return null;
  try {
    parseOrganizations(text);
    return text;
  } catch {
    throw new DamagedFile('its JSON is broken or of another form');
  }
}

/** @returns the document with its log folded in; null when there is nothing in it */
async function readDocument(path: string, readFile: ReadFile): Promise<string | null> {
  const { json, log } = await readTogether(path, readFile);
  try {
    const records = json === null ? createRecords() : decodeRecords(JSON.parse(json));
    replayLog(log, (value) => applyCommit(records, readCommit(value)));
    return isEmpty(records) ? null : JSON.stringify(encodeRecords(records));
  } catch (error) {
    throw error instanceof DamagedFile ? error : new DamagedFile('its JSON is broken or of another form');
  }
}

/**
 * Document and log that belong together. The document is replaced first and the log emptied afterwards, so they do when
 * the document is the same file before and after the log was read, and the log was not emptied while it was read: then
 * what was read would not be the beginning of what is there.
 */
async function readTogether(path: string, readFile: ReadFile): Promise<{ json: string | null; log: string }> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const before = await identify(`${path}.json`);
    const log = (await readFile(`${path}.log`)) ?? '';
    const json = await readFile(`${path}.json`);
    const again = (await readFile(`${path}.log`)) ?? '';
    if (before === (await identify(`${path}.json`)) && again.startsWith(log)) return { json, log };
    await sleep(PAUSE_MS);
  }
  throw new StoreError('unavailable', `${path}.json changes too often to be read`);
}

async function identify(path: string): Promise<string | null> {
  const stats = await stat(path, { bigint: true }).catch(() => null);
  return stats && [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join('/');
}
