import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, startApi, type Api, type ApiPerson } from '../helpers/api.ts';

let api: Api;
let anna: ApiPerson;
beforeAll(async () => {
  api = await startApi();
  anna = api.addPerson('Anna Beispiel');
});
afterAll(() => api.stop());

const bearer = () => ({ authorization: `Bearer ${anna.issueToken()}` });
const json = { 'content-type': 'application/json' };
const putLink = (body: string, headers: Record<string, string> = json) =>
  api.send('PUT', '/api/me/link', { headers: { ...bearer(), ...headers }, body });

describe('what needs no sign-in', () => {
  it('is the state of the server', async () => {
    const { status, body } = await api.send('GET', '/api/health');
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'ok',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      mode: 'production',
      checks: { store: 'ok', queue: 'ok' },
    });
  });

  it('is the OpenAPI document', async () => {
    const { status, body } = await api.send('GET', '/api/openapi.json');
    expect([status, body.openapi]).toEqual([200, '3.1.0']);
  });

  it('is the address of a bot that is not offered: it is not found', async () => {
    expect((await api.send('POST', '/api/messages', { headers: json, body: '{}' })).status).toBe(404);
  });
});

describe('the order of checks', () => {
  it('asks for the sign-in before anything else', async () => {
    const attempts = [
      api.send('GET', '/api/nothing'),
      api.send('DELETE', '/api/me'),
      api.send('PUT', '/api/me/link', { headers: { 'content-type': 'text/plain' }, body: 'x' }),
      api.send('PUT', '/api/me/link', { headers: json, body: '{' }),
      api.send('PUT', '/api/me/link', { headers: json, body: `"${'x'.repeat(300_000)}"` }),
      api.send('GET', '/api/me/calendars/%E0%A4%A'),
    ];
    for (const answer of await Promise.all(attempts)) expect(answer.status).toBe(401);
  });

  it('knows no other addresses', async () => {
    for (const path of ['/api/nothing', '/api/me/nothing', '/api', '/api/me/runs/a/b', '/nothing', '/']) {
      const { status, body } = await anna.get(path);
      expect([path, status, body.code]).toEqual([path, 404, 'not_found']);
    }
    expect((await anna.get('/api/me/runs/%E0%A4%A')).status).toBe(404);
  });

  it.each([
    ['DELETE', '/api/me', 'GET, HEAD'],
    ['GET', '/api/me/link', 'PUT, DELETE'],
    ['PUT', '/api/me/settings', 'GET, PATCH, HEAD'],
    ['GET', '/api/me/sync', 'POST'],
    ['OPTIONS', '/api/me/calendars', 'GET, HEAD'],
    ['POST', '/api/health', 'GET, HEAD'],
  ])('refuses %s %s and says what is allowed', async (method, path, allow) => {
    const { status, body, headers } = await anna.call(method, path);
    expect([status, body.code, headers.get('allow')]).toEqual([405, 'method_not_allowed', allow]);
  });

  it('takes JSON only, whatever else is wrong with the body', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
      const { status, body } = await putLink('x'.repeat(300_000), { 'content-type': type });
      expect([type, status, body.code]).toEqual([type, 415, 'unsupported_media_type']);
    }
    const bytes = await api.send('PUT', '/api/me/link', { headers: bearer(), body: Buffer.from('{}') });
    expect(bytes.status).toBe(415);
  });

  it('refuses more than 256 kB before it looks at the JSON', async () => {
    const { status, body } = await putLink('{'.repeat(256 * 1024 + 1));
    expect([status, body.code]).toEqual([413, 'payload_too_large']);
    expect((await putLink('{'.repeat(256 * 1024))).status).toBe(400);
  });

  it('counts a zipped body as what it unpacks to', async () => {
    const zipped = (text: string) =>
      api.send('PUT', '/api/me/link', {
        headers: { ...bearer(), ...json, 'content-encoding': 'gzip' },
        body: gzipSync(text),
      });
    expect((await zipped(' '.repeat(20_000_000))).body).toMatchObject({ status: 413, code: 'payload_too_large' });
    expect((await zipped('{')).body).toMatchObject({ status: 400, code: 'invalid_json' });
    expect((await putLink('{}', { ...json, 'content-encoding': 'gzip' })).body).toMatchObject({ code: 'invalid_json' });
    expect((await putLink('{}', { ...json, 'content-encoding': 'compress' })).status).toBe(415);
  });

  it.each(['', '{', '{"email":"a"', 'null x', "{'email':1}"])('refuses %j as JSON', async (text) => {
    const { status, body } = await putLink(text);
    expect([status, body.code]).toEqual([400, 'invalid_json']);
  });

  it.each([
    [null],
    ['text'],
    [[]],
    [{}],
    [{ email: 'a@b.example', password: '' }],
    [{ email: 1, password: 'x' }],
    [{ email: 'a@b.example', password: 'x', organizationId: '7' }],
    [{ email: 'a@b.example', password: 'x', organizationId: 1.5 }],
    [{ email: 'a@b.example', password: 'x', mailbox: 'somebody@else.example' }],
  ])('refuses %j for its form and names what is wrong', async (body) => {
    const answer = await putLink(JSON.stringify(body));
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid_request']);
    expect(answer.body.errors[0]).toMatchObject({ in: 'body', message: expect.any(String) });
    expect(JSON.stringify(answer.body)).not.toContain(PASSWORD);
  });

  it('looks at the form before it asks whether the user is linked', async () => {
    const answers = await Promise.all([
      anna.call('PATCH', '/api/me/settings', { pastDays: 9999 }),
      anna.call('PATCH', '/api/me/settings', { unknown: 1 }),
      anna.call('PATCH', '/api/me/calendars/x', { direction: 'sideways' }),
      anna.call('POST', '/api/me/sync?dryRun=perhaps'),
      anna.call('POST', '/api/me/sync?dryrun=true'),
      anna.call('POST', '/api/me/sync', { dryRun: true }),
      anna.get('/api/me/entries'),
      anna.get('/api/me/entries?from=2026-01-01&to=tomorrow'),
      anna.call('DELETE', '/api/me/link?copies=some'),
      anna.call('PUT', '/api/admin/microsoft365', { tenantId: 'x' }),
    ]);
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [422, 'invalid_request']));
  });

  it('needs a link for whatever is about one', async () => {
    const answers = await Promise.all([
      anna.get('/api/me/calendars'),
      anna.call('PATCH', '/api/me/calendars/x', { direction: 'off' }),
      anna.get('/api/me/settings'),
      anna.call('PATCH', '/api/me/settings', {}),
      anna.call('POST', '/api/me/sync'),
      anna.get('/api/me/runs'),
      anna.get('/api/me/runs/x'),
      anna.get('/api/me/runs/x/progress'),
      anna.call('POST', '/api/me/runs/x/approve'),
      anna.call('POST', '/api/me/runs/x/discard'),
      anna.call('POST', '/api/me/runs/x/undo'),
      anna.get('/api/me/attention'),
      anna.get('/api/me/entries?from=2026-01-01&to=2026-02-01'),
      anna.get('/api/me/entries/x'),
      anna.call('PATCH', '/api/me/entries/x', {}),
      anna.call('DELETE', '/api/me/link'),
      anna.get('/api/admin/microsoft365'),
      anna.get('/api/admin/users'),
      anna.get('/api/admin/users/x/data'),
      anna.call('DELETE', '/api/admin/users/x/data'),
    ]);
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [409, 'not_linked']));
  });
});

