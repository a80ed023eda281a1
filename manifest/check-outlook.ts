import type { AppManifest } from './app-manifest.ts';
import { OUTLOOK_FILE as file } from './files.ts';
import { checkOverrides } from './check-outlook-overrides.ts';
import type { Fault } from './faults.ts';
import type { PackageValues } from './values.ts';
import { findElement, listElements, parseXml, type XmlElement } from './xml-element.ts';

/**
 * Outlook reads the children as a sequence ([MS-OWEMXML]: MailApp, VersionOverridesV1_0, VersionOverridesV1_1). Microsoft's own
 * validation is a service; this is what can be known without it.
 */
const ORDER: Record<string, string[]> = {
  OfficeApp: [
    ...['Id', 'AlternateId', 'Version', 'ProviderName', 'DefaultLocale', 'DisplayName', 'Description', 'IconUrl'],
    ...['HighResolutionIconUrl', 'SupportUrl', 'AppDomains', 'Hosts', 'Requirements', 'FormSettings', 'Permissions'],
    ...['Rule', 'DisableEntityHighlighting', 'VersionOverrides'],
  ],
  VersionOverridesV1_0: ['Description', 'Requirements', 'Hosts', 'Resources', 'VersionOverrides'],
  VersionOverridesV1_1: ['Description', 'Requirements', 'Hosts', 'Resources', 'WebApplicationInfo'],
  Group: ['Label', 'Control'],
  Control: ['Label', 'Supertip', 'Icon', 'Action'],
  WebApplicationInfo: ['Id', 'Resource', 'Scopes'],
};
/** learn.microsoft.com/javascript/api/manifest/{displayname,description} */
const LENGTHS: Record<string, number> = { DisplayName: 125, Description: 250 };

/** Whether the add-in-only manifest says the same as the unified one, and holds together. */
export async function checkOutlook(xml: string, manifest: AppManifest, values: PackageValues): Promise<Fault[]> {
  let app: XmlElement;
  try {
    app = await parseXml(xml);
  } catch (error) {
    const [value = ''] = (error as Error).message.split('\n');
    return [{ code: 'xml_malformed', where: file, file, value }];
  }
  return [
    ...listElements(app).flatMap(checkOrder),
    ...checkIdentity(app, manifest, values),
    ...checkAddresses(app, values),
    ...app.children.flatMap(checkLength),
    ...checkOverrides(app),
  ];
}

function checkOrder(element: XmlElement): Fault[] {
  const type = element.attributes['xsi:type'] ?? '';
  const order = ORDER[element.name === 'VersionOverrides' ? type : element.name];
  if (!order) return [];
  let place = 0;
  for (const { name } of element.children) {
    const found = order.indexOf(name, place);
    if (found < 0) return [{ code: 'xml_order', where: element.name, file, value: name, expected: order.join(', ') }];
    place = found;
  }
  return [];
}

function checkIdentity(app: XmlElement, { version = '' }: AppManifest, values: PackageValues): Fault[] {
  const { outlookAddinId, clientId, publicUrl } = values;
  const overrides = findElement(app, 'VersionOverrides', 'VersionOverrides');
  const expected: [string, XmlElement | undefined, string][] = [
    ['Id', findElement(app, 'Id'), outlookAddinId],
    ['Version', findElement(app, 'Version'), `${version}.0`],
    ['AppDomain', findElement(app, 'AppDomains', 'AppDomain'), new URL(publicUrl).origin],
    ['Permissions', findElement(app, 'Permissions'), 'ReadWriteItem'],
    ['WebApplicationInfo/Id', overrides && findElement(overrides, 'WebApplicationInfo', 'Id'), clientId],
    [
      'WebApplicationInfo/Resource',
      overrides && findElement(overrides, 'WebApplicationInfo', 'Resource'),
      `api://${new URL(publicUrl).host}/${clientId}`,
    ],
  ];
  return expected.flatMap(([where, element, value]): Fault[] => {
    if (!element) return [{ code: 'xml_missing', where, file }];
    return element.text === value ? [] : [{ code: 'xml_differs', where, file, value: element.text, expected: value }];
  });
}

function checkAddresses(app: XmlElement, { publicUrl }: PackageValues): Fault[] {
  return listElements(app).flatMap(({ name: where, attributes }): Fault[] => {
    const value = attributes['DefaultValue'] ?? '';
    if (!/^https?:/i.test(value)) return [];
    if (!/^https:/i.test(value)) return [{ code: 'not_https', where, file, value }];
    if (where === 'SupportUrl' || value.startsWith(`${publicUrl}/`)) return [];
    return [{ code: 'foreign_address', where, file, value, expected: publicUrl }];
  });
}

function checkLength({ name, attributes, children }: XmlElement): Fault[] {
  const longest = LENGTHS[name];
  if (longest === undefined) return [];
  const texts = [attributes['DefaultValue'] ?? '', ...children.map((child) => child.attributes['Value'] ?? '')];
  const length = Math.max(...texts.map((text) => text.length));
  if (length <= longest) return [];
  return [{ code: 'xml_text_too_long', where: name, file, value: String(length), expected: String(longest) }];
}
