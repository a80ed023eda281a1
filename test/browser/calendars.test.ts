import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  expectAccessible,
  expectNoOverflow,
  inEachTheme,
  LANGUAGES,
  openStage,
  type Look,
  type Stage,
} from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.stop());
afterEach(() => stage.clear());
beforeEach(() => stage.demo.sandbox.graph.faults.clear());

const open = (look: Look = {}, prepare?: (page: Page) => Promise<void>) =>
  stage.open({ view: 'calendars', person: 'mia', ...look }, prepare);
const row = (tab: FrameLocator, name: string) =>
  tab.getByRole('listitem').filter({ has: tab.getByRole('heading', { name, exact: true }) });
const radio = (tab: FrameLocator, name: string, direction: string) =>
  row(tab, name).getByRole('radio', { name: direction });
const press = (tab: FrameLocator, name: string, direction: string) =>
  row(tab, name).getByText(direction, { exact: true }).click();

interface CalendarView {
  id: string;
  name: string;
  direction: string;
}
async function readDirections(person: 'anna' | 'tom' | 'mia'): Promise<Record<string, string>> {
  const all = await stage.demo.apiOf(stage.person(person)).call<CalendarView[]>('GET', '/api/me/calendars');
  return Object.fromEntries(all.map(({ name, direction }) => [name, direction]));
}
async function setDirection(person: 'anna' | 'tom' | 'mia', name: string, direction: string): Promise<void> {
  const { id } = stage.person(person).calendars.find((calendar) => calendar.name === name)!;
  await stage.demo
    .apiOf(stage.person(person))
    .call('PATCH', `/api/me/calendars/${encodeURIComponent(id)}`, { direction });
}
const refuse = (page: Page, method: string, path: string, code: string, status: number, more: object = {}) =>
  page.route(path, (route) =>
    route.request().method() === method
      ? route.fulfill({
          status,
          contentType: 'application/problem+json',
          body: JSON.stringify({
            type: code,
            code,
            status,
            title: 'Das ging nicht',
            detail: 'Später wieder.',
            ...more,
          }),
        })
      : route.fallback(),
  );

