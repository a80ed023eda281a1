import { createLocalJWKSet } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { z } from 'zod';
import { readBoundedText } from '../bounded-text.ts';
import type { Traffic } from '../traffic.ts';

/** How long keys and issuer are used before they are asked for again. */
const FRESH_MS = 60 * 60 * 1000;
/** How long they still serve while Entra cannot be reached. */
const STALE_MS = 24 * 60 * 60 * 1000;
/** How long a tenant that Entra does not know is not asked for again. */
const UNKNOWN_TENANT_MS = 60 * 1000;
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_METADATA_BYTES = 1024 * 1024;
/** Keys named by nobody's token must not make this server ask Entra without end. */
const REFETCHES_PER_MINUTE = 5;
/** Tenants are named by tokens that are not verified yet. */
const MAX_TENANTS = 500;

export type TokenVersion = 'v1' | 'v2';

export interface TenantKeys {
  issuer: string;
  getKey: JWTVerifyGetKey;
}

export interface EntraKeys {
  /**
   * Issuer and keys of a tenant, as its OpenID metadata states them.
   * @returns null when Entra does not know the tenant
   * @throws EntraUnreachable when Entra does not answer and nothing usable is cached
   */
  find(tenantId: string, version: TokenVersion): Promise<TenantKeys | null>;
  /** The same, asked anew because a token names a key that is not among them: Entra has changed its keys. */
  refetch(tenantId: string, version: TokenVersion): Promise<TenantKeys | null>;
}

export class EntraUnreachable extends Error {
  override readonly name = 'EntraUnreachable';
}

interface Cached {
  keys: TenantKeys | null;
  fetchedAtMs: number;
}

const metadataSchema = z.object({ issuer: z.string().min(1), jwks_uri: z.url() });
const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/** @param authorityHost origin of Entra */
export function createEntraKeys(options: {
  authorityHost: string;
  now: () => number;
  traffic?: Traffic | undefined;
}): EntraKeys {
  const { authorityHost, now, traffic } = options;
  const cache = new Map<string, Cached>();
  const fetching = new Map<string, Promise<Cached>>();
  const refetches = new RateLimiterMemory({ points: REFETCHES_PER_MINUTE, duration: 60 });

  function fetchOnce(tenantId: string, version: TokenVersion): Promise<Cached> {
    const id = `${version} ${tenantId}`;
    const running = fetching.get(id);
    if (running) return running;
    const started = fetchTenant(authorityHost, tenantId, version, traffic)
      .then((keys) => {
        const cached = { keys, fetchedAtMs: now() };
        cache.delete(id);
        cache.set(id, cached);
        for (const oldest of cache.keys()) {
          if (cache.size <= MAX_TENANTS) break;
          cache.delete(oldest);
        }
        return cached;
      })
      .finally(() => fetching.delete(id));
    fetching.set(id, started);
    return started;
  }

  async function find(tenantId: string, version: TokenVersion): Promise<TenantKeys | null> {
    const cached = cache.get(`${version} ${tenantId}`);
    const age = cached ? now() - cached.fetchedAtMs : Infinity;
    if (cached && age < (cached.keys ? FRESH_MS : UNKNOWN_TENANT_MS)) return cached.keys;
    try {
      return (await fetchOnce(tenantId, version)).keys;
    } catch (error) {
      if (cached?.keys && age < STALE_MS) return cached.keys;
      throw error;
    }
  }

  return {
    find,
    async refetch(tenantId, version) {
      const allowed = await refetches.consume(`${version} ${tenantId}`).then(
        () => true,
        () => false,
      );
      if (!allowed) return await find(tenantId, version);
      return await fetchOnce(tenantId, version).then(
        ({ keys }) => keys,
        () => find(tenantId, version),
      );
    },
  };
}

/** learn.microsoft.com/entra/identity-platform/v2-protocols-oidc and …/access-tokens#validate-tokens */
async function fetchTenant(
  authorityHost: string,
  tenantId: string,
  version: TokenVersion,
  traffic?: Traffic,
): Promise<TenantKeys | null> {
  const path = version === 'v2' ? `${tenantId}/v2.0` : tenantId;
  const answer = await fetchJson(`${authorityHost}/${path}/.well-known/openid-configuration`, traffic);
  if (answer === null) return null;
  const metadata = metadataSchema.safeParse(answer);
  if (!metadata.success) throw new EntraUnreachable('the OpenID metadata cannot be read');
  const keysUrl = new URL(metadata.data.jwks_uri);
  if (keysUrl.protocol !== 'https:' && keysUrl.origin !== authorityHost) {
    throw new EntraUnreachable('the OpenID metadata names keys that are not served securely');
  }
  const keys = keySetSchema.safeParse(await fetchJson(keysUrl.href, traffic));
  if (!keys.success) throw new EntraUnreachable('the signing keys cannot be read');
  return {
    issuer: metadata.data.issuer.replace('{tenantid}', tenantId),
    getKey: createLocalJWKSet(keys.data as JSONWebKeySet),
  };
}

/** @returns null for 4xx: Entra answers 400 for a tenant that does not exist */
async function fetchJson(url: string, traffic?: Traffic): Promise<unknown> {
  const request = fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS), redirect: 'error' });
  request.then(
    ({ status }) => {
      traffic?.answered('entra', status);
      if (status === 429) traffic?.throttled('entra');
    },
    () => traffic?.answered('entra', null),
  );
  try {
    const response = await request;
    if (response.ok) return JSON.parse(await readBoundedText(response, MAX_METADATA_BYTES));
    await response.body?.cancel();
    if (response.status >= 400 && response.status < 500 && response.status !== 429) return null;
    throw new EntraUnreachable(`Entra answered ${response.status}`);
  } catch (error) {
    throw error instanceof EntraUnreachable ? error : new EntraUnreachable('Entra did not answer', { cause: error });
  }
}
