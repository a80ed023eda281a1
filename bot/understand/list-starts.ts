import { isGivenName } from './names.ts';
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
  // "Anna und Tom einladen", "anna tom morgen 10 uhr": given names that stand free.
  sheet.tokens.forEach((token, at) => {
    if (sheet.isFree(at) && token.kind === 'word' && isGivenName(token.key) && (isCapital(token) || lower))
      starts.push({ at, sure: true, leading: true });
  });
  return starts;
}
