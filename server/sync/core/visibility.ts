import { VISIBILITIES, type Visibility } from './entry.ts';
import type { Sensitivity, SharingRole } from './outlook-event.ts';

/** What the calendar's role for the whole organisation means in Lupax; null: nothing of it is synchronised. */
const VISIBILITY_OF_ROLE: Record<SharingRole, Visibility | null> = {
  none: null,
  freeBusyRead: 'title_and_notes_private',
  limitedRead: 'notes_private',
  read: 'public',
  write: 'public',
  delegateWithoutPrivateEventAccess: 'public',
  delegateWithPrivateEventAccess: 'public',
  // A role that we cannot judge shows as little as the least one that shows anything.
  custom: 'title_and_notes_private',
  unknown: 'title_and_notes_private',
};

const VISIBILITY_OF_SENSITIVITY: Record<Sensitivity, Visibility> = {
  normal: 'public',
  personal: 'notes_private',
  private: 'title_and_notes_private',
  confidential: 'title_and_notes_private',
};

/** Visibility in Lupax of an Outlook event: its calendar's sharing, tightened by its own sensitivity. */
export function computeVisibility(role: SharingRole, sensitivity: Sensitivity): Visibility | null {
  const byRole = VISIBILITY_OF_ROLE[role];
  return byRole === null ? null : stricter(byRole, VISIBILITY_OF_SENSITIVITY[sensitivity]);
}

export function stricter(a: Visibility, b: Visibility): Visibility {
  return isStricter(a, b) ? a : b;
}

export function isStricter(a: Visibility, than: Visibility): boolean {
  return VISIBILITIES.indexOf(a) > VISIBILITIES.indexOf(than);
}

export function isLooser(a: Visibility, than: Visibility): boolean {
  return VISIBILITIES.indexOf(a) < VISIBILITIES.indexOf(than);
}
