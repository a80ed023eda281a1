import { connect } from 'node:net';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type Api, type ApiPerson } from '../helpers/api.ts';

let api: Api;
let anna: ApiPerson;
let bob: ApiPerson;
beforeAll(async () => {
  api = await startApi();
  await api.setUp();
  anna = api.addPerson('Anna Beispiel');
  bob = api.addPerson('Bob Muster');
  for (const person of [anna, bob]) {
    await person.link();
    const id = api.sandbox.graph.defaultCalendarId(person.objectId);
    api.sandbox.graph.setSharing(person.objectId, id, 'read');
    await person.call('PATCH', `/api/me/calendars/${encodeURIComponent(id)}`, { direction: 'both' });
    api.sandbox.lupax.addAppointment(person.lupaxUserId, api.organizationId, {
      title: `Termin von ${person.name}`,
      date_start: new Date(Date.now() + 86_400_000).toISOString().slice(0, 19),
      date_end: new Date(Date.now() + 90_000_000).toISOString().slice(0, 19),
    });
    await person.finish((await person.call('POST', '/api/me/sync')).body.runId);
  }
});
afterAll(() => api.stop());

const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

describe('a user', () => {
  it('sees and changes nothing of another one', async () => {
    const eventId = encodeURIComponent(api.sandbox.graph.events(anna.objectId)[0]!.id);
    const calendarId = encodeURIComponent(api.sandbox.graph.defaultCalendarId(anna.objectId));
    const [run] = (await anna.get('/api/me/runs')).body;
    const attempts = [
      bob.call('PATCH', `/api/me/calendars/${calendarId}`, { direction: 'off' }),
      bob.get(`/api/me/entries/${eventId}`),
      bob.call('PATCH', `/api/me/entries/${eventId}`, { visibility: 'title_and_notes_private' }),
      bob.get(`/api/me/runs/${run.id}`),
      bob.get(`/api/me/runs/${run.id}/progress`),
      bob.call('POST', `/api/me/runs/${run.id}/approve`),
      bob.call('POST', `/api/me/runs/${run.id}/discard`),
      bob.call('POST', `/api/me/runs/${run.id}/undo`),
    ];
    for (const attempt of attempts) expect(codeOf(await attempt)).toEqual([404, 'not_found']);
    for (const path of ['/api/admin/users', '/api/admin/microsoft365', `/api/admin/users/${anna.objectId}/data`]) {
      expect(codeOf(await bob.get(path))).toEqual([403, 'admin_only']);
    }
    const shown = await bob.get('/api/me/entries?from=2020-01-01&to=2024-01-01');
    const own = await bob.get(`/api/me/entries?from=${new Date().toISOString().slice(0, 10)}&to=2028-01-01`);
    expect(JSON.stringify([shown.body, own.body])).not.toContain('Anna');
    expect((await anna.get('/api/me/settings')).body.paused).toBe(false);
  });

  it('reaches the mailbox of the token only, whatever is typed in', async () => {
    const answer = await anna.link({ mailbox: bob.email });
    expect(answer.status).toBe(422);
    api.sandbox.graph.clearLog();
    await anna.get('/api/me/calendars', { 'x-ms-client-principal-id': bob.objectId, 'x-anchormailbox': bob.email });
    await anna.finish((await anna.call('POST', '/api/me/sync')).body.runId);
    const seen = api.sandbox.graph.requests.flatMap(({ path, parts }) => [
      path,
      ...(parts ?? []).map(({ url }) => url),
    ]);
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.filter((path) => path !== '/$batch' && !path.includes(anna.objectId))).toEqual([]);
  });

  it('is who the token says, not who another part of the request says', async () => {
    const { body } = await anna.get(`/api/me?objectId=${bob.objectId}`, {
      'x-user': bob.objectId,
      cookie: `oid=${bob.objectId}`,
    });
    expect(body.user.objectId).toBe(anna.objectId);
    const other = anna.issueToken({ claims: { email: bob.email, preferred_username: bob.email, upn: bob.email } });
    const answer = await api.send('GET', '/api/me', { headers: { authorization: `Bearer ${other}` } });
    expect(answer.body).toMatchObject({ user: { objectId: anna.objectId }, link: { email: anna.email } });
  });

  it('of another tenant with the same object id is another user', async () => {
    await api.stop();
    api = await startApi({ env: { AAD_APP_TENANT_ID: 'organizations' } });
    await api.setUp();
    anna = api.addPerson('Anna Beispiel');
    await anna.link();
    const tenantId = randomUUID();
    api.sandbox.entra.addTenant(tenantId);
    const headers = { authorization: `Bearer ${anna.issueToken({ tenantId })}` };
    expect((await api.send('GET', '/api/me', { headers })).body).toMatchObject({ user: { tenantId }, link: null });
    expect((await api.send('GET', '/api/me/settings', { headers })).status).toBe(409);
  });
});

