import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUES, frameOf, holdBack, openPaneStage, select, type PaneStage } from './pane-stage.ts';
import { expectAccessible, expectNoOverflow, inEachTheme, LANGUAGES } from './stage.ts';

let stage: PaneStage;
beforeAll(async () => {
  stage = await openPaneStage();
}, 120_000);
afterAll(() => stage.stop());
afterEach(() => stage.clear());

const IN_LUPAX = { name: 'In Lupax', exact: true };
const TOKEN = '**/demo/token*';
/** axe-core looks at every element of eight states. */
const AXE_LIMIT_MS = 90_000;

describe('the pane', () => {
  it('holds the place of what is loading', async () => {
    const { page, tab } = await stage.openPane('Elternabend');
    const answers = await holdBack(page, 'GET');
    await select(page, 'Bühne Abnahme');
    await tab.getByLabel('Wird geladen …').waitFor();
    await answers.release();
    await tab.getByRole('heading', IN_LUPAX).waitFor();
  });

  it('says so when the server cannot be reached, and tries again', async () => {
    const { page, tab } = await stage.openPane('Elternabend');
    await page.route('**/api/me/entries/**', (route) => route.abort());
    await select(page, 'Bühne Abnahme');
    await tab.getByRole('heading', { name: 'Der Server antwortet nicht' }).waitFor();
    await page.unroute('**/api/me/entries/**');
    await tab.getByRole('button', { name: 'Noch einmal versuchen' }).click();
    await tab.getByRole('heading', IN_LUPAX).waitFor();
  });

  it('says so when one of both answers is missing', async () => {
    const { page, tab } = await stage.openPane('Elternabend');
    await page.route('**/explanation', (route) => route.abort());
    await select(page, 'Bühne Abnahme');
    await tab.getByRole('heading', { name: 'Der Server antwortet nicht' }).waitFor();
  });

  it('says that it is offline, and that a change made meanwhile was not made', async () => {
    const { page, tab } = await stage.openPane('Bühne Abnahme');
    await tab.getByRole('radio').first().waitFor();
    await page.context().setOffline(true);
    await tab.getByText('Sie sind offline').waitFor();
    await tab.getByRole('radio', { name: 'Notizen privat', exact: true }).click();
    await tab.getByText('Das ging offline nicht').waitFor();
    expect(await tab.getByRole('radio', { name: 'uneingeschränkt' }).isChecked()).toBe(true);
  });

  it('says so when the appointment is in no mailbox of the user', async () => {
    const { page, tab } = await stage.openPane('Elternabend');
    const problem = { type: 'about:blank', title: 'x', status: 404, detail: 'x', code: 'not_found' };
    await page.route('**/api/me/entries/**', (route) =>
      route.fulfill({ status: 404, contentType: 'application/problem+json', json: problem }),
    );
    await page.locator('select[name=person]').selectOption('tom');
    await select(page, 'Vorbesprechung Messe');
    await tab.getByRole('heading', { name: 'Diesen Termin findet Lupax nicht' }).waitFor();
    await page.unroute('**/api/me/entries/**');
    await tab.getByRole('button', { name: 'Noch einmal versuchen' }).click();
    await tab.getByRole('heading', IN_LUPAX).waitFor();
  });

  it.each([
    [{ link: null }, 'Noch nicht mit Lupax verbunden'],
    [{ link: { state: 'sign_in_expired' } }, 'Die Anmeldung bei Lupax ist abgelaufen'],
    [{ interface: { enabled: false, reason: 'interface_disabled' } }, 'Die Schnittstelle ist nicht freigeschaltet'],
  ])('says what has to be done in the app first: %o', async (facts, title) => {
    const { tab } = await stage.openAny({}, (page) =>
      page.route('**/api/me', async (route) => {
        const answer = await route.fetch();
        const me = (await answer.json()) as Record<string, object>;
        const changed = Object.entries(facts).map(([key, part]) => [key, part && { ...me[key], ...part }]);
        await route.fulfill({ response: answer, json: { ...me, ...Object.fromEntries(changed) } });
      }),
    );
    await tab.getByRole('heading', { name: title }).waitFor();
  });

  it('takes its handlers off when it goes', async () => {
    const { page } = await stage.openPane('Elternabend');
    const watched = () => page.locator('#events').getAttribute('data-watched');
    await expect.poll(watched).toBe('officeThemeChanged olkItemSelectedChanged');
    // What a page says while it really goes, the page around it no longer hears.
    await frameOf(page).evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
    expect(await watched()).not.toBe('');
    await frameOf(page).evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')));
    await expect.poll(watched).toBe('');
  });
});

