import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readLogText } from './change-log.ts';
import { readTextFile } from './durable-file.ts';
import { readOrganizationsFile } from './organizations.ts';
import { applyCommit, createRecords, decodeRecords, readCommit } from './records.ts';
import { toStoreError } from './stored-document.ts';
import type { LinkRecord, OrganizationRecord, UserId } from './types.ts';
import { readUserFileName, toUserKey } from './user-ids.ts';

/** What an embedded store holds, while its server may be running: nothing is locked, mended or written. */
export interface StoreGlimpse {
  organizations: OrganizationRecord[];
  links: { user: UserId; link: LinkRecord }[];
}

/** @throws StoreError `unavailable`, `damaged` for the organisations; users whose files cannot be read are left out */
export async function peekIntoStore(dataDir: string): Promise<StoreGlimpse> {
  const path = join(dataDir, 'organizations.json');
  const organizations = await readOrganizationsFile(path).catch((error: unknown) => {
    throw toStoreError(error, path);
  });
  const folder = join(dataDir, 'users');
  const names = await readdir(folder).catch(() => []);
  const users = new Map(
    names.flatMap((name) => {
      const user = readUserFileName(name);
      return user ? [[toUserKey(user), user] as const] : [];
    }),
  );
  const links = await Promise.all(
    [...users].map(async ([key, user]) => {
      const link = await readLink(join(folder, key)).catch(() => null);
      return link ? [{ user, link }] : [];
    }),
  );
  return { organizations, links: links.flat() };
}

async function readLink(path: string): Promise<LinkRecord | null> {
  const text = await readTextFile(`${path}.json`);
  const records = text === null ? createRecords() : decodeRecords(JSON.parse(text));
  for (const commit of readLogText((await readTextFile(`${path}.log`)) ?? '')) applyCommit(records, readCommit(commit));
  return (records.get('link')?.get('self') as LinkRecord | undefined) ?? null;
}
