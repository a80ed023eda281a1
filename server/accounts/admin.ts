import { isDeepStrictEqual } from 'node:util';
import { GraphError } from '../graph/errors.ts';
import type { AppRegistration } from '../graph/types.ts';
import { Problem } from '../problems.ts';
import { readCertificateDay } from '../setup/expiry.ts';
import type { OrganizationRecord, UserId } from '../store/types.ts';
import { describeCredentialContext, isOpenTo, readAppRegistration } from '../sync/session.ts';
import type { Gates } from './gates.ts';
import type { AccountDeps, SignedInUser } from './types.ts';
import type { WithUserLock } from '../store/user-locks.ts';

export interface Microsoft365View {
  /** null while nothing is bound. */
  tenantId: string | null;
  clientId: string | null;
  secretExpiresOn: string | null;
  enabled: boolean;
  allowedUsers: string[] | null;
  /** Which kind of credential is stored; the credential itself is never answered. */
  credential: 'secret' | 'certificate' | null;
  /** What signs in until Microsoft has accepted `credential`, where that was entered in its place. */
  previousCredential: 'secret' | 'certificate' | null;
}

export interface Microsoft365Settings {
  tenantId: string;
  clientId: string;
  clientSecret?: string | undefined;
  /** PEM with private key and certificate. */
  clientCertificate?: string | undefined;
  secretExpiresOn?: string | null | undefined;
  enabled?: boolean | undefined;
  allowedUsers?: string[] | null | undefined;
}

export interface AdminService {
  readMicrosoft365(user: SignedInUser): Promise<Microsoft365View>;
  /**
   * Stores the firm's app registration; what is left out stays as it is. A credential that Microsoft does not accept (yet)
   * is stored, too, and the one before it signs in meanwhile. The first call binds the organisation to the
   * administrator's own tenant: links from other tenants end.
   * @throws Problem `tenant_mismatch` (422)
   */
  writeMicrosoft365(user: SignedInUser, settings: Microsoft365Settings): Promise<Microsoft365View>;
}

export function createAdminService(
  deps: Pick<AccountDeps, 'store' | 'secrets' | 'sync' | 'graph' | 'subscriptions'>,
  parts: { gates: Gates; withLock: WithUserLock },
): AdminService {
  const { store } = deps;

  function describeRecord(id: number, settings: Microsoft365Settings, before?: OrganizationRecord): OrganizationRecord {
    const credential = encryptCredential(id, settings);
    return {
      id,
      tenantId: settings.tenantId,
      clientId: settings.clientId,
      credential: credential ?? before?.credential ?? null,
      secretExpiresOn: describeExpiry(settings, before),
      enabled: settings.enabled ?? before?.enabled ?? true,
      allowedUsers:
        settings.allowedUsers === undefined
          ? (before?.allowedUsers ?? null)
          : (settings.allowedUsers?.map((email) => email.toLowerCase()) ?? null),
    };
  }

  function encryptCredential(
    id: number,
    { clientSecret, clientCertificate }: Microsoft365Settings,
  ): OrganizationRecord['credential'] {
    const text = clientSecret ?? clientCertificate;
    if (text === undefined) return null;
    const encrypted = deps.secrets.encrypt(text, describeCredentialContext(id));
    return { kind: clientSecret === undefined ? 'certificate' : 'secret', encrypted };
  }

  /**
   * What signs in until Microsoft accepts what is entered now: what did so before. null when the new one is accepted, or
   * nothing worked before either.
   */
  async function keepPrevious(
    record: OrganizationRecord,
    before?: OrganizationRecord,
  ): Promise<OrganizationRecord['previous']> {
    const [app, old] = [record, before].map((each) => readAppRegistration(each, deps.secrets));
    if (!app || !old || !before?.clientId || !before.credential) return null;
    const isSame = old.clientId === app.clientId && isDeepStrictEqual(old.credential, app.credential);
    if (isSame) return before.previous ?? null;
    if (await isAccepted(app)) return null;
    // Of two that were entered one after the other in vain, the one before them is kept.
    if (before.previous && !(await isAccepted(old))) return before.previous;
    return { clientId: before.clientId, credential: before.credential };
  }

  async function isAccepted({ tenantId, clientId, credential }: AppRegistration): Promise<boolean> {
    return await deps.graph
      .openProbe({ tenantId, clientId, credential })
      .signIn()
      .then(
        () => true,
        (error: unknown) => {
          if (error instanceof GraphError) return false;
          throw error;
        },
      );
  }

  /** A link from a tenant that the organisation does not belong to shows its calendar to strangers. */
  async function endForeignLinks(organizationId: number, tenantId: string): Promise<void> {
    const foreign = (await store.listUsers()).filter((id) => id.tenantId !== tenantId);
    for (const id of foreign) await parts.withLock(id, () => endLink(id, organizationId));
  }

  /**
   * What is switched off, or closed to somebody, stops at once: not with the next synchronisation only. Subscriptions
   * follow: to another app, too.
   */
  async function carryThrough(organization: OrganizationRecord): Promise<void> {
    const members = await store.listUsers();
    for (const id of members) if (id.tenantId === organization.tenantId) deps.subscriptions.tend(id);
    for (const id of await store.listUsers('running')) {
      const link = (await store.openUser(id)).get('link', 'self');
      const isClosed = link?.organization.id === organization.id && !isOpenTo(organization, link.user.email);
      if (isClosed) await deps.sync.cut(id);
    }
  }

  async function endLink(id: UserId, organizationId: number): Promise<void> {
    const link = (await store.openUser(id)).get('link', 'self');
    if (link?.organization.id !== organizationId) return;
    await deps.sync.settle(id);
    await deps.subscriptions.drop(id);
    await store.deleteUser(id);
  }

  return {
    async readMicrosoft365(user) {
      const { link } = await parts.gates.requireLink(user);
      return describe(await store.getOrganization(link.organization.id));
    },
    async writeMicrosoft365(user, settings) {
      const { link } = await parts.gates.requireLink(user);
      const { id } = link.organization;
      const before = await store.getOrganization(id);
      if (settings.tenantId !== user.tenantId || (before && before.tenantId !== user.tenantId)) {
        throw new Problem('tenant_mismatch', { status: 422 });
      }
      const described = describeRecord(id, settings, before);
      const record = { ...described, previous: await keepPrevious(described, before) };
      await store.putOrganization(record);
      if (!before) await endForeignLinks(id, user.tenantId);
      await carryThrough(record);
      return describe(record);
    },
  };
}

/** A certificate says itself until when it is valid; of a secret it is known only when somebody types it in. */
function describeExpiry(
  { clientSecret, clientCertificate, secretExpiresOn }: Microsoft365Settings,
  before?: OrganizationRecord,
): string | null {
  if (clientCertificate !== undefined) return readCertificateDay(clientCertificate);
  const isKept = clientSecret === undefined;
  const known = before?.secretExpiresOn ?? null;
  if (isKept && known !== null && before?.credential?.kind === 'certificate') return known;
  if (secretExpiresOn !== undefined) return secretExpiresOn;
  // The date of another secret says nothing about the new one.
  return isKept ? known : null;
}

function describe(record: OrganizationRecord | undefined): Microsoft365View {
  return {
    tenantId: record?.tenantId ?? null,
    clientId: record?.clientId ?? null,
    secretExpiresOn: record?.secretExpiresOn ?? null,
    enabled: record?.enabled ?? false,
    allowedUsers: record?.allowedUsers ?? null,
    credential: record?.credential?.kind ?? null,
    previousCredential: record?.previous?.credential.kind ?? null,
  };
}
