import type { Frame, Page } from 'playwright-core';
import de from '../../addin/i18n/de/index.ts';
import en from '../../addin/i18n/en/index.ts';
import { openStage, type Look, type Opened, type Stage } from './stage.ts';

export const CATALOGUES = { de, en };
export const ANNA = 'a1a1a1a1-0000-4000-8000-000000000001';

/** The stage with all that the company has in both calendars synchronised, and the pane on it. */
export interface PaneStage extends Stage {
  /** Opens the pane beside the first item of that title in the list. */
  openPane(title: string, look?: Look): Promise<Opened>;
  openAny(look?: Look, prepare?: (page: Page) => Promise<void>): Promise<Opened>;
}

export async function openPaneStage(): Promise<PaneStage> {
  const stage = await openStage();
  await Promise.all(stage.demo.company.people.map((person) => stage.demo.apiOf(person).sync()));
  const openAny: PaneStage['openAny'] = (look, prepare) =>
    stage.open({ surface: 'pane', width: 900, ...look }, prepare);
  return {
    ...stage,
    openAny,
    async openPane(title, look) {
      const opened = await openAny(look);
      await select(opened.page, title);
      await opened.tab.getByRole('heading', { level: 2 }).first().waitFor();
      return opened;
    },
  };
}

/** Selects an item in the list, or presses one of the buttons above it. */
export async function select(page: Page, title: string): Promise<void> {
  await page.locator('#events').getByRole('button', { name: title }).first().click();
}

export function frameOf(page: Page): Frame {
  return page.frames().find((each) => /\/pane(?:[?#]|$)/.test(each.url()))!;
}

/** Keeps back what the server answers about the first event that is asked for from now on, until `release`. */
export async function holdBack(page: Page, method: 'GET' | 'PATCH'): Promise<{ release(): Promise<void> }> {
  let letGo = (): void => undefined;
  const released = new Promise<void>((resolve) => (letGo = resolve));
  const answers: Promise<unknown>[] = [];
  let first: string | null = null;
  await page.route('**/api/me/entries/**', async (route) => {
    const request = route.request();
    const path = request.url().replace(/\/explanation$/, '');
    if (request.method() === method && path === (first ??= path)) {
      answers.push(request.response());
      await released;
    }
    await route.continue();
  });
  return {
    async release() {
      letGo();
      await Promise.all(answers);
    },
  };
}
