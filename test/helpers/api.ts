import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { readConfig, type Config } from '../../server/config.ts';
import { startProduct } from '../../server/product.ts';
import { startSandbox } from '../sandbox/index.ts';
import { createDatabaseIfWanted } from './postgres/wanted.ts';
import type { UserTokenRequest } from '../sandbox/entra/index.ts';

const SECRET = 'a-secret-for-tests';
export const PASSWORD = 'geheim';
/** The firm's app registration at Graph, and the product's own for single sign-on. */
export const GRAPH_CLIENT_ID = '5f0c9d3e-9a51-4c0b-8f83-6d1f6a3b2c11';
export const PRODUCT_CLIENT_ID = '0c7b9a52-21d6-4f0e-9b6e-8a4f2f7d1a10';

/** An answer, with its body read. */
export interface ApiAnswer {
  status: number;
  headers: Headers;
  // The tests say what they expect of it.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

export interface ApiOptions {
  env?: Record<string, string>;
  dataDir?: string;
  log?: Logger;
  /** Milliseconds since 1970, for the product and the sandbox. */
  now?: () => number;
  /** How often reminders are looked at. */
  reminderIntervalMs?: number;
  /** Tab and pane as they were built. */
  pages?: { folder: string };
}

/** The whole product over the sandbox, spoken to over HTTP as a client would. */
export async function startApi(options: ApiOptions = {}) {
  const { now = Date.now } = options;
  const sandbox = await startSandbox({ clock: { now } });
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'lupax-api-')));
  const tenantId = randomUUID();
  sandbox.entra.addTenant(tenantId);
  sandbox.graph.addTenant(tenantId);
  const roles = ['Calendars.ReadWrite', 'MailboxSettings.ReadWrite', 'User.Read.All'];
  sandbox.entra.addApp({ tenantId, clientId: GRAPH_CLIENT_ID, secrets: [{ value: SECRET }], roles });
  const organizationId = sandbox.lupax.addOrganization({ title: 'Hauptstadt Events GmbH' });

  const database = await createDatabaseIfWanted();
  const reading = readConfig({
    ...(database ? { DATABASE_URL: database.url } : {}),
    PORT: '0',
    PUBLIC_URL: 'http://lupax.localhost:3978',
    DATA_DIR: dataDir,
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    AAD_APP_CLIENT_ID: PRODUCT_CLIENT_ID,
    AAD_APP_TENANT_ID: tenantId,
    SYNC_INTERVAL_SECONDS: '0',
    ...sandbox.env(),
    ...options.env,
  });
  if (!reading.ok) throw new Error(reading.faults.join('\n'));
  const { config } = reading;
  const log = options.log ?? pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const { reminderIntervalMs = 0, pages } = options;
  const start = () => startProduct({ config, log, now, reminderIntervalMs, ...(pages ? { pages } : {}) });
  let product = await start();

  async function send(method: string, path: string, init: RequestInit = {}): Promise<ApiAnswer> {
    const response = await fetch(product.url + path, { method, ...init });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  /** A person with a mailbox and a Lupax account who is signed in to Microsoft. */
  function addPerson(
    name: string,
    extra: { role?: 'admin' | 'user'; organizationIds?: number[]; tenantId?: string } = {},
  ) {
    const objectId = randomUUID();
    const [firstName = name, lastName = 'Muster'] = name.split(' ');
    const email = `${firstName.toLowerCase()}@hauptstadt.example`;
    const tenant = extra.tenantId ?? tenantId;
    sandbox.graph.addUser({ tenantId: tenant, objectId, upn: email, name, mailbox: 'ok', timeZone: 'Europe/Berlin' });
    const lupaxUserId = sandbox.lupax.addUser({
      organizationIds: extra.organizationIds ?? [organizationId],
      email,
      password: PASSWORD,
      firstName,
      lastName,
      role: extra.role ?? 'user',
    });
    const issueToken = (request: Partial<UserTokenRequest> = {}): string =>
      sandbox.entra.issueUserToken({
        tenantId: tenant,
        objectId,
        audience: PRODUCT_CLIENT_ID,
        name,
        upn: email,
        ...request,
      });
    const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      send(method, path, {
        headers: {
          authorization: `Bearer ${issueToken()}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });

    return {
      name,
      objectId,
      lupaxUserId,
      email,
      issueToken,
      call,
      get: (path: string, headers: Record<string, string> = {}) => call('GET', path, undefined, headers),
      link: (more: object = {}) => call('PUT', '/api/me/link', { email, password: PASSWORD, ...more }),
      /** Waits for the run's end. */
      async finish(runId: string) {
        for (;;) {
          const { body } = await call('GET', `/api/me/runs/${runId}`);
          if (body.state !== 'running') return body;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      },
    };
  }

  return {
    sandbox,
    config: config as Config,
    tenantId,
    organizationId,
    dataDir,
    get url() {
      return product.url;
    },
    send,
    addPerson,
    /** All that is stored, as it stands there. */
    async readStored(): Promise<string> {
      if (database) return JSON.stringify(await database.query('SELECT * FROM lupax_m365.records, lupax_m365.users'));
      const files = await readdir(dataDir, { recursive: true, withFileTypes: true });
      const texts = files
        .filter((file) => file.isFile())
        .map((file) => readFile(join(file.parentPath, file.name), 'utf8'));
      return (await Promise.all(texts)).join('\n');
    },
    /** An administrator who has linked and entered the app registration. */
    async setUp(name = 'Ada Admin') {
      const admin = addPerson(name, { role: 'admin' });
      const linked = await admin.link();
      if (linked.status !== 200) throw new Error(JSON.stringify(linked.body));
      const settings = { tenantId, clientId: GRAPH_CLIENT_ID, clientSecret: SECRET };
      const entered = await admin.call('PUT', '/api/admin/microsoft365', settings);
      if (entered.status !== 200) throw new Error(JSON.stringify(entered.body));
      return admin;
    },
    /** @param meanwhile what happens while no server runs */
    async restart(meanwhile: () => Promise<unknown> = async () => undefined) {
      await product.stop();
      await meanwhile();
      product = await start();
    },
    async stop() {
      await product.stop();
      await sandbox.stop();
      await database?.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export type Api = Awaited<ReturnType<typeof startApi>>;
export type ApiPerson = ReturnType<Api['addPerson']>;
