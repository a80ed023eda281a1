import { readFile } from 'node:fs/promises';
import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AdminUser, Microsoft365 } from '../../server/http/api-types.ts';
import { OBSTACLES } from '../../server/sync/obstacles.ts';
import { COMPANY } from '../demo/company/index.ts';
import { SAMPLE_CERTIFICATE_PEM, SAMPLE_PRIVATE_KEY_PEM } from '../sandbox/entra/sample-certificate.ts';
import { expectAccessible, expectNoOverflow, openStage, type Look, type Stage } from './stage.ts';

const NEW_CLIENT_ID = '11111111-2222-4333-8444-555555555555';
const EMPTY: Microsoft365 = {
  tenantId: null,
  clientId: null,
  secretExpiresOn: null,
  enabled: false,
  allowedUsers: null,
  credential: null,
  previousCredential: null,
};

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.demo.apiOf(stage.person('anna')).sync();
});
afterAll(() => stage.stop());
afterEach(() => stage.clear());

const open = async (look: Look = {}, prepare?: (page: Page) => Promise<void>) => {
  const opened = await stage.open({ view: 'administration', person: 'anna', ...look }, prepare);
  await opened.tab.getByRole('heading', { level: 1 }).waitFor();
  return opened;
};
const api = () => stage.demo.apiOf(stage.person('anna'));
const read = () => api().call<Microsoft365>('GET', '/api/admin/microsoft365');
/** As it was at first, whatever a test entered. */
const restore = () => {
  const { tenantId, app } = COMPANY;
  const { clientId, clientSecret } = app;
  return api().call('PUT', '/api/admin/microsoft365', { tenantId, clientId, clientSecret, allowedUsers: null });
};
const save = (tab: FrameLocator) => tab.getByRole('button', { name: 'Speichern' }).click();
const waitUntilSaved = (tab: FrameLocator) => tab.getByText('Gespeichert', { exact: true }).waitFor();
/** Answers in the server's place what it does not answer in the demo. */
const openWith = (path: string, answer: unknown, look: Look = {}): Promise<{ page: Page; tab: FrameLocator }> =>
  open(look, (page) =>
    page.route(path, (route) =>
      route.request().method() === 'GET' ? route.fulfill({ json: answer }) : route.fallback(),
    ),
  );

describe('the administration', () => {
  it('is there for administrators of Lupax alone', async () => {
    const { tab } = await stage.open({ view: 'administration', person: 'tom' });
    await tab.getByRole('heading', { name: 'Übersicht', level: 1 }).waitFor();
    expect(await tab.getByRole('link', { name: 'Verwaltung' }).count()).toBe(0);
  });

  it('shows the reason and a way to try again where something cannot be read', async () => {
    const { page, tab } = await open({}, (page) => page.route('**/api/admin/**', (route) => route.abort()));
    const retry = tab.getByRole('button', { name: 'Noch einmal versuchen' });
    await retry.nth(1).waitFor();
    await page.unroute('**/api/admin/**');
    await retry.first().click();
    await retry.first().click();
    await tab.getByLabel('Anwendungs-ID (Client)').waitFor();
    await tab.getByRole('table').waitFor();
  });
});

