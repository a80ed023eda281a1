import { createMemoryBacking, createTablesBacking, type Backing, type BackingParts } from './backing.ts';
import { createFolderBacking } from './folder-backing.ts';

/** How stories are told. */
export interface Variant {
  store: 'memory' | 'postgres' | 'folder';
  processes: number;
}

/** What stories are told on, one after the other. */
export interface Ground {
  processes: number;
  /** Whether others may share the store, so that whoever works on a mailbox needs its lease. */
  isShared: boolean;
  createBacking(parts: BackingParts): Backing | Promise<Backing>;
  close(): Promise<void>;
}

const close = async (): Promise<void> => {};

/** One process and its disk, in memory. */
export const IN_MEMORY: Ground = { processes: 1, isShared: false, createBacking: createMemoryBacking, close };

/**
 * @param postgresUrl where PostgreSQL listens; one of its own when left out
 * @throws Error for what there cannot be
 */
export async function layGround(
  { store, processes }: Variant,
  postgresUrl = process.env['DATABASE_URL'],
): Promise<Ground> {
  switch (store) {
    case 'memory':
      return processes === 1 ? IN_MEMORY : { processes, isShared: true, createBacking: createTablesBacking, close };
    case 'folder':
      if (processes > 1) throw new Error('only one process may have a folder');
      return { processes, isShared: false, createBacking: createFolderBacking, close };
    case 'postgres': {
      // Loads PostgreSQL's client, which the others need not.
      const { openSimulatedDatabase } = await import('./postgres-backing.ts');
      return { processes, isShared: true, ...(await openSimulatedDatabase(postgresUrl)) };
    }
  }
}
