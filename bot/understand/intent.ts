import { meetingNoun } from './lexicon.ts';
import { isGivenName } from './names.ts';
import { isThing } from './nouns.ts';
import type { UnknownReason } from './reading.ts';
import type { Sheet, Stretch } from './sheet.ts';
import { isFormOfAddress } from './spelling.ts';
import { isCapital, type Token } from './tokens.ts';

/**
 * Whether a sentence asks for a meeting. A wrong "no" costs a second try; a wrong "yes" shows a card nobody asked for:
 * verbs that state, deny, ask or report make a sentence none, whatever else it says.
 */
export type Intent =
  /** Asks in words: "Leg … an", "Kannst du …", "I need …". */
  | { is: 'request' }
  /** No verb, but a kind of meeting: "Besprechung mit Anna morgen 14 Uhr". */
  | { is: 'noun'; kind: 'plain' | 'specific' }
  /** Neither: "mit Anna morgen 14 Uhr", "Danke". */
  | { is: 'fragment' }
  | { is: 'no'; reason: UnknownReason };

const START =
  '(?:(?:hallo|hi|hey|moin|servus|hello|dear|lieber|liebes|lupax|bot|bitte|please|pls|ok|okay|so|also|und|and|dann|then|ja|yes|jetzt|now|mal|guten|TAG|MORNINGS|DAY|EVENING|good|doch|,|!|-|:|@|kindly|just) )*';

const IMPERATIVES =
  "leg|lege|mach|mache|mach'|erstell|erstelle|plan|plane|buch|buche|setz|setze|trag|trage|organisier|organisiere|vereinbar|vereinbare|arrangier|arrangiere|richt|richte|stell|stelle|reservier|reserviere|terminier|terminiere|lad|lade|ladet|koordinier|koordiniere|block|blocke|blockier|blockiere|pack|packe|besorg|besorge|schick|schicke|find|finde|such|suche|gib|hau|notier|notiere|schreib|mmach|schedule|bucht|macht|legt|setzt|plant|tragt|" +
  'einplanen|planen|legen|machen|setzen|tragen|erstellen|buchen|vereinbaren|organisieren|laden|frag|frage|sprich|zieh|ziehe|hol|hole|' +
  'book|set|create|make|arrange|organise|organize|plan|put|add|invite|setup|fix|get|find|block|reserve|grab|discuss|meet|send|call|talk|sched|catch|sit|speak|have|see|ring';
const LEADING = new RegExp(`^ ${START}(?:${IMPERATIVES}) `);

/** Behind a comma: "…, stell das bitte rein", "…, bitte Termin mit Anna". */
const LEADING_CLAUSE = new RegExp(
  `(?:,|-|–|\\.|;) (?:(?:bitte|please|also|dann|und|daher|deshalb|kannst du) )+(?:${IMPERATIVES}|(?:ein|eine|einen|nen|den|a|an) |[a-z-]*(?:termin|meeting|besprechung|call|gespraech)) |(?:,|-|–|;|\\.) (?:${IMPERATIVES}) (?:(?:das|es|dir|mir|uns|it|that|this|bitte|mal|doch|ein|eine|einen|a|an|me|us|nen) )+`,
);

const INFINITIVES =
  '(?:an|ein|aus|fest|auf|zusammen|ab|be|ver)?(?:legen|machen|setzen|tragen|planen|stellen|richten|laden|rufen|buchen|barung|zusetzen|zulegen|zumachen|zuplanen|zuladen)|erstellen|planen|buchen|vereinbaren|organisieren|arrangieren|reservieren|terminieren|koordinieren|treffen|sprechen|telefonieren|besprechen|reden|zusammensetzen|abstimmen|austauschen|zusammenkommen|unterhalten|quatschen|meeten|blocken|blockieren|anberaumen|hinbekommen|bekommen|haben|finden|durchgehen|anschauen|ansehen|kurzschliessen|zusammenfinden|hinkriegen|anlegt|ausmacht|schicken|durchsprechen|klaeren|callen|sehen';

