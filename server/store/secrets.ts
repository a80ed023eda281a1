import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const VERSION = 'v1';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_LENGTH = 8;

export type SecretErrorCode =
  | 'invalid_key' // not 32 bytes in base64
  | 'unknown_key' // encrypted with a key that is neither the current nor an old one
  | 'unreadable'; // changed, cut, or of another context

export class SecretError extends Error {
  override readonly name = 'SecretError';
  constructor(
    readonly code: SecretErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export interface Secrets {
  /** @param context what the secret belongs to; it only decrypts with the same context */
  encrypt(text: string, context?: string): string;
  /** @throws SecretError `unknown_key`, `unreadable` */
  decrypt(text: string, context?: string): string;
}

/**
 * AES-256-GCM with the key's id in the text (`v1.<key id>.<iv>.<tag and data>`, base64url), so that keys can be changed:
 * the current key writes, the old ones only read. node:crypto rather than a JOSE library: its compact form has no place
 * for the context that binds a secret to its owner.
 * @param keys 32 bytes each, base64
 * @throws SecretError `invalid_key`
 */
export function createSecrets(keys: { key: string; oldKeys: string[] }): Secrets {
  const current = readKey(keys.key);
  const currentId = identifyKey(current);
  const takeIv = createIvSource();
  const byId = new Map([...keys.oldKeys.map(readKey), current].map((key) => [identifyKey(key), key]));

  return {
    encrypt(text, context = '') {
      const iv = takeIv();
      const cipher = createCipheriv(ALGORITHM, current, iv).setAAD(Buffer.from(context));
      const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const sealed = Buffer.concat([cipher.getAuthTag(), data]);
      return [VERSION, currentId, iv.toString('base64url'), sealed.toString('base64url')].join('.');
    },

    decrypt(text, context = '') {
      const [version, keyId = '', iv = '', sealed = '', ...rest] = text.split('.');
      if (version !== VERSION || rest.length > 0) throw new SecretError('unreadable', 'not a text of this product');
      const key = byId.get(keyId);
      if (!key) throw new SecretError('unknown_key', `encrypted with the key ${keyId}, which is not configured`);
      try {
        const bytes = Buffer.from(sealed, 'base64url');
        const decipher = createDecipheriv(ALGORITHM, key, Buffer.from(iv, 'base64url'), { authTagLength: TAG_BYTES })
          .setAAD(Buffer.from(context))
          .setAuthTag(bytes.subarray(0, TAG_BYTES));
        return Buffer.concat([decipher.update(bytes.subarray(TAG_BYTES)), decipher.final()]).toString('utf8');
      } catch {
        throw new SecretError('unreadable', 'the text was changed, cut, or belongs to another context');
      }
    },
  };
}

/** Random bytes are drawn for many at once: asking for twelve takes half as long as the encryption of a small text. */
function createIvSource(): () => Buffer {
  let drawn = Buffer.alloc(0);
  return () => {
    if (drawn.length === 0) drawn = randomBytes(IV_BYTES * 256);
    const iv = drawn.subarray(0, IV_BYTES);
    drawn = drawn.subarray(IV_BYTES);
    return iv;
  };
}

/** Ids of the keys in the environment's form; what is no key has none. */
export function identifyKeys(key = '', oldKeys = ''): string[] {
  return [key, ...oldKeys.split(',')]
    .map((text) => Buffer.from(text.trim(), 'base64'))
    .filter(({ length }) => length === KEY_BYTES)
    .map(identifyKey);
}

function readKey(base64: string): Buffer {
  const key = Buffer.from(base64, 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new SecretError('invalid_key', 'a key must be 32 bytes in base64');
}

/** Tells keys apart without telling anything about them. */
function identifyKey(key: Buffer): string {
  return createHash('sha256')
    .update('key id')
    .update(key)
    .digest('base64url')
    .replace(/[-_]/g, '')
    .slice(0, KEY_ID_LENGTH);
}
