import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { buildPackage, type Sources } from '../../manifest/build-package.ts';
import { loadSchemas } from '../../manifest/check-schema.ts';
import { PackageError, type Fault } from '../../manifest/faults.ts';
import { describeFault } from '../../manifest/i18n/index.ts';
import de from '../../manifest/i18n/de.json' with { type: 'json' };
import en from '../../manifest/i18n/en.json' with { type: 'json' };
import { FAULTY_VALUES } from './faulty-values.ts';
import {
  changeManifest,
  changeOutlook,
  changeTranslations,
  checkSources,
  replaceFile,
  sources,
  valuesOf,
} from './sample.ts';

const STRANGER = '9d2b6f40-7c15-4ae8-b3f1-5e0a8c7d9126';
const GROUP = 'extensions[0].ribbons[0].tabs[0].groups[0]';

function draw(sizePixels: number, [red, green, blue, alpha]: number[]): Buffer {
  const picture = new PNG({ width: sizePixels, height: sizePixels });
  for (let at = 0; at < picture.data.length; at += 4) picture.data.set([red!, green!, blue!, alpha!], at);
  return PNG.sync.write(picture);
}

/** A blue square on transparent ground. */
function drawBlueOnTransparent(): Buffer {
  const picture = PNG.sync.read(draw(32, [0, 0, 0, 0]));
  for (let at = 0; at < 10; at++) picture.data.set([15, 108, 189, 255], (16 * 32 + 10 + at) * 4);
  return PNG.sync.write(picture);
}

