import { FILLERS, meetingNoun } from './lexicon.ts';
import { isGivenName } from './names.ts';
import { isThing } from './nouns.ts';
import type { Sheet, Stretch } from './sheet.ts';
import { isCapital } from './tokens.ts';

export interface ListStart {
  at: number;
  sure: boolean;
  /** The names stand before the verb or at the front of the sentence. */
  leading: boolean;
  /** Words that only announce the list. */
  mark?: Stretch | undefined;
}

/** Where a list of people may begin. */
export function findListStarts(sheet: Sheet, lower: boolean): ListStart[] {
  const starts: ListStart[] = [];
  sheet.tokens.forEach((token, at) => {
    if (!sheet.isFree(at) && sheet.role(at) !== 'request') return;
    const next = at + 1;
    if (/^(?:mit|with|w|inkl|incl|including)$/.test(token.key)) {
      starts.push({
        at: sheet.key(next) === '/' || sheet.key(next) === '.' ? next + 1 : next,
        sure: true,
        leading: false,
      });
    } else if (token.key === 'to' && /^(?:talk|speak)$/.test(sheet.key(at - 1))) {
      starts.push({ at: next, sure: true, leading: false });
    } else if (/^(?:herrn?|frau)$/.test(token.key) && isCapital(token)) {
      starts.push({ at, sure: true, leading: false });
    } else if (/^(?:wer|who|people|personen)$/.test(token.key) && sheet.key(next) === ':') {
      starts.push({ at: next + 1, sure: true, leading: false, mark: { from: at, to: next + 1 } });
    } else if (
      /^(?:lade|lad|ladet|invite|einlade|meet|call|ring|teilnehmer|participants|attendees|gaeste|dabei|zwischen|between|see|an)$/.test(
        token.key,
      )
    ) {
      let from = next;
      while (/^(?::|bitte|mal|dann|sind|auch|doch|sollen|sein|mir|please)$/.test(sheet.key(from)) && sheet.isFree(from))
        from++;
      starts.push({
        at: from,
        sure: !/^(?:call|dabei|see|ring|an)$/.test(token.key),
        leading: /^(?:call|ring|see|an)$/.test(token.key),
        mark: /^(?:teilnehmer|participants|attendees|gaeste|dabei|zwischen|between)$/.test(token.key)
          ? { from: at, to: from }
          : undefined,
      });
    }
  });
  sheet.tokens.forEach((token, at) => {
    // "für mich, Anna und Tom", "for me and Anna": a list that begins with the writer.
    if (
      /^(?:mich|mir|uns|me|us|myself|ich|i|we|wir)$/.test(token.key) &&
      /^(?:,|und|and|&|sowie|plus|\+)$/.test(sheet.key(at + 1))
    )
      starts.push({ at, sure: sheet.key(at + 1) !== ',', leading: false });
    // "Bella and I": a list that ends with the writer.
    if (/^(?:mich|mir|me|i|ich|myself)$/.test(token.key) && /^(?:und|and|&)$/.test(sheet.key(at - 1)))
      starts.push(...startsBefore(at - 1));
    // "Get the sound team together", "have Tess and Omar in": only capitals and groups, these verbs take things as well.
    if (
      /^(?:get|have|bring|loop|put|include|gather|add|hol|hole|holt|need|want|require|brauche|brauchen|braeuchte)$/.test(
        token.key,
      )
    ) {
      const first = sheet.key(at + 1) === 'in' ? at + 2 : at + 1;
      if (isGroupAt(first) || /^(?:everyone|everybody|alle|jemanden|someone|somebody)$/.test(sheet.key(first)))
        starts.push({ at: first, sure: true, leading: false });
      else if (sheet.tokens[first] && isCapital(sheet.tokens[first]))
        starts.push({ at: first, sure: false, leading: false });
    }
  });
  // "Anna und Tom einladen", "anna tom morgen 10 uhr": given names that stand free.
  sheet.tokens.forEach((token, at) => {
    if (!sheet.isFree(at) || token.kind !== 'word' || !isGivenName(token.key) || !(isCapital(token) || lower)) return;
    starts.push(...unknownBefore(at), { at, sure: true, leading: true });
  });
  return starts;

  /** "Ewan and Saskia": a word in capitals that is joined to a name is one as well. */
  function unknownBefore(at: number): ListStart[] {
    let first = at;
    while (first >= 2 && /^(?:und|and|&|\+)$/.test(sheet.key(first - 1)) && isLone(first - 2)) first -= 2;
    return first < at ? [{ at: first, sure: true, leading: false }] : [];
  }

  function isLone(at: number): boolean {
    const [before, token] = [sheet.tokens[at - 1], sheet.tokens[at]];
    if (!token || token.kind !== 'word' || !sheet.isFree(at) || !isCapital(token)) return false;
    if (isThing(token.key) || meetingNoun(token.key) !== null || FILLERS.has(token.key)) return false;
    return !before || before.kind !== 'word' || !isCapital(before) || !sheet.isFree(at - 1);
  }

  function isGroupAt(at: number): boolean {
    if (!/^(?:the|our|my)$/.test(sheet.key(at))) return false;
    let to = at + 1;
    while (sheet.isFree(to) && sheet.tokens[to]?.kind === 'word' && !isGroupWord(sheet.key(to)) && to < at + 4) to++;
    return isGroupWord(sheet.key(to));
  }

  /** The names that are joined before a place, without the first word of the sentence's verb. */
  function startsBefore(join: number): ListStart[] {
    const before = sheet.tokens[join - 1];
    if (!before || before.kind !== 'word' || !sheet.isFree(join - 1)) return [];
    let at = join - 1;
    while (isCapital(before) && at > 0 && isCapital(sheet.tokens[at - 1]!) && sheet.isFree(at - 1) && at > join - 3)
      at--;
    return [{ at, sure: true, leading: false }];
  }
}

const isGroupWord = (key: string) => /^(?:team|teams|crew|department|dept|guys|folks|group|gang|lot|staff)$/.test(key);
