import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startApi, type Api, type ApiPerson } from '../helpers/api.ts';

const PATH = '/api/admin/microsoft365/check';

let api: Api;
let ada: ApiPerson;
let anna: ApiPerson;
beforeEach(async () => {
  api = await startApi();
  ada = await api.setUp();
  anna = api.addPerson('Anna Beispiel');
  await anna.link();
});
afterEach(() => api.stop());

const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

describe('POST /api/admin/microsoft365/check', () => {
  it('is for administrators of Lupax', async () => {
    expect(codeOf(await anna.call('POST', PATH))).toEqual([403, 'admin_only']);
    api.sandbox.lupax.changeUser(ada.lupaxUserId, { role: 'user' });
    expect(codeOf(await ada.call('POST', PATH))).toEqual([403, 'admin_only']);
  });

  it('is for those who were administrators last while Lupax does not say', async () => {
    api.sandbox.lupax.faults.add({ match: { url: '/' }, status: 503, times: 99 });
    expect(codeOf(await anna.call('POST', PATH))).toEqual([403, 'admin_only']);
    expect((await ada.call('POST', PATH)).status).toBe(200);
  });

  it('checks what is switched off, too', async () => {
    const body = { tenantId: api.tenantId, clientId: '5f0c9d3e-9a51-4c0b-8f83-6d1f6a3b2c11', enabled: false };
    await ada.call('PUT', '/api/admin/microsoft365', body);
    expect((await ada.call('POST', PATH)).status).toBe(200);
  });

  it('needs something to check', async () => {
    const organizationId = api.sandbox.lupax.addOrganization({ title: 'Neue GmbH' });
    const nora = api.addPerson('Nora Neu', { role: 'admin', organizationIds: [organizationId] });
    await nora.link();
    expect(codeOf(await nora.call('POST', PATH))).toEqual([409, 'microsoft365_not_configured']);
  });

  it.each([
    [`${PATH}?write=yes`, {}],
    [`${PATH}?wirte=true`, {}],
    [PATH, { userEmail: 'anna' }],
    [PATH, { user: 'anna@firma.de' }],
    [PATH, []],
  ])('refuses %s with %j', async (path, body) => {
    expect(codeOf(await ada.call('POST', path, body))).toEqual([422, 'invalid_request']);
  });

  it('answers in the language that is asked for', async () => {
    const title = async (language: string) =>
      (await ada.call('POST', PATH, {}, { 'accept-language': language })).body[1].title;
    expect(await title('de')).toBe('Mandant');
    expect(await title('en')).toBe('Tenant');
  });
});

describe('POST /api/webhooks/graph', () => {
  const WEBHOOK = '/api/webhooks/graph';
  const post = (path: string, body?: string, type = 'application/json') =>
    api.send('POST', path, { headers: { 'content-type': type }, ...(body === undefined ? {} : { body }) });

  it("answers Graph's question with its token, decoded, as plain text", async () => {
    const token = 'Validation: Testing <b> +&%= ü';
    const answer = await post(
      `${WEBHOOK}?setup-check=1&validationToken=${encodeURIComponent(token)}`,
      '',
      'text/plain',
    );
    expect([answer.status, answer.body]).toEqual([200, token]);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await post(`${WEBHOOK}?validationToken=${'x'.repeat(2_048)}`)).status).toBe(200);
    expect((await post(`${WEBHOOK}?validationToken=${'x'.repeat(2_049)}`)).status).toBe(422);
    expect((await post(`${WEBHOOK}?validationToken=a&validationToken=b`)).status).toBe(422);
  });

  it('takes notifications, genuine or not, and nothing that is no JSON', async () => {
    expect(
      (await post(WEBHOOK, JSON.stringify({ value: [{ subscriptionId: 'x', clientState: 'forged' }] }))).status,
    ).toBe(202);
    expect((await post(WEBHOOK, '{}')).status).toBe(202);
    expect(codeOf(await post(WEBHOOK, '{"value":'))).toEqual([400, 'invalid_json']);
    expect(codeOf(await post(WEBHOOK))).toEqual([400, 'invalid_json']);
    expect(codeOf(await post(WEBHOOK, 'x=1', 'application/x-www-form-urlencoded'))).toEqual([
      415,
      'unsupported_media_type',
    ]);
    expect((await api.send('GET', WEBHOOK)).status).toBe(405);
  });
});

describe('GET /api/admin/microsoft365/scripts', () => {
  const read = (person: ApiPerson) => person.call('GET', '/api/admin/microsoft365/scripts');

  it('gives what is run for the set-up, with the own ids, to administrators only', async () => {
    const { status, body } = await read(ada);
    expect(status).toBe(200);
    const { clientId } = (await ada.call('GET', '/api/admin/microsoft365')).body;
    const scripts = new Map(
      (body as { id: string; script: string; link: string | null }[]).map((each) => [each.id, each]),
    );
    expect([...scripts.keys()]).toEqual(['register', 'consent', 'secret', 'certificate', 'meetings', 'limit']);
    expect(scripts.get('register')!.script).toContain(api.tenantId);
    expect(scripts.get('consent')!.link).toContain(`/${api.tenantId}/adminconsent?client_id=${clientId}`);
    expect(scripts.get('meetings')!.script).toContain(`-AppIds '${clientId}'`);
    expect(scripts.get('limit')!.script).toContain(`New-ServicePrincipal -AppId '${clientId}'`);
    expect(codeOf(await read(anna))).toEqual([403, 'admin_only']);
  });

  it('has only the registration while no app is entered', async () => {
    const organizationId = api.sandbox.lupax.addOrganization({ title: 'Neue GmbH' });
    const nora = api.addPerson('Nora Neu', { role: 'admin', organizationIds: [organizationId] });
    await nora.link();
    expect((await read(nora)).body.map(({ id }: { id: string }) => id)).toEqual(['register']);
  });
});
