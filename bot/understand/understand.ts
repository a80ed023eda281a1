import { DateTime } from 'luxon';
import { readCommand } from './commands.ts';
import { intentOf, sentencesOf, type Intent } from './intent.ts';
import { recogniseLanguage } from './language.ts';
import { takePeople } from './people.ts';
import { takeNumberedRoom, takePlace } from './place.ts';
import { takeProject } from './project.ts';
import type { MeetingRequest, Reading, SentenceContext, WorkingHours } from './reading.ts';
import { takeRequestWords } from './request-words.ts';
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
  takeRequestWords(sheet, english);
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
  takeRequestWords(sheet, english);
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
  for (const found of sheet.find('(?:ohne|without)')) {
    let to = found.to;
    while (/^(?:der|die|das|den|dem|the|any|my|our|unsere[nm]?)$/.test(sheet.key(to)) && sheet.isFree(to)) to++;
    while (
      sheet.isFree(to) &&
      sheet.tokens[to]?.kind === 'word' &&
      !/^(?:mit|with|um|am|im|in|at|on|und|and)$/.test(sheet.key(to))
    )
      to++;
    sheet.setAside({ from: found.from, to });
  }
  for (const found of sheet.find(
    '(?:schoen|toll|super|nett|gut|klasse|prima|lieb|freuen|dankbar|great|nice|good|lovely|grateful|helpful|it|wonderful|perfect|cool|fein|ideal) (?:, )?(?:wenn|if|falls) (?:du|ihr|sie|wir|ich|man|you|we|i|es|that)(?: (?:could|can|would|ginge|klappt|klappen))?',
  ))
    sheet.take(found, 'request');
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
