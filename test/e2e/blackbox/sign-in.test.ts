import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_ID, TENANT_ID } from './product.ts';
import { startWorld, type Person, type World } from './world.ts';

let world: World;
let person: Person;

beforeAll(async () => {
  world = await startWorld({ PUBLIC_URL: 'https://sync.example.test:8443' });
  person = world.addPerson();
});
afterAll(() => world.close());

async function me(token: string, language = 'en') {
  return world.call('GET', '/api/me', {
    headers: { authorization: `Bearer ${token}`, 'accept-language': language },
  });
}

describe('an access token', () => {
  it('is accepted with each documented audience, and as version 1', async () => {
    for (const aud of [CLIENT_ID, `api://${CLIENT_ID}`, `api://sync.example.test:8443/${CLIENT_ID}`]) {
      const answer = await me(world.entra.sign(person.claims, { aud }));
      expect(answer.status, aud).toBe(200);
      expect(answer.json.user).toEqual({
        tenantId: TENANT_ID,
        objectId: person.claims.oid,
        name: person.claims.name,
        email: person.claims.preferred_username,
      });
    }
    const v1 = world.entra.sign(person.claims, {
      ver: '1.0',
      iss: `${world.entra.url}/${TENANT_ID}/`,
      aud: `api://${CLIENT_ID}`,
      upn: person.lupax.email,
      scp: 'profile access_as_user openid',
    });
    expect((await me(v1)).status).toBe(200);
  });

  it('is refused with 401 and a problem whatever is wrong with it', async () => {
    const now = Math.floor(Date.now() / 1000);
    const other = 'bad00000-0000-4000-8000-00000000000f';
    const sign = (change: Record<string, unknown>, header = {}) => world.entra.sign(person.claims, change, header);
    const [head, body] = sign({}).split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    const symmetric = Buffer.from('{"alg":"HS256","kid":"blackbox-key"}').toString('base64url');
    const attacks: Record<string, string> = {
      garbage: 'garbage',
      empty: '',
      none,
      unsigned: `${head}.${body}.`,
      symmetric: `${symmetric}.${body}.${createHmac('sha256', 'k').update(`${symmetric}.${body}`).digest('base64url')}`,
      foreign: world.entra.signWithForeignKey(person.claims),
      kid: sign({}, { kid: '../../etc/passwd' }),
      expired: sign({ exp: now - 600 }),
      early: sign({ nbf: now + 3_600 }),
      audience: sign({ aud: 'api://someone-else' }),
      graph: sign({ aud: 'https://graph.microsoft.com' }),
      scope: sign({ scp: 'openid' }),
      lookalike: sign({ scp: 'access_as_user2' }),
      appOnly: sign({ scp: undefined, roles: ['access_as_user'] }),
      oid: sign({ oid: 'me' }),
      noOid: sign({ oid: undefined }),
      tid: sign({ tid: '../x' }),
      issuer: sign({ iss: `${world.entra.url}/${other}/v2.0` }),
      otherTenant: sign({ tid: other, iss: `${world.entra.url}/${other}/v2.0` }),
      noExpiry: sign({ exp: undefined }),
    };
    for (const [name, token] of Object.entries(attacks)) {
      const answer = await me(token);
      expect(answer.status, name).toBe(401);
      expect(answer.headers.get('content-type'), name).toMatch(/^application\/problem\+json/);
      expect(answer.json, name).toMatchObject({ status: 401, code: 'unauthorized' });
    }
    expect((await world.call('GET', '/api/me')).status).toBe(401);
    const basic = await world.call('GET', '/api/me', { headers: { authorization: 'Basic YTpi' } });
    expect(basic.status).toBe(401);
    expect(basic.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('is asked for before anything else is looked at, but not for health and the document', async () => {
    for (const [method, path] of [
      ['GET', '/api/nothing'],
      ['PUT', '/api/me'],
      ['PUT', '/api/me/link'],
      ['POST', '/api/me/sync'],
      ['GET', '/api/admin/users'],
    ] as const)
      expect((await world.call(method, path, method === 'GET' ? {} : { raw: '{' })).status, path).toBe(401);
    expect((await world.call('GET', '/api/health')).status).toBe(200);
    const document = await world.call('GET', '/api/openapi.json');
    expect(document.json.openapi).toMatch(/^3\.1/);
  });
});

describe('a problem', () => {
  it('speaks German or English as asked, and German when in doubt', async () => {
    const texts = await Promise.all(
      ['de', 'en', 'fr', '', 'en-GB,de;q=0.5', 'fr, en;q=0.3'].map(async (language) => (await me('x', language)).json),
    );
    const [german, english, french, none, british, second] = texts.map((problem) => problem.detail as string);
    expect(german).not.toBe(english);
    expect([french, none]).toEqual([german, german]);
    expect([british, second]).toEqual([english, english]);
    for (const problem of texts) expect(problem).toMatchObject({ type: expect.any(String), title: expect.any(String) });
  });
});
