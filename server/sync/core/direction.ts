import type { Direction } from './entry.ts';
import type { SharingRole } from './outlook-event.ts';

/** Why a calendar does not offer every direction. */
export type DirectionReason = 'not_shared' | 'read_only' | 'app_read_only';

export interface DirectionFacts {
  sharing: SharingRole;
  /** Whether the user may write into the calendar. */
  canEdit: boolean;
  /** Application roles in the app's token; empty with Exchange RBAC, whose grants do not show there. */
  roles: readonly string[];
}

export interface AllowedDirections {
  allowed: Direction[];
  reason: DirectionReason | null;
}

/** Which directions a calendar offers, and the first reason why some are missing. */
export function computeAllowedDirections({ sharing, canEdit, roles }: DirectionFacts): AllowedDirections {
  if (sharing === 'none') return { allowed: ['off'], reason: 'not_shared' };
  if (!canEdit) return { allowed: ['off', 'to_lupax'], reason: 'read_only' };
  if (isAppReadOnly(roles)) return { allowed: ['off', 'to_lupax'], reason: 'app_read_only' };
  return { allowed: ['off', 'to_lupax', 'to_outlook', 'both'], reason: null };
}

/**
 * No `Calendars.*` role at all is no restriction: permissions granted by Exchange RBAC for applications do not show in
 * the token (learn.microsoft.com/exchange/permissions-exo/application-rbac).
 */
function isAppReadOnly(roles: readonly string[]): boolean {
  return roles.includes('Calendars.Read') && !roles.includes('Calendars.ReadWrite');
}

/** Whether Lupax entries are written into a calendar with this direction. */
export function isTarget(direction: Direction): boolean {
  return direction === 'to_outlook' || direction === 'both';
}
