import { meetingNoun } from './lexicon.ts';
import { isGivenName } from './names.ts';
import { isThing } from './nouns.ts';
import type { Sheet } from './sheet.ts';
import { isCapital } from './tokens.ts';

const REQUEST_VERBS =
  'leg|lege|legen|mach|mache|machen|macht|erstell|erstelle|erstellen|plan|plane|planen|buch|buche|buchen|setz|setze|setzen|trag|trage|tragen|organisier|organisiere|organisieren|vereinbar|vereinbare|vereinbaren|arrangier|arrangiere|arrangieren|richt|richte|einrichten|stell|stelle|stellen|einstellen|reservier|reserviere|reservieren|terminier|terminiere|terminieren|lad|lade|ladet|laden|einladen|koordinier|koordiniere|block|blocke|blocken|blockier|blockiere|pack|packe|besorg|besorge|schick|schicke|schicken|find|finde|finden|such|suche|gib|notier|notiere|anlegen|ansetzen|eintragen|ausmachen|einplanen|festlegen|aufsetzen|anberaumen|treffen|treff|treffe|sprechen|sprech|telefonieren|reden|zusammensetzen|zusammenzusetzen|unterhalten|quatschen|meeten|abstimmen|austauschen|anrufen|zusammenkommen|anzulegen|anzusetzen|einzutragen|auszumachen|einzuplanen|einzurichten|einzuladen|kurzschliessen|fuehren|abhalten|veranstalten|durchfuehren|reinstellen|reinsetzen|reintun|eintueten|klarmachen|festmachen|wollt|ginge|reicht|genuegt|do|besprechen|durchgehen|durchsprechen|klaeren|anschauen|ansehen|hinbekommen|bekommen|haben|legt|setzt|' +
  "kannst|koenntest|koennten|koennen|kann|wuerdest|wuerde|wuerden|magst|moechte|moechten|will|wollen|wollte|brauche|brauchen|brauch|braeuchte|braeuchten|muss|muessen|muessten|muesste|sollten|sollte|sollen|haette|haetten|lass|lasst|lassen|waere|waers|waer's|super|toll|schoen|schaffen|kannste|kriegen|hinkriegen|" +
  "grab|schedule|book|set|setup|create|make|arrange|organise|organize|put|add|invite|fix|get|find|reserve|meet|send|talk|speak|have|catch|up|sit|down|see|call|discuss|need|want|wanna|like|love|should|must|let's|lets|let|can|could|would|will|shall|i'd|i'll|we'd|sync|together|touch|base|chat|looking|trying|gotta|think|possible|mind|how|what|wie|wants|please|kindly|calendar|kalender|diary|it|einladung|schicken|invitation|invite|invites";

/** The verbs that ask, so that they do not end up in the title. "plan", "call" and the like only before the rest. */
export function takeRequestWords(sheet: Sheet, english: boolean): void {
  for (const found of sheet.find(
    '(?:leg|lege|setz|setze|setzen|legen|trag|trage|tragen|stell|stelle|richt|richte|lad|lade|ladet|laden|plan|plane|mach|mache) (?:.{0,300}? )?(?<prefix>an|ein|aus|auf|fest)(?= (?:[.!?,] )*(?:$|[.!?,\n]|wegen|ueber|zum|mit|fuer|um|am|im|bitte|danke|thema|betreff|□))',
  )) {
    sheet.take({ from: found.to - 1, to: found.to }, 'request');
  }
  for (const found of sheet.find(
    'in person|persoenlich|face to face|(?<=, )say|(?:schoenen |good |guten )(?:MORNINGS|DAY|EVENING|AFTERNOON|tag)(?! (?:um|at|mit))|set up|(?:catch|sync|sit|hook) (?:up|down)|touch base|fragen , ob|(?:some|a|any) time(?= (?:with|for|to))|work for(?= (?:a|an|the) )|any chance|do you mind(?: (?:setting up|booking|scheduling|arranging|making))?|get together|how about|what about|wie waere es|would like',
  )) {
    sheet.take(found, 'request');
  }
  takeVerbPhrases(sheet, english);
  for (const found of sheet.find(REQUEST_VERBS)) {
    const key = sheet.key(found.from);
    if (meetingNoun(key) === 'plain' && key !== 'meet') continue;
    // "Plan", "Call" and "Sync" inside the sentence are nouns.
    const noun = /^(?:plan|call|sync|set|block|add|chat|up|down|together|find|fix|base|super|like|see|such|pack)$/.test(
      key,
    );
    if (
      noun &&
      !isLeading(sheet, found.from) &&
      !/^(?:catch|set|sync|sit|get|touch|meet|can|you|to|we|i|put|it)$/.test(sheet.key(found.from - 1))
    )
      continue;
    sheet.take(found, 'request');
  }
}

