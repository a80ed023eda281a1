import type { Sheet } from './sheet.ts';
import { isCapital } from './tokens.ts';
import { STOP } from './topic.ts';

const PLACE_NOUN =
  'stage door|eingang|\\w+eingang|rampe|\\w+rampe|tor|parkplatz|pforte|empfang|front desk|reception|loading bay|loading dock|dock|baustelle|flughafen|bahnhof|raum|besprechungsraum|konferenzraum|meetingraum|seminarraum|saal|halle|buero|foyer|lager|werkstatt|studio|theater|kantine|kueche|lounge|lobby|zelt|stadthalle|messehalle|buehne|gebaeude|bau|etage|room|hall|office|warehouse|studio|theatre|venue|cafe|restaurant|canteen|building|floor|boardroom|conference room|meeting room|workshop|\\w+raum|\\w+halle|\\w+saal|\\w+buero|\\w+zimmer|zimmer|haus|\\w+haus';

const ON_SITE = 'vor ort|on site|onsite';

/** "Raum 2.14", "Halle 4": before the times are read, so that the number is not one. */
export function takeNumberedRoom(sheet: Sheet): string | null {
  const ROOM = '(?:raum|room|konferenzraum|besprechungsraum|saal|halle|hall|studio|zelt)';
  for (const found of sheet.find(
    `(?:(?:in|in der|in dem|im|in the) )?${ROOM} (?:\\d{1,3}|\\d{1,2}\\.\\d{1,3})(?! (?:OCLOCK|h|am|pm|-|–)(?= ))`,
  )) {
    if ([...Array(found.to - found.from).keys()].some((offset) => sheet.isReserved(found.from + offset))) continue;
    sheet.take(found, 'place');
    return sheet.written({ from: found.to - 2, to: found.to });
  }
  return null;
}

/** "in Raum 3", "im Foyer", "Ort: Halle 4". */
export function takePlace(sheet: Sheet): string | null {
  for (const found of sheet.find('(?:ort|location|place|wo|where|treffpunkt|venue) :')) {
    let to = found.to;
    while (
      to < sheet.tokens.length &&
      sheet.isFree(to) &&
      !/^[,;.\n]$/.test(sheet.key(to)) &&
      !STOP.test(sheet.key(to))
    )
      to++;
    if (to > found.to) return take(found.from, found.to, to);
  }
  for (const found of sheet.find(
    `(?:in der|in dem|in den|ins|im|in|in the|at the|at|bei der|auf der|am|beim|an der|vor dem|@|vor der) (?:grossen |kleinen |alten |neuen |big |small |main )?(?:${PLACE_NOUN})`,
  )) {
    if (sheet.isReserved(found.to - 1)) continue;
    const noun = found.to - 1;
    let to = found.to;
    const next = sheet.tokens[to];
    if (next && sheet.isFree(to) && (next.kind === 'number' || /^\p{Lu}[\p{L}]?$/u.test(next.written))) to++;
    else if (
      next &&
      sheet.isFree(to) &&
      isCapital(next) &&
      next.kind === 'word' &&
      !/^(?:mit|with|um)$/.test(next.key) &&
      /raum|saal|room|hall/.test(sheet.key(noun))
    )
      to++;
    let from = found.from;
    // "Vor-Ort-Termin in der Stadthalle": the place is said.
    for (const onSite of sheet.find(ON_SITE)) sheet.setAside(onSite);
    while (from < noun && /^(?:in|ins|der|dem|den|im|the|at|bei|auf|@|aus|vor)$/.test(sheet.key(from))) from++;
    return take(found.from, from, to);
  }
  for (const found of sheet.find(`(?:bei uns(?: im haus)?|bei mir|bei euch|bei ihnen|${ON_SITE}|at our place)`))
    return take(found.from, found.from, found.to);
  for (const found of sheet.find(
    '(?:raum|room|konferenzraum|besprechungsraum|saal|halle|hall|studio|zelt|buehne|stage) \\d{1,3}',
  ))
    return take(found.from, found.from, found.to);
  return null;

  function take(from: number, nameFrom: number, to: number): string {
    sheet.take({ from, to }, 'place');
    return sheet.written({ from: nameFrom, to });
  }
}
