import type { StoreGlimpse } from '../peek.ts';
import type { LinkRecord } from '../types.ts';
import { SCHEMA, type Database } from './database.ts';
import { createPostgresOrganizations } from './organizations.ts';

/** What the database holds, while servers may be running: nothing is migrated or written. @throws StoreError */
export async function peekIntoDatabase(database: Database): Promise<StoreGlimpse> {
  const [made] = await database.repeat(`SELECT 1 FROM pg_namespace WHERE nspname = $1`, [SCHEMA]);
  // No server has been started on it yet.
  if (!made) return { organizations: [], links: [] };
  const organizations = await createPostgresOrganizations(database).list();
  const rows = await database.repeat<{ tenant_id: string; object_id: string; value: string }>(
    `SELECT u.tenant_id, u.object_id, r.value FROM ${SCHEMA}.records r JOIN ${SCHEMA}.users u USING (user_key)
      WHERE r.collection = 'link' AND r.key = 'self' AND r.value IS NOT NULL`,
  );
  const links = rows.map(({ tenant_id, object_id, value }) => ({
    user: { tenantId: tenant_id, objectId: object_id },
    link: JSON.parse(value) as LinkRecord,
  }));
  return { organizations, links };
}
