import type { Change, UserDocument } from '../store/types.ts';

/** What the stored link and organisation say by themselves, without asking Graph or Lupax. */
export const STATE_OBSTACLES = [
  'sign_in_expired',
  'interface_disabled',
  'microsoft365_not_configured',
  'microsoft365_disabled',
] as const;

/** What a run met. Until a person does something, the next run meets it, too. */
const MET_OBSTACLES = [
  'tenant_not_found',
  'application_not_found',
  'application_disabled',
  'secret_invalid',
  'secret_expired',
  'certificate_unknown',
  'clock_skew',
  'permission_missing',
  'access_policy',
  'microsoft365_unauthorized',
  'calendars_denied',
  'mailbox_missing',
  'mailbox_blocked',
  'graph_refused',
  'lupax_refused',
] as const;

/** Everything that stops a whole link until the user or an administrator does something about it. */
export const OBSTACLES = [...STATE_OBSTACLES, ...MET_OBSTACLES] as const;
export type Obstacle = (typeof OBSTACLES)[number];

export function isObstacle(code: string): code is Obstacle {
  return (OBSTACLES as readonly string[]).includes(code);
}

export function isStateObstacle(code: Obstacle): boolean {
  return (STATE_OBSTACLES as readonly string[]).includes(code);
}

/** The obstacle that the last run met, as attention lists it. */
export function readMetObstacle(document: UserDocument): Obstacle | null {
  return MET_OBSTACLES.find((code) => document.get('attention', code)) ?? null;
}

/** Lists what stops the link as its only obstacle; one that is listed keeps its date, null ends all. */
export function changeObstacle(document: UserDocument, code: Obstacle | null, now: string): Change[] {
  const changes = OBSTACLES.filter((other) => other !== code && document.get('attention', other)).map(
    (other): Change => ({ collection: 'attention', key: other, value: null }),
  );
  if (code !== null && !document.get('attention', code)) {
    const value = { id: code, code, since: now, params: {}, entry: null };
    changes.push({ collection: 'attention', key: code, value });
  }
  return changes;
}
