import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type Answer, type Person, type World } from './world.ts';

let world: World;
let admin: Person;
let stranger: Person;

beforeAll(async () => {
  world = await startWorld();
  admin = await world.addAdmin();
  stranger = world.addPerson();
});
afterAll(() => world.close());
afterEach(() => {
  expect(world.graph.violations.splice(0)).toEqual([]);
  expect(world.lupax.violations.splice(0)).toEqual([]);
  expect(world.violations.splice(0)).toEqual([]);
});

function expectProblem(answer: Answer, status: number, code: string): void {
  expect([answer.status, answer.json?.code], answer.text).toEqual([status, code]);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
}

describe('what is wrong with a request is told in the documented order', () => {
  it('an unknown path, method, media type, size, syntax, shape, and only then the missing link', async () => {
    expectProblem(await stranger.call('GET', '/api/nothing'), 404, 'not_found');
    const method = await stranger.call('POST', '/api/me/settings', { raw: '{' });
    expect(method.status).toBe(405);
    expect(method.headers.get('allow')).toMatch(/GET.*PATCH|PATCH.*GET/);
    const headers = { 'content-type': 'text/plain' };
    const patch = (request: object) => stranger.call('PATCH', '/api/me/settings', request);
    expectProblem(await patch({ raw: 'x'.repeat(300_000), headers }), 415, 'unsupported_media_type');
    expectProblem(await patch({ raw: `{"a":"${'x'.repeat(262_144)}"}` }), 413, 'payload_too_large');
    expectProblem(await patch({ raw: '{"paused":' }), 400, 'invalid_json');
    expectProblem(await patch({ raw: '', headers: { 'content-type': 'application/json' } }), 400, 'invalid_json');
    expectProblem(await patch({ body: { paused: 'yes' } }), 422, 'invalid_request');
    expectProblem(await patch({ body: { paused: true, unknown: 1 } }), 422, 'invalid_request');
    expectProblem(await patch({ body: [] }), 422, 'invalid_request');
    expectProblem(await patch({ body: { paused: true } }), 409, 'not_linked');
    expectProblem(
      await patch({ body: { paused: true }, headers: { 'content-type': 'application/json; charset=utf-8' } }),
      409,
      'not_linked',
    );
    expectProblem(await stranger.call('GET', '/api/me/entries?from=yesterday&to=2026-01-01'), 422, 'invalid_request');
    expectProblem(await stranger.call('POST', '/api/me/sync?dryRun=maybe'), 422, 'invalid_request');
    expectProblem(await stranger.call('DELETE', '/api/me/link?copies=some'), 422, 'invalid_request');
  });

  it('without a link everything of the link is 409 not_linked', async () => {
    for (const [verb, path] of [
      ['GET', '/api/me/calendars'],
      ['GET', '/api/me/settings'],
      ['POST', '/api/me/sync'],
      ['GET', '/api/me/attention'],
      ['GET', '/api/me/entries?from=2026-01-01&to=2026-02-01'],
      ['GET', '/api/me/entries/abc'],
      ['DELETE', '/api/me/link'],
      ['GET', '/api/admin/microsoft365'],
      ['GET', '/api/admin/users'],
    ] as const)
      expectProblem(await stranger.call(verb, path), 409, 'not_linked');
    const me = await stranger.call('GET', '/api/me');
    expect(me.json.link).toBeNull();
    expect(me.json.interface).toEqual({ enabled: false, reason: 'not_linked' });
  });
});

describe('linking', () => {
  it('tells wrong passwords, several organisations, an unknown one, and what is not released', async () => {
    const person = world.addPerson({ orgs: [7, 8] });
    world.lupax.organizations.push({ id: 8, title: 'Zweite GmbH' });
    const { email, password } = person.lupax;
    const link = (body: object) => person.call('PUT', '/api/me/link', { body });
    expectProblem(await link({ email, password: 'wrong' }), 422, 'lupax_credentials');
    expectProblem(await link({ email }), 422, 'invalid_request');
    expectProblem(await link({ email, password, organizationId: '7' }), 422, 'invalid_request');
    const several = await link({ email, password });
    expectProblem(several, 409, 'organization_required');
    expect(several.json.organizations).toEqual([
      { id: 7, title: 'Blitz & Ton GmbH' },
      { id: 8, title: 'Zweite GmbH' },
    ]);
    expectProblem(await link({ email, password, organizationId: 9 }), 422, 'organization_unknown');
    world.lupax.enabled = 0;
    expectProblem(await link({ email, password, organizationId: 7 }), 403, 'interface_disabled');
    world.lupax.enabled = 1;
    world.lupax.failWith = 503;
    expectProblem(await link({ email, password, organizationId: 7 }), 502, 'lupax_unavailable');
    world.lupax.failWith = null;
    expect((await person.call('GET', '/api/me')).json.link).toBeNull();
    const done = await link({ email, password, organizationId: 8 });
    expect(done.status).toBe(200);
    expect(done.json).toEqual((await person.call('GET', '/api/me')).json);
    expect(done.json).toEqual({
      user: expect.objectContaining({ objectId: person.claims.oid }),
      link: { state: 'ok', email, organization: { id: 8, title: 'Zweite GmbH' }, role: 'user' },
      interface: { enabled: false, reason: 'microsoft365_not_configured' },
    });
    expectProblem(await person.call('GET', '/api/me/calendars'), 409, 'microsoft365_not_configured');
  });

  it('understands each form of the login answer, and uses the JWT where there is no token call', async () => {
    for (const form of ['bare', 'json', 'object'] as const) {
      world.lupax.loginForm = form;
      world.lupax.withoutToken = form === 'json';
      const person = world.addPerson();
      expect((await person.link()).status, form).toBe(200);
      expect((await person.call('GET', '/api/me/calendars')).status).toBe(200);
      const run = await person.sync();
      expect(run.state).toBe('done');
    }
    world.lupax.loginForm = 'bare';
    world.lupax.withoutToken = false;
  });

  it('is limited after ten wrong passwords, for the person only', async () => {
    const person = world.addPerson();
    const wrong = { body: { email: person.lupax.email, password: 'wrong' } };
    for (let count = 0; count < 10; count += 1)
      expectProblem(await person.call('PUT', '/api/me/link', wrong), 422, 'lupax_credentials');
    const limited = await person.call('PUT', '/api/me/link', wrong);
    expectProblem(limited, 429, 'too_many_requests');
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    expectProblem(await person.link(), 429, 'too_many_requests');
    expect((await stranger.link()).status).toBe(200);
    expect((await stranger.call('DELETE', '/api/me/link')).status).toBe(204);
  });
});

