import type { FaultControl } from '../web/faults.ts';
import type { AppRegistration, Directory, DirectoryUser } from './directory.ts';
import type { Issuer, UserTokenRequest } from './issue.ts';
import { createSigningKey } from './keys.ts';
import type { KeyRing, SigningKey } from './keys.ts';

export interface EntraRequest {
  method: string;
  path: string;
  /** 0 while, and when, it was not answered. */
  status: number;
  /** As the path says: a GUID, a domain or `common`. */
  tenantId: string;
  clientId: string | null;
  /** Milliseconds since the epoch, by the sandbox's clock. */
  at: number;
}

/** What tests do to Entra. */
export interface EntraControl {
  addTenant(tenantId: string, domain?: string): void;
  /** Adds or replaces. The tenant is added when it is not there. */
  addApp(app: AppRegistration): void;
  /** Changes parts of an app, e.g. its secrets or `disabled`. @throws when it does not exist */
  changeApp(tenantId: string, clientId: string, patch: Partial<AppRegistration>): void;
  /** Shows in tokens issued from now on. */
  setRoles(tenantId: string, clientId: string, roles: string[]): void;
  /** Lets user tokens know the name and sign-in name. */
  addUser(user: DirectoryUser): void;
  issueUserToken(request: UserTokenRequest): string;
  /** An app-only Graph token without asking the endpoint. @throws when the app does not exist */
  issueAppToken(tenantId: string, clientId: string): string;
  issuerOf(tenantId: string, version: 'v1' | 'v2'): string;
  rotateKeys(options?: { keepOld?: boolean }): void;
  /** A key that is published nowhere, for `issueUserToken({key})`. */
  createForeignKey(): SigningKey;
  /** Added to the `Date` header of every answer. */
  setClockSkew(ms: number): void;
  readonly requests: EntraRequest[];
  clearLog(): void;
  readonly faults: FaultControl;
}

export function createEntraControl(parts: {
  directory: Directory;
  issuer: Issuer;
  keys: KeyRing;
  faults: FaultControl;
  requests: EntraRequest[];
  clockSkew: { ms: number };
}): EntraControl {
  const { directory, issuer, keys } = parts;

  function requireApp(tenantId: string, clientId: string): AppRegistration {
    const app = directory.findApp(tenantId, clientId);
    if (!app) throw new Error('The Entra sandbox knows no such application');
    return app;
  }

  return {
    addTenant: directory.addTenant,
    addApp: (app) => void directory.addApp(structuredClone(app)),
    changeApp: (tenantId, clientId, patch) => void Object.assign(requireApp(tenantId, clientId), patch),
    setRoles: (tenantId, clientId, roles) => void (requireApp(tenantId, clientId).roles = [...roles]),
    addUser: directory.addUser,
    issueUserToken: issuer.issueUserToken,
    issueAppToken: (tenantId, clientId) =>
      issuer.issueAppToken(requireApp(tenantId, clientId), 'https://graph.microsoft.com'),
    issuerOf: issuer.issuerOf,
    rotateKeys: keys.rotate,
    createForeignKey: createSigningKey,
    setClockSkew: (ms) => void (parts.clockSkew.ms = ms),
    requests: parts.requests,
    clearLog: () => void parts.requests.splice(0),
    faults: parts.faults,
  };
}