describe('every answer', () => {
  it('is a problem in the language of the caller, German when in doubt', async () => {
    const titleIn = async (language: string) => {
      const { body, headers } = await anna.get('/api/me/settings', { 'accept-language': language });
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(body).toMatchObject({ status: 409, code: 'not_linked', type: expect.stringMatching(/not_linked$/) });
      expect(body.detail).not.toBe('');
      return body.title;
    };
    const german = 'Nicht mit Lupax verknüpft';
    const english = 'Not linked to Lupax';
    expect(await titleIn('de')).toBe(german);
    expect(await titleIn('en')).toBe(english);
    expect(await titleIn('en-US,en;q=0.9,de;q=0.5')).toBe(english);
    expect(await titleIn('de-AT,en;q=0.9')).toBe(german);
    expect(await titleIn('fr')).toBe(german);
    expect(await titleIn('*')).toBe(german);
  });

  it('is not cached, does not name the server, and may be framed by Microsoft 365 only', async () => {
    for (const path of ['/api/me', '/api/nothing', '/api/health']) {
      const { headers } = await anna.get(path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('x-frame-options')).toBeNull();
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(/frame-ancestors [^;]*https:\/\/teams\.microsoft\.com/);
    }
  });

  it('is whole, whatever the caller says it already has', async () => {
    const { status, body } = await anna.get('/api/me', {
      'if-none-match': '*',
      'if-modified-since': 'Fri, 01 Jan 2100',
    });
    expect([status, body.user.objectId]).toEqual([200, anna.objectId]);
  });

  it('comes without limits to one who asks a hundred times a second', async () => {
    const answers = await Promise.all(Array.from({ length: 150 }, () => anna.get('/api/me')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