function isLeading(sheet: Sheet, at: number): boolean {
  for (let before = at - 1; before >= 0; before--) {
    if (/^[.!?\n,]$/.test(sheet.key(before))) return true;
    if (
      !/^(?:bitte|please|hallo|hi|hey|mal|hello|to|you|we|i|du|can|could|lupax)$/.test(sheet.key(before)) &&
      sheet.role(before) !== 'request'
    )
      return false;
  }
  return true;
}

/** Up to here reaches the verb: what follows is what is wanted, who, or when. */
const OBJECT =
  /^(?:a|an|half|the|some|any|another|my|our|your|his|her|their|me|us|you|him|them|i|we|it|with|for|to|on|at|from|about|between|re|regarding|next|this|ein|eine|einen|einem|einer|der|die|das|den|dem|n|nen|ne|mit|am|um|im|in|fuer|zu|zum|zur|wegen|ueber)$/;
const LONGEST_VERB_PHRASE = 3;

/**
 * Verbs by their place in the sentence, whatever they are: in English behind "can you", "would you mind", "let's" or at
 * the front before an object; in German at the end of a clause that has a modal verb or "dass".
 */
function takeVerbPhrases(sheet: Sheet, english: boolean): void {
  const isVerb = (at: number) => {
    const token = sheet.tokens[at];
    return (
      token?.kind === 'word' &&
      sheet.isFree(at) &&
      !OBJECT.test(token.key) &&
      !/^[A-Z]+\d*$/.test(token.key) &&
      meetingNoun(token.key) === null
    );
  };
  if (english) {
    const ASKED =
      "(?:can|could|would|will) (?:you|we|i|u|someone|somebody)(?: mind)?|(?:i|we) (?:need|want|have|ought|would like|'d like|wish|was hoping|were hoping) to|is there (?:any|a) (?:way|chance|possibility)(?: (?:to|of|you could|we could|that))?|i'd like to|we'd like to|let's|lets|shall we|i'd love to|possible to|able to|great to|good to|nice to";
    for (const found of sheet.find(`(?:${ASKED})(?: (?:please|just|maybe|perhaps|all|both|possibly|kindly))*`)) {
      let to = found.to;
      while (to < found.to + LONGEST_VERB_PHRASE && isVerb(to) && !isCapital(sheet.tokens[to]!)) to++;
      if (/^is$/.test(sheet.key(found.from))) sheet.take(found, 'request');
      if (to > found.to && OBJECT.test(sheet.key(to))) sheet.take({ from: found.to, to }, 'request');
    }
    const first =
      sheet
        .find('(?:please|pls|hi|hey|hello|lupax|so|ok|okay|and|then|now|just|kindly|,|!)')
        .filter(({ from }, at) => from === at)
        .at(-1)?.to ?? 0;
    let to = first;
    while (
      to < first + LONGEST_VERB_PHRASE &&
      isVerb(to) &&
      (to > first ? !isCapital(sheet.tokens[to]!) : !isThing(sheet.key(to)) && !isGivenName(sheet.key(to)))
    )
      to++;
    while (
      to > first &&
      /^(?:in|on|up|out|off|down|aside|together|me|us)$/.test(sheet.key(to)) &&
      /^(?:in|on|up|out|off|down|aside|together|me|us|for|a|an|some|another)$/.test(sheet.key(to + 1))
    )
      to++;
    if (to > first && /^(?:a|an|some|another|me|us|for)$/.test(sheet.key(to)))
      sheet.take({ from: first, to }, 'request');
    // "Pencil Rosie in for Thursday"
    const named = sheet.tokens[first + 1];
    if (
      isVerb(first) &&
      named &&
      isCapital(named) &&
      isGivenName(named.key) &&
      !isGivenName(sheet.key(first)) &&
      !isThing(sheet.key(first)) &&
      sheet.has(`${sheet.key(first)} [^ ]+ (?:and [^ ]+ )?(?:in|down|up|for|into)`)
    )
      sheet.take({ from: first, to: first + 1 }, 'request');
    return;
  }
  // "Verabrede mich bitte", "Hol mir mal": no noun has a pronoun right behind it.
  const [lead] = sheet.find('(?<verb>[a-z]{2,}) (?:mir|mich|uns|dir|dich|bitte|mal|doch)');
  if (lead && startsSentence(sheet, lead.from) && isVerb(lead.from)) {
    const key = sheet.key(lead.from);
    const sure = /^(?:mir|mich|uns|dir|dich)$/.test(sheet.key(lead.from + 1));
    if (!isThing(key) && !isGivenName(key) && (sure || /e$|^.{2,6}$/.test(key)))
      sheet.take({ from: lead.from, to: lead.from + 1 }, 'request');
  }
  const isLower = !sheet.tokens.some((token, at) => at > 0 && token.kind === 'word' && isCapital(token));
  if (
    !sheet.has(
      '(?:kann|kannst|koennen|koennt|koennte|koennten|koenntest|koenntet|wuerde|wuerden|wuerdest|will|wollen|wollte|wollten|moechte|moechten|soll|sollen|sollte|sollten|muss|muessen|muessten|muesste|magst|darf|waere|waer|waers|lass|lasst|dass|ob|bitte|kannste|koennteste)',
    )
  )
    return;
  sheet.tokens.forEach((token, at) => {
    const ends = at + 1 === sheet.tokens.length || /^[.!?,;\n]$/.test(sheet.key(at + 1));
    if (!ends || !isVerb(at) || isCapital(token) || isGivenName(token.key)) return;
    // "…, lad Anna dazu ein": the other half of a verb.
    if (/^(?:an|ein|aus|auf|ab|rein|raus|zu|vor|fest|zusammen|hin|dazu|rum|durch|los|frei|her|mit)$/.test(token.key))
      return sheet.take({ from: at, to: at + 1 }, 'request');
    if (/^.{3,}(?:en|ern|eln)$/.test(token.key) && !(isLower && isThing(token.key)))
      sheet.take({ from: at, to: at + 1 }, 'request');
  });
  for (const found of sheet.find('(?:dass|ob) (?:du|ihr|sie|wir|man|ich)')) {
    let to = found.to;
    while (to < sheet.tokens.length && !/^[.!?,;\n]$/.test(sheet.key(to))) to++;
    if (to - 1 > found.to && isVerb(to - 1) && !isCapital(sheet.tokens[to - 1]!))
      sheet.take({ from: to - 1, to }, 'request');
  }
}

/** Only greetings and courtesy stand before it. */
function startsSentence(sheet: Sheet, at: number): boolean {
  let before = at - 1;
  while (
    before >= 0 &&
    /^(?:[,.!?:]|hallo|hi|hey|moin|servus|bitte|lupax|bot|ok|okay|so|dann|und|ja|also|guten|MORNINGS|TAG|DAY|TOMORROW)$/.test(
      sheet.key(before),
    )
  )
    before--;
  return before < 0;
}
