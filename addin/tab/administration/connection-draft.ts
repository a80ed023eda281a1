import type { Microsoft365, Microsoft365Request } from '../../api/types.ts';

/** `keep`: what is stored stays. */
export type CredentialChoice = 'keep' | 'secret' | 'certificate';

/** What the form holds while somebody works on it. */
export interface ConnectionDraft {
  tenantId: string;
  clientId: string;
  credential: CredentialChoice;
  clientSecret: string;
  clientCertificate: string;
  /** `yyyy-MM-dd`, or empty. */
  secretExpiresOn: string;
  enabled: boolean;
  isOpenToAll: boolean;
  /** One address a line. */
  allowedUsers: string;
}

/** @param tenantId of the signed-in administrator: the only one that the server accepts */
export function createDraft(stored: Microsoft365, tenantId: string): ConnectionDraft {
  const isNew = stored.clientId === null;
  return {
    tenantId,
    clientId: stored.clientId ?? '',
    credential: stored.credential === null ? 'secret' : 'keep',
    clientSecret: '',
    clientCertificate: '',
    secretExpiresOn: stored.secretExpiresOn?.slice(0, 'yyyy-MM-dd'.length) ?? '',
    enabled: isNew || stored.enabled,
    isOpenToAll: stored.allowedUsers === null,
    allowedUsers: stored.allowedUsers?.join('\n') ?? '',
  };
}

export function toRequest(draft: ConnectionDraft): Microsoft365Request {
  const { credential, secretExpiresOn } = draft;
  return {
    tenantId: draft.tenantId,
    clientId: draft.clientId.trim(),
    ...(credential === 'secret' ? { clientSecret: draft.clientSecret.trim() } : {}),
    ...(credential === 'certificate' ? { clientCertificate: draft.clientCertificate } : {}),
    ...(credential === 'certificate' ? {} : { secretExpiresOn: secretExpiresOn === '' ? null : secretExpiresOn }),
    enabled: draft.enabled,
    allowedUsers: draft.isOpenToAll ? null : readAddresses(draft.allowedUsers),
  };
}

/** What people paste is separated by lines, commas or semicolons. */
export function readAddresses(text: string): string[] {
  return text
    .split(/[\n,;]/)
    .map((address) => address.trim())
    .filter(Boolean);
}
