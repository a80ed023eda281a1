import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createClientStates } from '../../../server/notifications/client-state.ts';

const makeKey = () => randomBytes(32).toString('base64');
const [KEY, OTHER] = [makeKey(), makeKey()];
const states = createClientStates({ key: KEY, oldKeys: [] });
const user = { tenantId: randomUUID(), objectId: randomUUID() };
const subscription = { user, nonce: states.makeNonce() };

describe('a client state', () => {
  it('says whose it is, in no more characters than Graph takes', () => {
    const text = states.write(subscription);
    expect(states.read(text)).toEqual(subscription);
    expect(text.length).toBeLessThanOrEqual(128);
    expect(text).not.toContain(user.objectId);
  });

  it('is another one for each subscription', () => {
    expect(states.makeNonce()).not.toBe(states.makeNonce());
  });

  it('proves nothing once a single bit of it is another one', () => {
    const bytes = Buffer.from(states.write(subscription), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      for (const bit of [1, 128]) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= bit;
        expect(states.read(changed.toString('base64url')), `byte ${at}`).toBeNull();
      }
    }
  });

  it.each(['', 'x', 'A'.repeat(80), 'A'.repeat(81), '*'.repeat(80), `${states.write(subscription)}A`, '😀'.repeat(40)])(
    'is not %j',
    (text) => expect(states.read(text)).toBeNull(),
  );

  it('outlives a change of the key as long as the old one is known, and not longer', () => {
    const text = states.write(subscription);
    expect(createClientStates({ key: OTHER, oldKeys: [makeKey(), KEY] }).read(text)).toEqual(subscription);
    expect(createClientStates({ key: OTHER, oldKeys: [] }).read(text)).toBeNull();
  });
});
