import { createHmac, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export interface JwtHeader {
  alg: string;
  kid?: string;
  x5t?: string;
  'x5t#S256'?: string;
}

export type Claims = Record<string, unknown>;

export interface DecodedJwt {
  header: JwtHeader;
  claims: Claims;
  /** The part that is signed. */
  signedText: string;
  signature: Buffer;
}

/**
 * Synchronous on purpose: the Graph sandbox checks a token on every request.
 * `HS256` uses the public key's PEM as the shared secret, which is the well-known confusion attack; `none` signs nothing.
 */
export function signJwt(
  claims: Claims,
  key: { kid: string; privateKey: KeyObject; publicKey: KeyObject },
  alg: 'RS256' | 'HS256' | 'none' = 'RS256',
): string {
  const signedText = `${encodePart({ typ: 'JWT', alg, kid: key.kid })}.${encodePart(claims)}`;
  return `${signedText}.${signText(signedText, key, alg)}`;
}

function signText(text: string, key: { privateKey: KeyObject; publicKey: KeyObject }, alg: string): string {
  if (alg === 'none') return '';
  if (alg === 'RS256') return sign('RSA-SHA256', Buffer.from(text), key.privateKey).toString('base64url');
  const pem = key.publicKey.export({ type: 'spki', format: 'pem' });
  return createHmac('sha256', pem).update(text).digest('base64url');
}

/** null when the text is no JWT. Nothing is verified. */
export function decodeJwt(token: string): DecodedJwt | null {
  const [header, claims, signature, ...rest] = token.split('.');
  if (header === undefined || claims === undefined || signature === undefined || rest.length > 0) return null;
  try {
    return {
      header: JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as JwtHeader,
      claims: JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as Claims,
      signedText: `${header}.${claims}`,
      signature: Buffer.from(signature, 'base64url'),
    };
  } catch {
    return null;
  }
}

/** RS256 and PS256: the algorithms that Entra accepts for assertions. */
export function verifyJwtSignature(jwt: DecodedJwt, publicKey: KeyObject): boolean {
  const data = Buffer.from(jwt.signedText);
  if (jwt.header.alg === 'RS256') return verify('RSA-SHA256', data, publicKey, jwt.signature);
  if (jwt.header.alg !== 'PS256') return false;
  const padding = { key: publicKey, padding: 6 /* RSA_PKCS1_PSS_PADDING */, saltLength: 32 };
  return verify('RSA-SHA256', data, padding, jwt.signature);
}

function encodePart(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
