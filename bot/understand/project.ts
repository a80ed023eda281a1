import { FILLERS, PLAIN_MEETINGS } from './lexicon.ts';
import { isGivenName } from './names.ts';
import type { Sheet } from './sheet.ts';
import { fold, tokenise } from './tokens.ts';

/** A project the writer may choose from, by its title; said as "Projekt X" it is nothing else, else it stays in the title. */
export function takeProject(
  sheet: Sheet,
  known: readonly { id: string; title: string }[],
): { id: string; title: string; written: string } | null {
  const byLength = [...known].sort((a, b) => b.title.length - a.title.length);
  for (const project of byLength) {
    const keys = tokenise(project.title).map((token) => fold(token.written));
    if (keys.length === 0 || keys.join('').length < 3) continue;
    if (
      keys.length === 1 &&
      (PLAIN_MEETINGS.has(keys[0] ?? '') || isGivenName(keys[0] ?? '') || FILLERS.has(keys[0] ?? ''))
    )
      continue;
    for (let at = 0; at + keys.length <= sheet.tokens.length; at++) {
      if (!keys.every((key, offset) => sameWord(key, fold(sheet.tokens[at + offset]?.written ?? '')))) continue;
      const stretch = { from: at, to: at + keys.length };
      const written = sheet.written(stretch);
      const said = projectMark(sheet, at);
      sheet.reserve(stretch);
      if (said !== null && sheet.isFree(at)) sheet.take({ from: said, to: stretch.to }, 'project');
      return { ...project, written };
    }
  }
  return null;
}

const sameWord = (known: string, written: string) =>
  known === written || (known.length >= 6 && written.length >= 5 && nearly(known, written));

/** One letter off, in a word long enough. */
function nearly(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const tail = (text: string, skip: number) => text.slice(start + skip);
  return (
    tail(a, 1) === tail(b, 1) ||
    tail(a, 1) === tail(b, 0) ||
    tail(a, 0) === tail(b, 1) ||
    (a[start] === b[start + 1] && a[start + 1] === b[start] && tail(a, 2) === tail(b, 2))
  );
}

/** Where "im Projekt", "for the project" begins, when it stands before. */
function projectMark(sheet: Sheet, at: number): number | null {
  let from = at - 1;
  while (from >= 0 && /^(?::|["„“”])$/.test(sheet.key(from))) from--;
  if (!/^(?:projekt|projekts|projektes|project|produktion|auftrag)$/.test(sheet.key(from))) return null;
  while (
    from > 0 &&
    /^(?:im|in|zum|fuer|fuers|beim|das|dem|for|the|on|of|vom|des|zu|beim|aus)$/.test(sheet.key(from - 1)) &&
    sheet.isFree(from - 1)
  )
    from--;
  return from;
}
