import type { Secrets } from '../store/secrets.ts';
import type { Change, UserDocument } from '../store/types.ts';
import type { SideName } from './core/entry.ts';
import { fingerprintAppointment, fingerprintEvent } from './core/fingerprint.ts';
import type { Appointment } from './core/lupax-entry.ts';
import type { OutlookEvent } from './core/outlook-event.ts';
import type { Fingerprint, Pair } from './core/pair.ts';
import { recordEntry, type EntryRecord } from './core/restore-entry.ts';
import type { OperationAction } from './core/run.ts';

/** Before-images are kept this long (personal data is not kept for ever). */
const JOURNAL_LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;
/** Keys sort in the order of the writes. */
const POSITION_DIGITS = 8;

/** What an entry's written side was before and after one write; enough to take the write back. */
export interface JournalEntry {
  pairId: string;
  side: SideName;
  action: OperationAction;
  /** What stood there; null when the write created it. */
  before: OutlookEvent | Appointment | null;
  /** What the entry was before. Not in records of earlier versions. */
  record?: EntryRecord;
  /** What the write left behind; null when it deleted. */
  after: { id: string; print: Fingerprint } | null;
}

/** The before-images of one run, one encrypted record each: a crash between two writes loses none. */
export interface Journal {
  /** The record of a write, to be committed with what the write answered. */
  note(pair: Pair, side: SideName, action: OperationAction, answer: OutlookEvent | Appointment | null): Change;
}

export function createJournal(
  secrets: Pick<Secrets, 'encrypt'>,
  document: UserDocument,
  runId: string,
  now: () => number,
): Journal {
  // Counted with the first write: most runs write nothing.
  let position: number | null = null;
  return {
    note(pair, side, action, answer) {
      // A run that is resumed after an approval goes on where it was.
      position ??= listKeys(document, runId).length;
      const key = `${runId}/${String(position++).padStart(POSITION_DIGITS, '0')}`;
      const sealed = secrets.encrypt(JSON.stringify(makeEntry(pair, side, action, answer)), key);
      return { collection: 'journal', key, value: { sealed, at: new Date(now()).toISOString() } };
    },
  };
}

/**
 * Before-images of a run in the order of its writes, with the keys of their records.
 * @throws SecretError when they were encrypted with a key that is not known any more
 */
export function readJournal(
  secrets: Pick<Secrets, 'decrypt'>,
  document: UserDocument,
  runId: string,
): { key: string; entry: JournalEntry }[] {
  return listKeys(document, runId).map((key) => {
    const { sealed } = document.get('journal', key)!;
    return { key, entry: JSON.parse(secrets.decrypt(sealed, key)) as JournalEntry };
  });
}

/** Before-images that are too old. They are listed in the order in which they were made. */
export function dropOldJournal(document: UserDocument, now: string): Change[] {
  const limit = new Date(Date.parse(now) - JOURNAL_LIFETIME_MS).toISOString();
  const changes: Change[] = [];
  for (const [key, { at }] of document.list('journal')) {
    if (at >= limit) break;
    changes.push({ collection: 'journal', key, value: null });
  }
  return changes;
}

/** Before-images of runs that are kept no more. */
export function dropJournalOf(document: UserDocument, runIds: ReadonlySet<string>): Change[] {
  if (runIds.size === 0) return [];
  return [...document.list('journal').keys()]
    .filter((key) => runIds.has(key.slice(0, key.indexOf('/'))))
    .map((key) => ({ collection: 'journal', key, value: null }));
}

function listKeys(document: UserDocument, runId: string): string[] {
  return [...document.list('journal').keys()].filter((key) => key.startsWith(`${runId}/`)).sort();
}

function makeEntry(
  pair: Pair,
  side: SideName,
  action: OperationAction,
  answer: OutlookEvent | Appointment | null,
): JournalEntry {
  const item = pair.lupax.seen?.type === 'appointment' ? pair.lupax.seen.item : null;
  const seen = side === 'outlook' ? pair.outlook.seen : item;
  return {
    pairId: pair.id,
    side,
    action,
    before: action === 'create' ? null : seen,
    record: recordEntry(pair),
    after: answer && { id: String(answer.id), print: printOf(answer) },
  };
}

export function printOf(item: OutlookEvent | Appointment): Fingerprint {
  return 'showAs' in item ? fingerprintEvent(item) : fingerprintAppointment(item);
}