describe('an administrator', () => {
  const stored = '/api/admin/microsoft365';

  it('reads what was stored without its secrets, and changes it', async () => {
    const before = await admin.call('GET', stored);
    expect(before.json).toMatchObject({ enabled: true, allowedUsers: null });
    expect(before.text).not.toContain('secret-');
    expect(before.json).not.toHaveProperty('clientSecret');
    const { tenantId, clientId } = before.json;
    const body = {
      tenantId,
      clientId,
      secretExpiresOn: '2030-01-31',
      enabled: false,
      allowedUsers: ['nobody@example.test'],
    };
    const put = await admin.call('PUT', stored, { body });
    expect(put.status).toBe(200);
    expect(put.json).toEqual((await admin.call('GET', stored)).json);
    expect(put.json).toMatchObject(body);
    expectProblem(await admin.call('GET', '/api/me/calendars'), 409, 'microsoft365_disabled');
    expect((await admin.call('GET', '/api/me')).json.interface).toEqual({
      enabled: false,
      reason: 'microsoft365_disabled',
    });
    await admin.call('PUT', stored, { body: { ...body, enabled: true } });
    expectProblem(await admin.call('POST', '/api/me/sync'), 409, 'microsoft365_disabled');
    expect((await admin.call('PUT', stored, { body: { ...body, enabled: true, allowedUsers: null } })).status).toBe(
      200,
    );
    // The secret that was left out is still there.
    expect((await admin.call('GET', '/api/me/calendars')).status).toBe(200);
  });

  it('is refused another tenant, unknown keys, and whoever is none is refused', async () => {
    const body = {
      tenantId: '0bad0000-0000-4000-8000-000000000000',
      clientId: '0bad0000-0000-4000-8000-000000000001',
      clientSecret: 'x',
      enabled: true,
    };
    expectProblem(await admin.call('PUT', stored, { body }), 422, 'tenant_mismatch');
    expectProblem(await admin.call('PUT', stored, { body: { ...body, more: 1 } }), 422, 'invalid_request');
    const person = world.addPerson();
    await person.link();
    for (const path of [stored, '/api/admin/users', `/api/admin/users/${admin.claims.oid}/data`])
      expectProblem(await person.call('GET', path), 403, 'admin_only');
    expectProblem(await person.call('PUT', stored, { body }), 403, 'admin_only');
  });

  it('sees the users without titles, and what is stored of one', async () => {
    const users = await admin.call('GET', '/api/admin/users');
    const mine = users.json.find((one: { objectId: string }) => one.objectId === admin.claims.oid);
    expect(Object.keys(mine).sort()).toEqual(['email', 'lastSuccessAt', 'objectId', 'state', 'waitsFor']);
    const person = world.addPerson();
    await person.link();
    const data = await admin.call('GET', `/api/admin/users/${person.claims.oid}/data`);
    expect(data.status).toBe(200);
    expect(data.text).not.toContain(person.lupax.password);
    expect((await admin.call('DELETE', `/api/admin/users/${person.claims.oid}/data`)).status).toBe(204);
    expect((await person.call('GET', '/api/me')).json.link).toBeNull();
    expectProblem(
      await admin.call('GET', '/api/admin/users/0bad0000-0000-4000-8000-000000000000/data'),
      404,
      'not_found',
    );
  });

  it('of Lupax is asked of Lupax each time', async () => {
    admin.lupax.role = 'user';
    expectProblem(await admin.call('GET', stored), 403, 'admin_only');
    admin.lupax.role = 'admin';
    expect((await admin.call('GET', stored)).status).toBe(200);
  });
});

describe('the OpenAPI document', () => {
  it('has described every answer of these tests', () => {
    expect(world.checked).toBeGreaterThan(50);
  });
});
