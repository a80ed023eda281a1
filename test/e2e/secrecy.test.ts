import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GRAPH_CLIENT_ID, PRODUCT_CLIENT_ID } from '../helpers/api.ts';
import { startSandbox, type Sandbox } from '../sandbox/index.ts';
import { findFreePort } from '../helpers/free-port.ts';
import { findProgram } from '../helpers/programs/program.ts';

/** Each is searched for in everything the product writes. Letters only, so that no encoding hides them. */
const PLANTED = {
  outlookTitle: 'PlantedOutlookTitle',
  outlookNotes: 'PlantedOutlookNotes',
  outlookLocation: 'PlantedOutlookLocation',
  attendee: 'PlantedAttendee',
  lupaxTitle: 'PlantedLupaxTitle',
  lupaxNotes: 'PlantedLupaxNotes',
  lupaxLocation: 'PlantedLupaxLocation',
  password: 'PlantedPassword',
  wrongPassword: 'PlantedWrongPassword',
  clientSecret: 'PlantedClientSecret',
  wrongSecret: 'PlantedWrongSecret',
  bearer: 'PlantedBearer',
  cookie: 'PlantedCookie',
  query: 'PlantedQuery',
  path: 'PlantedPath',
  body: 'PlantedBody',
  header: 'PlantedHeader',
  refusal: 'PlantedRefusal',
};
const SECRETS = ['password', 'wrongPassword', 'clientSecret', 'wrongSecret', 'bearer', 'cookie'] as const;
const HOUR_MS = 3_600_000;
const START_MS = 60_000;

let sandbox: Sandbox;
let env: Record<string, string>;
let output = '';
let files = '';

interface Person {
  objectId: string;
  lupaxUserId: number;
  organizationId: number;
  email: string;
  token: string;
}

const tenantId = randomUUID();

