import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import { z } from 'zod';

/** https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication */
const ISSUER = 'https://api.botframework.com';
export const DEFAULT_METADATA_URL = 'https://login.botframework.com/v1/.well-known/openidconfiguration';
/** As Microsoft advises for its own clocks. */
const CLOCK_TOLERANCE_SECONDS = 300;
const METADATA_LIFETIME_MS = 24 * 60 * 60 * 1000;
const METADATA_TIMEOUT_MS = 10_000;
/** Requests signed with unknown keys must not make us ask for the keys over and over. */
const KEYS_COOLDOWN_MS = 30_000;

const metadataSchema = z.object({ issuer: z.string().optional(), jwks_uri: z.url() });

/** What a checked token vouches for. */
export interface CheckedToken {
  /** The only address that may be answered to. */
  serviceUrl: string;
  /** Channels the signing key may speak for; null when the key names none. */
  endorsements: string[] | null;
}

export interface TokenCheckOptions {
  appId: string;
  metadataUrl: string;
  now: () => number;
  log: Logger;
}

export type TokenCheck = (authorization: string | undefined) => Promise<CheckedToken | null>;

interface Keys {
  issuers: string[];
  getKey: JWTVerifyGetKey;
  readEndorsements(kid: string | undefined): string[] | null;
  readAt: number;
}

/**
 * Checks the token that Teams sends with every activity: signed (RS256) by a published key, by the Bot Framework, for
 * this bot, in force. Null for every token that does not check out, also while the keys cannot be fetched.
 */
export function createTokenCheck({ appId, metadataUrl, now, log }: TokenCheckOptions): TokenCheck {
  let reading: Promise<Keys> | null = null;

  async function findKeys(): Promise<Keys> {
    const keys = await (reading ??= readKeys(metadataUrl, now));
    if (now() - keys.readAt < METADATA_LIFETIME_MS) return keys;
    reading = readKeys(metadataUrl, now);
    return await reading;
  }

  return async (authorization) => {
    const [, token] = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i.exec(authorization ?? '') ?? [];
    if (token === undefined) return null;
    try {
      const keys = await findKeys();
      const { payload, protectedHeader } = await jwtVerify(token, keys.getKey, {
        algorithms: ['RS256'],
        issuer: keys.issuers,
        requiredClaims: ['exp', 'aud', 'serviceurl'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(now()),
      });
      const audience = typeof payload.aud === 'string' ? payload.aud : '';
      const serviceUrl = payload['serviceurl'];
      if (audience.toLowerCase() !== appId.toLowerCase() || typeof serviceUrl !== 'string') return null;
      return { serviceUrl, endorsements: keys.readEndorsements(protectedHeader.kid) };
    } catch (error) {
      const isRefused = error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout);
      if (!isRefused) {
        reading = null;
        log.error({ reason: (error as Error).message }, 'the keys of the Bot Framework cannot be read');
      }
      return null;
    }
  };
}

async function readKeys(metadataUrl: string, now: () => number): Promise<Keys> {
  const response = await fetch(metadataUrl, { signal: AbortSignal.timeout(METADATA_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`the metadata answered ${response.status}`);
  const metadata = metadataSchema.parse(await response.json());
  const remote = createRemoteJWKSet(new URL(metadata.jwks_uri), { cooldownDuration: KEYS_COOLDOWN_MS });
  return {
    issuers: [...new Set([ISSUER, metadata.issuer ?? ISSUER])],
    getKey: remote,
    readEndorsements(kid) {
      const key = remote.jwks()?.keys.find((candidate) => candidate.kid === kid) as
        { endorsements?: unknown } | undefined;
      return Array.isArray(key?.endorsements) ? key.endorsements.map(String) : null;
    },
    readAt: now(),
  };
}
