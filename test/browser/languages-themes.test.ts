import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import de from '../../addin/i18n/de/index.ts';
import en from '../../addin/i18n/en/index.ts';
import { VIEW_NAMES } from '../../addin/tab/views.ts';
import { expectAccessible, expectNoOverflow, openStage, type Look, type Stage } from './stage.ts';

const CATALOGUES = { de, en };
const LANGUAGES = ['de', 'en'] as const;
const THEMES = ['default', 'dark', 'contrast'] as const;
const WIDTHS = [360, 1100] as const;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.demo.apiOf(stage.person('anna')).sync();
}, 60_000);
afterAll(() => stage.stop());
afterEach(() => stage.clear());

/** Opens the first view; the others are reached by its header, without loading again. */
async function openTab(look: Look) {
  const opened = await stage.open({ person: 'anna', view: VIEW_NAMES[0], ...look });
  const { navigation } = CATALOGUES[look.language ?? 'de'];
  return {
    ...opened,
    async show(view: (typeof VIEW_NAMES)[number]) {
      const title = navigation[view];
      await opened.tab.getByRole('navigation').first().getByRole('link', { name: title }).click();
      await opened.tab.getByRole('heading', { name: title, level: 1 }).waitFor();
      await expect.poll(() => opened.tab.locator('.fui-Skeleton').count()).toBe(0);
    },
  };
}

describe('every view', () => {
  it.each(THEMES.flatMap((theme) => LANGUAGES.map((language) => [theme, language] as const)))(
    'has nothing that people with disabilities stumble over (%s, %s)',
    async (theme, language) => {
      const { page, show } = await openTab({ theme, language });
      for (const view of VIEW_NAMES) {
        await show(view);
        await expectAccessible(page);
      }
    },
  );

  it.each(WIDTHS.flatMap((width) => LANGUAGES.map((language) => [width, language] as const)))(
    'fits a window of %i px (%s)',
    async (width, language) => {
      const { page, show } = await openTab({ width, language });
      for (const view of VIEW_NAMES) {
        await show(view);
        await expectNoOverflow(page);
      }
    },
  );

  it('shows no key of the catalogues in place of a text', async () => {
    const keys = new RegExp(`\\b(?:${Object.keys(de).join('|')})\\.[a-z_]+\\b`, 'i');
    for (const language of LANGUAGES) {
      const { page, show } = await openTab({ language });
      for (const view of VIEW_NAMES) {
        await show(view);
        expect(await page.frames()[1]!.evaluate(() => document.body.innerText)).not.toMatch(keys);
      }
    }
  });
});
