import type { SideName } from './core/entry.ts';
import type { Appointment } from './core/lupax-entry.ts';
import type { OutlookEvent } from './core/outlook-event.ts';
import type { OperationAction } from './core/run.ts';

/** What an entry's written side was before and after one write; enough to take the write back. */
export interface JournalEntry {
  pairId: string;
  side: SideName;
  action: OperationAction;
  before: OutlookEvent | Appointment | null;
  after: OutlookEvent | Appointment | null;
}
