import type { LinkRecord, OrganizationRecord } from '../store/types.ts';
import { findMicrosoft365Reason } from '../sync/find-obstacle.ts';

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
