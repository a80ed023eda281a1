import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import de from '../../addin/i18n/de/index.ts';
import en from '../../addin/i18n/en/index.ts';
import { VIEW_NAMES } from '../../addin/tab/views.ts';
import {
  expectAccessible,
  expectNoOverflow,
  inEachTheme,
  LANGUAGES,
  openStage,
  type Look,
  type Stage,
} from './stage.ts';

const CATALOGUES = { de, en };
/** The wide one comes last: there the next view is chosen. */
const WIDTHS = [360, 1100] as const;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.demo.apiOf(stage.person('anna')).sync();
});
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
  it.each(LANGUAGES)('has nothing that people with disabilities stumble over, in no theme (%s)', async (language) => {
    const { page, show } = await openTab({ language });
    for (const view of VIEW_NAMES) {
      await show(view);
      await inEachTheme(page, () => expectAccessible(page));
    }
  });

  it.each(LANGUAGES)('fits a window and a telephone, and shows no key in place of a text (%s)', async (language) => {
    const keys = new RegExp(`\\b(?:${Object.keys(de).join('|')})\\.[a-z_]+\\b`, 'i');
    const { page, show } = await openTab({ language });
    for (const view of VIEW_NAMES) {
      await show(view);
      expect(await page.frames()[1]!.evaluate(() => document.body.innerText)).not.toMatch(keys);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 760 });
        await expectNoOverflow(page);
      }
    }
  });
});
