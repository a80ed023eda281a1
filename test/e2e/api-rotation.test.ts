import { X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, expect, describe, it } from 'vitest';
import { GRAPH_CLIENT_ID, startApi, type Api, type ApiPerson } from '../helpers/api.ts';
import { SAMPLE_CERTIFICATE_PEM, SAMPLE_PRIVATE_KEY_PEM } from '../sandbox/entra/sample-certificate.ts';

const EXPIRES_ON = new Date(new X509Certificate(SAMPLE_CERTIFICATE_PEM).validTo).toISOString().slice(0, 10);

let api: Api;
let ada: ApiPerson;
beforeEach(async () => {
  api = await startApi();
  ada = await api.setUp();
});
afterEach(() => api.stop());

const put = async (more: object) => {
  const body = { tenantId: api.tenantId, clientId: GRAPH_CLIENT_ID, ...more };
  expect((await ada.call('PUT', '/api/admin/microsoft365', body)).status).toBe(200);
};
const accept = (...values: string[]) =>
  api.sandbox.entra.changeApp(api.tenantId, GRAPH_CLIENT_ID, { secrets: values.map((value) => ({ value })) });
const sync = async () => {
  const { body } = await ada.call('POST', '/api/me/sync');
  const { state, error } = await ada.finish(body.runId);
  return [state, error?.code ?? null];
};
const readPrevious = async () => (await ada.get('/api/admin/microsoft365')).body.previousCredential;
const checkSecret = async () => (await ada.call('POST', '/api/admin/microsoft365/check')).body[3].code;

describe('renewing the secret', () => {
  it('stops nothing while the new one is wrong, which the check says', async () => {
    await put({ clientSecret: 'vertippt' });
    expect(await sync()).toEqual(['done', null]);
    expect(await readPrevious()).toBe('secret');
    expect(await checkSecret()).toBe('secret_invalid');
    expect(await readPrevious()).toBe('secret');
    await api.restart();
    expect(await sync()).toEqual(['done', null]);
    // And once more in vain.
    await put({ clientSecret: 'noch-einmal-vertippt' });
    expect(await sync()).toEqual(['done', null]);
  });

  it('leaves nothing of the old one once the new one is accepted', async () => {
    accept('a-secret-for-tests', 'neu');
    await put({ clientSecret: 'neu' });
    expect(await readPrevious()).toBeNull();
    accept('a-secret-for-tests');
    expect(await sync()).toEqual(['failed', 'secret_invalid']);
  });

  it('leaves nothing of the old one once the check has accepted the new one', async () => {
    await put({ clientSecret: 'neu' });
    accept('a-secret-for-tests', 'neu');
    expect(await checkSecret()).toBeNull();
    expect(await readPrevious()).toBeNull();
    accept('a-secret-for-tests');
    await api.restart();
    expect(await sync()).toEqual(['failed', 'secret_invalid']);
  });

  it('also goes over to a certificate', async () => {
    await put({ clientCertificate: SAMPLE_CERTIFICATE_PEM + SAMPLE_PRIVATE_KEY_PEM });
    const { body } = await ada.get('/api/admin/microsoft365');
    // A certificate says until when it is valid, whatever somebody types in.
    expect(body.secretExpiresOn).toBe(EXPIRES_ON);
    await put({ secretExpiresOn: '2099-01-01' });
    expect((await ada.get('/api/admin/microsoft365')).body.secretExpiresOn).toBe(EXPIRES_ON);
    expect(await checkSecret()).toBe('certificate_unknown');
    expect(await sync()).toEqual(['done', null]);
    api.sandbox.entra.changeApp(api.tenantId, GRAPH_CLIENT_ID, { certificates: [SAMPLE_CERTIFICATE_PEM], secrets: [] });
    expect(await checkSecret()).toBeNull();
    expect(await sync()).toEqual(['done', null]);
  });

  it('says of two that are both refused what is the matter with the one that was entered last', async () => {
    await put({ clientCertificate: SAMPLE_CERTIFICATE_PEM + SAMPLE_PRIVATE_KEY_PEM });
    accept();
    expect(await sync()).toEqual(['failed', 'certificate_unknown']);
  });
});
