import { X509Certificate } from 'node:crypto';

export interface AppSecret {
  /** What the portal calls "Secret ID"; people take it for the value. */
  id?: string;
  value: string;
  /** ISO instant; left out: never. */
  expiresAt?: string;
}

export interface AppRegistration {
  tenantId: string;
  clientId: string;
  secrets: AppSecret[];
  /** X.509 certificates in PEM. */
  certificates?: string[];
  /** Application permissions with admin consent, e.g. `Calendars.ReadWrite`. */
  roles: string[];
  /** Object ids of the mailboxes that Exchange RBAC for applications opens: it never shows in the token. */
  rbac?: string[];
  /** Delegated permissions with consent; left out: all. */
  delegated?: string[];
  disabled?: boolean;
  /** Nobody in the tenant has consented yet, so that it has no service principal there. */
  isUnknownInTenant?: boolean;
  /** Conditional access for workload identities keeps it out. */
  isBlockedByPolicy?: boolean;
}

export interface DirectoryUser {
  tenantId: string;
  objectId: string;
  name: string;
  upn: string;
}

/** Tenants, their applications and users. Entra compares ids without regard to case. */
export interface Directory {
  addTenant(tenantId: string, domain?: string): void;
  /** By GUID or verified domain; undefined when there is none. */
  findTenant(idOrDomain: string): string | undefined;
  addApp(app: AppRegistration): AppRegistration;
  findApp(tenantId: string, clientId: string): AppRegistration | undefined;
  addUser(user: DirectoryUser): void;
  findUser(tenantId: string, objectId: string): DirectoryUser | undefined;
}

export function createDirectory(): Directory {
  const tenants = new Map<string, string>();
  const apps = new Map<string, AppRegistration>();
  const users = new Map<string, DirectoryUser>();
  const join = (tenantId: string, id: string) => `${tenantId}/${id}`.toLowerCase();

  return {
    addTenant(tenantId, domain) {
      tenants.set(tenantId.toLowerCase(), tenantId);
      if (domain !== undefined) tenants.set(domain.toLowerCase(), tenantId);
    },
    findTenant: (idOrDomain) => tenants.get(idOrDomain.toLowerCase()),
    addApp(app) {
      if (!tenants.has(app.tenantId.toLowerCase())) tenants.set(app.tenantId.toLowerCase(), app.tenantId);
      apps.set(join(app.tenantId, app.clientId), app);
      return app;
    },
    findApp: (tenantId, clientId) => apps.get(join(tenantId, clientId)),
    addUser: (user) => void users.set(join(user.tenantId, user.objectId), user),
    findUser: (tenantId, objectId) => users.get(join(tenantId, objectId)),
  };
}

/** The certificate an assertion names by thumbprint (`x5t` SHA-1, `x5t#S256` SHA-256, or the hex thumbprint as `kid`). */
export function findCertificate(
  app: AppRegistration,
  header: { x5t?: string; 'x5t#S256'?: string; kid?: string },
): X509Certificate | undefined {
  return (app.certificates ?? [])
    .map((pem) => new X509Certificate(pem))
    .find((certificate) => {
      const sha1 = Buffer.from(certificate.fingerprint.replaceAll(':', ''), 'hex');
      const sha256 = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex');
      return (
        header['x5t#S256'] === sha256.toString('base64url') ||
        header.x5t === sha1.toString('base64url') ||
        header.kid?.toUpperCase() === sha1.toString('hex').toUpperCase()
      );
    });
}
