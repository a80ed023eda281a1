import pino from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { GraphError } from './graph/errors.ts';
import { LupaxError } from './lupax/errors.ts';
import { SecretError } from './store/secrets.ts';
import { StoreError } from './store/errors.ts';
import { SessionError } from './sync/session.ts';

/** Their messages are written here, without titles, notes or tokens. */
const OWN_ERRORS = [GraphError, LupaxError, SecretError, SessionError, StoreError] as const;
const MAX_FRAMES = 12;
/** Codes of the system (`ENOSPC`) and of Node (`ERR_STREAM_WRITE_AFTER_END`). */
const CODE_PATTERN = /^[A-Z][A-Z0-9_]{1,60}$/;

/** @param destination standard output when left out */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, serializers: { err: describeFault } };
  return destination ? pino(options, destination) : pino(options);
}

/**
 * What a log may say about an error: what it is and where it came from. The message of anything that this product did
 * not throw itself is left out, because it may quote what was worked on (JSON.parse quotes the text it cannot read).
 */
export function describeFault(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as { code?: unknown };
  const isOwn = OWN_ERRORS.some((kind) => error instanceof kind);
  return {
    type: error.constructor.name,
    ...(typeof code === 'string' && (isOwn || CODE_PATTERN.test(code)) ? { code } : {}),
    ...(isOwn ? { message: error.message } : {}),
    at: readFrames(error),
    ...(error.cause instanceof Error ? { cause: describeFault(error.cause) } : {}),
  };
}

/** The stack begins with the message, over as many lines as it has. */
function readFrames(error: Error): string[] {
  const { stack = '', message } = error;
  const start = stack.indexOf(message);
  const rest = message !== '' && start >= 0 ? stack.slice(start + message.length) : stack;
  return rest
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at (?:[\w.<>$[\] ]+ \()?(?:file:|node:|\/|[A-Z]:\\|<anonymous>|index \d)/.test(line))
    .slice(0, MAX_FRAMES);
}
