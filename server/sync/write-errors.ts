import { GraphError } from '../graph/errors.ts';
import { LupaxError } from '../lupax/errors.ts';

/** The entry changed between the read and the write. It was noted as it is now, and is planned anew. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile';
  /** @param mayBeDone a try before the refused one may have been carried out, and be what changed the entry */
  constructor(readonly mayBeDone: boolean) {
    super('the entry changed meanwhile');
  }
}

/** What a failed write means for the rest of the run. */
export type Severity =
  | 'again' // plan anew in this run
  | 'transient' // try again with the next sync
  | 'permanent' // counts towards "needs attention"
  | 'fatal'; // nothing else can succeed either

const FATAL: ReadonlySet<string> = new Set([
  'unauthorized',
  'mailbox_missing',
  'mailbox_blocked',
  'sign_in_expired',
  'interface_disabled',
]);

/** The stable code that a failed write is recorded with. */
export function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? 'internal';
}

export function judgeWriteError(error: unknown): Severity {
  if (error instanceof ChangedMeanwhile) return 'again';
  if (error instanceof GraphError || error instanceof LupaxError) {
    if (FATAL.has(error.code)) return 'fatal';
    // A 404 that does not say what is missing proves nothing about the entry, but it is no outage either.
    return error.code === 'unavailable' && error.facts.status !== 404 ? 'transient' : 'permanent';
  }
  throw error;
}