/** "kannst du", "could you", "ich möchte", "let's". */
const ASKING =
  "(?:i|we|i'm|we're|i'd|we'd) (?:(?:am|are|was|were|really|also|be) )*(?:ought|hoping|keen|planning|meaning|aiming|going|supposed|happy|appreciate|love|prefer)(?: to| a| an)?|is there (?:any|a) (?:way|chance|possibility|slot|time|gap)|gibt es (?:eine |die )?(?:moeglichkeit|luecke|chance)|(?:liesse|laesst) sich|koennte man|kann man|let (?:[a-z-]+ ){1,5}know|do you mind|(?:would|it'd) be (?:great|good|nice|lovely|helpful) (?:to|if)|any chance(?: that)?(?: (?:you|we) (?:could|can))?|would you be able|(?:kannst|koenntest|koenntet|wuerdest|magst|willst|kannste|kannstu|koennt|wuerdet)(?: du| ihr)?|(?:koennen|koennten|wuerden|wollen|sollen) (?:wir|sie)|koennte ich|kann ich|darf ich|(?:ich|wir|i|we) (?:bitte |auch |also |just |really |would |'d )?(?:moechte|moechten|will|wollen|wollte|wollten|brauche|brauch|brauchen|braeuchte|braeuchten|muss|muessen|muesste|muessten|sollte|sollten|wuerde|wuerden|haette|haetten|koennten|wuensche|need|want|wanna|like|love|have to|should|must|gotta|wish)|(?:moechte|will|wuerde|muss|brauche|braeuchte|haette|sollten|muessen|muessten|brauchen|koennten|wollen|moechten|sollte|muesste|wollte|brauch) (?:ich|wir)|i'd (?:like|love)|we'd like|i'd|i'll need|lass|lasst|lassen wir|lassen sie|let's|lets|let us|(?:can|could|would|will) (?:you|we|i|u)|shall we|would you mind|would it be possible|ist es moeglich|waere es moeglich|waer es moeglich|wie (?:waere es|waer's|waers|waere) mit|how about|what about|need|want|brauche|brauch|braeuchte|wuerde gern|wuerde gerne|haette gern|haette gerne|moechte|suche|looking for|looking to|trying to|bitte um|i want|es braucht|zeit fuer (?:ein|eine|einen|nen)|waere (?:super|toll|schoen|gut|klasse|nett)|gerne (?:ein|eine|einen|nen)|please have";
const ASKS = new RegExp(` (?:${ASKING}) `);
const WITH_INFINITIVE = new RegExp(` (?:${INFINITIVES}) (?:[.!?,] )*(?:bitte |danke |please |[.!?,] )*$`);
const FORMAL =
  /^ (?:bitte )?(?:legen|machen|setzen|tragen|erstellen|buchen|vereinbaren|organisieren|laden|planen|richten|stellen|schicken|reservieren|koordinieren) sie /;

const MEETING_VERBS =
  / (?:treffen|treff|treffe|sprechen|sprech|telefonieren|besprechen|reden|zusammensetzen|zusammenzusetzen|abstimmen|austauschen|unterhalten|quatschen|meeten|meet|talk|speak|chat|discuss|get hold of|reach|catch up|sit down|sync up|get together|get (?:everyone|everybody|us|all|them) together|touch base|call|zusammenkommen|kurzschliessen|durchsprechen|einladen|invite|lade|lad|ladet|hook up|connect) /;

