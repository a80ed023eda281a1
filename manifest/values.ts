import { createHash } from 'node:crypto';
import { isGuid, isLoopback } from '../server/config-values.ts';
import type { Fault } from './faults.ts';

export const ENVIRONMENTS = ['local', 'dev', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** What differs from one package to the next; everything else stands in the templates. */
export interface PackageValues {
  environment: Environment;
  /** The id by which Teams knows the app. */
  appId: string;
  /** The product's own Entra app, for single sign-on. */
  clientId: string;
  /** Null: the package has no bot. */
  botId: string | null;
  /** Without a slash at the end. */
  publicUrl: string;
  /** The id of the add-in-only manifest; of its own, because two add-ins of one id cannot be installed. */
  outlookAddinId: string;
  /** The app registration as the Agents Toolkit has to find it, the scope `access_as_user`, and who may sign in. */
  entra: { objectId: string | null; scopeId: string; audience: 'AzureADMyOrg' | 'AzureADMultipleOrgs' };
  /** Shown behind the app's name, so that a test app can be told apart. */
  nameSuffix: string;
  developer: { name: string; url: string; privacyUrl: string; termsUrl: string };
}

export type ValuesReading = { ok: true; values: PackageValues } | { ok: false; faults: Fault[] };

const DEVELOPER_NAME = 'Lupax';
const DEVELOPER_URL = 'https://lupax.org';
/** A GUID drawn at random has more different digits than one that was typed as an example. */
const FEWEST_DIGITS_OF_REAL_GUID = 6;

/**
 * Reads what a package needs.
 * @param variables of `env/.env.<environment>` and the process; an empty one counts as missing
 */
export function readValues(environment: Environment, variables: NodeJS.ProcessEnv): ValuesReading {
  const faults: Fault[] = [];
  const find = (name: string): string => variables[name]?.trim() ?? '';
  const file = `env/.env.${environment}`;

  const readId = (name: string): string => {
    const value = find(name).toLowerCase();
    if (value === '') faults.push({ code: 'client_id_missing', where: name, file });
    else if (!isGuid(value)) faults.push({ code: 'value_not_guid', where: name, value });
    else if (isPlaceholder(value)) faults.push({ code: 'value_placeholder', where: name, value });
    return value;
  };
  const readAddress = (name: string, value: string): string => {
    const url = URL.canParse(value) ? new URL(value) : null;
    const extras = url ? url.username + url.password + url.search + url.hash : '';
    if (!url || extras !== '' || !['http:', 'https:'].includes(url.protocol)) {
      faults.push({ code: 'value_not_address', where: name, value });
    } else if (url.protocol !== 'https:') faults.push({ code: 'value_not_https', where: name, value });
    else if (environment !== 'local' && isLoopback(url.hostname)) {
      faults.push({ code: 'value_loopback', where: name, value });
    }
    return url?.href.replace(/\/+$/, '') ?? value;
  };

  const clientId = readId('AAD_APP_CLIENT_ID');
  const appId = find('TEAMS_APP_ID') === '' ? clientId : readId('TEAMS_APP_ID');
  const botId = find('BOT_ID') === '' ? null : readId('BOT_ID');
  const address = find('PUBLIC_URL');
  if (address === '') {
    faults.push({ code: 'address_missing', where: 'PUBLIC_URL', file });
  }
  const publicUrl = address === '' ? '' : readAddress('PUBLIC_URL', address);
  const developerUrl = readAddress('DEVELOPER_URL', find('DEVELOPER_URL') || DEVELOPER_URL);
  const developer = {
    name: find('DEVELOPER_NAME') || DEVELOPER_NAME,
    url: developerUrl,
    privacyUrl: find('PRIVACY_URL') === '' ? developerUrl : readAddress('PRIVACY_URL', find('PRIVACY_URL')),
    termsUrl: find('TERMS_URL') === '' ? developerUrl : readAddress('TERMS_URL', find('TERMS_URL')),
  };
  if (faults.length > 0) return { ok: false, faults };
  // A blank before it belongs to it: "Lupax (Test)".
  const nameSuffix = (variables['APP_NAME_SUFFIX'] ?? '').trimEnd();
  const outlookAddinId = deriveGuid(appId, 'outlook add-in');
  const entra = {
    objectId: find('AAD_APP_OBJECT_ID') || null,
    scopeId: deriveGuid(clientId, 'access_as_user'),
    audience: find('AAD_APP_TENANT_ID') === 'organizations' ? 'AzureADMultipleOrgs' : 'AzureADMyOrg',
  } as const;
  return {
    ok: true,
    values: { environment, appId, clientId, botId, publicUrl, outlookAddinId, entra, nameSuffix, developer },
  };
}

/** The placeholders of the templates and what stands in their place. */
export function listPlaceholders(values: PackageValues): Record<string, string> {
  const { host, hostname, origin } = new URL(values.publicUrl);
  return {
    TEAMS_APP_ID: values.appId,
    AAD_APP_CLIENT_ID: values.clientId,
    BOT_ID: values.botId ?? '',
    PUBLIC_URL: values.publicUrl,
    PUBLIC_ORIGIN: origin,
    PUBLIC_HOST: host,
    PUBLIC_HOSTNAME: hostname,
    APP_NAME_SUFFIX: values.nameSuffix,
    OUTLOOK_ADDIN_ID: values.outlookAddinId,
    ACCESS_AS_USER_ID: values.entra.scopeId,
    SIGN_IN_AUDIENCE: values.entra.audience,
    ...(values.entra.objectId === null ? {} : { AAD_APP_OBJECT_ID: values.entra.objectId }),
    DEVELOPER_NAME: values.developer.name,
    DEVELOPER_URL: values.developer.url,
    PRIVACY_URL: values.developer.privacyUrl,
    TERMS_URL: values.developer.termsUrl,
  };
}

function isPlaceholder(guid: string): boolean {
  const digits = new Set(guid.replaceAll('-', ''));
  return digits.size < FEWEST_DIGITS_OF_REAL_GUID || guid.startsWith('12345678-');
}

/** The same GUID for the same name, every time (RFC 9562, version 5). */
function deriveGuid(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  const hex = hash.subarray(0, 16).toString('hex').split('');
  hex[12] = '5';
  hex[16] = ((parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
