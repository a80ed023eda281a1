import { badRequest, invalidRequest, itemNotFound } from './errors.ts';
import { CALENDAR_ROLES } from './types.ts';
import type { Calendar, CalendarPermission, CalendarRole, Json } from './types.ts';

/** base64 of `Default`: the Exchange user that stands for the whole organisation. */
const DEFAULT_PERMISSION_ID = 'RGVmYXVsdA==';
const ORGANISATION_ROLES: CalendarRole[] = ['none', 'freeBusyRead', 'limitedRead', 'read', 'write'];
const PERSON_ROLES: CalendarRole[] = ['freeBusyRead', 'limitedRead', 'read', 'write'];
const DELEGATE_ROLES: CalendarRole[] = ['delegateWithoutPrivateEventAccess', 'delegateWithPrivateEventAccess'];

/** Creates the entry "People in my organization"; its address is null and it cannot be removed. */
export function createDefaultPermission(role: CalendarRole): CalendarPermission {
  return {
    id: DEFAULT_PERMISSION_ID,
    role,
    allowedRoles: ORGANISATION_ROLES,
    isRemovable: false,
    isInsideOrganization: true,
    name: 'My Organization',
    address: null,
  };
}

/** What the organisation may see of a calendar; null when it has no such entry. */
export function findOrganisationRole(calendar: Calendar): CalendarRole | null {
  return calendar.permissions.find((entry) => entry.id === DEFAULT_PERMISSION_ID)?.role ?? null;
}

/** Sets the organisation's entry, or takes it away altogether. */
export function setOrganisationRole(calendar: Calendar, role: CalendarRole | null): void {
  const others = calendar.permissions.filter((entry) => entry.id !== DEFAULT_PERMISSION_ID);
  calendar.permissions = role === null ? others : [createDefaultPermission(role), ...others];
}

export function renderPermission(permission: CalendarPermission): Json {
  return {
    id: permission.id,
    isRemovable: permission.isRemovable,
    isInsideOrganization: permission.isInsideOrganization,
    role: permission.role,
    allowedRoles: permission.allowedRoles,
    emailAddress:
      permission.address === null ? { name: permission.name } : { name: permission.name, address: permission.address },
  };
}

/** The entries a caller sees: none for a calendar of somebody else, without an error. */
export function listPermissions(calendar: Calendar): CalendarPermission[] {
  return calendar.isOwned ? calendar.permissions : [];
}

export function findPermission(calendar: Calendar, id: string): CalendarPermission {
  const permission = listPermissions(calendar).find((entry) => entry.id === id);
  if (!permission) throw itemNotFound();
  return permission;
}

function readRole(value: unknown): CalendarRole {
  const role = CALENDAR_ROLES.find((known) => known === value);
  if (!role) throw badRequest(`Requested value '${String(value)}' was not found.`);
  return role;
}

/** Shares a calendar with one person. https://learn.microsoft.com/graph/api/calendar-post-calendarpermissions */
export function addPermission(calendar: Calendar, body: Json): CalendarPermission {
  const email = (body['emailAddress'] ?? {}) as { name?: string; address?: string };
  if (!email.address) throw invalidRequest('The emailAddress of the recipient is required.');
  const inside = body['isInsideOrganization'] !== false;
  const allowedRoles = inside && calendar.isDefault ? [...PERSON_ROLES, ...DELEGATE_ROLES] : PERSON_ROLES;
  const role = readRole(body['role']);
  if (!allowedRoles.includes(role)) throw invalidRequest(`The role '${role}' is not allowed for this recipient.`);
  const internal = `/o=ExchangeLabs/ou=Exchange Administrative Group/cn=Recipients/cn=${email.address}`;
  const permission: CalendarPermission = {
    id: Buffer.from(inside ? internal : `ExchangePublishedUser.${email.address}`).toString('base64'),
    role,
    allowedRoles,
    isRemovable: true,
    isInsideOrganization: inside,
    name: email.name ?? email.address,
    address: email.address,
  };
  calendar.permissions = [...calendar.permissions.filter((entry) => entry.id !== permission.id), permission];
  return permission;
}

/** Changes the role, the only writable property, within the roles that are allowed. */
export function updatePermission(permission: CalendarPermission, body: Json): void {
  const role = readRole(body['role']);
  if (!permission.allowedRoles.includes(role))
    throw invalidRequest(`The role '${role}' is not allowed for this recipient.`);
  permission.role = role;
}

export function removePermission(calendar: Calendar, permission: CalendarPermission): void {
  if (!permission.isRemovable) throw invalidRequest('The specified permission cannot be removed.');
  calendar.permissions = calendar.permissions.filter((entry) => entry !== permission);
}
