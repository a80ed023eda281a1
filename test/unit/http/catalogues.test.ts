import { describe, expect, it } from 'vitest';
import de from '../../../server/i18n/de.json' with { type: 'json' };
import en from '../../../server/i18n/en.json' with { type: 'json' };
import { translate } from '../../../server/i18n/index.ts';
import { OBSTACLES } from '../../../server/sync/obstacles.ts';
import { PROBLEM_STATUS } from '../../../server/problems.ts';

function listTexts(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, part]) => listTexts(part, path ? `${path}.${key}` : key));
}
const listPlaceholders = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe('the catalogues', () => {
  it('say the same things in both languages, about the same values', () => {
    const english = new Map(listTexts(en));
    expect([...english.keys()].sort()).toEqual(
      listTexts(de)
        .map(([key]) => key)
        .sort(),
    );
    for (const [key, text] of listTexts(de)) {
      expect([key, listPlaceholders(english.get(key) ?? '')]).toEqual([key, listPlaceholders(text)]);
    }
  });

  it('have a title and a sentence for every problem', () => {
    for (const code of Object.keys(PROBLEM_STATUS)) {
      for (const part of ['title', 'detail']) expect(translate('de', `problem.${code}.${part}`)).toBeTruthy();
    }
    expect(Object.keys(de.problem).sort()).toEqual(Object.keys(PROBLEM_STATUS).sort());
  });

  it('say of everything that can stop a link what it is and what helps', () => {
    for (const catalogue of [de, en]) {
      const texts = catalogue.attention as Record<string, { title: string; detail: string; fix: string } | undefined>;
      for (const part of ['title', 'detail', 'fix'] as const) {
        for (const code of OBSTACLES) expect(texts[code]?.[part], `${code}.${part}`).toBeTruthy();
      }
      for (const part of ['title', 'detail'] as const) {
        expect(new Set(OBSTACLES.map((code) => texts[code]?.[part])).size).toBe(OBSTACLES.length);
      }
    }
  });

  it('leave names as they are', () => {
    const text = translate('en', 'problem.second_target.detail', { calendarName: '<b>Messe & Co</b>' });
    expect(text).toContain('“<b>Messe & Co</b>”');
    expect(translate('en', 'problem.nothing.title')).toBeUndefined();
  });
});