describe('every answer', () => {
  const policyOf = async (path: string): Promise<Map<string, string[]>> => {
    const { headers } = await anna.get(path);
    const directives = (headers.get('content-security-policy') ?? '').split(';').map((text) => text.trim().split(' '));
    return new Map(directives.map(([name = '', ...sources]) => [name, sources]));
  };

  it('may be framed by Teams, Outlook and Microsoft 365 only', async () => {
    for (const path of ['/api/me', '/api/health', '/nothing', '/']) {
      const ancestors = (await policyOf(path)).get('frame-ancestors')!;
      for (const host of ancestors.filter((source) => source !== "'self'")) {
        expect(host).toMatch(
          /^https:\/\/(?:\*\.)?(?:[a-z0-9-]+\.)*(?:teams\.microsoft\.com|cloud\.microsoft|microsoft365\.com|office\.com|office365\.com|outlook\.live\.com)$/,
        );
      }
      expect(ancestors).toContain('https://teams.microsoft.com');
      expect(ancestors).toContain('https://*.cloud.microsoft');
    }
  });

  it('lets no script run but its own and Office.js', async () => {
    const policy = await policyOf('/');
    expect(policy.get('script-src')).toEqual(["'self'", 'https://appsforoffice.microsoft.com']);
    expect(policy.get('default-src')).toEqual(["'self'"]);
    expect(policy.get('object-src')).toEqual(["'none'"]);
    expect(policy.get('base-uri')).toEqual(["'none'"]);
  });

  it('is for its own origin: no other page may read it', async () => {
    const { headers } = await anna.get('/api/me', { origin: 'https://evil.example' });
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    const preflight = await api.send('OPTIONS', '/api/me', {
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'PUT' },
    });
    expect(preflight.status).toBe(401);
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('what is no HTTP', () => {
  /** Sends bytes and reads until the server ends the connection. */
  function sendRaw(bytes: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(api.url);
      let text = '';
      const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
      socket.setTimeout(2_000, () => socket.destroy(new Error(`no answer to ${bytes.slice(0, 80)}`)));
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('error', reject);
      socket.on('end', () => resolve(text));
    });
  }

  it.each([
    ['nonsense', 'nonsense\r\n\r\n', 400],
    ['another method', 'STEAL /api/me HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['two lengths', 'POST /api/me/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['a negative length', 'POST /api/me/sync HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', 400],
    [
      'a length and chunks',
      'POST /api/me/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a header with a line break', 'GET /api/me HTTP/1.1\r\nHost: x\r\nA: b\nc\r\n\r\n', 400],
    ['headers without end', `GET /api/me HTTP/1.1\r\nHost: x\r\nA: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
    ['a path without end', `GET /api/${'y'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    ['a greeting of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  ])('is refused as a problem: %s', async (_what, bytes, status) => {
    const [head = '', body = ''] = (await sendRaw(bytes)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status, code: 'malformed_request', title: expect.stringMatching(/./) });
    expect((await api.send('GET', '/api/health')).status).toBe(200);
  });
});
