import { decodeJwt } from 'jose';
import { DateTime } from 'luxon';
import { toInstant } from './dates.ts';
import type { LupaxToken } from './types.ts';

/** An unattended token lives at least 90 days; a month leaves room for a Lupax or a server that is away for weeks. */
const RENEWAL_LEAD_MS = 30 * 24 * 60 * 60 * 1000;

/** Whether an unattended token should be replaced by a new one. A login's JWT cannot be renewed without a sign-in. */
export function needsRenewal(token: Pick<LupaxToken, 'kind' | 'expiresAt'>, now: Date): boolean {
  if (token.kind !== 'unattended' || token.expiresAt === null) return false;
  return Date.parse(token.expiresAt) - now.getTime() <= RENEWAL_LEAD_MS;
}

/** Whether the token is known to be of no use any more. */
export function isExpired(token: Pick<LupaxToken, 'expiresAt'>, now: Date): boolean {
  return token.expiresAt !== null && Date.parse(token.expiresAt) <= now.getTime();
}

/** The login's own JWT as a token, for a Lupax without POST /office365/token. */
export function toLoginToken(jwt: string): LupaxToken {
  return { token: jwt, expiresAt: readJwtExpiry(jwt), kind: 'login' };
}

/** @returns the instant of `exp` (not verified: it is Lupax' own), or null when there is none or it is no JWT */
export function readJwtExpiry(jwt: string): string | null {
  try {
    const { exp } = decodeJwt(jwt);
    return exp === undefined ? null : toInstant(DateTime.fromSeconds(exp));
  } catch {
    return null;
  }
}
