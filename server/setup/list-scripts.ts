import { writeConsentLink } from './links.ts';
import {
  writeCertificateScript,
  writeGrantScript,
  writeMeetingPolicyScript,
  writeRegistrationScript,
  writeScopeScript,
  writeSecretScript,
  type ScriptFacts,
} from './scripts.ts';

/** What an administrator does, in this order; `certificate` instead of `secret`, the last two only where wanted. */
export const SETUP_SCRIPT_IDS = ['register', 'consent', 'secret', 'certificate', 'meetings', 'limit'] as const;

export interface SetupScript {
  id: (typeof SETUP_SCRIPT_IDS)[number];
  script: string;
  /** A page that does the same. */
  link: string | null;
}

/**
 * The scripts of the set-up, filled with the organisation's own ids.
 * @param facts `clientId` null: nothing is registered yet, so there is only the script that does it
 * @param authorityHost origin of Entra
 */
export function listSetupScripts(
  { clientId, ...facts }: Omit<ScriptFacts, 'clientId' | 'objectId'> & { clientId: string | null },
  authorityHost: string,
): SetupScript[] {
  const register: SetupScript = { id: 'register', script: writeRegistrationScript(facts), link: null };
  if (clientId === null) return [register];
  const all = { ...facts, clientId, objectId: null };
  const consent = writeConsentLink(authorityHost, facts.tenantId, clientId);
  return [
    register,
    { id: 'consent', script: writeGrantScript(all), link: consent },
    { id: 'secret', script: writeSecretScript(all), link: null },
    { id: 'certificate', script: writeCertificateScript(all), link: null },
    { id: 'meetings', script: writeMeetingPolicyScript(all), link: null },
    { id: 'limit', script: writeScopeScript(all), link: null },
  ];
}
