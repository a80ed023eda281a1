import { DateTime } from 'luxon';
import { readCommand } from './commands.ts';
import { intentOf, sentencesOf, type Intent } from './intent.ts';
import { recogniseLanguage } from './language.ts';
import { meetingNoun } from './lexicon.ts';
import { takePeople } from './people.ts';
import { takeNumberedRoom, takePlace } from './place.ts';
import { takeProject } from './project.ts';
import type { MeetingRequest, Reading, SentenceContext, WorkingHours } from './reading.ts';
import { takeRest } from './rest.ts';
import { Sheet } from './sheet.ts';
import { canonicalise } from './spelling.ts';
import { tokenise } from './tokens.ts';
import { takeLabelledTitle, takeQuotedTitle, takeTopic } from './topic.ts';
import { readWhen } from './when.ts';
import type { Hours } from './zone.ts';

/** Longer than anybody asks for a meeting in; a pasted mail is not read as a request. */
export const LONGEST_SENTENCE = 2000;

const DEFAULT_HOURS: WorkingHours = { from: '08:00', to: '18:00', days: [1, 2, 3, 4, 5] };

/**
 * Reads one message to the bot. Pure: the same sentence in the same context is always read the same.
 * Never throws; what cannot be read is `unknown` with a reason, what is doubtful is a problem in the request.
 */