const STATES =
  /( )(?:wollte|wollten|braucht|sucht|plant|ist|sind|war|waren|bin|bist|seid|hat|hast|hab|habe|haben|hatte|hatten|wird|werden|wurde|wurden|findet|fand|fanden|laeuft|lief|geht|ging|kommt|kommen|kam|kamen|dauert|dauerte|faellt|fiel|beginnt|begann|startet|bleibt|steht|stand|gibt|gab|musste|mussten|trifft|treffe|traf|trafen|weiss|denke|glaube|freue|freut|sehe|sieht|sah|mag|kann|konnte|konnten|soll|sollen|will|moechte|macht|machte|machten|sagt|sagte|sagten|schreibt|schrieb|meint|meinte|fragt|fragte|nervt|klappt|klappte|passt|lohnt|wartet|warte|brauchte|brauchten|verschiebt|endet|endete|klang|ruft|rief|is|are|was|were|am|has|had|have|went|goes|takes|took|met|said|says|starts|started|ends|ended|got|gets|likes|liked|will|did|does|do|been|isn't|wasn't|aren't|loved|told|thinks|think|thought|hope|hoped|know|knows|asked|wrote|writes|wants|wanted|needs|needed|feels|felt|looks|looked|came|comes|happened|cancelled|canceled|moved|gefallen|verschoben|abgesagt|ausgefallen|stattgefunden|vorbei|getroffen|gesprochen|angelegt|erstellt|gebucht|vereinbart|bestaetigt|beendet|gelaufen|gewesen|finished|confirmed|attended|joined|enjoyed|skipped|missed|seemed|seems|worked|works|sounds|sounded|i'm|we're|it's|he's|she's|they're|that's|i've|we've|vergessen|verpasst|forgot|geklappt|gehabt) /;

const SUBJECT = / (?:ich|wir|er|es|man|i|we|he|she|they|it) /;
const DENIES =
  /( )(?:kein|keine|keinen|keinem|keiner|keines|nicht|nie|niemals|nichts|don't|dont|doesn't|not|never|no|can't|cannot|won't|wouldn't|couldn't|didn't|nix|ned|net|shouldn't) /;