/** The product as it is started in production, talking about everything it can talk about. */
async function startProduct() {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, await findProgram('server/main.ts'), { env: { PATH, HOME, ...env } });
  const listen = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${env['PORT']}`;
  const deadline = Date.now() + START_MS;
  for (;;) {
    const healthy = await fetch(`${url}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (healthy) break;
    if (Date.now() > deadline) throw new Error(`not started: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function addPerson(name: string, organizationId: number, role: 'admin' | 'user'): Person {
  const objectId = randomUUID();
  const email = `${name.toLowerCase()}@hauptstadt.example`;
  sandbox.graph.addUser({ tenantId, objectId, upn: email, name, mailbox: 'ok', timeZone: 'Europe/Berlin' });
  const lupaxUserId = sandbox.lupax.addUser({
    organizationIds: [organizationId],
    email,
    password: PLANTED.password,
    firstName: name,
    lastName: 'Muster',
    role,
  });
  const token = sandbox.entra.issueUserToken({ tenantId, objectId, audience: PRODUCT_CLIENT_ID, name, upn: email });
  return { objectId, lupaxUserId, organizationId, email, token };
}

async function readFiles(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
}

beforeAll(async () => {
  sandbox = await startSandbox();
  env = {
    PORT: String(await findFreePort()),
    DATA_DIR: await mkdtemp(join(tmpdir(), 'lupax-secrecy-')),
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    AAD_APP_CLIENT_ID: PRODUCT_CLIENT_ID,
    AAD_APP_TENANT_ID: tenantId,
    SYNC_INTERVAL_SECONDS: '1',
    LOG_LEVEL: 'trace',
    ...sandbox.env(),
  };
  sandbox.entra.addTenant(tenantId);
  sandbox.graph.addTenant(tenantId);
  const roles = ['Calendars.ReadWrite', 'MailboxSettings.ReadWrite', 'User.Read.All'];
  sandbox.entra.addApp({ tenantId, clientId: GRAPH_CLIENT_ID, secrets: [{ value: PLANTED.clientSecret }], roles });
  const organizationId = sandbox.lupax.addOrganization({ title: 'Hauptstadt Events GmbH' });
  const ada = addPerson('Ada', organizationId, 'admin');
  const anna = addPerson('Anna', organizationId, 'user');
  const product = await startProduct();
  try {
    await live(product.url, ada, anna);
    files = await readFiles(env['DATA_DIR']!);
    await leave(product.url, anna);
  } finally {
    await product.stop();
  }
}, 120_000);
afterAll(async () => {
  await sandbox.stop();
  await rm(env['DATA_DIR']!, { recursive: true, force: true });
});

async function call(url: string, who: Person, method: string, path: string, body?: unknown, headers: object = {}) {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${who.token}`,
      cookie: `session=${PLANTED.cookie}`,
      'user-agent': PLANTED.header,
      referer: `https://teams.microsoft.com/?x=${PLANTED.query}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text,
  };
}

async function run(url: string, who: Person, path: string) {
  const started = await call(url, who, 'POST', path);
  if (started.status !== 202) return started.body;
  for (;;) {
    const { body } = await call(url, who, 'GET', `/api/me/runs/${started.body.runId}`);
    if (body.state !== 'running') return body;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString().slice(0, 19);
const plantedError = { error: { code: PLANTED.refusal, message: `${PLANTED.refusal} ${PLANTED.outlookTitle}` } };

/** Everything that can happen to a link, the bad things, too. */
async function live(url: string, ada: Person, anna: Person): Promise<void> {
  const { graph, lupax, entra } = sandbox;
  const put = (who: Person, body: unknown) => call(url, who, 'PUT', '/api/me/link', body);
  await put(ada, { email: ada.email, password: PLANTED.wrongPassword });
  await put(ada, { email: ada.email, password: PLANTED.password, [PLANTED.body]: PLANTED.body });
  await put(ada, `{"email":"${ada.email}","password":"${PLANTED.password}`);
  for (const who of [ada, anna])
    expect((await put(who, { email: who.email, password: PLANTED.password })).status).toBe(200);

  const app = { tenantId, clientId: GRAPH_CLIENT_ID };
  const configure = (more: object) => call(url, ada, 'PUT', '/api/admin/microsoft365', { ...app, ...more });
  await configure({ clientSecret: PLANTED.clientSecret, secretExpiresOn: PLANTED.body });
  await configure({ clientCertificate: PLANTED.wrongSecret });
  await configure({ clientSecret: PLANTED.wrongSecret });
  await call(url, anna, 'GET', '/api/me/calendars');
  expect((await configure({ clientSecret: PLANTED.clientSecret })).status).toBe(200);

  const calendarId = graph.defaultCalendarId(anna.objectId);
  graph.setSharing(anna.objectId, calendarId, 'read');
  await call(url, anna, 'PATCH', `/api/me/calendars/${encodeURIComponent(calendarId)}`, { direction: 'both' });
  const event = (title: string, hours: number) =>
    graph.addEvent(anna.objectId, calendarId, {
      subject: title,
      body: { contentType: 'html', content: `<p>${PLANTED.outlookNotes}</p>` },
      location: { displayName: PLANTED.outlookLocation },
      start: { dateTime: inHours(hours), timeZone: 'UTC' },
      end: { dateTime: inHours(hours + 1), timeZone: 'UTC' },
    });
  const appointment = (title: string, hours: number) =>
    lupax.addAppointment(anna.lupaxUserId, anna.organizationId, {
      title,
      notes: `<p>${PLANTED.lupaxNotes}</p>`,
      location: PLANTED.lupaxLocation,
      date_start: inHours(hours),
      date_end: inHours(hours + 1),
    });
  const eventId = event(PLANTED.outlookTitle, 24);
  const { id } = appointment(PLANTED.lupaxTitle, 30);
  graph.addMeeting(
    anna.objectId,
    calendarId,
    {
      subject: `${PLANTED.outlookTitle} meeting`,
      start: { dateTime: inHours(40), timeZone: 'UTC' },
      end: { dateTime: inHours(41), timeZone: 'UTC' },
      attendees: [{ emailAddress: { name: PLANTED.attendee, address: `${PLANTED.attendee}@example.com` } }],
    },
    [],
  );
  await run(url, anna, '/api/me/sync?dryRun=true');
  const first = await run(url, anna, '/api/me/sync');
  expect(first).toMatchObject({ state: 'done', counts: { outlook: { created: 1 }, lupax: { created: 2 } } });

  // A conflict, and whatever the services can do to a run.
  graph.patchEvent(anna.objectId, eventId, { subject: `${PLANTED.outlookTitle} a` });
  const copy = lupax.appointments(anna.lupaxUserId).find(({ title }) => title === PLANTED.outlookTitle)!;
  lupax.editAppointment(copy.id, { title: `${PLANTED.lupaxTitle} b` });
  await run(url, anna, '/api/me/sync');
  const refuseGraph = (status: number, times: number, retryAfter?: number) =>
    graph.faults.add({
      match: {},
      kind: 'status',
      status,
      times,
      body: plantedError,
      ...(retryAfter ? { retryAfter } : {}),
    });
  const refuseLupax = (status: number, times: number) =>
    lupax.faults.add({ match: { url: '/appointments' }, status, times, body: plantedError });
  const troubles: (() => unknown)[] = [
    () => refuseGraph(400, 3),
    () => refuseGraph(403, 3),
    () => refuseGraph(404, 3),
    () => refuseGraph(429, 2, 1),
    () => refuseGraph(503, 2),
    () => graph.faults.add({ match: {}, kind: 'brokenJson', times: 2 }),
    () => graph.faults.add({ match: {}, kind: 'cutConnection', times: 2 }),
    () => graph.faults.add({ match: { method: 'PATCH' }, kind: 'status', status: 400, times: 9, body: plantedError }),
    () => graph.faults.add({ match: { method: 'PATCH' }, kind: 'status', status: 403, times: 9, body: plantedError }),
    () =>
      lupax.faults.add({ match: { method: 'POST', url: '/appointments' }, status: 422, times: 9, body: plantedError }),
    () => refuseLupax(400, 3),
    () => refuseLupax(403, 1),
    () => refuseLupax(422, 3),
    () => refuseLupax(429, 2),
    () => refuseLupax(500, 2),
    () => lupax.faults.add({ match: { url: '/changes' }, kind: 'brokenJson', times: 2 }),
    () => lupax.faults.add({ match: { url: '/changes' }, status: 200, body: { items: [{ id: PLANTED.lupaxTitle }] } }),
    () => lupax.faults.add({ match: { url: '/me' }, status: 200, body: { id: PLANTED.lupaxTitle } }),
    () =>
      entra.faults.add({
        match: { url: '/token' },
        status: 400,
        body: { error: PLANTED.refusal, error_description: PLANTED.refusal },
      }),
  ];
  for (const [index, trouble] of troubles.entries()) {
    event(`${PLANTED.outlookTitle} ${index}`, 50 + index);
    lupax.editAppointment(id, { title: `${PLANTED.lupaxTitle} ${index}` });
    trouble();
    await run(url, anna, '/api/me/sync');
    await call(url, anna, 'GET', '/api/me');
    graph.faults.clear();
    lupax.faults.clear();
    entra.faults.clear();
  }
  const runs = (await call(url, anna, 'GET', '/api/me/runs')).body as { id: string; dryRun: boolean }[];
  await run(url, anna, `/api/me/runs/${runs.find(({ dryRun }) => !dryRun)!.id}/undo`);
  await call(url, anna, 'PATCH', '/api/me/settings', { paused: false });
  await call(url, anna, 'PATCH', `/api/me/entries/${encodeURIComponent(eventId)}`, { visibility: 'notes_private' });

  // What clients send that is wrong.
  const { token } = anna;
  const bad = (headers: object) => call(url, anna, 'GET', '/api/me', undefined, headers);
  await bad({ authorization: `Bearer ${PLANTED.bearer}` });
  await bad({ authorization: `Bearer ${PLANTED.bearer}.${PLANTED.bearer}.${PLANTED.bearer}` });
  await bad({ authorization: `Basic ${PLANTED.bearer}` });
  await bad({ authorization: `Bearer ${token.slice(0, -4)}AAAA` });
  for (const path of [
    '/api/me',
    '/api/me/entries',
    `/api/${PLANTED.path}`,
    `/api/me/runs/${PLANTED.path}`,
    `/${PLANTED.path}`,
  ]) {
    await call(url, anna, 'GET', `${path}?access_token=${PLANTED.query}&code=${PLANTED.query}`);
  }
  await call(url, anna, 'PATCH', `/api/me/calendars/${PLANTED.path}`, { direction: PLANTED.body });
  await call(url, anna, 'GET', `/api/me/entries/${PLANTED.path}`);
  await call(url, anna, 'GET', `/api/me/runs/%E0%A4%A${PLANTED.path}`);
  await call(url, anna, 'PATCH', '/api/me/settings', `{"a": ${PLANTED.body}}`);
  await call(url, anna, 'PATCH', '/api/me/settings', `"${PLANTED.body}`, { 'content-encoding': 'gzip' });
  await call(url, ada, 'GET', '/api/admin/users');
  await call(url, ada, 'GET', `/api/admin/users/${anna.objectId}/data`);
}

async function leave(url: string, anna: Person): Promise<void> {
  const { status, body } = await call(url, anna, 'DELETE', '/api/me/link?copies=remove');
  expect(status).toBe(202);
  for (;;) {
    const answer = await call(url, anna, 'GET', `/api/me/runs/${body.runId}`);
    if (answer.body.state !== 'running') break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the log at trace', () => {
  it('tells of requests, of runs and of what failed', () => {
    for (const said of ['"request"', 'graph request', 'a write was refused', 'the run failed']) {
      expect(output.includes(said), said).toBe(true);
    }
    expect(output.split('\n').length).toBeGreaterThan(200);
  });

  it.each(Object.entries(PLANTED))('never holds the %s', (_what, planted) => {
    const line = output.split('\n').find((text) => text.includes(planted));
    expect(line).toBeUndefined();
  });

  it('never holds a token, a password or an address of a person', () => {
    const line = output
      .split('\n')
      .find((text) => /eyJ[\w-]{10,}\.eyJ|lpx_|Bearer|Basic |@hauptstadt\.example/.test(text));
    expect(line).toBeUndefined();
  });
});

describe('the stored files', () => {
  it.each(SECRETS)('never hold the %s', (what) => {
    expect(files).toContain('"link"');
    expect(files).not.toContain(PLANTED[what]);
    expect(files).not.toContain(Buffer.from(PLANTED[what]).toString('base64').slice(0, -3));
  });

  it('never hold a token', () => {
    expect(/eyJ[\w-]{10,}\.eyJ|lpx_/.exec(files)).toBeNull();
  });

  it('hold what was there before a write only encrypted', () => {
    expect(files).toMatch(/v1\.\w+\.[\w-]+\.[\w-]+/);
  });
});
