import { createHash, createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_CERTIFICATE_PEM, SAMPLE_PRIVATE_KEY_PEM } from '../../sandbox/entra/sample-certificate.ts';
import { CLIENT_ID, START_MS, startCompany, TENANT_ID } from './setup.ts';
import type { EntraCompany } from './setup.ts';

const ownKey = createPrivateKey(SAMPLE_PRIVATE_KEY_PEM);
const thumbprint = createHash('sha256').update(new X509Certificate(SAMPLE_CERTIFICATE_PEM).raw).digest('base64url');

let entra: EntraCompany;
beforeAll(async () => void (entra = await startCompany()));
afterAll(() => entra.stop());

function signAssertion(key: KeyObject, alg: 'RS256' | 'PS256', x5t: string, expiresAtMs = START_MS + 600_000) {
  return new SignJWT({})
    .setProtectedHeader({ alg, 'x5t#S256': x5t })
    .setIssuer(CLIENT_ID)
    .setSubject(CLIENT_ID)
    .setAudience(`https://login.microsoftonline.com/${TENANT_ID}/oauth2/v2.0/token`)
    .setNotBefore(START_MS / 1000 - 10)
    .setExpirationTime(expiresAtMs / 1000)
    .sign(key);
}

const askWith = (assertion: string) =>
  entra.askToken({
    client_secret: undefined,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });

describe('a client assertion', () => {
  it.each(['RS256', 'PS256'] as const)('signed by the registered certificate with %s gets a token', async (alg) => {
    expect((await askWith(await signAssertion(ownKey, alg, thumbprint))).status).toBe(200);
  });

  it('that names a certificate which is not registered is refused', async () => {
    const answer = await askWith(await signAssertion(ownKey, 'PS256', 'AAAA'));
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client', error_codes: [700027] } });
  });

  it('signed by another key is refused, even under the right thumbprint', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const answer = await askWith(await signAssertion(privateKey, 'RS256', thumbprint));
    expect(answer.body['error_codes']).toEqual([700027]);
  });

  it('that is expired is refused', async () => {
    const answer = await askWith(await signAssertion(ownKey, 'RS256', thumbprint, START_MS - 1000));
    expect(answer.body['error_codes']).toEqual([700024]);
  });
});