describe('the connection to Microsoft 365', () => {
  it('is set up for the first time: where the values come from, the own tenant, and the secret', async () => {
    const { page, tab } = await openWith('**/api/admin/microsoft365', EMPTY);
    await tab.getByText('Noch nicht eingerichtet').waitFor();
    await tab.getByText('Neuer geheimer Clientschlüssel').waitFor();
    expect(await tab.getByLabel('Verzeichnis-ID (Mandant)').inputValue()).toBe(COMPANY.tenantId);
    expect(await tab.getByRole('radio', { name: 'Unverändert lassen' }).count()).toBe(0);
    await tab.getByLabel('Anwendungs-ID (Client)').fill(NEW_CLIENT_ID);
    const secret = tab.getByLabel('Wert des geheimen Clientschlüssels');
    expect(await secret.getAttribute('type')).toBe('password');
    await secret.fill('ein~neues.Geheimnis');
    await tab.getByLabel('Läuft ab am').fill('2099-06-30');
    await page.unroute('**/api/admin/microsoft365');
    await save(tab);
    await tab.getByText('Eingeschaltet', { exact: true }).waitFor();
    expect(await read()).toEqual({
      tenantId: COMPANY.tenantId,
      clientId: NEW_CLIENT_ID,
      secretExpiresOn: '2099-06-30',
      enabled: true,
      allowedUsers: null,
      credential: 'secret',
      // Microsoft knows no such app.
      previousCredential: 'secret',
    });
    await restore();
  });

  it('shows what is stored, and leaves the secret as it is', async () => {
    const { tab } = await open();
    expect(await tab.getByLabel('Anwendungs-ID (Client)').inputValue()).toBe(COMPANY.app.clientId);
    await tab.getByText('Gespeichert ist ein geheimer Clientschlüssel.').waitFor();
    expect(await tab.getByRole('radio', { name: 'Unverändert lassen' }).isChecked()).toBe(true);
    await tab.getByLabel('Läuft ab am').fill('2099-01-31');
    await save(tab);
    await waitUntilSaved(tab);
    expect(await read()).toMatchObject({ secretExpiresOn: '2099-01-31', credential: 'secret' });
    await tab.getByLabel('Läuft ab am').fill('');
    await save(tab);
    await expect.poll(read).toMatchObject({ secretExpiresOn: null, credential: 'secret' });
  });

  it('takes a certificate instead', async () => {
    const { tab } = await open();
    await tab.getByRole('radio', { name: 'Zertifikat' }).check();
    await tab.getByLabel('Zertifikat und privater Schlüssel').fill(SAMPLE_CERTIFICATE_PEM + SAMPLE_PRIVATE_KEY_PEM);
    await save(tab);
    await waitUntilSaved(tab);
    await tab.getByText('Gespeichert ist ein Zertifikat mit privatem Schlüssel.').waitFor();
    expect(await tab.getByLabel('Läuft ab am').getAttribute('readonly')).not.toBeNull();
    expect(await tab.getByLabel('Läuft ab am').inputValue()).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect((await read()).credential).toBe('certificate');
    await restore();
  });

  it('says that the one before is still needed until Microsoft has accepted the new one', async () => {
    const { entra } = stage.demo.sandbox;
    const { tenantId, app } = COMPANY;
    const { page, tab } = await open();
    await tab.getByRole('radio', { name: 'Geheimer Clientschlüssel' }).check();
    await tab.getByLabel('Wert des geheimen Clientschlüssels').fill('gilt~erst.gleich');
    await save(tab);
    const notice = tab.getByText('Der bisherige Nachweis wird noch gebraucht');
    await notice.waitFor();
    await expectAccessible(page);
    entra.changeApp(tenantId, app.clientId, { secrets: [{ value: app.clientSecret }, { value: 'gilt~erst.gleich' }] });
    await tab.getByRole('button', { name: 'Prüfen', exact: true }).click();
    await notice.waitFor({ state: 'detached' });
    await restore();
    entra.changeApp(tenantId, app.clientId, { secrets: [{ value: app.clientSecret }] });
  });

  it('asks for what is missing, at its field, without asking the server', async () => {
    const { page, tab } = await open();
    let asked = 0;
    page.on('request', (request) => void (asked += request.method() === 'PUT' ? 1 : 0));
    await tab.getByLabel('Anwendungs-ID (Client)').fill('');
    await tab.getByRole('radio', { name: 'Geheimer Clientschlüssel' }).check();
    await tab.getByRole('radio', { name: 'Nur bestimmte Personen' }).check();
    await save(tab);
    await tab.getByText('Bitte die Anwendungs-ID eintragen.').waitFor();
    await tab.getByText('Bitte den Wert des geheimen Clientschlüssels eintragen.').waitFor();
    await tab.getByText('Bitte mindestens eine Adresse eintragen').waitFor();
    const isFocused = (element: Element) => element === document.activeElement;
    await expect.poll(() => tab.getByLabel('Anwendungs-ID (Client)').evaluate(isFocused)).toBe(true);
    expect(asked).toBe(0);
  });

  it('says in words, at its field, what the server finds wrong, and loses nothing', async () => {
    const { tab } = await open();
    await tab.getByLabel('Anwendungs-ID (Client)').fill('meine-app');
    await tab.getByRole('radio', { name: 'Zertifikat' }).check();
    await tab.getByLabel('Zertifikat und privater Schlüssel').fill('-----BEGIN CERTIFICATE-----');
    await tab.getByRole('radio', { name: 'Nur bestimmte Personen' }).check();
    await tab.getByLabel('E-Mail-Adressen').fill('anna.berger@lichtbogen.example\ntom.wagner');
    await save(tab);
    await tab.getByText('Das ist keine Anwendungs-ID.').waitFor();
    await tab.getByText('Das ist kein PEM mit einem Zertifikat').waitFor();
    await tab.getByText('„tom.wagner“ ist keine E-Mail-Adresse.').waitFor();
    expect(await tab.getByLabel('Anwendungs-ID (Client)').inputValue()).toBe('meine-app');
    expect((await read()).clientId).toBe(COMPANY.app.clientId);
  });

  it('says at the tenant that it is another one', async () => {
    const { page, tab } = await open();
    const problem = {
      type: 'urn:lupax-microsoft365:problem:tenant_mismatch',
      title: 'Anderer Microsoft-365-Mandant',
      status: 422,
      detail: 'Die Organisation gehört zu einem anderen Mandanten.',
      code: 'tenant_mismatch',
    };
    await page.route('**/api/admin/microsoft365', (route) =>
      route.request().method() === 'PUT'
        ? route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify(problem) })
        : route.fallback(),
    );
    await save(tab);
    await tab.getByText(problem.detail).waitFor();
    expect(await tab.getByLabel('Verzeichnis-ID (Mandant)').getAttribute('aria-invalid')).toBe('true');
  });

  it('says why when the server is not reached', async () => {
    const { page, tab } = await open();
    await tab.getByRole('button', { name: 'Speichern' }).waitFor();
    await page.route('**/api/admin/microsoft365', (route) => route.abort());
    await save(tab);
    await tab.getByText('Der Server antwortet nicht').waitFor();
  });

  it('is opened to certain people, one address a line, and switched off', async () => {
    const { tab } = await open();
    await tab.getByRole('radio', { name: 'Nur bestimmte Personen' }).check();
    await tab.getByLabel('E-Mail-Adressen').fill('anna.berger@lichtbogen.example\n\nMia.Schulz@lichtbogen.example\n');
    await tab.getByRole('switch', { name: 'Verbindung eingeschaltet' }).uncheck();
    await save(tab);
    await tab.getByText('Ausgeschaltet', { exact: true }).waitFor();
    expect(await read()).toMatchObject({
      enabled: false,
      allowedUsers: ['anna.berger@lichtbogen.example', 'mia.schulz@lichtbogen.example'],
    });
    await tab.getByText('Die Verbindung zu Microsoft 365 ist ausgeschaltet').waitFor();
    await tab.getByRole('radio', { name: 'Alle in der Organisation' }).check();
    await tab.getByRole('switch', { name: 'Verbindung eingeschaltet' }).check();
    await save(tab);
    await expect.poll(read).toMatchObject({ enabled: true, allowedUsers: null });
  });

  it.each([
    [-1, 'abgelaufen'],
    [7, 'läuft am'],
  ])('warns of a secret that expires (in %i days)', async (days, words) => {
    const day = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const { tab } = await openWith('**/api/admin/microsoft365', { ...(await read()), secretExpiresOn: day });
    await tab.getByText(new RegExp(`Der Nachweis.*${words}`)).waitFor();
  });
});

