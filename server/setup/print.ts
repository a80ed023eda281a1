import { translate, type Language } from '../i18n/index.ts';
import type { CheckResult } from './describe.ts';

const SIGNS = { ok: '✓', hint: '!', failed: '✗', skipped: '–' } as const;
const LEAST_WIDTH = 60;
const GAP = 2;

/**
 * The check as a table for a terminal: sign, step and what was found; below a fault what to do, where, and the script.
 * @param width of the terminal in characters
 */
export function printCheck(results: CheckResult[], language: Language, width: number): string {
  const titleWidth = Math.max(...results.map(({ title }) => title.length));
  const indent = SIGNS.ok.length + 1 + titleWidth + GAP;
  const room = Math.max(width, LEAST_WIDTH) - indent;
  const lines = results.flatMap(({ status, title, detail, fix, script, link }) => {
    const [first = '', ...rest] = wrap(detail, room);
    const say = (key: string): string => translate(language, `setup.command.${key}`) ?? key;
    const below = [
      ...rest,
      ...(fix === null ? [] : wrap(`${say('fix')} ${fix}`, room)),
      ...(link === null ? [] : [link]),
      ...(script === null ? [] : ['', ...script.split('\n').map((line) => `  ${line}`), '']),
    ];
    return [
      `${SIGNS[status]} ${title.padEnd(titleWidth + GAP)}${first}`,
      ...below.map((line) => (line === '' ? '' : ' '.repeat(indent) + line)),
    ];
  });
  const count = (status: CheckResult['status']): number => results.filter((result) => result.status === status).length;
  const counts = { ok: count('ok'), hint: count('hint'), failed: count('failed'), skipped: count('skipped') };
  return [...lines, '', translate(language, 'setup.command.summary', counts) ?? '', ''].join('\n');
}

function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
