import type { LinkTab } from '../server/deep-links.ts';
import { GraphError } from '../server/graph/errors.ts';
import { toProblem } from '../server/http/to-problem.ts';
import { translate } from '../server/i18n/index.ts';
import { LupaxError } from '../server/lupax/errors.ts';
import { MeetingError } from '../server/meetings/service.ts';
import { Problem } from '../server/problems.ts';
import { SessionError } from '../server/sync/session.ts';
import { writeFailure } from './cards/help.ts';
import { findText, textsOf, type Language } from './i18n/index.ts';
import type { Message } from './turn.ts';

/** Whether the error is one that people are told in words; anything else is a fault of this program. */
export function isExpected(error: unknown): boolean {
  return [GraphError, LupaxError, MeetingError, SessionError, Problem].some((known) => error instanceof known);
}

/** What went wrong and what to do about it, in words. */
export function writeError(error: unknown, language: Language, linkTab: LinkTab): Message {
  return writeFailure(language, findSentence(error, language), linkTab);
}

function findSentence(error: unknown, language: Language): string {
  if (error instanceof MeetingError) return textsOf(language)(`error.${error.code}`);
  if (error instanceof GraphError) {
    const code = nameGraphError(error);
    const sentence = code && findText(language, `error.${code}`);
    if (sentence) return sentence;
  }
  if (!isExpected(error)) return textsOf(language)('error.internal');
  const { code, facts } = toProblem(error);
  return (
    translate(language, `problem.${code}.detail`, { seconds: facts.retryAfterSeconds }) ??
    textsOf(language)('error.internal')
  );
}

function nameGraphError({ code, facts }: GraphError): string | null {
  if (code === 'mailbox_missing' || code === 'mailbox_blocked') return code;
  if (code !== 'forbidden') return null;
  // The directory refuses in its own words, Exchange in others.
  return facts.graphCode === 'Authorization_RequestDenied' ? 'directory_denied' : 'calendars_denied';
}