describe('the linked users', () => {
  const row = (tab: FrameLocator, email: string) => tab.getByRole('row').filter({ hasText: email });

  it('stand in a table with their state, their last success and what they wait for', async () => {
    const { tab } = await open();
    const anna = row(tab, 'anna.berger@lichtbogen.example');
    await anna.getByText('in Ordnung').waitFor();
    expect(await anna.getByRole('cell').nth(1).textContent()).toMatch(/\d\d:\d\d/);
    expect(await anna.getByRole('cell').nth(2).textContent()).toBe('nichts');
    const tom = row(tab, 'tom.wagner@lichtbogen.example');
    await tom.getByText('noch nie').waitFor();
    await tom.getByText('die erste Synchronisation durch die Person selbst').waitFor();
  });

  it('say in words everything that can be waited for', async () => {
    const codes = [...OBSTACLES, 'first_sync', 'paused', 'approval'] as const;
    const users: AdminUser[] = codes.map((waitsFor, index) => ({
      objectId: String(index),
      email: `person${index}@lichtbogen.example`,
      state: waitsFor === 'sign_in_expired' ? 'sign_in_expired' : 'ok',
      lastSuccessAt: null,
      waitsFor,
    }));
    for (const language of ['de', 'en'] as const) {
      const { page, tab } = await openWith('**/api/admin/users', users, { language, width: 360 });
      await tab
        .getByRole('row')
        .nth(codes.length - 1)
        .waitFor();
      const words = await tab.getByRole('row').locator('td:nth-of-type(3)').allTextContents();
      expect(new Set(words).size).toBe(codes.length);
      for (const text of words) expect(text).not.toMatch(/_|administration\./);
      await expectNoOverflow(page);
    }
  });

  it('are none at first', async () => {
    const { tab } = await openWith('**/api/admin/users', []);
    await tab.getByText('Noch niemand ist verknüpft').waitFor();
  });

  it('give their data as a file', async () => {
    const { page, tab } = await open();
    const downloading = page.waitForEvent('download');
    await tab.getByRole('button', { name: 'Daten von mia.schulz@lichtbogen.example herunterladen' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('lupax-mia.schulz@lichtbogen.example.json');
    const data = JSON.parse(await readFile(await download.path(), 'utf8')) as { user: { objectId: string } };
    expect(data.user.objectId).toBe(stage.person('mia').objectId);
  });

  it('say why when the data cannot be had', async () => {
    const { page, tab } = await open();
    await page.route('**/api/admin/users/*/data', (route) => route.abort());
    await tab.getByRole('button', { name: 'Daten von mia.schulz@lichtbogen.example herunterladen' }).click();
    await tab.getByText('Der Server antwortet nicht').waitFor();
  });

  it('are deleted only after a question that says what stays', async () => {
    const { page, tab } = await open();
    const trigger = tab.getByRole('button', { name: 'Daten von mia.schulz@lichtbogen.example löschen' });
    await trigger.click();
    const dialog = tab.getByRole('dialog');
    await dialog.getByText('Termine und ihre Kopien in Outlook und Lupax bleiben').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Abbrechen' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await api().call<AdminUser[]>('GET', '/api/admin/users')).toHaveLength(3);
    await trigger.click();
    await dialog.getByRole('button', { name: 'Daten löschen' }).click();
    await trigger.waitFor({ state: 'detached' });
    expect(await api().call<AdminUser[]>('GET', '/api/admin/users')).toHaveLength(2);
  });
});