describe("the sign-in at Microsoft's", () => {
  it.each([
    [13000, 'not_supported'],
    [13001, 'not_signed_in'],
    [13002, 'cancelled'],
    [13003, 'account_type'],
    [13004, 'not_set_up'],
    [13005, 'not_set_up'],
    [13006, 'session'],
    [13007, 'no_token'],
    [13008, 'busy'],
    [13010, 'zones'],
    [13012, 'not_supported'],
    [13013, 'too_often'],
    [50001, 'not_supported'],
    [12345, 'other'],
  ] as const)('error %i is put into words with what to do, in both languages', async (code, fault) => {
    const { page, tab } = await stage.openAny({}, (page) =>
      page.route(TOKEN, (route) => route.fulfill({ status: 403, json: { code, name: 'x', message: 'x' } })),
    );
    for (const language of LANGUAGES) {
      if (language !== 'de') await page.locator('select[name=language]').selectOption(language);
      const { title, detail } = CATALOGUES[language].error.sign_in[fault];
      await tab.getByRole('heading', { name: title }).waitFor();
      await tab.getByText(detail).waitFor();
    }
  });

  it('asks once, and again only when the user wants to', async () => {
    let asked = 0;
    const { page, tab } = await stage.openAny({}, (page) =>
      page.route(TOKEN, (route) => {
        asked++;
        return route.fulfill({ status: 403, json: { code: 13002, name: 'x', message: 'x' } });
      }),
    );
    await tab.getByRole('heading', { name: 'Die Anmeldung wurde abgebrochen' }).waitFor();
    expect(asked).toBe(1);
    await page.unroute(TOKEN);
    await tab.getByRole('button', { name: 'Anmelden' }).click();
    await tab.getByRole('heading', { level: 2 }).and(tab.locator(':not(:text("abgebrochen"))')).waitFor();
  });

  it("says so when the server does not take Microsoft's token", async () => {
    const { tab } = await stage.openAny({}, (page) =>
      page.route(TOKEN, (route) => route.fulfill({ json: { token: 'forged' } })),
    );
    await tab.getByRole('heading', { name: 'Anmeldung erforderlich' }).waitFor();
  });
});

describe('the theme', () => {
  it("follows Outlook's and the system's without loading again", async () => {
    const { page, tab } = await stage.openPane('Bühne Abnahme');
    await tab.getByRole('combobox').waitFor();
    await frameOf(page).evaluate(() => Object.assign(window, { isTheSame: true }));
    const background = () =>
      tab.locator('main').evaluate((main) => getComputedStyle(main.parentElement!).backgroundColor);
    const seen: string[] = [await background()];
    for (const theme of ['dark', 'contrast', 'default']) {
      const before = await background();
      await page.locator('select[name=theme]').selectOption(theme);
      await expect.poll(background).not.toBe(before);
      seen.push(await background());
    }
    expect(new Set(seen).size).toBe(3);
    expect(seen[2]).toBe('rgb(0, 0, 0)');
    expect(seen[3]).toBe(seen[0]);
    await page.emulateMedia({ forcedColors: 'active' });
    const scheme = () => frameOf(page).evaluate(() => document.documentElement.style.colorScheme);
    await expect.poll(scheme).toBe('dark');
    await page.emulateMedia({ forcedColors: null });
    await expect.poll(scheme).toBe('light');
    expect(await frameOf(page).evaluate(() => 'isTheSame' in window)).toBe(true);
  });

  it('is light in an Outlook that tells none, where the appointment is still followed (Mailbox 1.8)', async () => {
    const { page, tab } = await stage.openPane('Bühne Abnahme', { mailbox: '1.8', theme: 'dark' });
    await tab.getByRole('combobox').waitFor();
    await expect.poll(() => page.locator('#events').getAttribute('data-watched')).toBe('olkItemSelectedChanged');
    expect(await frameOf(page).evaluate(() => document.documentElement.style.colorScheme)).toBe('light');
    await select(page, 'Elternabend');
    await tab.getByRole('heading', { name: 'Nicht in Lupax' }).waitFor();
  });

  it.each(LANGUAGES)(
    'is accessible in every theme and fits 320 px in every state (%s)',
    async (language) => {
      const { pane, error } = CATALOGUES[language];
      const { page, tab } = await stage.openPane('Vorbesprechung Messe', { language });
      const check = () =>
        inEachTheme(page, async () => {
          await expectAccessible(page);
          await expectNoOverflow(page);
        });
      await tab.getByRole('combobox').waitFor();
      await check();
      await tab.getByRole('combobox').fill('e');
      await tab.getByRole('option').first().waitFor();
      await check();
      const states = [
        ['Elternabend', pane.state.not_in_sync],
        [language === 'de' ? 'ganze Serie' : 'whole series', pane.state.series],
        [language === 'de' ? 'Neuer Termin' : 'New appointment', pane.unsaved.title],
        [language === 'de' ? 'Auswahl aufheben' : 'Select nothing', pane.none.title],
      ] as const;
      for (const [title, heading] of states) {
        await select(page, title);
        await tab.getByRole('heading', { name: heading, exact: true }).waitFor();
        await check();
      }
      await page.route('**/api/me/entries/**', (route) => route.abort());
      await select(page, 'Messeaufbau');
      await tab.getByRole('heading', { name: error.unreachable.title }).waitFor();
      await check();
    },
    AXE_LIMIT_MS,
  );
});
