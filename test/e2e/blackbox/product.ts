import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../helpers/programs/program.ts';

export const ROOT = join(import.meta.dirname, '../../..');
export const CLIENT_ID = 'c11e0000-0000-4000-8000-000000000001';
export const TENANT_ID = '7e0a0000-0000-4000-8000-000000000001';

const READY_WITHIN_MS = 60_000;
const POLL_MS = 50;

export interface ProductProcess {
  url: string;
  port: number;
  child: ChildProcess;
  output(): string;
  errors(): string;
  /** Resolves with exit code or signal. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** SIGTERM to it. @returns how long it took, ms */
  stop(): Promise<number>;
  /** `kill -9` of it and of everything it started. */
  kill(): Promise<void>;
}

export async function takeFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export const makeDataDir = (): Promise<string> => mkdtemp(join(tmpdir(), 'blackbox-'));

/** The least that §1 requires, on a free port and in a data directory of its own. */
export async function makeEnvironment(more: Record<string, string> = {}): Promise<Record<string, string>> {
  return {
    PORT: String(await takeFreePort()),
    DATA_DIR: await makeDataDir(),
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    AAD_APP_CLIENT_ID: CLIENT_ID,
    AAD_APP_TENANT_ID: TENANT_ID,
    SYNC_INTERVAL_SECONDS: '0',
    ...more,
  };
}

/** `npm start` with exactly this environment. */
export const spawnByNpm = (env: Record<string, string>, cwd = ROOT): ProductProcess =>
  spawnProduct(['npm', 'start', '--silent'], env, cwd);

/** What `npm start` starts, with exactly this environment. */
export async function spawnDirectly(env: Record<string, string>): Promise<ProductProcess> {
  return spawnProduct(['node', ...(await findProgram('server/main.ts'))], env, ROOT);
}

function spawnProduct([program = '', ...args]: string[], env: Record<string, string>, cwd: string): ProductProcess {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(program, args, { cwd, env: { PATH, HOME, ...env }, detached: true });
  let output = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal })),
  );
  const port = Number(env.PORT ?? 3978);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    child,
    output: () => output,
    errors: () => errors,
    ended,
    async stop() {
      const since = Date.now();
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
      return Date.now() - since;
    },
    async kill() {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, 'SIGKILL');
      await ended;
    },
  };
}

/** Resolves when it serves. @throws with what it printed when it ends before */
export async function awaitReady(product: ProductProcess): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  let over = false;
  void product.ended.then(() => (over = true));
  while (Date.now() < until && !over) {
    const answer = await fetch(`${product.url}/api/health`).catch(() => null);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`does not serve: ${product.output()}${product.errors()}`);
}
