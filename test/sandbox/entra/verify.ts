import type { Clock } from '../web/clock.ts';
import type { Directory } from './directory.ts';
import { decodeJwt, verifyJwtSignature } from './jwt.ts';
import type { KeyRing } from './keys.ts';

/** Who calls Graph, as the access token says. */
export interface GraphCaller {
  tid: string;
  appid: string;
  /** Application permissions when the token was issued; empty for a delegated token. */
  roles: string[];
  /** Object ids of the mailboxes that Exchange RBAC opens now; it does not show in the token. Left out: no RBAC. */
  rbac?: string[];
  /** Only in tokens on behalf of a user. */
  delegated?: { objectId: string; scopes: string[] };
}

const CACHE_SIZE = 500;

/**
 * Checks Graph access tokens: signature, audience, expiry by the clock. null: 401.
 * Signatures are checked once per token; the cache is dropped whole when full, which costs one check each.
 */
export function createTokenVerifier(parts: {
  keys: KeyRing;
  directory: Directory;
  clock: Clock;
}): (token: string) => GraphCaller | null {
  const checked = new Map<string, { caller: GraphCaller; expiresAtMs: number } | null>();

  function check(token: string): { caller: GraphCaller; expiresAtMs: number } | null {
    const jwt = decodeJwt(token);
    const key = jwt?.header.kid === undefined ? undefined : parts.keys.find(jwt.header.kid);
    if (!jwt || !key || !verifyJwtSignature(jwt, key.publicKey)) return null;
    const { aud, tid, appid, exp, roles, scp, oid } = jwt.claims;
    if (aud !== 'https://graph.microsoft.com' || typeof tid !== 'string' || typeof appid !== 'string') return null;
    const caller: GraphCaller = { tid, appid, roles: Array.isArray(roles) ? roles.map(String) : [] };
    if (typeof scp === 'string') caller.delegated = { objectId: String(oid), scopes: scp.split(' ') };
    return { caller, expiresAtMs: Number(exp) * 1000 };
  }

  return (token) => {
    let entry = checked.get(token);
    if (entry === undefined) {
      entry = check(token);
      if (checked.size >= CACHE_SIZE) checked.clear();
      checked.set(token, entry);
    }
    if (!entry || entry.expiresAtMs <= parts.clock.now()) return null;
    if (entry.caller.delegated) return entry.caller;
    const app = parts.directory.findApp(entry.caller.tid, entry.caller.appid);
    return app?.rbac ? { ...entry.caller, rbac: app.rbac } : entry.caller;
  };
}
