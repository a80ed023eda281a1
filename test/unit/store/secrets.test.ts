import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSecrets } from '../../../server/store/secrets.ts';

const createKey = (): string => randomBytes(32).toString('base64');

describe('secrets', () => {
  const key = createKey();
  const secrets = createSecrets({ key, oldKeys: [] });

  it.each(['', 'Passwort äöü 🔑', 'x'.repeat(100_000)])('reads back what it encrypted', (text) => {
    expect(secrets.decrypt(secrets.encrypt(text, 'anna'), 'anna')).toBe(text);
  });

  it('writes another text each time and never the secret itself', () => {
    const [one, other] = [secrets.encrypt('geheim'), secrets.encrypt('geheim')];
    expect(one).not.toBe(other);
    expect(one).not.toContain('geheim');
    expect(one).toMatch(/^v1\.[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it('does not read a secret in another context than it was written in', () => {
    const text = secrets.encrypt('geheim', 'anna');
    expect(() => secrets.decrypt(text, 'ben')).toThrow(expect.objectContaining({ code: 'unreadable' }));
  });

  it.each([
    ['changed', (text: string) => text.replace(/.(.)$/, (_all, last: string) => (last === 'A' ? 'BA' : 'A') + last)],
    ['cut', (text: string) => text.slice(0, -30)],
    ['without its tag', (text: string) => text.replace(/[^.]+$/, '')],
    ['of another product', () => 'plain text'],
  ])('does not read a text that is %s', (_what, change) => {
    const text = change(secrets.encrypt('geheim und länger als dreißig Zeichen'));
    expect(() => secrets.decrypt(text)).toThrow(expect.objectContaining({ code: 'unreadable' }));
  });

  it('reads with an old key and writes with the current one', () => {
    const renewed = createSecrets({ key: createKey(), oldKeys: [key] });
    expect(renewed.decrypt(secrets.encrypt('geheim'))).toBe('geheim');
    const unknown = expect.objectContaining({ name: 'SecretError', code: 'unknown_key' });
    expect(() => secrets.decrypt(renewed.encrypt('geheim'))).toThrow(unknown);
  });

  it.each(['', 'c2hvcnQ=', randomBytes(33).toString('base64')])('refuses %j as a key', (bad) => {
    expect(() => createSecrets({ key: bad, oldKeys: [] })).toThrow(expect.objectContaining({ code: 'invalid_key' }));
    expect(() => createSecrets({ key, oldKeys: [bad] })).toThrow(expect.objectContaining({ code: 'invalid_key' }));
  });
});
