import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import { readConfig } from '../../server/config.ts';
import { startProduct } from '../../server/product.ts';
import type { Run } from '../../server/sync/core/run.ts';
import { findFreePort } from '../helpers/free-port.ts';
import { startRemoteSandbox, type RemoteSandbox } from './remote-sandbox.ts';

export const TENANT_ID = '0b000000-0000-4000-8000-000000000001';
export const CLIENT_ID = '0b000000-0000-4000-8000-000000000002';
const PRODUCT_CLIENT_ID = '0b000000-0000-4000-8000-000000000003';
export const SECRET = 'a-secret-for-the-bench';
export const PASSWORD = 'geheim';

/** A run is asked for its end so long after it was begun, and then less and less often. */
export const FIRST_LOOK_MS = 50;
const LAST_LOOK_MS = 800;

export type PublicRun = Pick<Run, 'id' | 'state' | 'requests' | 'counts' | 'startedAt' | 'finishedAt'>;

/** A product that runs somewhere. */
export interface StageProduct {
  url: string;
  stop(): Promise<void>;
}

export interface StageOptions {
  /** Over what the stage says. */
  env?: Record<string, string>;
  /** Whether Graph's notifications reach the product. */
  notified?: boolean;
  /** Where it is not to run in this process. */
  start?: (env: Record<string, string>) => Promise<StageProduct>;
}

/** The product over a sandbox of its own, the same every time: ids are counted, not drawn. */
export interface Stage {
  sandbox: RemoteSandbox;
  /** What the product was started with. */
  env: Record<string, string>;
  addPerson(number: number): Promise<StagePerson>;
  /** Ends the product in order; the sandbox and what is stored stay. */
  stopProduct(): Promise<void>;
  /** Bytes in the data folder. */
  measureStore(): Promise<number>;
  stop(): Promise<void>;
}

export interface StagePerson {
  objectId: string;
  lupaxUserId: number;
  email: string;
  calendarId: string;
  organizationId: number;
  /** A synchronisation from the call to the last event of its progress. */
  sync(): Promise<{ ms: number; run: PublicRun }>;
  /** One that nobody watches: what the client takes of this process's time is not the server's. */
  syncUnwatched(): Promise<PublicRun>;
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Shares the default calendar and puts it into sync both ways. */
  useCalendar(): Promise<void>;
}

export async function startStage(options: StageOptions = {}): Promise<Stage> {
  const sandbox = await startRemoteSandbox();
  const dataDir = await mkdtemp(join(tmpdir(), 'lupax-bench-'));
  await sandbox.entra.addTenant(TENANT_ID);
  await sandbox.graph.addTenant(TENANT_ID);
  const roles = ['Calendars.ReadWrite', 'MailboxSettings.ReadWrite', 'User.Read.All'];
  await sandbox.entra.addApp({ tenantId: TENANT_ID, clientId: CLIENT_ID, secrets: [{ value: SECRET }], roles });
  const organizationId = await sandbox.lupax.addOrganization({ title: 'Hauptstadt Events GmbH' });
  const port = await findFreePort();
  const env: Record<string, string> = {
    PORT: String(port),
    // Port 9 is nobody's: Graph refuses the subscription.
    PUBLIC_URL: `http://127.0.0.1:${options.notified ? port : 9}`,
    DATA_DIR: dataDir,
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    AAD_APP_CLIENT_ID: PRODUCT_CLIENT_ID,
    AAD_APP_TENANT_ID: TENANT_ID,
    SYNC_INTERVAL_SECONDS: '0',
    ...sandbox.env,
    ...options.env,
  };
  const product = await (options.start ?? startHere)(env);

  async function addPerson(number: number): Promise<StagePerson> {
    const objectId = `0b000000-0000-4000-8001-${String(number).padStart(12, '0')}`;
    const [name, email] = [`Person ${number}`, `person${number}@hauptstadt.example`];
    await sandbox.graph.addUser({
      tenantId: TENANT_ID,
      objectId,
      upn: email,
      name,
      mailbox: 'ok',
      timeZone: 'Europe/Berlin',
    });
    const lupaxUserId = await sandbox.lupax.addUser({
      organizationIds: [organizationId],
      email,
      password: PASSWORD,
      firstName: 'Person',
      lastName: String(number),
      role: number === 0 ? 'admin' : 'user',
    });
    const token = await sandbox.entra.issueUserToken({
      tenantId: TENANT_ID,
      objectId,
      audience: PRODUCT_CLIENT_ID,
      name,
      upn: email,
    });
    const send = async (method: string, path: string, body?: unknown): Promise<Response> => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
      const response = await fetch(product.url + path, init);
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return response;
    };
    const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
      const response = await send(method, path, body);
      return response.status === 204 ? null : await response.json();
    };
    await call('PUT', '/api/me/link', { email, password: PASSWORD });
    if (number === 0) {
      await call('PUT', '/api/admin/microsoft365', { tenantId: TENANT_ID, clientId: CLIENT_ID, clientSecret: SECRET });
    }
    const calendarId = await sandbox.graph.defaultCalendarId(objectId);
    return {
      objectId,
      lupaxUserId,
      email,
      calendarId,
      organizationId,
      call,
      async useCalendar() {
        await sandbox.graph.setSharing(objectId, calendarId, 'read');
        await call('GET', '/api/me/calendars');
        await call('PATCH', `/api/me/calendars/${encodeURIComponent(calendarId)}`, { direction: 'both' });
      },
      async syncUnwatched() {
        const { runId } = (await call('POST', '/api/me/sync')) as { runId: string };
        for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(2 * pauseMs, LAST_LOOK_MS)) {
          await setTimeout(pauseMs);
          const run = (await call('GET', `/api/me/runs/${runId}`)) as PublicRun;
          if (run.state !== 'running') return run;
        }
      },
      async sync() {
        const begin = performance.now();
        const { runId } = (await call('POST', '/api/me/sync')) as { runId: string };
        const progress = await send('GET', `/api/me/runs/${runId}/progress`);
        const events = await progress.text();
        const ms = performance.now() - begin;
        const end = /^event: end\ndata: (.*)$/m.exec(events)?.[1];
        if (end === undefined) throw new Error('the progress of the run ended without its end');
        return { ms, run: JSON.parse(end) as PublicRun };
      },
    };
  }

  let isRunning = true;
  async function stopProduct(): Promise<void> {
    if (isRunning) await product.stop();
    isRunning = false;
  }

  return {
    sandbox,
    env,
    addPerson,
    stopProduct,
    async measureStore() {
      const names = await readdir(dataDir, { recursive: true });
      const sizes = await Promise.all(names.map(async (name) => await stat(join(dataDir, name))));
      return sizes.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
    },
    async stop() {
      await stopProduct();
      await sandbox.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function startHere(env: Record<string, string>): Promise<StageProduct> {
  const reading = readConfig(env);
  if (!reading.ok) throw new Error(reading.faults.join('\n'));
  const log = pino({ level: 'silent' });
  return await startProduct({ config: reading.config, log, reminderIntervalMs: 0 });
}
