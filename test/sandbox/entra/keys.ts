import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';

export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** The keys Entra signs with. The newest signs; the published ones verify. */
export interface KeyRing {
  current(): SigningKey;
  find(kid: string): SigningKey | undefined;
  /** A new key signs from now on. `keepOld: false` also withdraws the ones published before. */
  rotate(options?: { keepOld?: boolean }): void;
  publishedJwks(): { keys: JsonWebKey[] };
}

const MODULUS_BITS = 2048;

export function createSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: MODULUS_BITS });
  return { kid: randomUUID(), privateKey, publicKey };
}

/** Making a key takes longer than all the rest of a sandbox: each of a process takes the same ones, under names of its own. */
const made: SigningKey[] = [];

function takeKey(index: number): SigningKey {
  const { privateKey, publicKey } = (made[index] ??= createSigningKey());
  return { kid: randomUUID(), privateKey, publicKey };
}

export function createKeyRing(): KeyRing {
  let taken = 0;
  let keys = [takeKey(taken++)];
  return {
    current: () => keys[0] as SigningKey,
    find: (kid) => keys.find((key) => key.kid === kid),
    rotate: ({ keepOld = true } = {}) => {
      keys = [takeKey(taken++), ...(keepOld ? keys : [])];
    },
    publishedJwks: () => ({
      keys: keys.map((key) => ({
        ...createPublicKey(key.privateKey).export({ format: 'jwk' }),
        use: 'sig',
        alg: 'RS256',
        kid: key.kid,
      })),
    }),
  };
}