describe('a calendar', () => {
  it('shows its sharing in the words of Outlook, what that means in Lupax, and its direction', async () => {
    const { tab } = await open();
    const own = row(tab, 'Kalender');
    await own.getByText('Freigabe: Kann Titel und Orte anzeigen').waitFor();
    await own.getByText('Notizen privat', { exact: true }).waitFor();
    expect(await radio(tab, 'Kalender', 'nach Lupax').isChecked()).toBe(true);
    await row(tab, 'Fuhrpark').getByText('Freigabe: Kann bearbeiten').waitFor();
    await row(tab, 'Fuhrpark').getByText('uneingeschränkt').waitFor();
    expect(await radio(tab, 'Fuhrpark', 'beide').isChecked()).toBe(true);
  });

  it('that is not shared can only be off, and says why', async () => {
    const { tab } = await open({ person: 'anna' });
    await row(tab, 'Privat').getByText('erscheint nicht in Lupax').waitFor();
    for (const direction of ['nach Lupax', 'nach Outlook', 'beide']) {
      expect(await radio(tab, 'Privat', direction).isDisabled(), direction).toBe(true);
    }
    const group = row(tab, 'Privat').getByRole('group');
    const explainedBy = (await group.getAttribute('aria-describedby'))!;
    const words = tab.locator(`[id="${explainedBy}"]`);
    expect(await words.textContent()).toContain('nicht für Ihre Organisation freigegeben');
  });

  it('is saved as soon as a direction is chosen', async () => {
    const { tab } = await open();
    await press(tab, 'Kalender', 'Aus');
    await row(tab, 'Kalender').getByText('Gespeichert').waitFor();
    expect(await readDirections('mia')).toMatchObject({ Kalender: 'off' });
    await press(tab, 'Kalender', 'nach Lupax');
    await row(tab, 'Kalender').getByText('Gespeichert').waitFor();
    await expect.poll(() => readDirections('mia')).toMatchObject({ Kalender: 'to_lupax' });
  });

  it('is chosen with the arrow keys, and only where they stop is saved', async () => {
    await setDirection('tom', 'Kalender', 'off');
    const { page, tab } = await open({ person: 'tom' });
    const saved: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PATCH') saved.push(request.postData() ?? '');
    });
    await radio(tab, 'Kalender', 'Aus').focus();
    for (const _ of [1, 2, 3]) await page.keyboard.press('ArrowRight');
    expect(await radio(tab, 'Kalender', 'beide').isChecked()).toBe(true);
    await row(tab, 'Kalender').getByText('Gespeichert').waitFor();
    expect(saved).toEqual(['{"direction":"both"}']);
  });

  it('is as before when it could not be saved, and a bar says why', async () => {
    const { page, tab } = await open();
    await refuse(page, 'PATCH', '**/api/me/calendars/*', 'graph_unavailable', 502);
    await press(tab, 'Kalender', 'Aus');
    expect(await radio(tab, 'Kalender', 'Aus').isChecked()).toBe(true);
    await tab.getByText('Das ging nicht').waitFor();
    await expect.poll(() => radio(tab, 'Kalender', 'nach Lupax').isChecked()).toBe(true);
    expect(await readDirections('mia')).toMatchObject({ Kalender: 'to_lupax' });
  });

  it('says which other calendar receives the appointments, and takes over from it', async () => {
    const { tab } = await open();
    await row(tab, 'Kalender').getByText('in den Kalender „Fuhrpark“').waitFor();
    expect(await radio(tab, 'Kalender', 'beide').isDisabled()).toBe(true);
    await row(tab, 'Kalender').getByRole('button', { name: 'Hierher umstellen' }).click();
    await row(tab, 'Fuhrpark').getByText('in den Kalender „Kalender“').waitFor();
    await expect.poll(() => readDirections('mia')).toEqual({ Kalender: 'both', Fuhrpark: 'to_lupax' });
    await row(tab, 'Fuhrpark').getByRole('button', { name: 'Hierher umstellen' }).click();
    await expect.poll(() => readDirections('mia')).toEqual({ Kalender: 'to_lupax', Fuhrpark: 'both' });
  });
});

