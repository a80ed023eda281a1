import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Logger } from 'pino';
import { translate } from '../i18n/index.ts';
import type { Problem } from '../problems.ts';
import { chooseLanguage } from './language.ts';
import { toProblem } from './to-problem.ts';

/** Answers whatever was thrown as `application/problem+json` (RFC 9457) in the caller's language. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error, request, response, next) => {
    const problem = toProblem(error);
    logProblem(log, problem);
    if (response.headersSent) return next(error);
    sendProblem(request, response, problem);
  };
}

function sendProblem(request: Request, response: Response, problem: Problem): void {
  const { code, status, facts } = problem;
  const language = chooseLanguage(request);
  const params = describeParams(problem);
  if (facts.allow) response.set('Allow', facts.allow.join(', '));
  if (facts.retryAfterSeconds !== undefined) response.set('Retry-After', String(facts.retryAfterSeconds));
  if (status === 401) response.set('WWW-Authenticate', 'Bearer');
  response
    .status(status)
    .vary('Accept-Language')
    .set('Content-Language', language)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `urn:lupax-microsoft365:problem:${code}`,
        title: translate(language, `problem.${code}.title`, params),
        status,
        detail: translate(language, `problem.${code}.detail`, params),
        code,
        ...facts.extensions,
      }),
    );
}

/** Values that a sentence may name. */
function describeParams({ facts }: Problem): Record<string, unknown> {
  const calendar = facts.extensions?.['calendar'] as { name?: string } | undefined;
  return { seconds: facts.retryAfterSeconds, calendarName: calendar?.name };
}

function logProblem(log: Logger, problem: Problem): void {
  const { cause, code } = problem;
  // Errors of the services bear messages without titles, notes or tokens; anything else is a fault of this program.
  if (code === 'internal_error') log.error({ err: cause }, 'request failed');
  else if (problem.status >= 500 && cause instanceof Error)
    log.warn({ code, reason: cause.message }, 'request refused');
}
