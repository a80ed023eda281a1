import { LupaxError } from '../lupax/errors.ts';
import { toLoginToken } from '../lupax/tokens.ts';
import type { LupaxInterface, LupaxOrganization, LupaxToken, LupaxUser } from '../lupax/types.ts';
import { Problem } from '../problems.ts';
import { createDefaultSettings, createEmptyFeed } from '../store/defaults.ts';
import type { Change, LinkRecord, UserDocument } from '../store/types.ts';
import { describeTokenContext, SIGN_IN_ATTENTION } from '../sync/session.ts';
import { commitChanges } from '../sync/update-record.ts';
import type { Limits } from './limits.ts';
import type { AccountDeps, SignedInUser } from './types.ts';
import type { WithUserLock } from '../store/user-locks.ts';

/** Where Lupax states no zone. */
const DEFAULT_ZONE = 'Europe/Berlin';

export interface LinkRequest {
  email: string;
  password: string;
  organizationId?: number | undefined;
}

export interface LinkService {
  /**
   * Links the signed-in user's own mailbox with a Lupax user. The same Lupax user again keeps calendars, settings and
   * entries; another one, or another organisation, starts clean. Starts no sync.
   * @throws Problem `lupax_credentials`, `organization_required`, `organization_unknown`, `interface_disabled`,
   *   `tenant_mismatch`, `too_many_requests`; LupaxError
   */
  link(user: SignedInUser, request: LinkRequest, address: string): Promise<void>;
}

/** What Lupax says about the person who signed in. */
interface LupaxIdentity {
  organization: LupaxOrganization;
  state: LupaxInterface;
  me: LupaxUser | null;
  token: LupaxToken;
}

export function createLinkService(
  deps: Pick<AccountDeps, 'store' | 'secrets' | 'lupax' | 'sync' | 'subscriptions' | 'adminUpns' | 'now'>,
  parts: { limits: Limits; withLock: WithUserLock },
): LinkService {
  const { store, lupax } = deps;

  async function identify(user: SignedInUser, jwt: string, organizationId: number | undefined): Promise<LupaxIdentity> {
    const organization = chooseOrganization(await lupax.listOrganizations(jwt), organizationId);
    const session = lupax.openSession(organization.id, jwt);
    const state = await session.readInterface();
    if (state.connector && !state.enabled) throw new Problem('interface_disabled');
    const bound = await store.getOrganization(organization.id);
    if (bound && bound.tenantId !== user.tenantId) throw new Problem('tenant_mismatch');
    if (!state.connector) return { organization, state, me: null, token: toLoginToken(jwt) };
    const token = (await session.requestToken()) ?? toLoginToken(jwt);
    return { organization, state, me: await session.readMe(), token };
  }

  async function save(user: SignedInUser, email: string, identity: LupaxIdentity): Promise<void> {
    await finishRemoval(user);
    const stored = (await store.openUser(user)).get('link', 'self');
    const same = stored !== undefined && isSameLupaxUser(stored, email, identity);
    if (same && stored.interface.connector && !identity.state.connector) {
      throw new LupaxError('unavailable', 'GET /office365: the connector that was there is missing');
    }
    if (!same) {
      // The chat with the bot is the person's, whatever Lupax account it is linked with.
      const chat = (await store.openUser(user)).get('bot', 'self');
      await deps.sync.settle(user);
      await deps.subscriptions.drop(user);
      await store.deleteUser(user);
      if (chat) {
        await commitChanges(await store.openUser(user), () => [{ collection: 'bot', key: 'self', value: chat }]);
      }
    }
    const document = await store.openUser(user);
    await commitChanges(document, () => {
      const before = same ? document.get('link', 'self') : undefined;
      return describeChanges(document, describeLink(user, email, identity, before));
    });
  }

  /** A removal ends with the link being gone; it must not take the new one with it. */
  async function finishRemoval(user: SignedInUser): Promise<void> {
    const runs = [...(await store.openUser(user)).list('runs').values()];
    if (runs.some(({ kind, state }) => kind === 'unlink' && state === 'running')) await deps.sync.settle(user);
  }

  function describeLink(
    user: SignedInUser,
    email: string,
    { organization, state, me, token }: LupaxIdentity,
    before: LinkRecord | undefined,
  ): LinkRecord {
    const isNamedAdmin = user.signInName !== null && deps.adminUpns.includes(user.signInName.toLowerCase());
    return {
      started: false,
      category: 'unknown',
      lastSuccessAt: null,
      ...before,
      state: 'ok',
      user: { name: user.name, email: user.email },
      email,
      organization,
      lupaxUserId: me?.id ?? null,
      role: me?.role ?? (isNamedAdmin ? 'admin' : 'user'),
      token: deps.secrets.encrypt(token.token, describeTokenContext(user)),
      tokenKind: token.kind,
      tokenExpiresAt: token.expiresAt,
      linkedAt: new Date(deps.now()).toISOString(),
      timeZone: me?.timeZone ?? DEFAULT_ZONE,
      interface: {
        connector: state.connector,
        enabled: state.connector && state.enabled,
        onlineMeetings: state.connector && state.onlineMeetings,
      },
      // Calendars and the mailbox's zone are asked with the first sync.
      askedAt: null,
    };
  }

  return {
    async link(user, { email, password, organizationId }, address) {
      const signIn = (): Promise<string> => lupax.signIn(email, password);
      const jwt = await parts.limits.guardSignIn(user, address, signIn, isWrongPassword);
      const identity = await identify(user, jwt, organizationId);
      await parts.withLock(user, () => save(user, email, identity));
      deps.subscriptions.tend(user);
    },
  };
}

function isWrongPassword(error: unknown): boolean {
  return error instanceof LupaxError && error.code === 'credentials';
}

function chooseOrganization(organizations: LupaxOrganization[], wanted: number | undefined): LupaxOrganization {
  const [first, ...others] = organizations;
  if (wanted === undefined) {
    if (first && others.length === 0) return { id: first.id, title: first.title };
    if (!first) throw new Problem('organization_unknown');
    const choices = organizations.map(({ id, title }) => ({ id, title }));
    throw new Problem('organization_required', { extensions: { organizations: choices } });
  }
  const chosen = organizations.find(({ id }) => id === wanted);
  if (!chosen) throw new Problem('organization_unknown');
  return { id: chosen.id, title: chosen.title };
}

/** By Lupax' id; by e-mail address where one of the two is not known. */
function isSameLupaxUser(stored: LinkRecord, email: string, { organization, me }: LupaxIdentity): boolean {
  if (stored.organization.id !== organization.id) return false;
  if (stored.lupaxUserId !== null && me !== null) return stored.lupaxUserId === me.id;
  return stored.email.toLowerCase() === email.toLowerCase();
}

function describeChanges(document: UserDocument, link: LinkRecord): Change[] {
  const changes: Change[] = [
    { collection: 'link', key: 'self', value: link },
    { collection: 'attention', key: SIGN_IN_ATTENTION, value: null },
  ];
  if (!document.get('settings', 'self')) {
    changes.push({ collection: 'settings', key: 'self', value: createDefaultSettings() });
  }
  if (!document.get('feed', 'self')) changes.push({ collection: 'feed', key: 'self', value: createEmptyFeed() });
  return changes;
}
