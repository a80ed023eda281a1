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

/** The before-images of one run, encrypted: a crash between two writes loses none. */
export interface Journal {
  /** Notes a write that was answered; it is committed with what the index changed by then (`commit-pairs.ts`). */
  note(pair: Pair, side: SideName, action: OperationAction, answer: OutlookEvent | Appointment | null): void;
  /** What was noted since the last call, as one record: encrypting each by itself takes a twentieth of a long run. */
  takeImages(): TakenImages | null;
}

export interface TakenImages {
  change: Change;
  /** Gives them back when they could not be committed. */
  giveBack(): void;
}

export function createJournal(
  secrets: Pick<Secrets, 'encrypt'>,
  document: UserDocument,
  runId: string,
  now: () => number,
): Journal {
  let noted: JournalEntry[] = [];
  // Counted with the first write: most runs write nothing.
  let position: number | null = null;
  return {
    note: (pair, side, action, answer) => void noted.push(makeEntry(pair, side, action, answer)),
    takeImages() {
      if (noted.length === 0) return null;
      const taken = noted;
      noted = [];
      position ??= readNextPosition(document, runId);
      const key = `${runId}/${String(position++).padStart(POSITION_DIGITS, '0')}`;
      const at = new Date(now()).toISOString();
      return {
        change: { collection: 'journal', key, value: { sealed: secrets.encrypt(JSON.stringify(taken), key), at } },
        giveBack() {
          noted = [...taken, ...noted];
          // The same key again: should the commit have been carried out all the same, none is there twice.
          position! -= 1;
        },
      };
    },
  };
}

/** A run that is resumed after an approval goes on where it was. */
function readNextPosition(document: UserDocument, runId: string): number {
  const last = listKeys(document, runId).at(-1);
  return last === undefined ? 0 : Number(last.slice(runId.length + 1)) + 1;
}

/** A before-image that is kept. */
export interface KeptImage {
  /** Names it among all, for as long as it is kept. */
  id: string;
  entry: JournalEntry;
  /** Leaves it out of its record. */
  drop(): Change;
}

/**
 * Before-images of a run in the order of its writes.
 * @throws SecretError when they were encrypted with a key that is not known any more
 */
export function readJournal(secrets: Secrets, document: UserDocument, runId: string): KeptImage[] {
  return listKeys(document, runId).flatMap((key) => {
    const { sealed, at } = document.get('journal', key)!;
    const kept = JSON.parse(secrets.decrypt(sealed, key)) as JournalEntry | (JournalEntry | null)[];
    // Earlier versions kept one a record.
    if (!Array.isArray(kept)) return [{ id: key, entry: kept, drop: () => dropRecord(key) }];
    const drop = (place: number): Change => {
      kept[place] = null;
      if (kept.every((entry) => entry === null)) return dropRecord(key);
      return { collection: 'journal', key, value: { sealed: secrets.encrypt(JSON.stringify(kept), key), at } };
    };
    return kept.flatMap((entry, place) =>
      entry === null ? [] : [{ id: `${key}/${place}`, entry, drop: () => drop(place) }],
    );
  });
}

function dropRecord(key: string): Change {
  return { collection: 'journal', key, value: null };
}

/** Before-images that are too old. They are listed in the order in which they were made. */
export function dropOldJournal(document: UserDocument, now: string): Change[] {
  const limit = new Date(Date.parse(now) - JOURNAL_LIFETIME_MS).toISOString();
  const changes: Change[] = [];
  for (const [key, { at }] of document.list('journal')) {
    if (at >= limit) break;
    changes.push(dropRecord(key));
  }
  return changes;
}

/** Before-images of runs that are kept no more. */
export function dropJournalOf(document: UserDocument, runIds: ReadonlySet<string>): Change[] {
  if (runIds.size === 0) return [];
  return [...document.list('journal').keys()]
    .filter((key) => runIds.has(key.slice(0, key.indexOf('/'))))
    .map(dropRecord);
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
