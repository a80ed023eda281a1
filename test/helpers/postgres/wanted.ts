import type { TestDatabase } from './database.ts';

/** With TEST_STORE=postgres, the tests of the engine and of the API run on a database of their own. */
export async function createDatabaseIfWanted(): Promise<TestDatabase | null> {
  if (process.env['TEST_STORE'] !== 'postgres') return null;
  // Knows vitest, which not everybody who starts a product or an engine runs under.
  const { createDatabase } = await import('./database.ts');
  return await createDatabase();
}
