import { VISIBILITIES, type Visibility } from '../../server/sync/core/entry.ts';
import type { Sensitivity, SharingRole } from '../../server/sync/core/outlook-event.ts';

/** The contract's tables once more, written out, so that the code under test is not asked about itself. */
export const TABLE: Record<SharingRole, Visibility | null> = {
  none: null,
  freeBusyRead: 'title_and_notes_private',
  limitedRead: 'notes_private',
  read: 'public',
  write: 'public',
  delegateWithoutPrivateEventAccess: 'public',
  delegateWithPrivateEventAccess: 'public',
  custom: 'title_and_notes_private',
  unknown: 'title_and_notes_private',
};
export const OWN: Record<Sensitivity, Visibility> = {
  normal: 'public',
  personal: 'notes_private',
  private: 'title_and_notes_private',
  confidential: 'title_and_notes_private',
};

export function rankOf(visibility: Visibility): number {
  return VISIBILITIES.indexOf(visibility);
}
