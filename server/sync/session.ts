import type { Logger } from 'pino';
import type { AppCredential, AppRegistration, GraphConnector, Meetings, Subscriptions } from '../graph/types.ts';
import { LupaxError } from '../lupax/errors.ts';
import { isExpired, needsRenewal } from '../lupax/tokens.ts';
import type { LupaxConnector, LupaxSession, LupaxSessionOptions } from '../lupax/types.ts';
import { SecretError, type Secrets } from '../store/secrets.ts';
import type { LinkRecord, OrganizationRecord, Store, StoredCredential, UserDocument, UserId } from '../store/types.ts';
import type { SyncSession } from './context.ts';
import { commitChanges, updateRecord } from './update-record.ts';

export type SessionErrorCode =
  'not_linked' | 'sign_in_expired' | 'interface_disabled' | 'microsoft365_not_configured' | 'microsoft365_disabled';

/** Why a user cannot be synchronised at the moment, whatever Graph and Lupax would answer. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
  constructor(readonly code: SessionErrorCode) {
    super(code);
  }
}

export interface SessionDeps {
  store: Store;
  secrets: Secrets;
  graph: GraphConnector;
  lupax: LupaxConnector;
  now: () => number;
  log: Logger;
}

/**
 * Opens both services as a linked user; the session counts every HTTP request.
 * @param log of the run that uses it
 * @throws SessionError
 */
export type OpenSession = (user: UserId, document: UserDocument, log?: Logger) => Promise<SyncSession>;

/** Opens Lupax alone, also where Microsoft 365 is not set up. @throws SessionError `not_linked`, `sign_in_expired` */
export type OpenLupax = (
  user: UserId,
  document: UserDocument,
  options?: Omit<LupaxSessionOptions, 'timeZone'>,
) => Promise<LupaxSession>;

/** Opens what booking needs, as the linked user. @throws SessionError */
export type OpenMeetings = (user: UserId, document: UserDocument) => Promise<Meetings>;

/**
 * The subscriptions of the firm's app, also where its connection is switched off or closed to the user: what is there has
 * to be removed then. @returns null where the app is not known, or is another tenant's
 */
export type OpenSubscriptions = (
  user: UserId,
  organization: OrganizationRecord | undefined,
) => { clientId: string; subscriptions: Subscriptions } | null;

export interface Sessions {
  openSession: OpenSession;
  openLupax: OpenLupax;
  openMeetings: OpenMeetings;
  openSubscriptions: OpenSubscriptions;
}

