import { isGuid } from '../server/config-values.ts';
import { TAB_ENTITY_ID } from '../server/deep-links.ts';
import type { AppManifest } from './app-manifest.ts';
import type { Fault } from './faults.ts';
import type { PackageValues } from './values.ts';
import { listLeaves } from './walk.ts';

/** Lower ones Outlook refuses: "Manifest Version Too Low" of Microsoft's validation. */
const LOWEST_MAJOR = 1;
/** A host's name alone; Teams takes an asterisk for subdomains, this product has none. */
const DOMAIN_PATTERN = /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*$/i;
/** Addresses of the developer, not of this server. */
const FOREIGN_PLACES = /^(\$schema|developer\..*)$/;
/** Are no addresses; what they are is checked apart. */
const DOMAIN_PLACES = /^validDomains/;

/** What Microsoft's schema does not know: whether the manifest fits this product and this package's values. */
export function checkManifest(manifest: AppManifest, values: PackageValues): Fault[] {
  return [
    ...checkIds(manifest, values),
    ...checkBot(manifest, values),
    ...checkAddresses(manifest, values),
    ...checkDomains(manifest, values),
    ...checkTab(manifest),
    ...checkVersion(manifest),
  ];
}

function checkIds(manifest: AppManifest, { appId, clientId, publicUrl }: PackageValues): Fault[] {
  const resource = `api://${new URL(publicUrl).host}/${clientId}`;
  const found = manifest.webApplicationInfo?.resource;
  return [
    ...compareId('id', manifest.id, appId),
    ...compareId('webApplicationInfo.id', manifest.webApplicationInfo?.id, clientId),
    ...(found === resource
      ? []
      : [
          {
            code: 'resource_differs',
            where: 'webApplicationInfo.resource',
            value: found ?? '',
            expected: resource,
          } as const,
        ]),
  ];
}

function compareId(where: string, value = '', expected: string): Fault[] {
  if (value === expected) return [];
  if (!isGuid(value)) return [{ code: 'id_not_guid', where, value }];
  return [{ code: 'id_differs', where, value, expected }];
}

function checkBot({ bots = [] }: AppManifest, { botId }: PackageValues): Fault[] {
  if (botId === null) return bots.length > 0 ? [{ code: 'bot_unexpected', where: 'bots' }] : [];
  if (bots.length === 0) return [{ code: 'bot_missing', where: 'bots' }];
  return bots.flatMap((bot, at) => compareId(`bots[${at}].botId`, bot.botId, botId));
}

/** Every address is https, and what Teams and Outlook load comes from this server. */
function checkAddresses(manifest: AppManifest, { publicUrl }: PackageValues): Fault[] {
  return listLeaves(manifest).flatMap(({ path: where, value }): Fault[] => {
    if (typeof value !== 'string' || !/^https?:/i.test(value) || DOMAIN_PLACES.test(where)) return [];
    if (!/^https:/i.test(value)) return [{ code: 'not_https', where, value }];
    if (FOREIGN_PLACES.test(where) || value.startsWith(`${publicUrl}/`)) return [];
    return [{ code: 'foreign_address', where, value, expected: publicUrl }];
  });
}

function checkDomains({ validDomains = [] }: AppManifest, { publicUrl }: PackageValues): Fault[] {
  const { hostname } = new URL(publicUrl);
  const malformed = validDomains.flatMap((value, at): Fault[] =>
    DOMAIN_PATTERN.test(value) ? [] : [{ code: 'domain_malformed', where: `validDomains[${at}]`, value }],
  );
  if (malformed.length > 0 || validDomains.includes(hostname)) return malformed;
  return [{ code: 'domain_missing', where: 'validDomains', expected: hostname }];
}

/** The links of the bot open a tab by its id. */
function checkTab({ staticTabs = [] }: AppManifest): Fault[] {
  const tab = staticTabs.find(({ entityId }) => entityId === TAB_ENTITY_ID);
  if (tab?.contentUrl !== undefined && tab.scopes?.includes('personal')) return [];
  return [{ code: 'tab_missing', where: 'staticTabs', expected: TAB_ENTITY_ID }];
}

function checkVersion({ version = '' }: AppManifest): Fault[] {
  const [, major] = /^(\d+)\.\d+\.\d+$/.exec(version) ?? [];
  return Number(major) >= LOWEST_MAJOR ? [] : [{ code: 'version_too_low', where: 'version', value: version }];
}
