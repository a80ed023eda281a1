import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGraphConnector } from '../../../server/graph/index.ts';
import type { AppRegistration } from '../../../server/graph/index.ts';
import { startEntraSandbox } from '../../sandbox/entra/index.ts';
import type { EntraSandbox } from '../../sandbox/entra/index.ts';
import { SAMPLE_CERTIFICATE_PEM, SAMPLE_PRIVATE_KEY_PEM } from '../../sandbox/entra/sample-certificate.ts';
import { APP, createFakeClock, USER } from './fake-graph.ts';

const CERTIFICATE = `${SAMPLE_PRIVATE_KEY_PEM}${SAMPLE_CERTIFICATE_PEM}`;
const withCertificate: AppRegistration = { ...APP, credential: { kind: 'certificate', pem: CERTIFICATE } };

let entra: EntraSandbox;
beforeAll(async () => {
  entra = await startEntraSandbox();
});
afterAll(() => entra.stop());

const readRoles = (app: AppRegistration) =>
  createGraphConnector({ authorityHost: entra.url, graphBaseUrl: entra.url, clock: createFakeClock() })
    .openMailbox(app, USER)
    .readRoles();

beforeEach(() => {
  entra.control.addApp({
    tenantId: APP.tenantId,
    clientId: APP.clientId,
    secrets: [{ value: 'not-a-real-secret' }],
    certificates: [SAMPLE_CERTIFICATE_PEM],
    roles: ['Calendars.ReadWrite'],
  });
});

describe('signing in at an Entra that checks', () => {
  it('works with a secret and with a certificate', async () => {
    await expect(readRoles(APP)).resolves.toEqual(['Calendars.ReadWrite']);
    await expect(readRoles(withCertificate)).resolves.toEqual(['Calendars.ReadWrite']);
  });

  it.each<[string, number, (app: AppRegistration) => AppRegistration]>([
    ['a wrong secret', 7000215, (app) => ({ ...app, credential: { kind: 'secret', secret: 'wrong' } })],
    ['an unknown application', 700016, (app) => ({ ...app, clientId: '99999999-9999-4999-8999-999999999999' })],
    ['an unknown tenant', 90002, (app) => ({ ...app, tenantId: '99999999-9999-4999-8999-999999999999' })],
  ])("names Entra's code for %s", async (_, code, change) => {
    await expect(readRoles(change(APP))).rejects.toMatchObject({ code: 'unauthorized', facts: { entraCodes: [code] } });
  });

  it("names Entra's code for a certificate that is not registered", async () => {
    entra.control.changeApp(APP.tenantId, APP.clientId, { certificates: [] });
    await expect(readRoles(withCertificate)).rejects.toMatchObject({
      code: 'unauthorized',
      facts: { entraCodes: [700027] },
    });
  });

  it('shows roles that were granted since only in a new token', async () => {
    const connector = createGraphConnector({ authorityHost: entra.url, graphBaseUrl: entra.url });
    const mailbox = connector.openMailbox(APP, USER);
    await expect(mailbox.readRoles()).resolves.toEqual(['Calendars.ReadWrite']);
    entra.control.setRoles(APP.tenantId, APP.clientId, ['Calendars.Read']);
    await expect(mailbox.readRoles()).resolves.toEqual(['Calendars.ReadWrite']);
    await expect(mailbox.readRoles(true)).resolves.toEqual(['Calendars.Read']);
    await expect(mailbox.readRoles()).resolves.toEqual(['Calendars.Read']);
  });
});
