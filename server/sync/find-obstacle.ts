import type { OrganizationRecord, UserDocument } from '../store/types.ts';
import { changeObstacle, readMetObstacle, STATE_OBSTACLES, type Obstacle } from './obstacles.ts';
import { isOpenTo } from './session.ts';
import { commitChanges } from './update-record.ts';

/** Also asked where Lupax has no connector: projects are synchronised all the same. */
export function findMicrosoft365Reason(
  organization: OrganizationRecord | undefined,
  email: string,
): 'microsoft365_not_configured' | 'microsoft365_disabled' | null {
  if (!organization?.clientId || !organization.credential) return 'microsoft365_not_configured';
  return isOpenTo(organization, email) ? null : 'microsoft365_disabled';
}

/** What stops the link now, as far as is known without asking anybody; null when nothing does. */
export function findObstacle(document: UserDocument, organization: OrganizationRecord | undefined): Obstacle | null {
  const link = document.get('link', 'self');
  if (!link) return null;
  if (link.state === 'sign_in_expired') return 'sign_in_expired';
  if (link.interface.connector && !link.interface.enabled) return 'interface_disabled';
  return findMicrosoft365Reason(organization, link.user.email) ?? readMetObstacle(document);
}

/**
 * Lists in attention what stops the link now. Before the first synchronisation nothing is stopped yet: only what a run
 * has met is listed then.
 */
export async function listObstacle(document: UserDocument, obstacle: Obstacle | null, now: number): Promise<void> {
  await commitChanges(document, () => {
    const listed = STATE_OBSTACLES.some((code) => code === obstacle && document.get('attention', code));
    const started = document.get('link', 'self')?.started === true;
    const due = obstacle === readMetObstacle(document) || started || listed ? obstacle : null;
    return changeObstacle(document, due, new Date(now).toISOString());
  });
}
