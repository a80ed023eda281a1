import type { Clock } from '../web/clock.ts';
import { findCertificate } from './directory.ts';
import type { AppRegistration } from './directory.ts';
import { EntraError } from './errors.ts';
import { decodeJwt, verifyJwtSignature } from './jwt.ts';

export type TokenForm = Record<string, string | undefined>;

/**
 * Checks the client's secret or certificate as the token endpoint does.
 * @throws EntraError 7000218 none sent, 7000215 wrong, 7000222 expired, 700027 certificate unknown, 700024 assertion expired
 */
export function checkClientCredentials(app: AppRegistration, form: TokenForm, clock: Clock): void {
  if (form['client_assertion'] !== undefined) return checkAssertion(app, form['client_assertion'], clock);
  const value = form['client_secret'];
  if (value === undefined || value === '') throw new EntraError(7000218);
  const secret = app.secrets.find((candidate) => candidate.value === value);
  if (!secret) throw new EntraError(7000215, app.clientId);
  if (secret.expiresAt !== undefined && Date.parse(secret.expiresAt) <= clock.now()) {
    throw new EntraError(7000222, app.clientId);
  }
}

function checkAssertion(app: AppRegistration, assertion: string, clock: Clock): void {
  const jwt = decodeJwt(assertion);
  if (!jwt) throw new EntraError(700027);
  const certificate = findCertificate(app, jwt.header);
  if (!certificate || !verifyJwtSignature(jwt, certificate.publicKey)) throw new EntraError(700027);
  if (Date.parse(certificate.validTo) <= clock.now()) throw new EntraError(700027);
  const { aud, iss, sub, exp, nbf } = jwt.claims;
  // The address may be Microsoft's or the sandbox's own: only the path names the tenant's token endpoint.
  if (typeof aud !== 'string' || !/\/(oauth2\/v2\.0\/token|v2\.0)$/.test(aud)) throw new EntraError(700027);
  if (iss !== app.clientId || sub !== app.clientId) throw new EntraError(700027);
  const now = clock.now() / 1000;
  if (typeof exp !== 'number' || exp <= now || (typeof nbf === 'number' && nbf > now + 300)) {
    throw new EntraError(700024);
  }
}
