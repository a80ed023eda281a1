import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../sandbox/index.ts';
import { GRAPH_CLIENT_ID, PASSWORD, PRODUCT_CLIENT_ID } from './api.ts';
import { findFreePort } from './free-port.ts';
import { findProgram } from './programs/program.ts';

const SECRET = 'a-secret-for-tests';
/** Much longer than it takes: other tests run beside this one. */
const START_MS = 120_000;

export interface Command {
  child: ChildProcessWithoutNullStreams;
  output: { stdout: string; stderr: string };
  /** Exit code; null when a signal ended it. */
  ended: Promise<number | null>;
}

/** The product as a process of its own over the sandbox, with one person who is linked. */
export async function startServerProcess(options: { dataDir?: string; env?: Record<string, string> } = {}) {
  const sandbox = await startSandbox();
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'lupax-process-')));
  const tenantId = randomUUID();
  sandbox.entra.addTenant(tenantId);
  sandbox.graph.addTenant(tenantId);
  const roles = ['Calendars.ReadWrite', 'MailboxSettings.ReadWrite', 'User.Read.All'];
  sandbox.entra.addApp({ tenantId, clientId: GRAPH_CLIENT_ID, secrets: [{ value: SECRET }], roles });
  const organizationId = sandbox.lupax.addOrganization({ title: 'Hauptstadt Events GmbH' });
  const env: Record<string, string> = {
    PORT: String(port),
    DATA_DIR: dataDir,
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    AAD_APP_CLIENT_ID: PRODUCT_CLIENT_ID,
    AAD_APP_TENANT_ID: tenantId,
    SYNC_INTERVAL_SECONDS: '0',
    ...sandbox.env(),
    ...options.env,
  };
  const commands: Command[] = [];

  /** Runs a command as a person would, with nothing of this process's configuration. */
  function run(command: string[], more: Record<string, string> = {}): Command {
    const [name = '', ...args] = command;
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(name, args, { env: { PATH, HOME, ...env, ...more } });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
    const ended = once(child, 'exit').then(([code]) => code as number | null);
    commands.push({ child, output, ended });
    return { child, output, ended };
  }

  async function start(more: Record<string, string> = {}, at = url): Promise<Command> {
    const server = run(['node', ...(await findProgram('server/main.ts'))], more);
    const until = Date.now() + START_MS;
    while (Date.now() < until && server.child.exitCode === null) {
      if ((await fetch(`${at}/api/health`).catch(() => null))?.ok) return server;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the server did not start: ${server.output.stderr}`);
  }

  const objectId = randomUUID();
  const email = 'ada@hauptstadt.example';
  sandbox.graph.addUser({
    tenantId,
    objectId,
    upn: email,
    name: 'Ada Admin',
    mailbox: 'ok',
    timeZone: 'Europe/Berlin',
  });
  const lupaxUserId = sandbox.lupax.addUser({
    organizationIds: [organizationId],
    email,
    password: PASSWORD,
    firstName: 'Ada',
    lastName: 'Admin',
    role: 'admin',
  });
  const calendarId = sandbox.graph.defaultCalendarId(objectId);
  sandbox.graph.setSharing(objectId, calendarId, 'read');

  async function callAt(at: string, method: string, path: string, body?: object) {
    const token = sandbox.entra.issueUserToken({ tenantId, objectId, audience: PRODUCT_CLIENT_ID, name: 'Ada Admin' });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(at + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    // The tests say what they expect of it.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    const content: any = isJson ? JSON.parse(text) : text;
    return { status: answer.status, body: content };
  }

  const call = (method: string, path: string, body?: object) => callAt(url, method, path, body);

  return {
    sandbox,
    env,
    url,
    dataDir,
    tenantId,
    organizationId,
    person: { objectId, email, lupaxUserId, calendarId },
    run,
    start,
    call,
    /** A second process with the same configuration, at another port. */
    async startAnother(more: Record<string, string> = {}) {
      const port = await findFreePort();
      const at = `http://127.0.0.1:${port}`;
      const command = await start({ ...more, PORT: String(port) }, at);
      return {
        ...command,
        url: at,
        call: (method: string, path: string, body?: object) => callAt(at, method, path, body),
      };
    },
    /** Links, enters the app registration, and puts the default calendar into sync. */
    async setUp() {
      const steps = [
        await call('PUT', '/api/me/link', { email, password: PASSWORD }),
        await call('PUT', '/api/admin/microsoft365', { tenantId, clientId: GRAPH_CLIENT_ID, clientSecret: SECRET }),
        await call('GET', '/api/me/calendars'),
        await call('PATCH', `/api/me/calendars/${encodeURIComponent(calendarId)}`, { direction: 'both' }),
      ];
      for (const { status, body } of steps) if (status !== 200) throw new Error(JSON.stringify(body));
    },
    async sync() {
      const { body } = await call('POST', '/api/me/sync');
      for (;;) {
        const run = (await call('GET', `/api/me/runs/${body.runId}`)).body;
        if (run.state !== 'running') return run;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async stop() {
      for (const { child, ended } of commands) {
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
        await ended;
      }
      await sandbox.stop();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export type ServerProcess = Awaited<ReturnType<typeof startServerProcess>>;
