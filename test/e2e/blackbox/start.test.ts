import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { awaitReady, makeEnvironment, ROOT, spawnByNpm, spawnDirectly, type ProductProcess } from './product.ts';

const running: ProductProcess[] = [];
afterAll(async () => {
  await Promise.all(running.splice(0).map((product) => product.kill().catch(() => undefined)));
});

async function start(env: Record<string, string>): Promise<ProductProcess> {
  const product = await spawnDirectly(env);
  running.push(product);
  return product;
}

function startByNpm(env: Record<string, string>, cwd?: string): ProductProcess {
  const product = spawnByNpm(env, cwd);
  running.push(product);
  return product;
}

/** A copy of the product, so that its `.env` is nobody else's. */
async function copyProduct(): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), 'blackbox-copy-'));
  await cp(join(ROOT, 'server'), join(place, 'server'), { recursive: true });
  // With the pages built, which each start would do otherwise.
  for (const part of ['bot', 'addin', 'dist/addin']) await cp(join(ROOT, part), join(place, part), { recursive: true });
  await cp(join(ROOT, 'package.json'), join(place, 'package.json'));
  await cp(join(ROOT, 'tsconfig.json'), join(place, 'tsconfig.json'));
  await cp(join(ROOT, 'package-lock.json'), join(place, 'package-lock.json'));
  await symlink(join(ROOT, 'node_modules'), join(place, 'node_modules'));
  return place;
}

/** All of them start servers at once, which takes its time on a busy machine. */
const LONGEST_MS = 90_000;

describe.concurrent('npm start', { timeout: LONGEST_MS }, () => {
  it('refuses a malformed environment with one line per fault, and prints no secret', async () => {
    const secrets = ['tooShortKeyValue123', 'oldKeyThatIsNone'];
    const bad: Record<string, string> = {
      PORT: '70000',
      PUBLIC_URL: 'no address',
      ENCRYPTION_KEY: secrets[0]!,
      ENCRYPTION_KEYS_OLD: secrets[1]!,
      AAD_APP_CLIENT_ID: 'none',
      AAD_APP_TENANT_ID: 'common',
      BOT_ID: 'none',
      BOT_OPENID_METADATA_URL: 'none',
      BOT_LOGIN_URL: 'none',
      AZURE_AUTHORITY_HOST: 'http://entra.example',
      GRAPH_BASE_URL: 'https://graph.microsoft.com/v1.0',
      LUPAX_BASE_URL: 'ftp://lupax.example',
      SYNC_INTERVAL_SECONDS: '-1',
      LOG_LEVEL: 'loud',
      ADMIN_UPNS: 'no sign-in name',
    };
    const product = await start({ ...(await makeEnvironment()), ...bad });
    expect((await product.ended).code).not.toBe(0);
    const lines = product.errors().trim().split('\n');
    for (const name of Object.keys(bad))
      expect(
        lines.filter((line) => new RegExp(`\\b${name}\\b`).test(line)),
        name,
      ).toHaveLength(1);
    expect(lines).toHaveLength(Object.keys(bad).length);
    for (const secret of secrets) expect(product.errors() + product.output()).not.toContain(secret);
  });

  it('refuses a missing environment, naming what is required, and nothing else', async () => {
    const product = await start({});
    expect((await product.ended).code).not.toBe(0);
    const names = product
      .errors()
      .trim()
      .split('\n')
      .map((line) => /^\W*([A-Z_]+)/.exec(line)?.[1]);
    expect(names.sort()).toEqual(['AAD_APP_CLIENT_ID', 'AAD_APP_TENANT_ID', 'ENCRYPTION_KEY']);
  });

  it('serves, ends on SIGTERM within 10 s, and starts at once after kill -9', async () => {
    const env = await makeEnvironment();
    const first = startByNpm(env);
    await awaitReady(first);
    const health = (await (await fetch(`${first.url}/api/health`)).json()) as Record<string, unknown>;
    expect(health).toMatchObject({ status: 'ok', mode: 'production' });
    expect(Object.keys(health).sort()).toEqual(['checks', 'mode', 'status', 'version']);
    await first.kill();
    const second = startByNpm(env);
    await awaitReady(second);
    expect(await second.stop()).toBeLessThan(10_000);
    expect((await second.ended).code).toBe(0);
    await expect(fetch(`${second.url}/api/health`)).rejects.toThrow();
  });

  it('refuses a second process on one data directory, naming the first', async () => {
    const env = await makeEnvironment();
    const first = await start(env);
    await awaitReady(first);
    const second = await start({ ...env, PORT: (await makeEnvironment()).PORT! });
    expect((await second.ended).code).not.toBe(0);
    expect(second.errors().trim().split('\n')).toHaveLength(1);
    expect(second.errors()).toContain('DATA_DIR');
    expect(second.errors()).toMatch(/\b\d{2,}\b/);
    expect((await fetch(`${first.url}/api/health`)).status).toBe(200);
  });

  it('refuses a data directory that is none, naming it', async () => {
    const env = await makeEnvironment();
    const file = join(env.DATA_DIR!, 'a-file');
    await writeFile(file, 'x');
    const product = await start({ ...env, DATA_DIR: file });
    expect((await product.ended).code).not.toBe(0);
    expect(product.errors().trim().split('\n')).toHaveLength(1);
    expect(product.errors()).toContain('DATA_DIR');
  });

  it('refuses a port that is taken, naming it', async () => {
    const env = await makeEnvironment();
    const first = await start(env);
    await awaitReady(first);
    const second = await start({ ...(await makeEnvironment()), PORT: env.PORT! });
    expect((await second.ended).code).not.toBe(0);
    expect(second.errors()).toContain('PORT');
  });

  it('reads .env, which the environment beats', async () => {
    const place = await copyProduct();
    const env = await makeEnvironment();
    const { PORT, LOG_LEVEL: _, ...rest } = env;
    const file = { ...rest, PORT: '70000', LOG_LEVEL: 'loud' };
    const quote = (value: string): string => `"${value}"`;
    await writeFile(
      join(place, '.env'),
      `# a comment\n${Object.entries(file)
        .map(([name, value]) => `${name}=${quote(value)}`)
        .join('\n')}\n`,
    );
    const refused = startByNpm({ PORT: PORT! }, place);
    expect((await refused.ended).code).not.toBe(0);
    expect(refused.errors().trim().split('\n')).toHaveLength(1);
    expect(refused.errors()).toContain('LOG_LEVEL');
    const product = startByNpm({ PORT: PORT!, LOG_LEVEL: 'warn' }, place);
    await awaitReady(product);
    expect(product.output()).toBe('');
    await product.stop();
  });

  it('takes an older key for reading, and lists of them', async () => {
    const env = await makeEnvironment({
      ENCRYPTION_KEYS_OLD: `${randomBytes(32).toString('base64')}, ${randomBytes(32).toString('base64')}`,
      PUBLIC_URL: 'https://lupax365.example.com',
      SECRET_AAD_APP_CLIENT_SECRET: 'a secret of the app',
      ADMIN_UPNS: 'Anna@Example.com, bo@example.com',
      AAD_APP_TENANT_ID: 'organizations',
    });
    const product = await start(env);
    await awaitReady(product);
    expect(product.output()).not.toContain('a secret of the app');
    const messages = await fetch(`${product.url}/api/messages`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(messages.status).toBe(404);
  });
});
