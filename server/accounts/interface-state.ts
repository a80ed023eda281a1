import type { LinkRecord, OrganizationRecord } from '../store/types.ts';
import { isOpenTo } from '../sync/session.ts';

export const INTERFACE_REASONS = [
  'not_linked',
  'interface_disabled',
  'no_connector',
  'microsoft365_not_configured',
  'microsoft365_disabled',
] as const;
export type InterfaceReason = (typeof INTERFACE_REASONS)[number];

export interface InterfaceState {
  enabled: boolean;
  reason: InterfaceReason | null;
}

/** Whether calendars can be synchronised, else the first reason why not. */
export function computeInterfaceState(
  link: LinkRecord | undefined,
  organization: OrganizationRecord | undefined,
  email: string,
): InterfaceState {
  const reason = findReason(link, organization, email);
  return { enabled: reason === null, reason };
}

function findReason(
  link: LinkRecord | undefined,
  organization: OrganizationRecord | undefined,
  email: string,
): InterfaceReason | null {
  if (!link) return 'not_linked';
  if (!link.interface.connector) return 'no_connector';
  if (!link.interface.enabled) return 'interface_disabled';
  return findMicrosoft365Reason(organization, email);
}

/** Also asked where Lupax has no connector: projects are synchronised all the same. */
export function findMicrosoft365Reason(
  organization: OrganizationRecord | undefined,
  email: string,
): 'microsoft365_not_configured' | 'microsoft365_disabled' | null {
  if (!organization?.clientId || !organization.credential) return 'microsoft365_not_configured';
  return isOpenTo(organization, email) ? null : 'microsoft365_disabled';
}
