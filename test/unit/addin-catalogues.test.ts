import { describe, expect, it } from 'vitest';
import de from '../../addin/i18n/de/index.ts';
import en from '../../addin/i18n/en/index.ts';

function listLeaves(tree: object, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]: [string, object | string]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : listLeaves(value, `${prefix}${key}.`),
  );
}

const german = new Map(listLeaves(de));
const english = new Map(listLeaves(en));
const holes = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!).sort();

describe('the catalogues of tab and pane', () => {
  it('have the same keys in German and English', () => {
    expect([...english.keys()].sort()).toEqual([...german.keys()].sort());
  });

  it('say something under every key', () => {
    for (const [key, text] of [...german, ...english]) expect(text.trim(), key).not.toBe('');
  });

  it('have the same places to fill in', () => {
    for (const [key, text] of german) expect(holes(english.get(key)!), key).toEqual(holes(text));
  });

  it('quote as each language does', () => {
    for (const [key, text] of german) expect(text, key).not.toMatch(/["“]\w|\.\.\./);
    for (const [key, text] of english) expect(text, key).not.toMatch(/["„]|\.\.\./);
  });
});
