import { z } from 'zod';
import { asGuid, asOrigin } from '../config-values.ts';
import type { AppRegistration } from '../graph/types.ts';

export interface CleanupConfig {
  /** Sign-in name or object id. */
  mailbox: string;
  app: AppRegistration;
  authorityHost: string;
  graphBaseUrl: string;
}

const schema = z.object({
  mailbox: z
    .string({ error: '--mailbox: is missing; name the mailbox, e.g. --mailbox anna@firma.de' })
    .regex(/^[^\s@/?#]+(?:@[^\s@/?#]+)?$/, { error: '--mailbox: is no address and no object id' }),
  tenant: asGuid(z.string({ error: 'is missing; set AAD_APP_TENANT_ID or --tenant to the id (GUID) of the tenant' })),
  clientId: asGuid(z.string({ error: 'is missing; set AAD_APP_CLIENT_ID or --client-id to the id (GUID) of the app' })),
  secret: z.string({ error: 'CLEANUP_CLIENT_SECRET: is missing; set it to the secret, or the PEM, of the app' }),
  authorityHost: asOrigin().default('https://login.microsoftonline.com'),
  graphBaseUrl: asOrigin().default('https://graph.microsoft.com'),
});

/** @returns one line per fault; never a secret's value */
export function readCleanupConfig(
  env: NodeJS.ProcessEnv,
  options: { mailbox?: string | undefined; tenant?: string | undefined; clientId?: string | undefined },
): { ok: true; config: CleanupConfig } | { ok: false; faults: string[] } {
  const read = (name: string): string | undefined => env[name]?.trim() || undefined;
  const parsed = schema.safeParse({
    mailbox: options.mailbox,
    tenant: options.tenant ?? read('AAD_APP_TENANT_ID'),
    clientId: options.clientId ?? read('AAD_APP_CLIENT_ID'),
    secret: read('CLEANUP_CLIENT_SECRET') ?? read('SECRET_AAD_APP_CLIENT_SECRET'),
    authorityHost: read('AZURE_AUTHORITY_HOST'),
    graphBaseUrl: read('GRAPH_BASE_URL'),
  });
  if (!parsed.success) return { ok: false, faults: parsed.error.issues.map(describeIssue) };
  const { mailbox, tenant, clientId, secret, authorityHost, graphBaseUrl } = parsed.data;
  const credential = secret.includes('-----BEGIN')
    ? { kind: 'certificate' as const, pem: secret }
    : { kind: 'secret' as const, secret };
  return {
    ok: true,
    config: { mailbox, app: { tenantId: tenant, clientId, credential }, authorityHost, graphBaseUrl },
  };
}

const NAMES: Record<string, string> = {
  tenant: 'AAD_APP_TENANT_ID or --tenant',
  clientId: 'AAD_APP_CLIENT_ID or --client-id',
  authorityHost: 'AZURE_AUTHORITY_HOST',
  graphBaseUrl: 'GRAPH_BASE_URL',
};

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  const name = NAMES[String(path[0])];
  return name ? `${name}: ${message}` : message;
}
