import { expect, it } from 'vitest';
import { startApi } from '../helpers/api.ts';
import { createDatabase } from '../helpers/postgres/database.ts';
import { startTcpProxy } from '../helpers/postgres/tcp-proxy.ts';

it('a database that is out of reach is said so, and used again when it is back', { timeout: 120_000 }, async () => {
  const database = await createDatabase();
  const proxy = await startTcpProxy(database.url);
  const api = await startApi({ env: { DATABASE_URL: proxy.url } });
  const anna = api.addPerson('Anna Beispiel');
  expect((await anna.link()).status).toBe(200);

  await proxy.breakDown();
  expect(await api.send('GET', '/api/health')).toMatchObject({ status: 503, body: { checks: { store: 'failed' } } });
  const refused = await anna.get('/api/me');
  expect([refused.status, refused.body.code]).toEqual([503, 'store_unavailable']);
  expect(JSON.stringify(refused.body)).not.toContain('postgres');

  await proxy.recover();
  await expect.poll(async () => (await api.send('GET', '/api/health')).status, { timeout: 20_000 }).toBe(200);
  expect((await anna.get('/api/me')).body.link).toMatchObject({ state: 'ok' });
  await api.stop();
  await proxy.stop();
  await database.drop();
});