export function createSessions(deps: SessionDeps): Sessions {
  const { secrets, now, log } = deps;
  const renewals = new Map<string, Promise<unknown>>();

  async function expire(document: UserDocument, token: string): Promise<void> {
    const since = new Date(now()).toISOString();
    const updated = await updateRecord(document, 'link', 'self', (link) =>
      // A sign-in that was renewed meanwhile is none of this session's business.
      link.token === token && link.state === 'ok' ? { ...link, state: 'sign_in_expired' } : null,
    );
    if (updated?.state !== 'sign_in_expired' || document.get('attention', SIGN_IN_ATTENTION)) return;
    const value = { id: SIGN_IN_ATTENTION, code: SIGN_IN_ATTENTION, since, params: {}, entry: null };
    await commitChanges(document, () => [{ collection: 'attention', key: SIGN_IN_ATTENTION, value }]);
  }

  async function readToken(user: UserId, document: UserDocument, link: LinkRecord): Promise<string> {
    try {
      if (!isExpired({ expiresAt: link.tokenExpiresAt }, new Date(now()))) {
        return secrets.decrypt(link.token, describeTokenContext(user));
      }
    } catch (error) {
      // Encrypted with a key that is gone: only a new sign-in helps.
      if (!(error instanceof SecretError)) throw error;
      log.warn(
        { tenantId: user.tenantId, objectId: user.objectId, reason: error.code },
        'stored Lupax token unreadable',
      );
    }
    await expire(document, link.token);
    throw new SessionError('sign_in_expired');
  }

  /** Replaces the token in good time. An outage only puts it off. */
  async function renew(user: UserId, document: UserDocument, session: LupaxSession, old: string): Promise<void> {
    try {
      const fresh = await session.requestToken();
      if (!fresh) return;
      const token = secrets.encrypt(fresh.token, describeTokenContext(user));
      await updateRecord(document, 'link', 'self', (link) =>
        link.token === old ? { ...link, token, tokenKind: fresh.kind, tokenExpiresAt: fresh.expiresAt } : null,
      );
    } catch (error) {
      if (!(error instanceof LupaxError) || error.code === 'sign_in_expired') throw error;
      log.warn({ reason: error.code }, 'Lupax token not renewed yet');
    }
  }

  async function openLupax(
    user: UserId,
    document: UserDocument,
    options: Parameters<OpenLupax>[2] = {},
  ): Promise<LupaxSession> {
    const open = async (): Promise<{ session: LupaxSession; link: LinkRecord }> => {
      const link = document.get('link', 'self');
      if (!link) throw new SessionError('not_linked');
      if (link.state === 'sign_in_expired') throw new SessionError('sign_in_expired');
      const token = await readToken(user, document, link);
      const session = deps.lupax.openSession(link.organization.id, token, { ...options, timeZone: link.timeZone });
      return { session: watch(session, (code) => note(document, link.token, code)), link };
    };
    const opened = await open();
    const due = needsRenewal({ kind: opened.link.tokenKind, expiresAt: opened.link.tokenExpiresAt }, new Date(now()));
    if (!due) return opened.session;
    const key = `${user.tenantId}/${user.objectId}`;
    const renewing =
      renewals.get(key) ??
      renew(user, document, opened.session, opened.link.token).finally(() => void renewals.delete(key));
    renewals.set(key, renewing);
    await renewing;
    return (await open()).session;
  }

  /** Locked when it was last asked for: it may have been released since. */
  async function requireRelease(document: UserDocument, lupax: LupaxSession): Promise<void> {
    const state = await lupax.readInterface();
    if (!state.connector || !state.enabled) throw new SessionError('interface_disabled');
    const { enabled, onlineMeetings } = state;
    await updateRecord(document, 'link', 'self', (link) => ({
      ...link,
      interface: { connector: true, enabled, onlineMeetings },
    }));
  }

  async function note(document: UserDocument, token: string, code: LupaxError['code']): Promise<void> {
    if (code === 'sign_in_expired') await expire(document, token);
    if (code !== 'interface_disabled') return;
    await updateRecord(document, 'link', 'self', (link) =>
      link.token === token && link.interface.enabled
        ? { ...link, interface: { ...link.interface, enabled: false } }
        : null,
    );
  }

  /** The firm's registration, when it is open to the user. */
  async function requireApp(user: UserId, link: LinkRecord): Promise<AppRegistration> {
    const organization = await deps.store.getOrganization(link.organization.id);
    const app = readAppRegistration(organization, secrets);
    if (!app) throw new SessionError('microsoft365_not_configured');
    // The organisation may have been bound to another tenant since.
    const isForeign = app.tenantId.toLowerCase() !== user.tenantId.toLowerCase();
    if (isForeign || !isOpenTo(organization, link.user.email)) throw new SessionError('microsoft365_disabled');
    return app;
  }

  return {
    openLupax,
    openSubscriptions(user, organization) {
      const app = readAppRegistration(organization, secrets);
      if (!app || app.tenantId.toLowerCase() !== user.tenantId.toLowerCase()) return null;
      return { clientId: app.clientId, subscriptions: deps.graph.openSubscriptions(app, user.objectId) };
    },
    async openMeetings(user, document) {
      const link = document.get('link', 'self');
      if (!link) throw new SessionError('not_linked');
      return deps.graph.openMeetings(await requireApp(user, link), user.objectId, { defaultZone: link.timeZone });
    },
    async openSession(user, document, log) {
      const link = document.get('link', 'self');
      if (!link) throw new SessionError('not_linked');
      if (link.state === 'sign_in_expired') throw new SessionError('sign_in_expired');
      const requests = { graph: 0, lupax: 0 };
      const open = () => openLupax(user, document, { onRequest: () => void (requests.lupax += 1), log });
      if (link.interface.connector && !link.interface.enabled) await requireRelease(document, await open());
      const app = await requireApp(user, link);
      const lupax = await open();
      const onRequest = (): void => void (requests.graph += 1);
      const mailbox = deps.graph.openMailbox(app, user.objectId, { onRequest, defaultZone: link.timeZone, log });
      return { mailbox, lupax, requests };
    },
  };
}

/** Key and code of the attention record of an expired sign-in. */
export const SIGN_IN_ATTENTION = 'sign_in_expired';

/** A stored Lupax token only decrypts for its own user. */
export function describeTokenContext(user: UserId): string {
  return `lupax-token ${user.tenantId} ${user.objectId}`.toLowerCase();
}

/** A stored credential only decrypts for its own organisation. */
export function describeCredentialContext(organizationId: number): string {
  return `app-credential ${organizationId}`;
}

/** The firm's app registration, or null while it is incomplete or its credential cannot be read. */
export function readAppRegistration(
  organization: OrganizationRecord | undefined,
  secrets: Secrets,
): AppRegistration | null {
  if (!organization?.clientId || !organization.credential) return null;
  const { id, tenantId, clientId, previous } = organization;
  const credential = readCredential(id, organization.credential, secrets);
  if (!credential) return null;
  const before = previous ? readCredential(id, previous.credential, secrets) : null;
  return {
    tenantId,
    clientId,
    credential,
    ...(previous && before ? { previous: { clientId: previous.clientId, credential: before } } : {}),
  };
}

function readCredential(id: number, { kind, encrypted }: StoredCredential, secrets: Secrets): AppCredential | null {
  try {
    const text = secrets.decrypt(encrypted, describeCredentialContext(id));
    return kind === 'secret' ? { kind, secret: text } : { kind, pem: text };
  } catch (error) {
    if (error instanceof SecretError) return null;
    throw error;
  }
}

/** Whether the organisation's connection to Microsoft 365 is switched on for the person. */
export function isOpenTo(organization: OrganizationRecord | undefined, email: string): boolean {
  if (!organization?.enabled) return false;
  return organization.allowedUsers === null || organization.allowedUsers.includes(email.toLowerCase());
}

/** Passes every call on and tells about refusals that concern the link itself. */
function watch(session: LupaxSession, tell: (code: LupaxError['code']) => Promise<void>): LupaxSession {
  const watched = Object.entries(session).map(([name, call]) => [
    name,
    async (...parameters: unknown[]) => {
      try {
        return await (call as (...all: unknown[]) => Promise<unknown>).apply(session, parameters);
      } catch (error) {
        if (error instanceof LupaxError) await tell(error.code);
        throw error;
      }
    },
  ]);
  return Object.fromEntries(watched) as LupaxSession;
}
