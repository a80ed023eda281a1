import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { readEnvironment } from '../../server/environment.ts';

const KEY = randomBytes(32).toString('base64');
const CLIENT_ID = '0c7b9a52-21d6-4f0e-9b6e-8a4f2f7d1a10';
const TENANT_ID = '6f5b1a0e-3c8a-4d27-9c3e-2f1d0b7a4e51';
const COMPLETE = { ENCRYPTION_KEY: KEY, AAD_APP_CLIENT_ID: CLIENT_ID, AAD_APP_TENANT_ID: TENANT_ID };

function readComplete(more: Record<string, string> = {}) {
  const reading = readConfig({ ...COMPLETE, ...more });
  if (!reading.ok) throw new Error(reading.faults.join('\n'));
  return reading.config;
}

function readFaults(more: Record<string, string>): string[] {
  const reading = readConfig({ ...COMPLETE, ...more });
  return reading.ok ? [] : reading.faults;
}

describe('the configuration', () => {
  it('needs only the key and the ids of the Entra app', () => {
    expect(readComplete()).toMatchObject({
      mode: 'production',
      port: 3978,
      publicUrl: 'http://localhost:3978',
      dataDir: resolve('./data'),
      encryptionKey: KEY,
      encryptionKeysOld: [],
      entra: { authorityHost: 'https://login.microsoftonline.com', clientId: CLIENT_ID, tenantId: TENANT_ID },
      adminUpns: [],
      teamsAppId: CLIENT_ID,
      bot: null,
      graphBaseUrl: 'https://graph.microsoft.com',
      lupaxBaseUrl: 'https://api.lupax.org/api/v1',
      syncIntervalSeconds: 300,
      logLevel: 'info',
    });
  });

  it('names every missing variable in a line of its own', () => {
    const reading = readConfig({});
    expect(reading.ok ? [] : reading.faults.map((fault) => fault.split(':')[0])).toEqual([
      'ENCRYPTION_KEY',
      'AAD_APP_CLIENT_ID',
      'AAD_APP_TENANT_ID',
    ]);
  });

  it('needs nothing in the demo', () => {
    expect(readConfig({}, 'demo')).toMatchObject({ ok: true, config: { mode: 'demo' } });
  });

  it('cannot be switched to the demo by a variable', () => {
    expect(readComplete({ MODE: 'demo', DEMO: '1', NODE_ENV: 'demo' }).mode).toBe('production');
  });

  it('counts an empty variable as missing', () => {
    expect(readComplete({ PORT: '', BOT_ID: '' })).toMatchObject({ port: 3978, bot: null });
    expect(readFaults({ ENCRYPTION_KEY: '' })).toHaveLength(1);
  });

  it('derives the public address from the port', () => {
    expect(readComplete({ PORT: '4000' }).publicUrl).toBe('http://localhost:4000');
    expect(readComplete({ PUBLIC_URL: 'https://lupax.example/' }).publicUrl).toBe('https://lupax.example');
  });

  it('reads lists', () => {
    const config = readComplete({
      ADMIN_UPNS: 'Ada@Example.com, bob@example.com,',
      ENCRYPTION_KEYS_OLD: `${KEY},${KEY}`,
    });
    expect(config.adminUpns).toEqual(['ada@example.com', 'bob@example.com']);
    expect(config.encryptionKeysOld).toEqual([KEY, KEY]);
  });

  it('takes sign-ins of any tenant when told so', () => {
    expect(readComplete({ AAD_APP_TENANT_ID: 'organizations' }).entra.tenantId).toBe('organizations');
  });

  it('allows http: for Entra and Graph on loopback only', () => {
    for (const origin of ['http://localhost:1', 'http://127.0.0.1:2', 'http://[::1]:3']) {
      expect(readComplete({ GRAPH_BASE_URL: origin, AZURE_AUTHORITY_HOST: origin }).graphBaseUrl).toBe(origin);
    }
    expect(readFaults({ GRAPH_BASE_URL: 'http://graph.example' })).toHaveLength(1);
    expect(readFaults({ AZURE_AUTHORITY_HOST: 'http://127.0.0.1.evil.example' })).toHaveLength(1);
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '3978x'],
    ['PORT', '-1'],
    ['PUBLIC_URL', 'lupax.example'],
    ['PUBLIC_URL', 'ftp://lupax.example'],
    ['DATABASE_URL', 'mysql://localhost/lupax'],
    ['DATABASE_URL', 'postgres://db.example'],
    ['DATABASE_URL', 'postgres:///lupax'],
    ['DATABASE_URL', 'postgres://lupax:100%@db.example/lupax'],
    ['DATABASE_URL', 'lupax:secret#1@db.example/lupax'],
    ['ENCRYPTION_KEYS_OLD', `${KEY},nonsense`],
    ['AAD_APP_CLIENT_ID', 'my-app'],
    ['TEAMS_APP_ID', 'lupax'],
    ['AAD_APP_TENANT_ID', 'common'],
    ['ADMIN_UPNS', 'ada'],
    ['BOT_ID', 'my-bot'],
    ['AZURE_AUTHORITY_HOST', 'https://login.microsoftonline.com/common'],
    ['GRAPH_BASE_URL', 'https://graph.microsoft.com/v1.0'],
    ['GRAPH_BASE_URL', 'https://user:pass@graph.microsoft.com'],
    ['LUPAX_BASE_URL', 'https://api.lupax.org/api/v1?x=1'],
    ['SYNC_INTERVAL_SECONDS', '-5'],
    ['SYNC_INTERVAL_SECONDS', '1.5'],
    ['LOG_LEVEL', 'loud'],
  ])('refuses %s=%s in one line that names it', (name, value) => {
    const faults = readFaults({ [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${name}: .+; (?:set|separate|remove) .+$`));
  });

  it('takes the address of a database, and never shows its password', () => {
    expect(readComplete().databaseUrl).toBeNull();
    for (const url of [
      'postgres://lupax:p%40ss@db.example:5432/lupax?sslmode=require',
      'postgresql:///lupax?host=/run/postgresql',
    ]) {
      expect(readComplete({ DATABASE_URL: url }).databaseUrl).toBe(url);
    }
    for (const url of ['http://lupax:geheim@db.example/lupax', 'postgres://lupax:geheim@db.example']) {
      expect(readFaults({ DATABASE_URL: url }).join()).not.toContain('geheim');
    }
  });

  it.each([
    ['31 bytes', randomBytes(31).toString('base64')],
    ['33 bytes', randomBytes(33).toString('base64')],
    ['hex', randomBytes(32).toString('hex')],
  ])('refuses a key of %s without showing it', (_what, key) => {
    const [fault = '', ...others] = readFaults({ ENCRYPTION_KEY: key });
    expect(others).toEqual([]);
    expect(fault).toMatch(/^ENCRYPTION_KEY: is not 32 bytes in base64/);
    expect(fault).not.toContain(key);
  });

  it('takes what the environment does not set from .env', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lupax-env-'));
    await writeFile(join(folder, '.env'), '# comment\nPORT=1111\nLOG_LEVEL="debug"\n');
    expect(readEnvironment(folder, { PORT: '2222' })).toEqual({ PORT: '2222', LOG_LEVEL: 'debug' });
    await rm(folder, { recursive: true });
    expect(readEnvironment(folder, { PORT: '2222' })).toEqual({ PORT: '2222' });
  });
});
