import {
  accessDenied,
  blockedByPolicy,
  directoryDenied,
  invalidUser,
  mailboxMissing,
  resourceNotFound,
} from './errors.ts';
import type { TokenClaims } from './request.ts';
import type { User } from './types.ts';
import { findUser } from './world.ts';
import type { World } from './world.ts';

/** What a route asks of the caller. */
export type Access =
  | 'calendarRead'
  | 'calendarWrite'
  | 'schedule'
  | 'settingsRead'
  | 'settingsWrite'
  | 'directory'
  | 'timeZones'
  | 'onlineMeetings'
  | 'subscriptions';

/** Application permissions that grant an access (permissions reference of Microsoft Graph). */
const GRANTING_ROLES: Record<Access, readonly string[]> = {
  calendarRead: ['Calendars.Read', 'Calendars.ReadWrite'],
  calendarWrite: ['Calendars.ReadWrite'],
  schedule: ['Calendars.ReadBasic.All', 'Calendars.Read', 'Calendars.ReadWrite'],
  settingsRead: ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'],
  settingsWrite: ['MailboxSettings.ReadWrite'],
  directory: ['User.Read.All', 'User.ReadBasic.All', 'User.ReadWrite.All', 'Directory.Read.All'],
  timeZones: ['User.Read.All'],
  onlineMeetings: ['OnlineMeetings.ReadWrite.All'],
  subscriptions: ['Calendars.Read', 'Calendars.ReadWrite'],
};
/** Answered by the directory or Teams, which Exchange's scopes do not reach. */
const NOT_EXCHANGE: readonly Access[] = ['directory', 'timeZones', 'onlineMeetings'];

export function hasRole(claims: TokenClaims, access: Access): boolean {
  return GRANTING_ROLES[access].some((role) => claims.roles.includes(role));
}

/** Checks a call that is about no mailbox. 403 without the role. */
export function requireRole(claims: TokenClaims, access: Access): void {
  // Whose mailbox a subscription is about stands in its body: Exchange RBAC is looked at there.
  if (access === 'subscriptions' && claims.rbac) return;
  if (!hasRole(claims, access)) throw access === 'subscriptions' ? accessDenied() : directoryDenied();
}

/**
 * Checks a call about one user's mailbox and finds the user. A role is valid for all mailboxes; without it, Exchange
 * RBAC may still grant single ones. Errors: 403 no access, 404 unknown user or no mailbox, 403 blocked by policy.
 */
export function requireMailbox(world: World, claims: TokenClaims, access: Access, idOrUpn: string): User {
  const exchange = !NOT_EXCHANGE.includes(access);
  if (!hasRole(claims, access)) {
    if (!exchange) throw directoryDenied();
    if (!claims.rbac) throw accessDenied();
  }
  const user = findUser(world, idOrUpn, claims.tid);
  if (!user) throw exchange ? invalidUser(idOrUpn) : resourceNotFound(idOrUpn);
  if (!exchange) return user;
  if (user.state === 'none') throw mailboxMissing();
  if (user.state === 'blocked') throw blockedByPolicy();
  const inScope = claims.rbac?.some((objectId) => objectId.toLowerCase() === user.objectId.toLowerCase());
  if (!hasRole(claims, access) && !inScope) throw accessDenied();
  return user;
}
