import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Settings } from '../../server/http/api-types.ts';
import { expectAccessible, expectNoOverflow, openStage, type Look, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.demo.apiOf(stage.person('anna')).sync();
});
afterAll(() => stage.stop());
afterEach(() => stage.clear());

const open = (look: Look = {}) => stage.open({ view: 'settings', person: 'anna', ...look });
const read = (key: 'anna' | 'tom' | 'mia' = 'anna') =>
  stage.demo.apiOf(stage.person(key)).call<Settings>('GET', '/api/me/settings');
const change = (patch: object, key: 'anna' | 'tom' | 'mia' = 'anna') =>
  stage.demo.apiOf(stage.person(key)).call('PATCH', '/api/me/settings', patch);

/** Everything that is saved says so. */
const waitUntilSaved = (tab: FrameLocator) => tab.getByText('Gespeichert', { exact: true }).waitFor();

describe('the settings', () => {
  it('stand in groups, each with its heading', async () => {
    const { tab } = await open();
    await tab.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await tab.getByRole('heading', { name: 'Sprache' }).waitFor();
    expect(await tab.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
      'Die Synchronisation läuft',
      'Was übertragen wird',
      'Zeitraum',
      'Widersprüche',
      'Erinnerungen',
      'Sprache',
      'Verknüpfung',
    ]);
  });

  it('save a switch at once, and say so quietly', async () => {
    const { tab } = await open();
    await tab.getByRole('switch', { name: 'Teams-Besprechungen aus Lupax' }).check();
    await waitUntilSaved(tab);
    expect((await read()).onlineMeetings).toBe(true);
  });

  it('save a number when the field is left', async () => {
    const { tab } = await open();
    const field = tab.getByLabel('Zurück');
    await field.fill('14');
    expect((await read()).pastDays).toBe(30);
    await field.blur();
    await waitUntilSaved(tab);
    expect((await read()).pastDays).toBe(14);
  });

  it('say what is wrong with a number at its field, and save nothing', async () => {
    const { tab } = await open();
    const field = tab.getByLabel('Voraus');
    await field.fill('9000');
    await field.press('Enter');
    await tab.getByText('Bitte eine ganze Zahl von 1 bis 1095 eingeben.').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect((await read()).futureDays).toBe(365);
    await field.press('Escape');
    expect(await field.inputValue()).toBe('365');
    expect(await tab.getByRole('alert').count()).toBe(0);
  });

  it('save the quiet hours, and keep them out of reach while nothing is reminded of', async () => {
    const { tab } = await open();
    await tab.getByLabel('Ruhe ab').fill('21:30');
    await tab.getByLabel('Ruhe ab').blur();
    await waitUntilSaved(tab);
    await tab.getByRole('switch', { name: 'In Teams erinnern' }).uncheck();
    await expect.poll(() => tab.getByLabel('Ruhe ab').isDisabled()).toBe(true);
    await expect.poll(read).toMatchObject({ reminders: { enabled: false, quietFrom: '21:30', quietTo: '07:00' } });
  });

  it('save who is right in a conflict', async () => {
    const { tab } = await open();
    await tab.getByRole('radio', { name: 'Lupax' }).check();
    await waitUntilSaved(tab);
    expect((await read()).conflictWinner).toBe('lupax');
  });

  it('put the old value back and say why when the server is not reached', async () => {
    const { page, tab } = await open();
    const field = tab.getByRole('switch', { name: 'Freie Termine aus Outlook' });
    await field.waitFor();
    await page.route('**/api/me/settings', (route) => route.abort());
    await field.click();
    await tab.getByText('Der Server antwortet nicht').waitFor();
    expect(await field.isChecked()).toBe(false);
    expect((await read()).includeFreeEvents).toBe(false);
  });

  it('name those who are responsible for projects, and take one of them', async () => {
    const { tab } = await open();
    const anna = stage.person('anna');
    await tab.getByLabel('Wessen Projekte').selectOption({ label: 'Anna Berger' });
    await waitUntilSaved(tab);
    expect((await read()).projectsOf).toBe(anna.lupaxUserId);
  });

  it('show the reason and a way to try again when they cannot be read', async () => {
    const { page, tab } = await stage.open({ view: 'overview', person: 'anna' });
    await tab.getByRole('link', { name: 'Einstellungen' }).waitFor();
    await page.route('**/api/me/settings', (route) => route.abort());
    await page.frames()[1]!.evaluate(() => location.reload());
    await tab.getByRole('link', { name: 'Einstellungen' }).click();
    await tab.getByRole('button', { name: 'Noch einmal versuchen' }).waitFor();
    await page.unroute('**/api/me/settings');
    await tab.getByRole('button', { name: 'Noch einmal versuchen' }).click();
    await tab.getByRole('heading', { name: 'Zeitraum' }).waitFor();
  });
});

