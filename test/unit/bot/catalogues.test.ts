import { expect, test } from 'vitest';
import de from '../../../bot/i18n/de.json' with { type: 'json' };
import en from '../../../bot/i18n/en.json' with { type: 'json' };
import { writeRemark } from '../../../bot/cards/booking-parts.ts';
import { writeUnknown } from '../../../bot/cards/help.ts';

function list(tree: object, prefix = ''): [key: string, text: string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : list(value as object, `${prefix}${key}.`),
  );
}
const german = new Map(list(de));
const english = new Map(list(en));
const readParams = (text = '') => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

test('both languages have the same sentences with the same values', () => {
  expect([...english.keys()].sort()).toEqual([...german.keys()].sort());
  for (const [key, text] of german) expect([key, readParams(english.get(key))]).toEqual([key, readParams(text)]);
});

test('German typography: „…“, – and …', () => {
  for (const text of german.values()) {
    expect(text).not.toMatch(/["'”]|\.\.\.| - /);
    expect((text.match(/„/g) ?? []).length).toBe((text.match(/“/g) ?? []).length);
  }
});

test('English typography: “…”', () => {
  for (const text of english.values()) expect(text).not.toMatch(/["„]|\.\.\.| - /);
});

test('whatever a sentence is not understood for has its words', () => {
  const reasons = ['empty', 'too_long', 'question', 'statement', 'negated', 'quote', 'change', 'no_request'] as const;
  for (const reason of reasons) expect(writeUnknown('de', reason).text).toContain(de.unknown[reason]);
});

test('every problem of a reading has its words, and what people wrote in it is no Markdown', () => {
  for (const code of Object.keys(de.remark))
    expect(writeRemark('de', code, '*31. Februar*')).toContain('\\*31. Februar\\*');
});
