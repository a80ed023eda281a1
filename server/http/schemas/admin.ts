import { createPrivateKey, X509Certificate } from 'node:crypto';
import { SETUP_SCRIPT_IDS } from '../../setup/list-scripts.ts';
import { SETUP_CODES, STEP_IDS, type SetupCode } from '../../setup/steps.ts';
import { OBSTACLES } from '../../sync/obstacles.ts';
import { guid, instant } from './common.ts';
import { z } from './zod.ts';

const lowerGuid = guid.transform((id) => id.toLowerCase()).openapi({ type: 'string', format: 'uuid' });
const email = z
  .string()
  .trim()
  .regex(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address')
  .max(320);
const secretValue = z.string().trim().min(1).max(1_000).openapi({ format: 'password', writeOnly: true });
const certificate = z
  .string()
  .max(50_000)
  .refine(isCertificateWithKey, 'must be PEM with a certificate and its private key')
  .openapi({ format: 'password', writeOnly: true });
const expiry = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).nullable();

export const microsoft365 = z
  .strictObject({
    tenantId: guid.nullable(),
    clientId: guid.nullable(),
    secretExpiresOn: expiry,
    enabled: z.boolean(),
    allowedUsers: z.array(z.string()).nullable(),
    credential: z.enum(['secret', 'certificate']).nullable(),
    previousCredential: z
      .enum(['secret', 'certificate'])
      .nullable()
      .openapi({ description: 'what signs in until Microsoft has accepted `credential`' }),
  })
  .openapi('Microsoft365');

export const microsoft365Request = z
  .strictObject({
    tenantId: lowerGuid,
    clientId: lowerGuid,
    clientSecret: secretValue.optional(),
    clientCertificate: certificate.optional(),
    secretExpiresOn: expiry.optional(),
    enabled: z.boolean().optional(),
    allowedUsers: z.array(email).max(10_000).nullable().optional(),
  })
  .refine(({ clientSecret, clientCertificate }) => clientSecret === undefined || clientCertificate === undefined, {
    message: 'either a secret or a certificate',
    path: ['clientCertificate'],
  })
  .openapi('Microsoft365Request');

export const adminUser = z
  .strictObject({
    objectId: z.string(),
    email: z.string(),
    state: z.enum(['ok', 'sign_in_expired']),
    lastSuccessAt: instant.nullable(),
    waitsFor: z.enum([...OBSTACLES, 'first_sync', 'paused', 'approval']).nullable(),
  })
  .openapi('AdminUser');

export const checkQuery = z.strictObject({
  write: z
    .enum(['true', 'false'])
    .default('false')
    .openapi({ description: 'creates one event and one subscription, and removes both' }),
});
export const checkRequest = z
  .strictObject({
    userEmail: email.optional().openapi({ description: "whose mailbox is tried; the caller's own when left out" }),
  })
  .openapi('SetupCheckRequest');
export const checkResult = z
  .strictObject({
    id: z.enum(STEP_IDS),
    status: z.enum(['ok', 'hint', 'failed', 'skipped']),
    code: z.enum(Object.keys(SETUP_CODES) as [SetupCode, ...SetupCode[]]).nullable(),
    title: z.string(),
    detail: z.string(),
    fix: z.string().nullable().openapi({ description: 'the one thing to do' }),
    script: z.string().nullable().openapi({ description: 'PowerShell or shell, with the ids of the organisation' }),
    link: z.string().nullable().openapi({ description: 'where in the administration of Microsoft 365 it is mended' }),
  })
  .openapi('SetupCheckResult');

export const setupScript = z
  .strictObject({
    id: z.enum(SETUP_SCRIPT_IDS),
    script: z.string().openapi({ description: 'PowerShell or shell' }),
    link: z.string().nullable().openapi({ description: 'a page that does the same' }),
  })
  .openapi('SetupScript');

export const adminUserParams = z.strictObject({ objectId: z.string().min(1).max(100) });
export const userData = z.looseObject({}).openapi('UserData');

function isCertificateWithKey(pem: string): boolean {
  try {
    const key = /-----BEGIN (?:RSA )?PRIVATE KEY-----[^]+?-----END (?:RSA )?PRIVATE KEY-----/.exec(pem)?.[0];
    const certificate = /-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/.exec(pem)?.[0];
    if (key === undefined || certificate === undefined) return false;
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
