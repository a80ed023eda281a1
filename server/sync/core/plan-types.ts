import type { SideName, Visibility } from './entry.ts';
import type { AppointmentContent } from './lupax-entry.ts';
import type { EventContent, SharingRole } from './outlook-event.ts';
import type { Fingerprint, Pair } from './pair.ts';
import type { OperationAction } from './run.ts';
import type { Window } from './window.ts';

/** What is to be written. Nothing here can hold attendees. */
export type Write =
  | { side: 'outlook'; action: 'create'; calendarId: string; content: EventContent }
  | { side: 'outlook'; action: 'update'; patch: Partial<EventContent>; remark?: true }
  | { side: 'outlook'; action: 'delete' }
  | { side: 'lupax'; action: 'create'; content: AppointmentContent }
  | { side: 'lupax'; action: 'update'; content: AppointmentContent }
  | { side: 'lupax'; action: 'delete' };

export interface PlannedOperation {
  pairId: string;
  write: Write;
  title: string;
  reason: Reason;
  /** Fields that both sides agree on once the write is answered. */
  fields: string[];
  /** Values that lost a conflict, by field. */
  lost: Record<string, unknown> | null;
  /** Makes the entry less visible: carried out before anything else. */
  tightens: boolean;
  /** Shows the entry to more people than before, whoever wants it so. */
  loosens: boolean;
  /** Why the brake counts it; null when it is harmless, or forced by sharing, interface, unlinking or tightening. */
  brake: 'delete' | 'loosen' | null;
  /** Origin of the entry after the write. */
  becomes?: Pair['origin'];
}

/** What the plan says about one entry. */
export interface PairPlan {
  pairId: string;
  /** In this order, each only after the one before was answered. */
  operations: PlannedOperation[];
  outcome: 'in_sync' | 'not_synchronised' | 'forget';
  /** What each side is wanted to show; becomes `sent` when all operations are done. null: nothing is agreed on. */
  want: { outlook: Fingerprint | null; lupax: Fingerprint | null } | null;
  raisedVisibility: Visibility | null;
  attention: { code: AttentionCode; side: SideName }[];
}

export type AttentionCode = 'edit_put_back' | 'deletion_put_back' | 'recreated_after_edit';

/** Stable codes of why something is done; the sentences are in the catalogues under `reason.*`. */
export type Reason =
  | 'new_in_outlook'
  | 'new_in_lupax'
  | 'changed_in_outlook'
  | 'changed_in_lupax'
  | 'conflict'
  | 'visibility_changed'
  | 'put_back'
  | 'deletion_put_back'
  | 'recreated_after_edit'
  | 'deleted_in_outlook'
  | 'deleted_in_lupax'
  | 'not_shared'
  | 'cancelled'
  | 'declined'
  | 'excluded'
  | 'free_event'
  | 'project_gone'
  | 'projects_off'
  | 'unlinked'
  | 'undone';

/** One calendar as the planner sees it. */
export interface PlanCalendar {
  id: string;
  sharing: SharingRole;
  /** Entries of the calendar go to Lupax. */
  toLupax: boolean;
  /** Lupax entries are written into the calendar. */
  toOutlook: boolean;
  /** In sync by the user's choice (any direction but off), whatever the sharing allows. */
  inSync: boolean;
}

export interface PlanContext {
  window: Window;
  calendars: ReadonlyMap<string, PlanCalendar>;
  /** The one calendar that receives Lupax entries. */
  target: PlanCalendar | null;
  conflictWinner: SideName;
  includeFreeEvents: boolean;
  includeProjects: boolean;
  language: 'de' | 'en';
}

export function describeOperation(operation: PlannedOperation): { side: SideName; action: OperationAction } {
  return { side: operation.write.side, action: operation.write.action };
}
