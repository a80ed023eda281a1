import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { isExpired, needsRenewal, readJwtExpiry, toLoginToken } from '../../../server/lupax/tokens.ts';

const NOW = new Date('2026-08-03T07:00:00Z');

describe('a token of Lupax', () => {
  it.each([
    ['2026-09-02T07:00:01Z', false],
    ['2026-09-02T07:00:00Z', true],
    ['2026-08-01T00:00:00Z', true],
    [null, false],
  ])('that expires at %s is renewed: %s', (expiresAt, renewed) => {
    expect(needsRenewal({ kind: 'unattended', expiresAt }, NOW)).toBe(renewed);
  });

  it('of a sign-in cannot be renewed, but expires', () => {
    const token = { kind: 'login' as const, expiresAt: '2026-08-03T07:00:00Z' };
    expect(needsRenewal(token, NOW)).toBe(false);
    expect(isExpired(token, NOW)).toBe(true);
    expect(isExpired({ expiresAt: null }, NOW)).toBe(false);
  });

  it('of a sign-in tells itself when it expires', async () => {
    const key = new TextEncoder().encode('x'.repeat(32));
    const sign = (jwt: SignJWT): Promise<string> => jwt.setProtectedHeader({ alg: 'HS256' }).sign(key);
    const jwt = await sign(new SignJWT({}).setExpirationTime(new Date('2026-08-04T07:00:00Z')));
    expect(toLoginToken(jwt)).toEqual({ token: jwt, expiresAt: '2026-08-04T07:00:00Z', kind: 'login' });
    expect(readJwtExpiry(await sign(new SignJWT({})))).toBeNull();
    expect(readJwtExpiry('no-jwt')).toBeNull();
  });
});
