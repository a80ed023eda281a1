import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import { z } from 'zod';
import { FILE_MODE } from '../store/durable-file.ts';
import type { SnapshotFile } from '../store/snapshot.ts';
import { BackupError } from './errors.ts';

const MANIFEST_FILE = 'MANIFEST.json';
const FORMAT = 1;
/** Documents of the store, and nothing that could lead out of a folder. */
const NAME = /^(?:organizations\.json|users\/[0-9a-f-]{36}_[0-9a-f-]{36}\.json)$/;
/** How a secret begins (see store/secrets.ts): with the id of its key, which says nothing about the key. */
const SECRET = /"v1\.([A-Za-z0-9]{1,16})\.[\w-]+\.[\w-]+"/g;

const manifestSchema = z.object({
  format: z.literal(FORMAT),
  version: z.string(),
  createdAt: z.string(),
  /** Ids of the keys that the secrets in it are encrypted with. */
  keyIds: z.array(z.string()),
  files: z.array(z.object({ name: z.string(), size: z.int(), sha256: z.string() })),
});
export type Manifest = z.output<typeof manifestSchema>;

/** Writes a tar.gz that any tar reads: the files, and last a manifest with the digest of each. */
export async function writeArchive(
  path: string,
  files: AsyncIterable<SnapshotFile>,
  facts: { version: string; createdAt: string },
): Promise<Manifest> {
  const archive = pack();
  const written = pipeline(
    archive,
    createGzip(),
    createWriteStream(path, { flags: 'wx', mode: FILE_MODE, flush: true }),
  );
  const manifest: Manifest = { format: FORMAT, ...facts, keyIds: [], files: [] };
  const keyIds = new Set<string>();
  const add = async (name: string, bytes: Buffer): Promise<void> => {
    const entry = archive.entry({ name, size: bytes.length, mode: FILE_MODE, mtime: new Date(facts.createdAt) });
    entry.end(bytes);
    await Promise.race([once(entry, 'finish'), written]);
  };
  try {
    for await (const { name, text } of files) {
      const bytes = Buffer.from(text);
      for (const [, keyId] of text.matchAll(SECRET)) keyIds.add(keyId!);
      manifest.files.push({ name, size: bytes.length, sha256: digest(bytes) });
      await add(name, bytes);
    }
    manifest.keyIds = [...keyIds].sort();
    await add(MANIFEST_FILE, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
    archive.finalize();
  } catch (error) {
    archive.destroy();
    await written.catch(() => undefined);
    throw error;
  }
  await written;
  return manifest;
}

/**
 * Reads an archive to its end, hands over each file, and checks all of it against the manifest.
 * @throws BackupError `unreadable` for no such file, `damaged` for anything but what writeArchive wrote
 */
export async function readArchive(path: string, onFile: (file: SnapshotFile) => Promise<void>): Promise<Manifest> {
  const found = new Map<string, { size: number; sha256: string }>();
  let manifest: Manifest | null = null;
  const archive = extract();
  const reading = pipeline(createReadStream(path), createGunzip(), archive);
  reading.catch(() => undefined);
  try {
    for await (const entry of archive) {
      const parts: Buffer[] = [];
      for await (const part of entry) parts.push(part as Buffer);
      const bytes = Buffer.concat(parts);
      const { name } = entry.header;
      if (manifest !== null || found.has(name)) throw damaged(path, 'it holds more than it should');
      if (name === MANIFEST_FILE) manifest = manifestSchema.parse(JSON.parse(bytes.toString('utf8')));
      else {
        if (!NAME.test(name) || entry.header.type !== 'file')
          throw damaged(path, 'it holds a file that is none of ours');
        found.set(name, { size: bytes.length, sha256: digest(bytes) });
        await onFile({ name, text: bytes.toString('utf8') });
      }
    }
    await reading;
  } catch (error) {
    archive.destroy();
    if (error instanceof BackupError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (/^E[A-Z]+$/.test(code)) throw new BackupError('unreadable', `${path}: ${code}`);
    throw damaged(path, 'it cannot be read to its end');
  }
  if (manifest === null) throw damaged(path, 'its end is missing');
  const isWhole = manifest.files.every(({ name, size, sha256 }) => {
    const file = found.get(name);
    return file?.size === size && file.sha256 === sha256;
  });
  if (!isWhole || manifest.files.length !== found.size) throw damaged(path, 'a file is missing or was changed');
  return manifest;
}

function damaged(path: string, why: string): BackupError {
  return new BackupError('damaged', `${path} is no undamaged backup of this product: ${why}`);
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
