import type { SideName } from './core/entry.ts';
import { fingerprintAppointment, fingerprintEvent } from './core/fingerprint.ts';
import type { Appointment } from './core/lupax-entry.ts';
import type { OutlookEvent } from './core/outlook-event.ts';
import type { Fingerprint, Pair } from './core/pair.ts';
import type { OperationAction, Run } from './core/run.ts';
import type { Secrets } from '../store/secrets.ts';

/** Before-images are kept this long (personal data is not kept for ever). */
export const JOURNAL_LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;

type Agreement = Pick<Pair['outlook'], 'base' | 'sent'>;

/** What an entry's written side was before and after one write; enough to take the write back. */
export interface JournalEntry {
  pairId: string;
  side: SideName;
  action: OperationAction;
  /** What stood there; null when the write created it. */
  before: OutlookEvent | Appointment | null;
  /** What both sides had agreed on before; null where a new entry had nothing. */
  agreement: { outlook: Agreement; lupax: Agreement } | null;
  /** What the write left behind; null when it deleted. */
  after: { id: string; print: Fingerprint } | null;
}

export function makeJournalEntry(
  pair: Pair,
  side: SideName,
  action: OperationAction,
  answer: OutlookEvent | Appointment | null,
): JournalEntry {
  const seen =
    side === 'outlook' ? pair.outlook.seen : pair.lupax.seen?.type === 'appointment' ? pair.lupax.seen.item : null;
  return {
    pairId: pair.id,
    side,
    action,
    before: action === 'create' ? null : seen,
    agreement:
      action === 'create'
        ? null
        : {
            outlook: { base: pair.outlook.base, sent: pair.outlook.sent },
            lupax: { base: pair.lupax.base, sent: pair.lupax.sent },
          },
    after: answer && { id: String(answer.id), print: printOf(answer) },
  };
}

export function printOf(item: OutlookEvent | Appointment): Fingerprint {
  return 'showAs' in item ? fingerprintEvent(item) : fingerprintAppointment(item);
}

/** Adds before-images to the run, encrypted: they hold titles and notes. A run that is resumed keeps its earlier ones. */
export function sealJournal(secrets: Pick<Secrets, 'encrypt' | 'decrypt'>, run: Run, entries: JournalEntry[]): void {
  if (entries.length === 0) return;
  const all = [...openJournal(secrets, run), ...entries];
  run.undo = secrets.encrypt(JSON.stringify(all), contextOf(run));
}

/** The run with other before-images than it had. */
export function replaceJournal(secrets: Pick<Secrets, 'encrypt'>, run: Run, entries: JournalEntry[]): Run {
  return { ...run, undo: secrets.encrypt(JSON.stringify(entries), contextOf(run)) };
}

/** @throws SecretError when the key is not known any more */
export function openJournal(secrets: Pick<Secrets, 'decrypt'>, run: Run): JournalEntry[] {
  return run.undo === null ? [] : (JSON.parse(secrets.decrypt(run.undo, contextOf(run))) as JournalEntry[]);
}

function contextOf(run: Run): string {
  return `run/${run.id}`;
}