/** One thing changed, and the one fault it is. */
const CHANGES: [name: string, changed: Sources, fault: string][] = [
  // Icons.
  ['an icon that is missing', replaceFile('outline.png', null), 'file_missing icons.outline'],
  [
    'an icon that no manifest names',
    changeManifest((m) => delete m.icons?.color32x32),
    'file_missing icons.color32x32',
  ],
  ['an icon that is no picture', replaceFile('color.png', '<svg/>'), 'icon_not_png icons.color'],
  [
    'an icon that is cut off',
    replaceFile('color.png', sources.get('color.png')!.subarray(0, 400)),
    'icon_not_png icons.color',
  ],
  ['an icon of the wrong size', replaceFile('color.png', draw(96, [0, 0, 0, 255])), 'icon_size icons.color'],
  [
    'an outline without transparency',
    replaceFile('outline.png', draw(32, [255, 255, 255, 255])),
    'icon_not_transparent icons.outline',
  ],
  ['an outline in colour', replaceFile('outline.png', drawBlueOnTransparent()), 'icon_not_white icons.outline'],
  [
    'a small icon without transparency',
    replaceFile('color32x32.png', draw(32, [15, 108, 189, 255])),
    'icon_not_transparent icons.color32x32',
  ],
  // Ids.
  ['an id that is none', changeManifest((m) => (m.id = 'lupax')), 'id_not_guid id'],
  ["somebody else's app id", changeManifest((m) => (m.id = STRANGER)), 'id_differs id'],
  [
    "somebody else's client id",
    changeManifest((m) => (m.webApplicationInfo!.id = STRANGER)),
    'id_differs webApplicationInfo.id',
  ],
  ["somebody else's bot", changeManifest((m) => (m.bots![0]!.botId = STRANGER)), 'id_differs bots[0].botId'],
  ['a bot that was taken out', withoutBot(), 'bot_missing bots'],
  [
    'another resource',
    changeManifest((m) => (m.webApplicationInfo!.resource = 'api://lupax')),
    'resource_differs webApplicationInfo.resource',
  ],
  [
    'no resource',
    changeManifest((m) => delete m.webApplicationInfo?.resource),
    'resource_differs webApplicationInfo.resource',
  ],
  // Addresses.
  [
    'a tab by http',
    changeManifest((m) => (m.staticTabs![0]!.contentUrl = 'http://lupax.hauptstadt.example/tab')),
    'not_https staticTabs[0].contentUrl',
  ],
  [
    'a pane by http',
    changeManifest((m) => (m.extensions![0]!.runtimes![0]!.code!.page = 'http://a.example/pane')),
    'not_https extensions[0].runtimes[0].code.page',
  ],
  [
    'a tab of another server',
    changeManifest((m) => (m.staticTabs![0]!.contentUrl = 'https://evil.example/tab')),
    'foreign_address staticTabs[0].contentUrl',
  ],
  [
    'a host that only begins alike',
    changeManifest((m) => (m.staticTabs![0]!.contentUrl = 'https://lupax.hauptstadt.example.evil/tab')),
    'foreign_address staticTabs[0].contentUrl',
  ],
  [
    'a domain that is missing',
    changeManifest((m) => (m.validDomains = ['token.botframework.com'])),
    'domain_missing validDomains',
  ],
  ['no domains', changeManifest((m) => delete m.validDomains), 'domain_missing validDomains'],
  [
    'an address as domain',
    changeManifest((m) => m.validDomains!.push('https://lupax.hauptstadt.example')),
    'domain_malformed validDomains[1]',
  ],
  ['every domain', changeManifest((m) => m.validDomains!.push('*.example')), 'domain_malformed validDomains[1]'],
  // Texts.
  [
    'a translation that is missing',
    changeTranslations((t) => delete t[`${GROUP}.label`]),
    `text_missing ${GROUP}.label`,
  ],
  ['an empty translation', changeTranslations((t) => (t['description.short'] = '')), 'text_missing description.short'],
  [
    'a translation of nothing',
    changeTranslations((t) => (t['staticTabs[1].name'] = 'Chat')),
    'text_unknown staticTabs[1].name',
  ],
  [
    'a command without translation',
    changeManifest((m) => m.bots![0]!.commandLists![1]!.commands.push({ title: 'neu', description: '' })),
    'text_missing bots[0].commandLists[1].commands[2].title, text_missing bots[0].commandLists[1].commands[2].description',
  ],
  [
    'a translation that is too long',
    changeTranslations((t) => (t['name.short'] = 'x'.repeat(31))),
    'schema name.short',
  ],
  [
    'a file of translations that is missing',
    replaceFile('en.json', null),
    'file_missing localizationInfo.additionalLanguages[0].file',
  ],
  // What Microsoft's schema knows.
  ['a key that nobody knows', changeManifest((m) => (m.colour = 'blue')), 'unknown_key colour'],
  [
    'a key that nobody knows, deep down',
    changeManifest((m) => (m.staticTabs![0]!.url = 'x')),
    'unknown_key staticTabs[0].url',
  ],
  ['a colour that is none', changeManifest((m) => (m.accentColor = 'blue')), 'schema accentColor'],
  ['a name that is too long', changeManifest((m) => (m.name.short = 'x'.repeat(31))), 'schema name.short'],
  [
    'a scope that does not exist',
    changeManifest((m) => (m.bots![0]!.scopes = ['everywhere'])),
    'schema bots[0].scopes[0]',
  ],
  ['two bots', changeManifest((m) => m.bots!.push({ ...m.bots![0], commandLists: [] })), 'schema bots'],
  // What only this product knows.
  ['a tab that no link opens', changeManifest((m) => (m.staticTabs![0]!.entityId = 'start')), 'tab_missing staticTabs'],
  ['a version that Outlook refuses', changeManifest((m) => (m.version = '0.9.0')), 'version_too_low version'],
  ['a version that is none', changeManifest((m) => (m.version = '1.0')), 'version_too_low version'],
  [
    'a button that opens nothing',
    changeManifest((m) => (m.extensions![0]!.ribbons![0]!.tabs![0]!.groups![0]!.controls![0]!.actionId = 'open')),
    `action_unknown ${GROUP}.controls[0].actionId`,
  ],
  [
    'a button without its large icon',
    changeManifest((m) => m.extensions![0]!.ribbons![0]!.tabs![0]!.groups![0]!.controls![0]!.icons!.pop()),
    `ribbon_icons ${GROUP}.controls[0].icons`,
  ],
  [
    'no button in invitations',
    changeManifest((m) => (m.extensions![0]!.ribbons![1]!.contexts = ['mailRead'])),
    'ribbon_missing extensions[0].ribbons',
  ],
  [
    'no right to read appointments',
    changeManifest((m) => delete m.authorization),
    'permission_missing authorization.permissions',
  ],
  [
    'less than the right to save',
    changeManifest((m) => (m.authorization!.permissions!.resourceSpecific![0]!.name = 'MailboxItem.Read.User')),
    'permission_missing authorization.permissions',
  ],
  ['a placeholder that nobody fills', changeManifest((m) => (m.accentColor = '${{ACCENT}}')), 'unresolved accentColor'],
  [
    'a placeholder in a translation',
    changeTranslations((t) => (t['name.full'] = 'Lupax ${{SUFFIX}}')),
    'unresolved name.full',
  ],
  // The add-in-only manifest.
  ['XML that is none', changeOutlook('</Hosts>', ''), 'xml_malformed outlook.xml'],
  [
    'elements in another order',
    changeOutlook(/(<Version>.*<\/Version>)\s*(<ProviderName>.*<\/ProviderName>)/, '$2$1'),
    'xml_order OfficeApp',
  ],
  ['an element that nobody knows', changeOutlook('<Permissions>', '<Colour/><Permissions>'), 'xml_order OfficeApp'],
  ["the unified manifest's id", changeOutlook('${{OUTLOOK_ADDIN_ID}}', '${{TEAMS_APP_ID}}'), 'xml_differs Id'],
  ['another version', changeOutlook('${{APP_VERSION}}.0', '1.0.0.7'), 'xml_differs Version'],
  ['fewer rights', changeOutlook('ReadWriteItem', 'ReadItem'), 'xml_differs Permissions'],
  [
    "somebody else's single sign-on",
    changeOutlook('<Id>${{AAD_APP_CLIENT_ID}}</Id>', `<Id>${STRANGER}</Id>`),
    'xml_differs WebApplicationInfo/Id',
  ],
  [
    'no single sign-on',
    changeOutlook(/<WebApplicationInfo>[^]*<\/WebApplicationInfo>/, ''),
    'xml_missing WebApplicationInfo/Id, xml_missing WebApplicationInfo/Resource',
  ],
  [
    'a pane of another server',
    changeOutlook(
      '<bt:Url id="pane" DefaultValue="${{PUBLIC_URL}}',
      '<bt:Url id="pane" DefaultValue="https://evil.example',
    ),
    'foreign_address bt:Url',
  ],
  [
    'an icon by http',
    changeOutlook('<IconUrl DefaultValue="${{PUBLIC_URL}}', '<IconUrl DefaultValue="http://lupax.hauptstadt.example'),
    'not_https IconUrl',
  ],
  [
    'a text that is nowhere',
    changeOutlook('<Title resid="tipTitle"', '<Title resid="title"'),
    'xml_resource_missing Title',
  ],
  [
    'a text that nobody shows',
    changeOutlook(
      '<bt:LongStrings>',
      '<bt:LongStrings><bt:String id="more" DefaultValue="x"><bt:Override Locale="en-US" Value="x" /><bt:Override Locale="en-GB" Value="x" /></bt:String>',
    ),
    'xml_resource_unused Resources',
  ],
  [
    'a text in German only',
    changeOutlook(
      /<bt:Override Locale="en-US" Value="\$\{\{en:extensions\[0\]\.ribbons\[0\]\.tabs\[0\]\.groups\[0\]\.label\}\}" \/>/,
      '',
    ),
    'xml_translation_missing groupLabel',
  ],
  [
    'a text that is too long',
    changeOutlook(
      '<bt:String id="tipTitle" DefaultValue="',
      `<bt:String id="tipTitle" DefaultValue="${'x'.repeat(126)}`,
    ),
    'xml_text_too_long tipTitle',
  ],
  [
    'a name that is too long',
    changeOutlook('<DisplayName DefaultValue="', `<DisplayName DefaultValue="${'x'.repeat(126)}`),
    'xml_text_too_long DisplayName',
  ],
  [
    'no button beside own appointments',
    changeOutlook('AppointmentOrganizerCommandSurface', 'MessageReadCommandSurface'),
    'ribbon_missing DesktopFormFactor',
  ],
  [
    'no overrides',
    changeOutlook(/<VersionOverrides xmlns="[^"]*\/1\.1"[^]*?<\/VersionOverrides>/, ''),
    'xml_missing WebApplicationInfo/Id, xml_missing WebApplicationInfo/Resource, xml_missing VersionOverrides',
  ],
  ['a text that no manifest has', changeOutlook('${{de:name.full}}', '${{de:name.long}}'), 'unresolved outlook.xml'],
];

