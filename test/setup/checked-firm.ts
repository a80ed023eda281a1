import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { CheckResult } from '../../server/http/api-types.ts';
import { GRAPH_CLIENT_ID, startApi, type Api, type ApiOptions, type ApiPerson } from '../helpers/api.ts';
import { SAMPLE_CERTIFICATE_PEM, SAMPLE_PRIVATE_KEY_PEM } from '../sandbox/entra/sample-certificate.ts';
import { findFreePort } from '../helpers/free-port.ts';

export const ALL_ROLES = [
  'Calendars.ReadWrite',
  'MailboxSettings.ReadWrite',
  'User.Read.All',
  'OnlineMeetings.ReadWrite.All',
];
export const SECRET_VALUE = 'Wert~des~Geheimnisses';
export const SECRET_ID = 'd1a2b3c4-5e6f-4a7b-8c9d-0e1f2a3b4c5d';

/** A firm whose set-up is in order, its administrator, and a colleague whose mailbox the check tries. */
export interface CheckedFirm {
  api: Api;
  admin: ApiPerson;
  anna: ApiPerson;
  /** Of the app registration in Entra. */
  changeApp(patch: Parameters<Api['sandbox']['entra']['changeApp']>[2]): void;
  /** What the administrator enters. */
  enter(settings: object): Promise<void>;
  check(options?: { write?: boolean; userEmail?: string; language?: string }): Promise<CheckResult[]>;
}

export async function startFirm(options: ApiOptions = {}): Promise<CheckedFirm> {
  const port = String(await findFreePort());
  const api = await startApi({
    ...options,
    // Graph asks the address while a subscription is made, so it has to be the server's own.
    env: { PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}`, ...options.env },
  });
  const changeApp: CheckedFirm['changeApp'] = (patch) =>
    api.sandbox.entra.changeApp(api.tenantId, GRAPH_CLIENT_ID, patch);
  changeApp({ roles: ALL_ROLES, secrets: [{ id: SECRET_ID, value: SECRET_VALUE }] });
  const admin = api.addPerson('Ada Admin', { role: 'admin' });
  const anna = api.addPerson('Anna Beispiel');
  await admin.link();
  const enter: CheckedFirm['enter'] = async (settings) => {
    const body = { tenantId: api.tenantId, clientId: GRAPH_CLIENT_ID, ...settings };
    const answer = await admin.call('PUT', '/api/admin/microsoft365', body);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  };
  await enter({ clientSecret: SECRET_VALUE });
  return {
    api,
    admin,
    anna,
    changeApp,
    enter,
    async check({ write = false, userEmail = anna.email, language = 'de' } = {}) {
      const path = `/api/admin/microsoft365/check?write=${write}`;
      const { status, body } = await admin.call('POST', path, { userEmail }, { 'accept-language': language });
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
      return body as CheckResult[];
    },
  };
}

/** What stands out: the code of each step that found something, and the steps that were left out. */
export function summarise(results: CheckResult[]): { found: Record<string, string | null>; skipped: string[] } {
  const found = results.filter(({ status }) => status === 'failed' || status === 'hint');
  return {
    found: Object.fromEntries(found.map(({ id, code }) => [id, code])),
    skipped: results.filter(({ status }) => status === 'skipped').map(({ id }) => id),
  };
}

export interface Impostor {
  origin: string;
  stop(): Promise<void>;
}

/** Something that answers in the place of a service. */
export async function startImpostor(answer: RequestListener, { tls = false } = {}): Promise<Impostor> {
  const server = tls
    ? createTlsServer({ cert: SAMPLE_CERTIFICATE_PEM, key: SAMPLE_PRIVATE_KEY_PEM }, answer)
    : createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const newKey = (): string => randomBytes(32).toString('base64');