/** Denials that narrow a request down, or are courtesy. */
const NARROWS =
  / (?:nicht (?:vor|nach|spaeter|laenger|frueher|mehr als|zu (?:spaet|frueh|lang|lange)|vergessen|wahr|so (?:lang|lange|spaet|frueh)|am|nur)|not (?:before|after|later|longer|earlier|only|more than|too (?:late|early|long))|no (?:later|longer|earlier|more than|rush)|don't forget(?: to)?|dont forget(?: to)?|kein problem|keine eile|no problem|no worries|why not|warum nicht|wenn nicht|if not|ohne (?:video|kamera|eile)|wenn nichts dazwischenkommt) /g;
const CHANGES =
  / (?:verlegt|aendert|loescht|storniert|verschieb|verschiebe|verschieben|verschoben|verleg|verlege|verlegen|absagen|storniere|stornier|stornieren|loesche|loesch|loeschen|aendere|aendern|streich|streiche|streichen|umbuchen|umbuche|vorverlegen|vorziehen|entferne|entfernen|cancel|cancelling|move|reschedule|rescheduling|postpone|delete|remove|call off|push back|bring forward|edit|update|decline|canceln|cancle|verschiebst|absage|sag (?:.{1,120} )?ab|sage (?:.{1,120} )?ab|zieh (?:.{1,120} )?vor) /;
const ASKING_WORDS =
  /^ (?!wann :|wer :|wo :|when :|who :|where :|was :|what :)(?:wann|wer|wie|wo|was|welche|welcher|welches|welchen|warum|wieso|weshalb|wozu|woher|wohin|wem|wen|wessen|wieviel|wieviele|womit|worum|wovon|when|who|where|what|which|how|why|whose|whom|weisst|kennst|stimmt|do|does|did|is|are|was|were|has|have (?:i|we|you)|am i|hast|hat|haben|habt|habe|hab|ist|sind|war|gibt|wird|will (?:he|she|it|they|anna)|kommt|kommen|geht|passt|findet|laeuft|muss|darf|sollte|soll ich|should i|should we|bin|dauert|steht|treffen wir) /;
const REPORTS =
  / (?:sagt|sagte|gesagt|schreibt|schrieb|geschrieben|meint|meinte|gemeint|fragt|fragte|gefragt|said|says|wrote|writes|asked|asks|told|laut|according|zitat|quote|erzaehlt|erzaehlte|vorgeschlagen|mentioned|replied|antwortet|antwortete|suggested|suggests|proposed|schlug|schlaegt) /;
const DEFINITE =
  /^ (?:(?:die|der|das|the|unsere|unser|meine|mein|my|our|diese|dieser|dieses|THIS|that|letzte|LAST|NEXT|jene) )(?:[a-z]+ )?$/;
/** An existing meeting and where it is to go: "den Termin auf Freitag", "my call to 4pm". */
const EXISTING =
  / (?:den|das|die|meinen|unseren|mein|unser|unsere|meine|the|my|our|this|that|THIS|diesen|dieses) (?:[a-z-]+ ){0,2}?(?<noun>[a-z-]+) (?:[^,.!?]* )?(?:(?:auf|to|nach|into) (?:den |die |das |the |next |einen )?)?(?:(?<=(?:auf|to|nach|into|den|die|das|the|next|einen) )(?:WD\d|TODAY|TOMORROW|OVERMORROW|NEXT|COMING|EVENING|AFTERNOON|MORNINGS|FORENOON|\d[\d:.]*|halb|viertel|another|andere[nr]?)|spaeter|later|frueher|earlier|EARLY(?= legen)|hinten|vorne) /;
const TAKEN_FROM = / (?:aus|from) (?:der|dem|the|my|our|meiner|unserer|meinem|unserem) (?<noun>[a-z-]+) /;
/** Who takes part, beside what is asked for. */
const ATTENDING =
  / (?:mit )?(?:dabei(?: sein)?|teilnehmen|mitkommen|kommen|anwesend(?: sein)?|eingeladen(?: werden)?|beteiligt|teilnehmer) (?:sollen|sollten|sind|muessen|muessten|waeren|ist|soll|sollte)(?= )| (?:sollen|sollten|muessen|soll|sollte|muss) (?:(?:auch|noch|bitte|unbedingt) )*(?:dabei sein|teilnehmen|mitkommen|dazukommen|eingeladen werden)(?= )/g;
/** A first word that nobody knows, and what it is to bring about: "Pencil in a call", "Bahn mir mal einen Termin an". */
const LEADING_UNKNOWN =
  /^ (?<verb>[a-z]{3,}) (?:(?:in|up|out|down|together|off|aside|me|us|mir|uns|bitte|mal|doch|dann|kurz|schnell|please|dir|noch) )*(?:a|an|some|another|ein|eine|einen|nen|n|ne) /;
/** Clauses beside the point; their verbs say nothing about the request. */
const ASIDES =
  /(?:, |^ )?(?:weil|damit|sodass|obwohl|falls|wenn|denn|because|since|so that|if|as long as|bevor|nachdem|sobald|whenever|before we|so we can) [^,.!?\n]*/g;
const TOPICS =
  / (?:, (?:es|da|dabei) geht (?:es )?um|zwecks|wegen|ueber|bezueglich|bzgl|betreffend|zum thema|thema|betreff|about|regarding|re|concerning|to discuss|um [^,.!?]{1,80} zu [a-z]+) [^,.!?\n]*/g;

/** Sentences as stretches of tokens: ended by `.`, `!`, `?` or a line, but not by the dot of "3." or "u.". */
export function sentencesOf(sheet: Sheet): Stretch[] {
  const sentences: Stretch[] = [];
  let from = 0;
  const { tokens } = sheet;
  tokens.forEach((token, at) => {
    const before = tokens[at - 1];
    const next = tokens[at + 1];
    const spaced = next === undefined || next.from > token.to;
    const goesOn = token.key === '.' && before !== undefined && next !== undefined && isWithinSentence(before, next);
    if (token.kind === 'break' || (/^[.!?]$/.test(token.key) && spaced && !goesOn)) {
      sentences.push({ from, to: at + 1 });
      from = at + 1;
    }
  });
  if (from < tokens.length) sentences.push({ from, to: tokens.length });
  return sentences;
}

const ABBREVIATED =
  /^(?:[a-z]|evtl|bzgl|betr|inkl|usw|prof|proj|abt|nachm|vorm|mind|tel|dr|nr|hr|fr|st|ca|wg|ggf|besp|bespr|mr|mrs|ms|wo|std|min|max|mo|di|mi|do|fr|sa|so|HOUR|MIN|[A-Z]+\d+)$/;

/** The dot of "3. Dezember", "Dr. Weber", "z. B."; but "um 9. Danke" ends at the dot. */
function isWithinSentence(before: Token, next: Token): boolean {
  if (before.kind !== 'number' && !/^\d+$/.test(before.key)) return ABBREVIATED.test(before.key);
  return !isCapital(next) || /^(?:MO|WD)\d+$/.test(next.key) || /^(?:Stock|Etage|OG|UG|Uhr)$/.test(next.written);
}

/** @param sentence one of `sentencesOf`; titles in quotes have been taken and do not count */
export function intentOf(sheet: Sheet, sentence: Stretch, english: boolean): Intent {
  const keys: string[] = [];
  for (let at = sentence.from; at < sentence.to; at++) keys.push(sheet.isFree(at) ? sheet.key(at) : '□');
  // "Corinna Weiß", "Frau Will": a capital behind a given name or a form of address is a surname, and no verb.
  for (let at = sentence.from + 1; at < sentence.to; at++) {
    const [before, token] = [sheet.tokens[at - 1], sheet.tokens[at]];
    if (!before || !token || !isCapital(before) || !isCapital(token)) continue;
    if (!isGivenName(before.key) && !isFormOfAddress(before)) continue;
    if (STATES.test(` ${token.key} `)) keys[at - sentence.from] = '□';
  }
  const line = ` ${keys.join(' ')} `.replaceAll(' \n ', ' ');
  const bare = stripGreeting(line);
  const question = line.trimEnd().endsWith('?');
  const nouns = keys.map((key) =>
    /^(?:termine|meetings|besprechungen|calls|termins)$/.test(key) ? null : meetingNoun(key),
  );
  const main = bare.replace(ASIDES, ' ').replace(/^(?! )/, ' ');

  const reports = main.search(REPORTS);
  const asksAt = main.search(ASKS);
  if (reports >= 0 && (asksAt < 0 || reports < asksAt)) return { is: 'no', reason: 'quote' };
  const stated = main
    .replace(NARROWS, ' ')
    .replace(
      / (?:,|-|–) (?:no|nein|nee|not) (?=(?:,|make|at|on|lieber|besser|doch|um|am|wait|sorry|better|[A-Z\d]))/g,
      ' ',
    )
    .replace(/ (?:nicht|not) (?:[^ ]+ ){1,6}(?:sondern|but) /g, ' ')
    .replace(TOPICS, ' ')
    .replace(ATTENDING, ' ');
  // "am Montag" and "was mit Anna" are no verbs.
  const narrowed = english ? stated : stated.replace(/ (?:am|was)(?= )/g, '');
  if (DENIES.test(narrowed)) return { is: 'no', reason: question ? 'question' : 'negated' };
  if (CHANGES.test(narrowed.replace(/ (?:statt|instead of) .*$/, ' '))) return { is: 'no', reason: 'change' };

  // "Can Ewan come on Friday?" asks about somebody; "Can Ewan and I meet …?" asks for a meeting.
  const about =
    /^ (?:can|could|will|would|kann|koennte|darf|wird|muss) (?!(?:you|we|i|u|du|wir|sie|ihr|ich|man|jemand|someone|somebody|es|it|□) )[a-z-]+ /;
  if (
    question &&
    about.test(bare) &&
    !/ (?:und|and|mit|with) (?:ich|mir|i|me|us|uns) /.test(bare) &&
    nouns.every((kind) => kind === null)
  )
    return { is: 'no', reason: 'question' };
  const existing = (EXISTING.exec(narrowed) ?? TAKEN_FROM.exec(narrowed))?.groups?.['noun'];
  if (existing !== undefined && meetingNoun(existing) !== null) return { is: 'no', reason: 'change' };

  if (
    /^ (?:[a-z]+ )?(?:, )?(?:see (?:you|ya|u)|bis (?:dann|spaeter|bald)|wir sehen uns (?:dann|ja|am|in|auf)[^,]*$|talk to you (?:then|soon|later)) /.test(
      bare,
    ) ||
    / (?:should|could|would|might) have [a-z]+ed /.test(bare) ||
    / (?:und|and) (?:ich|i|wir|we) (?!(?:muessen|muessten|sollten|wollen|moechten) )[a-z]+en uns /.test(bare)
  )
    return { is: 'no', reason: 'statement' };
  if (
    !/ (?:ob|einen?|a) (?:[^.!?]* )?(?:termin|meeting|treffen|besprechung|call|[a-z]*gespraech|[a-z]*termin) /.test(
      bare,
    ) &&
    /^ (?:erinner|erinnere|remind|merk|merke|sprich|ruf|rufe|rede|frag|frage|sag|sage|informier|informiere|tell|such mir einen zug) /.test(
      bare,
    )
  )
    return { is: 'no', reason: 'no_request' };
  // "Ich muss morgen zur Besprechung": where somebody goes, not what is to be made.
  const goes = / (?:zur|zum|zu der|in die|in der|ins|beim|to the|in the|at the) ([a-z-]+)(?= )/.exec(main)?.[1];
  if (
    goes !== undefined &&
    meetingNoun(goes) === 'plain' &&
    / (?:ich|wir|i|we) /.test(bare) &&
    !MEETING_VERBS.test(main)
  )
    return { is: 'no', reason: 'statement' };
  const asks = ASKS.test(main) && !/^ (?:was|wer|wann|wo|what do|who|when|where) /.test(bare);
  const first = LEADING_UNKNOWN.exec(bare)?.groups?.['verb'] ?? '';
  const leadsUnknown =
    first !== '' &&
    !STATES.test(` ${first} `) &&
    !ASKING_WORDS.test(` ${first} `) &&
    meetingNoun(first) === null &&
    !isThing(first) &&
    !isGivenName(first) &&
    !/(?:ed|te|ten)$/.test(first);
  const leads =
    (LEADING.test(bare) || leadsUnknown || LEADING_CLAUSE.test(bare)) &&
    !/^ (?:have (?:i|you|we)|has|call (?:was|is|mit|with)|plan (?:is|war|ist)|meet (?:was|is)|find ich|mach ich|mache ich|treffen wir|planen wir|machen wir .*\?) /.test(
      bare,
    );
  const infinitive = WITH_INFINITIVE.test(main) && !STATES.test(narrowed.replace(/ haben (?=[.!?,]|$)/, ' '));
  const meets =
    nouns.some((kind) => kind !== null) ||
    MEETING_VERBS.test(main) ||
    (/ (?:mit|with) /.test(main) && / (?:[A-Z]+\d*|\d[\d:.]*) /.test(main));
  if (asks && asksBack(bare)) return { is: 'no', reason: 'question' };
  if ((asks || leads || FORMAL.test(bare) || infinitive) && !(statesPast(narrowed) && !leads)) {
    if (leads && !asks && statesAfterAll(narrowed, bare)) return { is: 'no', reason: 'statement' };
    return meets ? { is: 'request' } : { is: 'fragment' };
  }
  if (
    / [a-z]+st du /.test(bare) ||
    /^ (?:danke|thanks|thank you|dank) (?:dir |ihnen |dafuer |schoen |vielmals )?(?:fuer|for) /.test(line)
  )
    return { is: 'no', reason: question ? 'question' : 'statement' };
  if (ASKING_WORDS.test(bare) && !/^ treffen wir uns [^?]*$/.test(bare)) return { is: 'no', reason: 'question' };
  if (/^ treffen wir uns /.test(bare)) return question ? { is: 'no', reason: 'question' } : { is: 'request' };
  if (/^ (?:(?:es|da|dabei) geht (?:es )?um|geht um|it's about|it is about|this is about) /.test(bare))
    return { is: 'fragment' };
  if (STATES.test(narrowed) && !(english && onlyMeridiem(narrowed)))
    return { is: 'no', reason: question ? 'question' : 'statement' };
  if (
    SUBJECT.test(narrowed) &&
    / (?:ich|wir|i|we|er|he|she|they|man) [a-z]+ /.test(narrowed) &&
    !/ (?:und|and|mit|with) (?:ich|i|we|wir) /.test(narrowed)
  ) {
    return { is: 'no', reason: question ? 'question' : 'statement' };
  }
  const at = nouns.findIndex((kind) => kind !== null);
  if (at >= 0 && DEFINITE.test(` ${keys.slice(0, at).join(' ')} `.replace(/^ (?:[,.!?-] )+/, ' ')))
    return { is: 'no', reason: 'statement' };
  // "Great meeting with Kay today" praises one that was.
  const praise =
    / (?:great|good|nice|lovely|awful|bad|boring|productive|tolle[rs]?|gute[rs]?|super|schoene[rs]?|schlechte[rs]?|spannende[rs]?|lange[rs]?) $/;
  if (at > 0 && praise.test(` ${keys.slice(0, at).join(' ')} `)) return { is: 'no', reason: 'statement' };
  const kind = nouns[at] ?? null;
  return kind === null ? { is: 'fragment' } : { is: 'noun', kind: nouns.includes('plain') ? 'plain' : kind };
}

const stripGreeting = (line: string) => line.replace(new RegExp(`^ ${START}`), ' ');

/** "at 10 am": the only "am" is the half of the day. */
const onlyMeridiem = (line: string) => !STATES.test(line.replace(/ (\d+|\d+[:.]\d+) am(?= )/g, ' '));

/** "Kannst du morgen?", "Können wir die Besprechung morgen machen?" ask about something that is there. */
const asksBack = (line: string) =>
  / (?:kannst|koenntest|koennen|can|could) (?:du|wir|sie|you|we) (?:mir |me )?(?:sagen|zeigen|tell|show|erklaeren|explain|nachsehen|check|sehen ob|see if) /.test(
    line,
  ) || / (?:sagen|zeigen|erklaeren|mitteilen|nachschauen|nachsehen) \? $/.test(line);

const statesPast = (line: string) =>
  / (?:hatte|hatten|hab|habe|haben|hat|war|waren|wurde|had|has|was|were) (?:[^,.!?\n]* )?(?:gehabt|getroffen|gesprochen|angelegt|erstellt|gebucht|vereinbart|gemacht|abgesagt|verschoben|gewesen|vergessen|verpasst|besprochen|geplant|eingetragen|gut|super|toll|great|good|ok)(?: |$)/.test(
    line,
  );

/** "Plan ist fertig", "Call was good": the first word was no imperative. */
const statesAfterAll = (line: string, bare: string) =>
  STATES.test(line.replace(/^ have /, ' ').replace(/ am /g, ' ')) &&
  !/^ (?:leg|lege|mach|mache|erstell|erstelle|plane|buche|setz|setze|trag|trage|lade|lad|schedule|create|arrange|invite|book|organise|organize|bitte|(?:macht|legt|setzt|plant|tragt|bucht)(?= (?:bitte|mal|uns|mir|ein|eine|einen|nen) )) /.test(
    bare,
  );