/** Taken out of the template together with its texts. */
function withoutBot(): Sources {
  const translations = changeTranslations((texts) => {
    for (const path of Object.keys(texts)) if (path.startsWith('bots')) delete texts[path];
  });
  return new Map([...translations, ['manifest.json', changeManifest((m) => delete m.bots).get('manifest.json')!]]);
}

const describeFaults = (faults: Fault[]): string => faults.map(({ code, where }) => `${code} ${where}`).join(', ');

describe('one thing changed is exactly one fault:', () => {
  it.each(CHANGES)('%s', async (_name, changed, expected) => {
    expect(describeFaults(await checkSources(changed))).toBe(expected);
  });

  it('a bot although there is none', async () => {
    const { manifest, ...built } = buildPackage(sources, valuesOf());
    const { checkPackage } = await import('../../manifest/check-package.ts');
    const faults = await checkPackage(
      { manifest, ...built },
      { ...valuesOf(), botId: null },
      await loadSchemas('1.21'),
    );
    expect(describeFaults(faults)).toBe('bot_unexpected bots');
  });
});

describe('what cannot even be put together:', () => {
  const catchFault = (changed: Sources): string => {
    try {
      buildPackage(changed, valuesOf());
    } catch (error) {
      if (error instanceof PackageError) return describeFaults([error.fault]);
      throw error;
    }
    return '';
  };

  it.each([
    ['a manifest that is no JSON', replaceFile('manifest.json', '{"id":'), 'not_json manifest.json'],
    ['translations that are no JSON', replaceFile('en.json', '// English'), 'not_json en.json'],
    ['no manifest', replaceFile('manifest.json', null), 'file_missing manifest/manifest.json'],
    ['no add-in-only manifest', replaceFile('outlook.xml', null), 'file_missing manifest/outlook.xml'],
  ])('%s', (_name, changed, expected) => {
    expect(catchFault(changed)).toBe(expected);
  });

  it('a version that Microsoft has no schema for', async () => {
    await expect(loadSchemas('1.18')).rejects.toMatchObject({ fault: { code: 'schema_version', value: '1.18' } });
  });
});

describe('a fault', () => {
  it('is a sentence in German and in English, with nothing left to fill in', async () => {
    const met = (await Promise.all(CHANGES.map(([, changed]) => checkSources(changed)))).flat();
    for (const fault of [...met, ...FAULTY_VALUES]) {
      for (const language of ['de', 'en'] as const) {
        const sentence = describeFault(language, fault);
        expect(sentence, fault.code).toMatch(/\.$/);
        expect(sentence, fault.code).not.toMatch(/undefined|\{\{(where|file|value|expected)\}\}/);
      }
      expect(describeFault('de', fault)).not.toBe(describeFault('en', fault));
    }
  });

  it('has the same codes in both languages, each with the same parts', () => {
    const parts = (catalogue: Record<string, string>) =>
      Object.entries(catalogue).map(([code, text]) => [code, (text.match(/\{\{\w+\}\}/g) ?? []).sort().join()]);
    expect(parts(en.fault)).toEqual(parts(de.fault));
  });
});
