import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AdmZip from 'adm-zip';
import { OfficeAddinManifest, validateManifest } from 'office-addin-manifest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildPackage } from '../../manifest/build-package.ts';
import { checkPackage } from '../../manifest/check-package.ts';
import { ENVIRONMENTS } from '../../manifest/values.ts';
import { writeZip } from '../../manifest/zip.ts';
import { BOT_ID, checkSources, schemas, sources, TEAMS_APP_ID, valuesOf } from './sample.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'lupax-package-'))));
afterAll(() => rm(folder, { recursive: true }));

describe.each(ENVIRONMENTS)('the package for %s', (environment) => {
  const values = valuesOf(environment);
  const built = buildPackage(sources, values);

  it('has no fault', async () => {
    expect(await checkPackage(built, values, schemas)).toEqual([]);
  });

  it('is valid for office-addin-manifest, too', async () => {
    const path = join(folder, `manifest.${environment}.json`);
    await writeFile(path, built.files.get('manifest.json')!);
    expect(await validateManifest(path)).toMatchObject({ isValid: true });
    expect(await OfficeAddinManifest.readManifestFile(path)).toMatchObject({ id: TEAMS_APP_ID });
  });

  it('has an add-in-only manifest that office-addin-manifest reads', async () => {
    const path = join(folder, `outlook.${environment}.xml`);
    await writeFile(path, built.outlook);
    expect(await OfficeAddinManifest.readManifestFile(path)).toMatchObject({
      id: values.outlookAddinId,
      version: `${built.manifest.version}.0`,
      defaultLocale: 'de-DE',
      officeAppType: 'MailApp',
      permissions: 'ReadWriteItem',
    });
  });

  it('is named so that it can be told apart', async () => {
    const variables = await readFile(new URL(`../../env/.env.${environment}`, import.meta.url), 'utf8');
    const [, suffix = ''] = /^APP_NAME_SUFFIX="(.*)"$/m.exec(variables) ?? [];
    expect(suffix).toBe({ local: ' (lokal)', dev: ' (Test)', production: '' }[environment]);
    const named = buildPackage(sources, valuesOf(environment, { APP_NAME_SUFFIX: suffix }));
    expect(named.manifest).toMatchObject({ name: { short: `Lupax${suffix}` } });
    expect(named.translations.get('en.json')).toMatchObject({ 'name.short': `Lupax${suffix}` });
    expect(named.outlook).toContain(`DefaultValue="Lupax für Microsoft 365${suffix}"`);
  });
});

describe('the zip', () => {
  const { manifest, files } = buildPackage(sources, valuesOf());
  const zip = new AdmZip(writeZip(files));

  it('holds every file that the manifest names, and no other', () => {
    const named = [
      'manifest.json',
      ...Object.values(manifest.icons ?? {}),
      ...(manifest.localizationInfo?.additionalLanguages ?? []).map(({ file }) => file),
    ];
    expect(
      zip
        .getEntries()
        .map(({ entryName }) => entryName)
        .sort(),
    ).toEqual([...named].sort());
    for (const [name, content] of files) expect(zip.readFile(name)?.equals(content), name).toBe(true);
  });

  it('is the same, byte for byte, whenever it is built', () => {
    const shuffled = new Map([...files].reverse());
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T08:00:00Z') });
    const first = writeZip(files);
    vi.setSystemTime(new Date('2027-07-01T12:34:56Z'));
    const second = writeZip(shuffled);
    vi.useRealTimers();
    expect(second.equals(first)).toBe(true);
  });
});

describe('without BOT_ID', () => {
  const values = valuesOf('production', { BOT_ID: '' });
  const { manifest, translations, files } = buildPackage(sources, values);

  it('the package has no bot, no chat and none of their texts, and no fault', async () => {
    expect(manifest.bots).toBeUndefined();
    expect(manifest.staticTabs?.map(({ entityId }) => entityId)).toEqual(['home', 'about']);
    expect(Object.keys(translations.get('en.json')!).filter((path) => path.startsWith('bots'))).toEqual([]);
    expect([...files.values()].some((file) => file.includes(BOT_ID))).toBe(false);
    expect(await checkSources(sources, values)).toEqual([]);
  });
});

describe('ids', () => {
  it('the app is known by the client id where Teams has given it none', () => {
    const values = valuesOf('production', { TEAMS_APP_ID: '' });
    expect(values.appId).toBe(values.clientId);
  });

  it('the add-in-only manifest has an id of its own that never changes, and the unified one hides it', () => {
    const values = valuesOf();
    const { manifest } = buildPackage(sources, values);
    expect(values.outlookAddinId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(valuesOf('dev').outlookAddinId).toBe(values.outlookAddinId);
    expect(valuesOf('dev', { TEAMS_APP_ID: '' }).outlookAddinId).not.toBe(values.outlookAddinId);
    expect(manifest.extensions).toMatchObject([
      { alternates: [{ hide: { customOfficeAddin: { officeAddinId: values.outlookAddinId } } }] },
    ]);
  });
});
