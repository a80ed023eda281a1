import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../web/clock.ts';

const DAY_MS = 86_400_000;
const CONNECTOR_TOKEN_LIFETIME_MS = 180 * DAY_MS;

export interface Session {
  userId: number;
  kind: 'login' | 'connector';
  expiresAtMs: number;
}

export interface Tokens {
  /** A JWT with `sub`, `iat`, `exp`. */
  issueLogin(userId: number): string;
  issueConnector(userId: number): { token: string; expiresAtMs: number };
  find(token: string): Session | undefined;
  /** Of one kind, or both. */
  expire(userId: number, kind?: Session['kind']): void;
  loginLifetimeMs: number;
}

export function createTokens(clock: Clock): Tokens {
  const sessions = new Map<string, Session>();
  const secret = randomBytes(32);
  let count = 0;

  const tokens: Tokens = {
    loginLifetimeMs: DAY_MS,
    issueLogin(userId) {
      const expiresAtMs = clock.now() + tokens.loginLifetimeMs;
      count += 1;
      const payload = {
        sub: String(userId),
        iat: toSeconds(clock.now()),
        exp: toSeconds(expiresAtMs),
        jti: String(count),
      };
      const text = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(payload)}`;
      const token = `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
      sessions.set(token, { userId, kind: 'login', expiresAtMs });
      return token;
    },
    issueConnector(userId) {
      const token = `lpx_${randomBytes(32).toString('base64url')}`;
      const expiresAtMs = clock.now() + CONNECTOR_TOKEN_LIFETIME_MS;
      sessions.set(token, { userId, kind: 'connector', expiresAtMs });
      return { token, expiresAtMs };
    },
    find(token) {
      const session = sessions.get(token);
      return session && session.expiresAtMs > clock.now() ? session : undefined;
    },
    expire(userId, kind) {
      for (const [token, session] of sessions) {
        if (session.userId === userId && (kind === undefined || session.kind === kind)) sessions.delete(token);
      }
    },
  };
  return tokens;
}

const toSeconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
