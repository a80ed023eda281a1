import { expect, test, vi } from 'vitest';
import { rememberTexts } from '../../../server/sync/core/remember-texts.ts';

const MAX_CHARS = 8_000_000;
const trim = vi.fn((text: string) => text.trim());

test('what was made of a text is remembered, and that nothing more is to be made of it', () => {
  trim.mockClear();
  const remembered = rememberTexts(trim);
  expect([' a ', ' a ', 'a', 'a ', 'a '].map(remembered)).toEqual(['a', 'a', 'a', 'a', 'a']);
  expect(trim.mock.calls).toEqual([[' a '], ['a ']]);
});

test('what was asked for last is kept, and of the rest no more than a few million characters', () => {
  trim.mockClear();
  const remembered = rememberTexts(trim);
  const texts = Array.from({ length: 30 }, (_, number) => String(number).padEnd(MAX_CHARS / 20, 'x'));
  for (const text of texts) remembered(text);
  expect(trim).toHaveBeenCalledTimes(30);
  remembered(texts.at(-1)!);
  expect(trim).toHaveBeenCalledTimes(30);
  remembered(texts[0]!);
  expect(trim).toHaveBeenCalledTimes(31);
});
