import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { UserId } from '../store/types.ts';

/** Changes with the form of a client state, so that one of another form never verifies. */
const KEY_INFO = 'lupax client state 1';
const GUID_BYTES = 16;
const NONCE_BYTES = 12;
const MAC_BYTES = 16;
const SIGNED_BYTES = 2 * GUID_BYTES + NONCE_BYTES;
/** 80 characters; Graph takes 128. */
const LENGTH = Math.ceil(((SIGNED_BYTES + MAC_BYTES) * 4) / 3);

/** Whose subscription a client state belongs to. */
export interface StatedSubscription {
  user: UserId;
  nonce: string;
}

export interface ClientStates {
  makeNonce(): string;
  /** The secret that Graph sends along with every notification of the subscription. */
  write(subscription: StatedSubscription): string;
  /** @returns null for one that was not written here */
  read(text: string): StatedSubscription | null;
}

/**
 * Client states say themselves whose they are, and prove it with a HMAC: nothing has to be looked up to tell a genuine
 * notification from a forged one, so that any process can, and a flood of forged ones costs a digest each. Written with the
 * current key, read with the old ones, too, until Graph has forgotten their subscriptions (a week).
 * @param keys 32 bytes each, base64 (`ENCRYPTION_KEY`, `ENCRYPTION_KEYS_OLD`)
 */
export function createClientStates(keys: { key: string; oldKeys: readonly string[] }): ClientStates {
  const [current, ...old] = [keys.key, ...keys.oldKeys].map(deriveKey);

  return {
    makeNonce: () => randomBytes(NONCE_BYTES).toString('base64url'),
    write({ user, nonce }) {
      const signed = Buffer.concat([
        writeGuid(user.tenantId),
        writeGuid(user.objectId),
        Buffer.from(nonce, 'base64url'),
      ]);
      return Buffer.concat([signed, sign(current!, signed)]).toString('base64url');
    },
    read(text) {
      if (text.length !== LENGTH) return null;
      const bytes = Buffer.from(text, 'base64url');
      if (bytes.length !== SIGNED_BYTES + MAC_BYTES) return null;
      const signed = bytes.subarray(0, SIGNED_BYTES);
      const mac = bytes.subarray(SIGNED_BYTES);
      if (![current!, ...old].some((key) => timingSafeEqual(sign(key, signed), mac))) return null;
      const tenantId = readGuid(signed.subarray(0, GUID_BYTES));
      const objectId = readGuid(signed.subarray(GUID_BYTES, 2 * GUID_BYTES));
      return { user: { tenantId, objectId }, nonce: signed.subarray(2 * GUID_BYTES).toString('base64url') };
    },
  };
}

/** A key of its own, because one that encrypts shall not sign (RFC 5869). */
function deriveKey(base64: string): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(base64, 'base64'), Buffer.alloc(0), KEY_INFO, 32));
}

function sign(key: Buffer, signed: Buffer): Buffer {
  return createHmac('sha256', key).update(signed).digest().subarray(0, MAC_BYTES);
}

function writeGuid(guid: string): Buffer {
  return Buffer.from(guid.replaceAll('-', ''), 'hex');
}

function readGuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