describe('before the first synchronisation', () => {
  it('the preview waits for a calendar that is switched on', async () => {
    await setDirection('tom', 'Kalender', 'off');
    const { tab } = await open({ person: 'tom' });
    await tab.getByText('Noch ist kein Kalender gewählt').waitFor();
    expect(await tab.getByRole('button', { name: 'Vorschau ansehen' }).getAttribute('aria-disabled')).toBe('true');
    await press(tab, 'Kalender', 'beide');
    await tab.getByText('Ein Kalender ist gewählt').waitFor();
    // At once, before the choice is saved: what is shown is what was chosen.
    await tab.getByRole('button', { name: 'Vorschau ansehen' }).click();
    await tab.getByRole('dialog').getByText('Soundcheck Freilichtbühne').waitFor();
  });

  it('a preview that is cancelled changes nothing, and gives the focus back', async () => {
    const { sandbox } = stage.demo;
    const { page, tab } = await open();
    const button = tab.getByRole('button', { name: 'Vorschau ansehen' });
    await button.click();
    await tab.getByRole('table', { name: 'Änderungen je Seite' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await tab.getByRole('dialog').waitFor({ state: 'hidden' });
    await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(sandbox.lupax.writes).toEqual([]);
  });

  it('a preview that cannot be made says why, and can be tried again', async () => {
    const { page, tab } = await open();
    await refuse(page, 'POST', '**/api/me/sync*', 'lupax_unavailable', 502);
    await tab.getByRole('button', { name: 'Vorschau ansehen' }).click();
    await tab.getByRole('dialog').getByText('Das ging nicht').waitFor();
    await page.unroute('**/api/me/sync*');
    await tab.getByRole('dialog').getByRole('button', { name: 'Noch einmal versuchen' }).click();
    await tab.getByRole('dialog').getByRole('table').waitFor();
  });
});

describe('the page', () => {
  it('shows grey rows while it loads, and why when it cannot', async () => {
    let answer: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (answer = resolve));
    const { page, tab } = await open({}, (page) =>
      page.route('**/api/me/calendars', async (route) => {
        await asked;
        await route.fulfill({ status: 502, contentType: 'text/html', body: '' });
      }),
    );
    await tab.getByLabel('Wird geladen …').first().waitFor();
    answer();
    await tab.getByText('Der Server antwortet nicht').waitFor();
    await page.unroute('**/api/me/calendars');
    await tab.getByRole('button', { name: 'Noch einmal versuchen' }).click();
    await row(tab, 'Kalender').waitFor();
  });

  it('says when there is no mailbox', async () => {
    const { graph } = stage.demo.sandbox;
    graph.setMailboxState(stage.person('mia').objectId, 'none');
    const { page, tab } = await open();
    await tab.getByRole('heading', { name: 'Kein Postfach in Microsoft 365' }).waitFor();
    await expectAccessible(page);
    graph.setMailboxState(stage.person('mia').objectId, 'ok');
    await tab.getByRole('button', { name: 'Noch einmal versuchen' }).click();
    await row(tab, 'Kalender').waitFor();
  });

  it('leads an administrator to the set-up while Microsoft 365 is not connected', async () => {
    const { tab } = await open({ person: 'anna' }, (page) =>
      refuse(page, 'GET', '**/api/me/calendars', 'microsoft365_not_configured', 409),
    );
    await tab.getByRole('heading', { name: 'Ihre Kalender erscheinen hier später' }).waitFor();
    expect(await tab.getByRole('link', { name: 'Zur Verwaltung' }).getAttribute('href')).toBe('#/administration');
  });

  it('says what to do when there is no calendar at all', async () => {
    const { tab } = await open({}, (page) => page.route('**/api/me/calendars', (route) => route.fulfill({ json: [] })));
    await tab.getByRole('heading', { name: 'Keine Kalender gefunden' }).waitFor();
  });

  it('says that there is no preview while the synchronisation is paused, and lets it go on', async () => {
    const api = stage.demo.apiOf(stage.person('mia'));
    await api.call('PATCH', '/api/me/settings', { paused: true });
    const { tab } = await open();
    await tab.getByText('Solange gibt es keine Vorschau.').waitFor();
    expect(await tab.getByRole('button', { name: 'Vorschau ansehen' }).count()).toBe(0);
    await tab.getByRole('button', { name: 'Fortsetzen' }).click();
    await tab.getByRole('button', { name: 'Vorschau ansehen' }).waitFor();
    expect(await api.call('GET', '/api/me/settings')).toMatchObject({ paused: false });
  });

  it('says so when a choice is made offline, and takes it back', async () => {
    const { page, tab } = await open();
    await row(tab, 'Kalender').waitFor();
    await page.context().setOffline(true);
    await tab.getByText('Sie sind offline').first().waitFor();
    await press(tab, 'Kalender', 'Aus');
    await expect.poll(() => radio(tab, 'Kalender', 'nach Lupax').isChecked()).toBe(true);
    await page.context().setOffline(false);
  });

  it.each(LANGUAGES)('can be used by everybody in every theme, and fits a telephone: %s', async (language) => {
    const { page, tab } = await open({ language, width: 360 });
    await row(tab, 'Fuhrpark').waitFor();
    await inEachTheme(page, async () => {
      await expectAccessible(page);
      await expectNoOverflow(page);
    });
    await tab.getByRole('button', { name: language === 'de' ? 'Vorschau ansehen' : 'View preview' }).click();
    await tab.getByRole('table').waitFor();
    await expectNoOverflow(page);
  });
});
