import type { ConnectionDraft } from './connection-draft.ts';
import type { FieldProblems } from './field-problems.ts';

/** What a part of the form needs. */
export interface FormPartProps {
  draft: ConnectionDraft;
  change(patch: Partial<ConnectionDraft>): void;
  problems: FieldProblems;
}
