import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PASSWORD, PRODUCT_CLIENT_ID } from '../helpers/api.ts';
import { startSandbox, type Sandbox } from '../sandbox/index.ts';
import { findFreePort } from '../helpers/free-port.ts';
import { findProgram } from '../helpers/programs/program.ts';

const START_MS = 60_000;
const STOP_MS = 10_000;

let sandbox: Sandbox;
let env: Record<string, string>;
let url: string;
const started: Started[] = [];

interface Started {
  child: ChildProcessWithoutNullStreams;
  output: { stdout: string; stderr: string };
  ended: Promise<number | null>;
}

beforeEach(async () => {
  sandbox = await startSandbox();
  const port = await findFreePort();
  url = `http://127.0.0.1:${port}`;
  env = {
    PORT: String(port),
    DATA_DIR: await mkdtemp(join(tmpdir(), 'lupax-start-')),
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    AAD_APP_CLIENT_ID: PRODUCT_CLIENT_ID,
    AAD_APP_TENANT_ID: 'organizations',
    SYNC_INTERVAL_SECONDS: '0',
    ...sandbox.env(),
  };
});
afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  }
  await sandbox.stop();
  await rm(env['DATA_DIR']!, { recursive: true, force: true });
});

/** Runs a command as a person would, with nothing of this process's configuration. */
function start(command: string[], more: Record<string, string> = {}): Started {
  const [name = '', ...args] = command;
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(name, args, { env: { PATH, HOME, ...env, ...more } });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const result = { child, output, ended };
  started.push(result);
  return result;
}

const npmStart = (more?: Record<string, string>) => start(['npm', 'start'], more);
/** What that starts. */
const nodeStart = async (more?: Record<string, string>) =>
  start(['node', ...(await findProgram('server/main.ts'))], more);

async function waitUntilReady(): Promise<void> {
  await vi.waitFor(async () => expect((await fetch(`${url}/api/health`)).status).toBe(200), {
    timeout: START_MS,
    interval: 100,
  });
}

async function endsInTime({ child, ended }: Started, signal: NodeJS.Signals): Promise<number | null> {
  const since = performance.now();
  child.kill(signal);
  const code = await ended;
  expect(performance.now() - since).toBeLessThan(STOP_MS);
  return code;
}

/** Each starts several servers, which takes its time on a busy machine. */
const LONGEST_MS = 90_000;

describe('npm start', { timeout: LONGEST_MS }, () => {
  it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])('serves until %s, and then nothing of it is left', async (signal) => {
    const server = npmStart();
    await waitUntilReady();
    expect(await endsInTime(server, signal)).toBe(0);
    await expect(fetch(`${url}/api/health`)).rejects.toThrow();
    // The lock is free as well.
    await nodeStart();
    await waitUntilReady();
  });

  it('starts again right after it was killed', async () => {
    const server = await nodeStart();
    await waitUntilReady();
    await endsInTime(server, 'SIGKILL');
    await nodeStart();
    await waitUntilReady();
  });

  it('ends in time while a run waits for an answer that does not come', async () => {
    const tenantId = randomUUID();
    const objectId = randomUUID();
    sandbox.entra.addTenant(tenantId);
    const organizationId = sandbox.lupax.addOrganization({ title: 'Hauptstadt Events GmbH' });
    const email = 'ada@hauptstadt.example';
    const person = { email, password: PASSWORD, firstName: 'Ada', lastName: 'Admin', role: 'admin' as const };
    sandbox.lupax.addUser({ organizationIds: [organizationId], ...person });
    const token = sandbox.entra.issueUserToken({ tenantId, objectId, audience: PRODUCT_CLIENT_ID });
    const call = (method: string, path: string, body?: object) =>
      fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    const server = await nodeStart();
    await waitUntilReady();
    expect((await call('PUT', '/api/me/link', { email, password: PASSWORD })).status).toBe(200);
    const settings = { tenantId, clientId: randomUUID(), clientSecret: 'x' };
    expect((await call('PUT', '/api/admin/microsoft365', settings)).status).toBe(200);
    sandbox.lupax.faults.add({ match: { url: '/office365' }, kind: 'stall', times: 9 });
    const { runId } = (await (await call('POST', '/api/me/sync')).json()) as { runId: string };
    const watching = call('GET', `/api/me/runs/${runId}/progress`).then((response) => response.text());
    watching.catch(() => undefined);
    expect(await endsInTime(server, 'SIGTERM')).toBe(0);
    sandbox.lupax.faults.clear();
    await nodeStart();
    await waitUntilReady();
    const run = (await (await call('GET', `/api/me/runs/${runId}`)).json()) as { state: string };
    expect(run.state).toBe('failed');
  });
});

describe('a start that fails', { timeout: LONGEST_MS }, () => {
  it('names every fault of the configuration in a line of its own', async () => {
    const key = 'not-the-key';
    const server = await nodeStart({ ENCRYPTION_KEY: key, PORT: 'x', DATABASE_URL: 'mysql://localhost/lupax' });
    expect(await server.ended).toBe(1);
    const lines = server.output.stderr.trim().split('\n');
    expect(lines.map((line) => line.split(':')[0])).toEqual(['PORT', 'DATABASE_URL', 'ENCRYPTION_KEY']);
    expect(server.output.stderr).not.toContain(key);
    expect(server.output.stdout).toBe('');
  });

  it('says when the data folder or the port belongs to another process', async () => {
    await nodeStart();
    await waitUntilReady();
    const second = await nodeStart({ PORT: '0' });
    expect(await second.ended).toBe(1);
    expect(second.output.stderr).toMatch(/^DATA_DIR: .*in use by process \d+.*\n$/);
    const folder = await mkdtemp(join(tmpdir(), 'lupax-start-'));
    const third = await nodeStart({ DATA_DIR: folder });
    expect(await third.ended).toBe(1);
    expect(third.output.stderr).toBe(`PORT: ${env['PORT']} is in use by another program; set it to a free one\n`);
    await rm(folder, { recursive: true });
  });
});
