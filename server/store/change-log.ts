import { hash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { open, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FILE_MODE, readTextFile, syncFolder } from './durable-file.ts';
import { DamagedFile } from './json-adapter.ts';

const CHECKSUM_LENGTH = 16;
const NO_SUM = ' '.repeat(CHECKSUM_LENGTH);
const HELD_OPEN_MS = 500;

/** Append-only companion of a document: one line per group of commits, `<checksum> <JSON array>`. */
export interface ChangeLog {
  /** Bytes that count. */
  readonly size: number;
  readonly lines: number;
  /**
   * Appends the texts as one line, so that the group is there after a crash or is not.
   * When it rejects, nothing of it is in the log.
   * @param isDurable whether it survives a loss of power once it resolves, with everything that was appended before
   */
  append(texts: string[], isDurable: boolean): Promise<void>;
  /** Empties the log, durably. */
  clear(): Promise<void>;
  remove(): Promise<void>;
  /** Nothing is appended any more. */
  close(): Promise<void>;
}

/**
 * Opens a log and hands over what was committed, in order. A broken last line was never acknowledged (the power went
 * while it was written): it is cut off. A broken line before others is damage.
 * @throws DamagedFile
 */
export async function openChangeLog(
  path: string,
  replay: (value: unknown) => void,
): Promise<{ log: ChangeLog; cutOff: boolean }> {
  const text = (await readTextFile(path)) ?? '';
  const { size, lines, cutOff } = replayLog(text, replay);
  if (cutOff) await truncate(path, size);
  return { log: createChangeLog(path, size, lines, text !== ''), cutOff };
}

/**
 * Hands over what a log's text says was committed, in order.
 * @returns bytes and lines that count, and whether a last line does not
 * @throws DamagedFile
 */
export function replayLog(
  text: string,
  replay: (value: unknown) => void,
): { size: number; lines: number; cutOff: boolean } {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  const values = lines.map(readLine);
  const firstBroken = values.indexOf(undefined);
  const lastIsBroken = firstBroken >= 0 && firstBroken === values.length - 1 && rest === '';
  if (firstBroken >= 0 && !lastIsBroken) throw new DamagedFile(`line ${firstBroken + 1} of the log is broken`);
  if (lastIsBroken) values.pop();
  for (const group of values) for (const value of group ?? []) replay(value);
  const good = lines.slice(0, values.length);
  const size = good.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  return { size, lines: good.length, cutOff: lastIsBroken || rest !== '' };
}

function createChangeLog(path: string, startSize: number, startLines: number, existed: boolean): ChangeLog {
  let size = startSize;
  let lines = startLines;
  const file = holdFile(path);
  /** The folder durably has the file. */
  let isNamed = existed;
  /** A failed append may have left bytes behind; they must be gone before anything follows them. */
  let dirty = false;

  async function write(line: Buffer, isDurable: boolean): Promise<void> {
    await file.use(async (handle) => {
      writeAll(handle.fd, line);
      if (isDurable) await handle.datasync();
    });
    if (!isDurable) return;
    if (!isNamed) await syncFolder(dirname(path));
    isNamed = true;
  }

  return {
    get size() {
      return size;
    },
    get lines() {
      return lines;
    },
    async append(texts, isDurable) {
      const line = writeLine(texts);
      if (dirty) await truncate(path, size);
      dirty = true;
      try {
        await write(line, isDurable);
      } catch (error) {
        // Tried at once for the sake of a crash; if that fails too, the next append tries again.
        await truncate(path, size).then(
          () => (dirty = false),
          () => undefined,
        );
        throw error;
      }
      dirty = false;
      size += line.length;
      lines += 1;
    },
    async clear() {
      await truncate(path, 0);
      dirty = false;
      size = 0;
      lines = 0;
    },
    async remove() {
      await file.close();
      await rm(path, { force: true });
      await syncFolder(dirname(path));
      isNamed = false;
      dirty = false;
      size = 0;
      lines = 0;
    },
    close: () => file.close(),
  };
}

/** A run appends every few milliseconds: opening and closing took as long as writing. Nobody keeps it open for long. */
function holdFile(path: string) {
  let opened: FileHandle | null = null;
  let closing: NodeJS.Timeout | undefined;
  async function close(): Promise<void> {
    clearTimeout(closing);
    const handle = opened;
    opened = null;
    await handle?.close();
  }
  return {
    close,
    /** One at a time. */
    async use(work: (handle: FileHandle) => Promise<void>): Promise<void> {
      clearTimeout(closing);
      opened ??= await open(path, 'a', FILE_MODE);
      try {
        await work(opened);
        closing = setTimeout(() => void close().catch(() => undefined), HELD_OPEN_MS).unref();
      } catch (error) {
        await close().catch(() => undefined);
        throw error;
      }
    },
  };
}

/** Copies it into the system's cache, which takes some microseconds; the way there by another thread takes ten times as long. */
function writeAll(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}

async function truncate(path: string, size: number): Promise<void> {
  if (!(await stat(path).catch(() => null))) return;
  const file = await open(path, 'r+');
  try {
    await file.truncate(size);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** @param texts JSON texts; JSON.stringify never writes a raw line break */
function writeLine(texts: string[]): Buffer {
  const line = Buffer.from(`${NO_SUM} [${texts.join(',')}]\n`);
  line.write(sum(line.subarray(CHECKSUM_LENGTH + 1, -1)), 'latin1');
  return line;
}

/** @returns undefined for a broken line */
function readLine(line: string): unknown[] | undefined {
  const json = line.slice(CHECKSUM_LENGTH + 1);
  if (line.slice(0, CHECKSUM_LENGTH) !== sum(json)) return undefined;
  const values: unknown = JSON.parse(json);
  return Array.isArray(values) ? values : undefined;
}

/** @param text as text or as its bytes in UTF-8 */
function sum(text: string | Uint8Array): string {
  return hash('sha256', text, 'hex').slice(0, CHECKSUM_LENGTH);
}

/** What a log holds up to its first broken line, for those who only look: another process may be writing to it. */
export function readLogText(text: string): unknown[] {
  const values: unknown[] = [];
  for (const line of text.split('\n')) {
    const group = readLine(line);
    if (group === undefined) break;
    values.push(...group);
  }
  return values;
}