describe('a change that takes something away', () => {
  it('is shown first, and saved only when it is confirmed', async () => {
    const { tab } = await open();
    const field = tab.getByRole('switch', { name: 'Projekte aus Lupax' });
    await field.uncheck();
    const dialog = tab.getByRole('dialog');
    await dialog.getByText('Messeauftritt Stadtwerke').first().waitFor();
    expect((await read()).includeProjects).toBe(true);
    await dialog.getByRole('button', { name: 'Änderung verwerfen' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => field.isChecked()).toBe(true);
    expect((await read()).includeProjects).toBe(true);

    await field.uncheck();
    await dialog.getByRole('button', { name: 'Speichern und synchronisieren' }).click();
    await dialog.getByText('Die Synchronisation ist fertig').waitFor();
    await dialog.getByRole('button', { name: 'Fertig' }).click();
    expect(await field.isChecked()).toBe(false);
    expect((await read()).includeProjects).toBe(false);
  });

  it('asks nothing when nothing would go', async () => {
    await change({ includeFreeEvents: true });
    const { tab } = await open();
    await tab.getByRole('switch', { name: 'Freie Termine aus Outlook' }).uncheck();
    await waitUntilSaved(tab);
    expect(await tab.getByRole('dialog').count()).toBe(0);
    expect((await read()).includeFreeEvents).toBe(false);
  });
});

describe('the pause', () => {
  it('is plain to see, and ends again', async () => {
    const { tab } = await open();
    await tab.getByRole('button', { name: 'Pausieren' }).click();
    await tab.getByRole('heading', { name: 'Die Synchronisation pausiert' }).waitFor();
    await expect.poll(read).toMatchObject({ paused: true });
    await tab.getByRole('button', { name: 'Fortsetzen' }).click();
    await tab.getByRole('heading', { name: 'Die Synchronisation läuft' }).waitFor();
    await expect.poll(read).toMatchObject({ paused: false });
  });

  it('does not say that anything goes on before the first synchronisation', async () => {
    const { tab } = await open({ person: 'tom' });
    await tab.getByRole('heading', { name: 'Noch nicht synchronisiert' }).waitFor();
  });
});

describe('the language', () => {
  it('changes the page at once, and follows the host again', async () => {
    const { page, tab } = await open();
    await tab.getByLabel('Anzeigesprache').selectOption({ label: 'English' });
    await tab.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    expect(await page.frames()[1]!.evaluate(() => document.documentElement.lang)).toBe('en');
    await tab.getByLabel('Display language').selectOption({ label: 'Automatic' });
    await tab.getByRole('heading', { name: 'Einstellungen', level: 1 }).waitFor();
  });
});

describe('unlinking', () => {
  const openDialog = async (
    key: 'anna' | 'tom' | 'mia',
    look: Look = {},
  ): Promise<{ page: Page; tab: FrameLocator }> => {
    const opened = await open({ person: key, ...look });
    const name = look.language === 'en' ? 'Unlink' : 'Verknüpfung lösen';
    await opened.tab.getByRole('button', { name }).click();
    await opened.tab.getByRole('dialog').waitFor();
    return opened;
  };
  const me = (key: 'anna' | 'tom' | 'mia') =>
    stage.demo.apiOf(stage.person(key)).call<{ link: object | null }>('GET', '/api/me');

  it('asks first, and changes nothing when it is cancelled', async () => {
    const { page, tab } = await openDialog('mia', { width: 360 });
    await expectAccessible(page);
    await expectNoOverflow(page);
    await tab.getByRole('button', { name: 'Abbrechen' }).click();
    await tab.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await me('mia')).link).not.toBeNull();
  });

  it('keeps the copies where they are, and leads to the link page', async () => {
    const { tab } = await openDialog('mia');
    await tab.getByRole('dialog').getByRole('button', { name: 'Verknüpfung lösen' }).click();
    await tab.getByRole('navigation').waitFor({ state: 'detached' });
    expect((await me('mia')).link).toBeNull();
  });

  it('says why when Microsoft 365 or Lupax refuses, and leaves the link', async () => {
    const { page, tab } = await openDialog('anna');
    await page.route('**/api/me/link?copies=remove', (route) => route.abort());
    await tab.getByRole('radio', { name: 'Kopien entfernen' }).check();
    await tab.getByRole('dialog').getByRole('button', { name: 'Verknüpfung lösen' }).click();
    await tab.getByText('Der Server antwortet nicht').waitFor();
    expect((await me('anna')).link).not.toBeNull();
  });

  it('removes the copies, follows that to its end, and says what became of them', async () => {
    const { graph, lupax } = stage.demo.sandbox;
    const anna = stage.person('anna');
    const copies = () => lupax.appointments(anna.lupaxUserId).filter(({ source }) => source !== null).length;
    expect(copies()).toBeGreaterThan(0);
    const events = graph.events(anna.objectId).length;
    const { page, tab } = await openDialog('anna');
    await tab.getByRole('radio', { name: 'Kopien entfernen' }).check();
    await tab.getByRole('dialog').getByRole('button', { name: 'Verknüpfung lösen' }).click();
    await tab.getByRole('heading', { name: 'Die Verknüpfung ist gelöst' }).waitFor();
    await tab.getByText(/Entfernt wurden aus Outlook: \d+, aus Lupax: \d+\./).waitFor();
    expect(copies()).toBe(0);
    expect(graph.events(anna.objectId).length).toBeLessThan(events);
    await tab.getByRole('button', { name: 'Schließen' }).click();
    await tab.getByRole('navigation').waitFor({ state: 'detached' });
    expect((await me('anna')).link).toBeNull();
    // The dialog goes when the window asks who is linked; what it said does not.
    await tab.getByText(/Entfernt wurden aus Outlook: \d+, aus Lupax: \d+\./).waitFor();
    await page.reload();
    await tab.getByText('Die Verknüpfung ist gelöst').waitFor();
    await expectAccessible(page);
  });
});