export function understandSentence(text: string, context: SentenceContext): Reading {
  const said = cutMarkup(text, context);
  const language = recogniseLanguage(said.slice(0, LONGEST_SENTENCE), context.language);
  if (said.trim() === '') return { kind: 'unknown', language, reason: 'empty' };
  if (said.trim().length > LONGEST_SENTENCE) return { kind: 'unknown', language, reason: 'too_long' };
  const command = readCommand(said);
  if (command) return { kind: 'command', language, command };
  if (/^\s*(?:>|&gt;)/.test(said) || /^\s*["„“»«'‚‘][^"„“”»«]*["“”«»'‘’]\s*[.!?]?\s*$/u.test(said)) {
    return { kind: 'unknown', language, reason: 'quote' };
  }

  const english = language === 'en';
  const sheet = new Sheet(said, canonicalise(tokenise(said), english));
  const title = takeQuotedTitle(sheet) ?? takeLabelledTitle(sheet);
  const sentences = sentencesOf(sheet);
  const intents = sentences.map((sentence) => intentOf(sheet, sentence, english));
  const asked = intents.some(({ is }) => is === 'request' || is === 'noun');
  const refused = intents.find((intent): intent is Intent & { is: 'no' } => intent.is === 'no');
  if (
    refused &&
    (!asked || refused.reason === 'negated' || refused.reason === 'quote' || refused.reason === 'change')
  ) {
    return { kind: 'unknown', language, reason: refused.reason };
  }
  // What is told besides the request is read over.
  sentences.forEach((sentence, at) => {
    if (intents[at]?.is === 'no') sheet.setAside(sentence);
  });
  takeRequestWords(sheet);
  const request = readRequest(text, sheet, context, english, title);
  const isMeeting = asked ? isEnough(intents, request) : request.people.length > 0 && request.when.kind !== 'none';
  return isMeeting ? { kind: 'book', language, request } : { kind: 'unknown', language, reason: 'no_request' };
}

/**
 * Reads an answer within a dialogue ("mit Anna", "lieber um 15 Uhr", "eine Stunde"): the parts of a request, whether or
 * not the sentence is one. What was not said is null, `none` or empty.
 */
export function understandDetails(text: string, context: SentenceContext): MeetingRequest {
  const said = cutMarkup(text, context).slice(0, LONGEST_SENTENCE);
  const english = recogniseLanguage(said, context.language) === 'en';
  const sheet = new Sheet(said, canonicalise(tokenise(said), english));
  const title = takeQuotedTitle(sheet) ?? takeLabelledTitle(sheet);
  takeRequestWords(sheet);
  return readRequest(text, sheet, context, english, title);
}

function readRequest(
  text: string,
  sheet: Sheet,
  context: SentenceContext,
  english: boolean,
  quoted: string | null,
): MeetingRequest {
  const now = DateTime.fromJSDate(context.now, { zone: context.timeZone });
  const project = takeProject(sheet, context.knownProjects ?? []);
  const room = takeNumberedRoom(sheet);
  const { when, durationMinutes, durationSaid, problems } = readWhen(
    sheet,
    now.isValid ? now : DateTime.fromJSDate(context.now, { zone: 'UTC' }),
    hoursOf(context.workingHours),
    english,
  );
  setAsideClauses(sheet);
  const place = room ?? takePlace(sheet);
  const topic = quoted === null ? takeTopic(sheet) : null;
  const people = takePeople(sheet, context.mentions ?? [], english);
  const title = quoted ?? topic ?? takeRest(sheet, english);
  return { title, when, durationMinutes, durationSaid, people, project, place, problems, words: sheet.words(text) };
}

/** Reasons and conditions, and whom the meeting is not with: they are beside the point, and no title. */
function setAsideClauses(sheet: Sheet): void {
  const CLAUSE =
    '(?:weil|damit|falls|wenn|obwohl|sofern|danach|davor|sonst|ansonsten|nachdem|bevor|sobald|because|since|if|otherwise|afterwards|statt|anstatt|anstelle|instead of|rather than)';
  for (const found of sheet.find(CLAUSE)) {
    let { to } = found;
    while (to < sheet.tokens.length && sheet.isFree(to) && !/^[,;.!?\n]$/.test(sheet.key(to))) to++;
    sheet.setAside({ from: found.from, to });
  }
}

/** A kind of meeting alone, such as "Abnahme", is no request without anybody or any time. */
function isEnough(intents: readonly Intent[], request: MeetingRequest): boolean {
  if (intents.some((intent) => intent.is === 'request' || (intent.is === 'noun' && intent.kind === 'plain')))
    return true;
  return request.people.length > 0 || request.when.kind !== 'none';
}

function hoursOf({ from, to, days }: WorkingHours = DEFAULT_HOURS): Hours {
  const minutes = (text: string) => {
    const [hour = NaN, minute = NaN] = text.split(':').map(Number);
    return hour * 60 + minute;
  };
  const hours = { from: minutes(from), to: minutes(to), days: days ?? [1, 2, 3, 4, 5] };
  return Number.isFinite(hours.from) && hours.to > hours.from ? hours : { from: 8 * 60, to: 18 * 60, days: hours.days };
}

/** Blanks out the tags of Teams, so that offsets stay those of the text; the bot's own mention goes altogether. */
function cutMarkup(text: string, { mentions = [] }: SentenceContext): string {
  let said = text;
  for (const mention of mentions) {
    if (mention.isBot && mention.text !== '') said = said.replaceAll(mention.text, ' '.repeat(mention.text.length));
  }
  return said.replace(/<\/?at[^<>]{0,100}>|&nbsp;/g, (tag) => ' '.repeat(tag.length)).replaceAll('\u00a0', ' ');
}

const REQUEST_VERBS =
  'leg|lege|legen|mach|mache|machen|macht|erstell|erstelle|erstellen|plan|plane|planen|buch|buche|buchen|setz|setze|setzen|trag|trage|tragen|organisier|organisiere|organisieren|vereinbar|vereinbare|vereinbaren|arrangier|arrangiere|arrangieren|richt|richte|einrichten|stell|stelle|stellen|einstellen|reservier|reserviere|reservieren|terminier|terminiere|terminieren|lad|lade|ladet|laden|einladen|koordinier|koordiniere|block|blocke|blocken|blockier|blockiere|pack|packe|besorg|besorge|schick|schicke|schicken|find|finde|finden|such|suche|gib|notier|notiere|anlegen|ansetzen|eintragen|ausmachen|einplanen|festlegen|aufsetzen|anberaumen|treffen|treff|treffe|sprechen|sprech|telefonieren|reden|zusammensetzen|zusammenzusetzen|unterhalten|quatschen|meeten|abstimmen|austauschen|anrufen|zusammenkommen|anzulegen|anzusetzen|einzutragen|auszumachen|einzuplanen|einzurichten|einzuladen|kurzschliessen|fuehren|abhalten|veranstalten|durchfuehren|reinstellen|reinsetzen|reintun|eintueten|klarmachen|festmachen|wollt|ginge|reicht|genuegt|do|besprechen|durchgehen|durchsprechen|klaeren|anschauen|ansehen|hinbekommen|bekommen|haben|legt|setzt|' +
  "kannst|koenntest|koennten|koennen|kann|wuerdest|wuerde|wuerden|magst|moechte|moechten|will|wollen|wollte|brauche|brauchen|brauch|braeuchte|braeuchten|muss|muessen|muessten|muesste|sollten|sollte|sollen|haette|haetten|lass|lasst|lassen|waere|waers|waer's|super|toll|schoen|schaffen|kannste|kriegen|hinkriegen|" +
  "grab|schedule|book|set|setup|create|make|arrange|organise|organize|put|add|invite|fix|get|find|reserve|meet|send|talk|speak|have|catch|up|sit|down|see|call|discuss|need|want|wanna|like|love|should|must|let's|lets|let|can|could|would|will|shall|i'd|i'll|we'd|sync|together|touch|base|chat|looking|trying|gotta|think|possible|mind|how|what|wie|wants|please|kindly|calendar|kalender|diary|it|einladung|schicken|invitation|invite|invites";

/** The verbs that ask, so that they do not end up in the title. "plan", "call" and the like only before the rest. */
function takeRequestWords(sheet: Sheet): void {
  for (const found of sheet.find(
    '(?:leg|lege|setz|setze|setzen|legen|trag|trage|tragen|stell|stelle|richt|richte|lad|lade|ladet|laden|plan|plane|mach|mache) (?:.{0,300}? )?(?<prefix>an|ein|aus|auf|fest)(?= (?:[.!?,] )*(?:$|[.!?,\n]|wegen|ueber|zum|mit|fuer|um|am|im|bitte|danke|thema|betreff|□))',
  )) {
    sheet.take({ from: found.to - 1, to: found.to }, 'request');
  }
  for (const found of sheet.find(
    '(?:schoenen |good |guten )(?:MORNINGS|DAY|EVENING|AFTERNOON|tag)(?! (?:um|at|mit))|set up|(?:catch|sync|sit|hook) (?:up|down)|touch base|fragen , ob|(?:some|a|any) time(?= (?:with|for|to))|work for(?= (?:a|an|the) )|any chance|do you mind(?: (?:setting up|booking|scheduling|arranging|making))?|get together|how about|what about|wie waere es|would like',
  )) {
    sheet.take(found, 'request');
  }
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
