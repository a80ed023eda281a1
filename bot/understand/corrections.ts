import type { Sheet, Stretch } from './sheet.ts';

const TAKEN_BACK =
  '(?:nein|nee|ne|no|wait|sorry|quatsch|aeh|aehm|ach|actually|besser|lieber|korrektur|correction|scratch that|i mean|ich meine|sondern|rather|doch|make (?:that|it))';

/** "um 14 Uhr, nein, lieber um 15 Uhr", "not Monday but Tuesday": what was said first no longer counts. */
export function findCorrection(sheet: Sheet): Stretch | null {
  const [found] = sheet
    .find(`${TAKEN_BACK}(?: (?:,|-|${TAKEN_BACK}|oder|or|but|better|eher))*|but(?<= (?:not|nicht) (?:[^ ]+ ){1,6}but)`)
    .slice(-1);
  return found ?? null;
}

/** The pieces of one kind that count: those behind the correction, when there are any. */
export function keepCorrected<Piece extends Stretch>(pieces: Piece[], correction: Stretch | null): Piece[] {
  const after = correction ? pieces.filter((piece) => piece.from >= correction.to) : [];
  return after.length > 0 && after.length < pieces.length ? after : pieces;
}
