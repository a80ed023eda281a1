import { startEntraSandbox } from '../../sandbox/entra/index.ts';
import type { EntraSandbox } from '../../sandbox/entra/index.ts';
import { SAMPLE_CERTIFICATE_PEM } from '../../sandbox/entra/sample-certificate.ts';

export const TENANT_ID = '11111111-1111-4111-8111-111111111111';
export const CLIENT_ID = '22222222-2222-4222-8222-222222222222';
export const OBJECT_ID = '33333333-3333-4333-8333-333333333333';
export const GRAPH_SCOPE = 'https://graph.microsoft.com/.default';
export const START_MS = Date.parse('2026-03-02T08:00:00Z');

export interface EntraCompany extends EntraSandbox {
  advance(milliseconds: number): void;
  /** Posts a form to the token endpoint; a client-credentials request unless overridden, undefined leaves a field out. */
  askToken(
    form?: Record<string, string | undefined>,
    tenant?: string,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
}

/** An Entra with one tenant and one app that has a secret, an expired secret and a certificate. */
export async function startCompany(): Promise<EntraCompany> {
  let nowMs = START_MS;
  const entra = await startEntraSandbox({ clock: { now: () => nowMs } });
  entra.control.addTenant(TENANT_ID, 'contoso.example');
  entra.control.addApp({
    tenantId: TENANT_ID,
    clientId: CLIENT_ID,
    secrets: [{ value: 'right' }, { value: 'old', expiresAt: '2026-01-01T00:00:00Z' }],
    certificates: [SAMPLE_CERTIFICATE_PEM],
    roles: ['Calendars.ReadWrite', 'User.Read.All'],
    rbac: [OBJECT_ID],
  });
  return {
    ...entra,
    advance: (milliseconds) => void (nowMs += milliseconds),
    async askToken(form = {}, tenant = TENANT_ID) {
      const fields = {
        grant_type: 'client_credentials',
        client_id: CLIENT_ID,
        client_secret: 'right',
        scope: GRAPH_SCOPE,
        ...form,
      };
      const sent = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
      const response = await fetch(`${entra.url}/${tenant}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams(sent),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
  };
}
