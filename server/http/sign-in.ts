import type { Request, RequestHandler } from 'express';
import { decodeJwt, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { SignedInUser } from '../accounts/types.ts';
import { isGuid } from '../config-values.ts';
import { Problem } from '../problems.ts';
import { EntraUnreachable, type EntraKeys, type TenantKeys, type TokenVersion } from './entra-keys.ts';

const SCOPE = 'access_as_user';
/** Tenant of personal Microsoft accounts, which are no organisation. */
const CONSUMERS_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';

export interface SignInOptions {
  keys: EntraKeys;
  /** The product's own client id. */
  clientId: string;
  /** A GUID, or `organizations` for any tenant. */
  tenantId: string;
  publicUrl: string;
  now: () => number;
}

const users = new WeakMap<Request, SignedInUser>();

/** The user whose token the middleware has verified. */
export function getSignedInUser(request: Request): SignedInUser {
  const user = users.get(request);
  if (!user) throw new Problem('unauthorized');
  return user;
}

/** Lets nobody pass without an Entra access token for this product. */
export function requireSignIn(options: SignInOptions): RequestHandler {
  const verify = createVerifier(options);
  return async (request, _response, next) => {
    const [, token] = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i.exec(request.headers.authorization ?? '') ?? [];
    const user = token === undefined ? null : await verify(token);
    if (!user) throw new Problem('unauthorized');
    users.set(request, user);
    next();
  };
}

function createVerifier(options: SignInOptions): (token: string) => Promise<SignedInUser | null> {
  const audiences = listAudiences(options.clientId, options.publicUrl);

  async function verifyWith(token: string, keys: TenantKeys): Promise<JWTPayload> {
    const { payload } = await jwtVerify(token, keys.getKey, {
      algorithms: ['RS256'],
      issuer: keys.issuer,
      requiredClaims: ['exp', 'aud', 'oid', 'tid', 'scp'],
      currentDate: new Date(options.now()),
    });
    return payload;
  }

  return async (token) => {
    const claimed = readClaimed(token);
    if (!claimed || !isExpected(claimed.tenantId, options.tenantId)) return null;
    try {
      const keys = await options.keys.find(claimed.tenantId, claimed.version);
      if (!keys) return null;
      const payload = await verifyWith(token, keys).catch(async (error: unknown) => {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        const fresh = await options.keys.refetch(claimed.tenantId, claimed.version);
        if (!fresh) throw error;
        return await verifyWith(token, fresh);
      });
      const audience = typeof payload.aud === 'string' ? payload.aud.toLowerCase() : '';
      return audiences.has(audience) ? readUser(payload, claimed.tenantId) : null;
    } catch (error) {
      if (error instanceof EntraUnreachable) throw new Problem('entra_unreachable', {}, { cause: error });
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  };
}

/** The client id itself, and the two forms of its application id URI. */
function listAudiences(clientId: string, publicUrl: string): Set<string> {
  const { host, hostname } = new URL(publicUrl);
  const uris = [`api://${clientId}`, `api://${host}/${clientId}`, `api://${hostname}/${clientId}`];
  return new Set([clientId, ...uris].map((audience) => audience.toLowerCase()));
}

function isExpected(tenantId: string, expected: string): boolean {
  return expected === 'organizations' ? tenantId !== CONSUMERS_TENANT : tenantId === expected.toLowerCase();
}

/** Which tenant's keys to ask for, as the token says before it is verified. */
function readClaimed(token: string): { tenantId: string; version: TokenVersion } | null {
  try {
    const { tid, ver } = decodeJwt(token);
    if (typeof tid !== 'string' || !isGuid(tid)) return null;
    return { tenantId: tid.toLowerCase(), version: ver === '1.0' ? 'v1' : 'v2' };
  } catch {
    return null;
  }
}

function readUser(payload: JWTPayload, tenantId: string): SignedInUser | null {
  const { oid, scp, name, preferred_username, upn, email } = payload;
  if (typeof oid !== 'string' || !isGuid(oid)) return null;
  if (typeof scp !== 'string' || !scp.split(' ').includes(SCOPE)) return null;
  const signInName = [preferred_username, upn].find((value) => typeof value === 'string' && value !== '');
  const address = [signInName, email].find((value) => typeof value === 'string') as string | undefined;
  return {
    tenantId,
    objectId: oid.toLowerCase(),
    name: typeof name === 'string' ? name : (address ?? ''),
    email: address ?? '',
    signInName: (signInName as string | undefined) ?? null,
  };
}
