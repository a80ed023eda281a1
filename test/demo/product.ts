import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../server/config.ts';
import { ensureBuilt, PAGES_DIR } from '../../addin/build.ts';
import { startProduct, type ProductOptions } from '../../server/product.ts';
import type { Sandbox } from '../sandbox/index.ts';
import { COMPANY } from './company/index.ts';
import type { DayWindow } from './ics/window.ts';

const DEFAULT_PORT = 3978;
/** Short, so that an edit shows while somebody is looking. */
const POLL_INTERVAL_SECONDS = 10;
/** Microsoft's own cannot run outside Outlook (test/demo/host/office.ts). */
const OFFICE_JS = '/demo/office.js';
const LOOPBACK = '127.0.0.1';

export interface DemoProduct {
  /** Where a browser on this machine finds it. */
  url: string;
  /** The same by its address, for calls from here. */
  apiUrl: string;
  /** The wanted port when another program has it; null when it was free. */
  takenPort: string | null;
  stop(): Promise<void>;
}

/**
 * Starts the product on loopback against the sandbox, with its data in a folder that is gone afterwards.
 * @param options.env variables of the environment; PORT, LOG_LEVEL and SYNC_INTERVAL_SECONDS are taken from it
 */
export async function startDemoProduct(
  sandbox: Sandbox,
  options: {
    env?: NodeJS.ProcessEnv;
    now?: () => number;
    minimumWindow?: DayWindow;
    extras?: ProductOptions['extras'];
  } = {},
): Promise<DemoProduct> {
  const { env = {}, now, minimumWindow, extras } = options;
  const wanted = env['PORT']?.trim() || String(DEFAULT_PORT);
  const port = await choosePort(wanted);
  const dataDir = await mkdtemp(join(tmpdir(), 'lupax-demo-'));
  const removeData = () => rm(dataDir, { recursive: true, force: true });
  try {
    const reading = readConfig(
      {
        ...sandbox.env(),
        PORT: port,
        DATA_DIR: dataDir,
        ENCRYPTION_KEY: randomBytes(32).toString('base64'),
        AAD_APP_CLIENT_ID: COMPANY.productClientId,
        AAD_APP_TENANT_ID: COMPANY.tenantId,
        LOG_LEVEL: env['LOG_LEVEL'] || 'warn',
        SYNC_INTERVAL_SECONDS: env['SYNC_INTERVAL_SECONDS'] || String(POLL_INTERVAL_SECONDS),
      },
      'demo',
    );
    if (!reading.ok) throw new Error(reading.faults.join('\n'));
    await ensureBuilt();
    const product = await startProduct({
      config: reading.config,
      pages: { folder: PAGES_DIR, officeJs: OFFICE_JS },
      ...(extras ? { extras } : {}),
      ...(now ? { now } : {}),
      ...(minimumWindow ? { minimumWindow } : {}),
    });
    return {
      url: reading.config.publicUrl,
      apiUrl: product.url,
      takenPort: wanted !== '0' && port !== wanted ? wanted : null,
      stop: () => product.stop().finally(removeData),
    };
  } catch (error) {
    await removeData();
    throw error;
  }
}

/** The wanted port, or a free one when another program listens there; what is no port is left to `readConfig`. */
async function choosePort(wanted: string): Promise<string> {
  if (!/^\d{1,5}$/.test(wanted) || Number(wanted) > 65_535) return wanted;
  return String((await tryPort(Number(wanted))) ?? (await tryPort(0)) ?? wanted);
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, LOOPBACK, () => {
      const { port: bound } = server.address() as AddressInfo;
      server.close(() => resolve(bound));
    });
  });
}
