import { Mutex } from 'async-mutex';
import { Low } from 'lowdb';
import { rename } from 'node:fs/promises';
import { z } from 'zod';
import { nameSystemError, StoreError } from './errors.ts';
import { createJsonAdapter, DamagedFile } from './json-adapter.ts';
import { freezeDeep } from './records.ts';
import { toStoreError } from './stored-document.ts';
import type { OrganizationRecord } from './types.ts';

const credentialSchema = z.object({ kind: z.enum(['secret', 'certificate']), encrypted: z.string() });
const recordSchema = z.object({
  id: z.int(),
  tenantId: z.string(),
  clientId: z.string().nullable(),
  credential: credentialSchema.nullable(),
  previous: z.object({ clientId: z.string(), credential: credentialSchema }).nullish(),
  secretExpiresOn: z.string().nullable(),
  enabled: z.boolean(),
  allowedUsers: z.array(z.string()).nullable(),
});
const fileSchema = z.object({ version: z.literal(1), organizations: z.array(recordSchema) });

/** Reads the file without mending it. @throws DamagedFile, the system's error */
export async function readOrganizationsFile(path: string): Promise<OrganizationRecord[]> {
  return (await createAdapter(path).read()) ?? [];
}

const createAdapter = (path: string) =>
  createJsonAdapter<OrganizationRecord[]>(
    path,
    (json) => fileSchema.parse(json).organizations.map(freezeDeep),
    (organizations) => ({ version: 1, organizations }),
  );

/** @throws for a text of another form */
export function parseOrganizations(text: string): OrganizationRecord[] {
  return fileSchema.parse(JSON.parse(text)).organizations;
}

/** One record. @throws for a text of another form */
export function parseOrganization(text: string): OrganizationRecord {
  return freezeDeep(recordSchema.parse(JSON.parse(text)));
}

export interface Organizations {
  get(id: number): OrganizationRecord | undefined;
  list(): OrganizationRecord[];
  put(record: OrganizationRecord): Promise<void>;
}

/**
 * The organisations' records in one lowdb document: few and rarely written, so each write replaces the file.
 * @param onDamaged called with the new name of a file that was unreadable and was moved aside
 */
export async function openOrganizations(
  path: string,
  onDamaged: (movedTo: string, reason: string) => void,
): Promise<Organizations> {
  const database = new Low<OrganizationRecord[]>(createAdapter(path), []);
  const writing = new Mutex();
  await database.read().catch((error: unknown) => moveAside(path, error, onDamaged));
  /** What is durable; `database.data` runs ahead while it is written. */
  let current = database.data;

  return {
    get: (id) => current.find((record) => record.id === id),
    list: () => [...current],
    put: (record) =>
      writing.runExclusive(async () => {
        const copy = freezeDeep(recordSchema.parse(structuredClone(record)));
        database.data = [...current.filter(({ id }) => id !== copy.id), copy];
        await database.write().catch((error: unknown) => Promise.reject(toStoreError(error, path)));
        current = database.data;
      }),
  };
}

async function moveAside(
  path: string,
  error: unknown,
  onDamaged: (movedTo: string, reason: string) => void,
): Promise<void> {
  if (!(error instanceof DamagedFile)) throw toStoreError(error, path);
  const movedTo = `${path}.damaged-${new Date().toISOString().replace(/[-:.]/g, '')}`;
  await rename(path, movedTo).catch((cause: unknown) => {
    throw new StoreError('damaged', `${path} is damaged and stays where it is: ${nameSystemError(cause)}`, { cause });
  });
  onDamaged(movedTo, error.message);
}
