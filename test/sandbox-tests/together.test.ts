import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { findProgram } from '../helpers/programs/program.ts';
import { addCompany, COMPANY } from '../sandbox/company.ts';
import { startSandbox } from '../sandbox/index.ts';
import type { Sandbox } from '../sandbox/index.ts';

const running: Sandbox[] = [];
afterEach(async () => void (await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()))));

async function start(options: Parameters<typeof startSandbox>[0] = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  running.push(sandbox);
  return sandbox;
}

const { tenantId, clientId, clientSecret, people } = COMPANY;

async function askGraphToken(entraUrl: string): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const response = await fetch(`${entraUrl}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...form, scope: 'https://graph.microsoft.com/.default' }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

function readCalendars(graphUrl: string, objectId: string, token: string): Promise<Response> {
  return fetch(`${graphUrl}/v1.0/users/${objectId}/calendars`, { headers: { authorization: `Bearer ${token}` } });
}

describe('the whole sandbox', () => {
  it('lets a token of its Entra into the mailboxes of its Graph, until the token expires', async () => {
    let nowMs = Date.parse('2026-03-02T08:00:00Z');
    const sandbox = await start({ clock: { now: () => nowMs } });
    addCompany(sandbox);
    const token = await askGraphToken(sandbox.entraUrl);
    for (const { objectId } of people) {
      expect((await readCalendars(sandbox.graphUrl, objectId, token)).status).toBe(200);
    }
    expect((await readCalendars(sandbox.graphUrl, people[0].objectId, 'forged')).status).toBe(401);
    nowMs += 3_600_000;
    expect((await readCalendars(sandbox.graphUrl, people[0].objectId, token)).status).toBe(401);
  });

  it('opens by Exchange RBAC only the mailboxes in scope, without any role in the token', async () => {
    const sandbox = await start();
    addCompany(sandbox);
    const [anna, ben] = people;
    sandbox.entra.changeApp(tenantId, clientId, { roles: [], rbac: [anna.objectId] });
    const token = await askGraphToken(sandbox.entraUrl);
    expect((await readCalendars(sandbox.graphUrl, anna.objectId, token)).status).toBe(200);
    expect((await readCalendars(sandbox.graphUrl, ben.objectId, token)).status).toBe(403);
  });

  it('names its addresses as the environment of the product', async () => {
    const sandbox = await start();
    expect(sandbox.env()).toEqual({
      AZURE_AUTHORITY_HOST: sandbox.entraUrl,
      GRAPH_BASE_URL: sandbox.graphUrl,
      LUPAX_BASE_URL: sandbox.lupaxUrl,
    });
    expect(sandbox.lupaxUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/);
  });

  it('leaves nothing running when one port is taken', async () => {
    const first = await start();
    const taken = Number(new URL(first.lupaxUrl).port);
    const probe = await start();
    const free = Number(new URL(probe.entraUrl).port);
    await probe.stop();
    await expect(startSandbox({ ports: { entra: free, lupax: taken } })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(fetch(`http://127.0.0.1:${free}/`)).rejects.toThrow();
  });
});

async function spawnSandbox(environment: Record<string, string>) {
  const ports = { SANDBOX_ENTRA_PORT: '0', SANDBOX_GRAPH_PORT: '0', SANDBOX_LUPAX_PORT: '0' };
  const child = spawn(process.execPath, await findProgram('test/sandbox/main.ts'), {
    env: { ...process.env, ...ports, ...environment },
  });
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output.text += String(chunk)));
  return { child, output };
}

describe('npm run sandbox', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('says how to get a token, and ends cleanly on %s', async (signal) => {
    const { child, output } = await spawnSandbox({});
    await expect.poll(() => output.text, { timeout: 20_000 }).toContain('A token for Lupax');
    const entraUrl = /AZURE_AUTHORITY_HOST=(\S+)/.exec(output.text)?.[1] ?? '';
    const response = await fetch(`${entraUrl}/_sandbox/user-token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenantId, objectId: people[0].objectId, clientId }),
    });
    const { access_token } = (await response.json()) as { access_token: string };
    const claims = JSON.parse(Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString()) as object;
    expect(claims).toMatchObject({ oid: people[0].objectId, preferred_username: people[0].upn, aud: clientId });
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('refuses a port that is none and names the variable', async () => {
    const { child, output } = await spawnSandbox({ SANDBOX_GRAPH_PORT: 'abc' });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(output.text).toContain('SANDBOX_GRAPH_PORT is "abc"');
  });
});
