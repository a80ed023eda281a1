import AxeBuilder from 'axe-core';
import type { Browser, Frame, FrameLocator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { startDemo, type Demo } from '../demo/demo.ts';
import type { Person } from '../demo/company/index.ts';
import { launchBrowser } from '../helpers/browser.ts';

export interface Look {
  person?: 'anna' | 'tom' | 'mia';
  theme?: 'default' | 'dark' | 'contrast';
  language?: 'de' | 'en';
  surface?: 'tab' | 'pane';
  /** overview, calendars, activity, settings, administration */
  view?: string;
  /** How much of Mailbox Outlook has, e.g. `1.8`. */
  mailbox?: string;
  /** Of the window; the tab has all of it but the demo's bar. */
  width?: number;
  height?: number;
}

/** For what a page shows, on a machine that has other things to do. */
const LONGEST_WAIT_MS = 40_000;

/** The demo, with its company linked but nothing synchronised yet, and a real browser before it. */
export interface Stage {
  demo: Demo;
  browser: Browser;
  person(key: NonNullable<Look['person']>): Person;
  /**
   * Opens the tab or the pane inside the stand-in for Teams and Outlook.
   * @param prepare sees the page before it is loaded, e.g. to answer in the server's place
   */
  open(look?: Look, prepare?: (page: Page) => Promise<void>): Promise<Opened>;
  /** Empties the pages opened so far, which would go on asking the server. Closing one ends a browser of one process. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export interface Opened {
  page: Page;
  /** What the frame shows. */
  tab: FrameLocator;
}

export async function openStage(): Promise<Stage> {
  const parts: { stop(): Promise<void> }[] = [];
  const demo = await startDemo([], {
    language: 'de',
    print: () => undefined,
    width: undefined,
    // Nothing is synchronised behind a test's back; Graph takes no subscription for that, see below.
    env: { PORT: '0', SYNC_INTERVAL_SECONDS: '3600', LOG_LEVEL: 'fatal' },
    onStart: (part) => void parts.push(part),
  });
  demo.sandbox.graph.notifications.enabled = false;
  demo.sandbox.graph.setHandshakeTimeout(0);
  const browser = await launchBrowser();
  const [shown, empty]: [Page[], Page[]] = [[], []];
  return {
    demo,
    browser,
    person: (key) => demo.company.people.find((person) => person.key === key)!,
    async open({ width = 1100, height = 760, ...look } = {}, prepare = async () => undefined) {
      const page = empty.pop() ?? (await browser.newPage({ reducedMotion: 'reduce' }));
      shown.push(page);
      // Sooner than the test's own limit, which does not say what was waited for.
      page.setDefaultTimeout(LONGEST_WAIT_MS);
      await page.setViewportSize({ width, height });
      const params = new URLSearchParams(look as Record<string, string>);
      await prepare(page);
      await page.goto(`${demo.product.apiUrl}/demo?${params}`);
      return { page, tab: page.frameLocator('iframe[title="Lupax"]') };
    },
    async clear() {
      for (const page of shown.splice(0)) {
        await page.unrouteAll({ behavior: 'ignoreErrors' });
        page.removeAllListeners();
        await page.context().setOffline(false);
        await page.goto('about:blank');
        empty.push(page);
      }
    },
    async stop() {
      await browser.close();
      for (const part of parts.reverse()) await part.stop();
    },
  };
}

export const LANGUAGES = ['de', 'en'] as const;
/** Each with the background that says it is on (addin/shell, themes of Fluent). */
const THEMES = { default: '#ffffff', dark: '#292929', contrast: '#000000' } as const;

/** Does something in each theme, which the host switches without loading the frame again. */
export async function inEachTheme(page: Page, act: () => Promise<void>): Promise<void> {
  for (const [theme, background] of Object.entries(THEMES)) {
    // Chosen by hand it would take the focus, and what is open in the frame would close.
    await page.locator('select[name="theme"]').evaluate((select: HTMLSelectElement, value) => {
      select.value = value;
      select.dispatchEvent(new Event('change'));
    }, theme);
    const shown = page.frameLocator('iframe[title="Lupax"]').locator('.fui-FluentProvider').first();
    const read = () =>
      shown.evaluate((element) => getComputedStyle(element).getPropertyValue('--colorNeutralBackground1').trim());
    await expect.poll(read).toBe(background);
    await act();
  }
}

/**
 * Waits until every colour is the one it turns into. Fluent's buttons change theirs by a transition, with reduced motion,
 * too: it ends with the next frame, which a busy machine draws late, and till then an old text stands on a new background.
 */
async function waitForTransitions(frame: Frame): Promise<void> {
  await frame.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const passing = document.getAnimations().filter((each) => each instanceof CSSTransition);
    await Promise.allSettled(passing.map((each) => each.finished));
  });
}

interface Violation {
  id: string;
  help: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** Fails when axe-core finds anything in the frame that people with disabilities stumble over. */
export async function expectAccessible(page: Page): Promise<void> {
  const frame = page.frames().find((each) => /\/(?:tab|pane)(?:[?#]|$)/.test(each.url()))!;
  await waitForTransitions(frame);
  const hasAxe = await frame.evaluate(() => 'axe' in globalThis);
  if (!hasAxe) await frame.evaluate(AxeBuilder.source);
  const violations = await frame.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(context: object): Promise<{ violations: unknown[] }> } };
    // Fluent's focus traps end in elements that hand the focus on at once; nobody stays there.
    return (await axe.run({ exclude: [['[data-tabster-dummy]']] })).violations;
  });
  const found = (violations as Violation[]).map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary ?? ''}`).join('\n')}`,
  );
  expect(found).toEqual([]);
}

/** Fails when the page can be scrolled sideways, or a text is cut off that is not meant to be (`text-overflow`). */
export async function expectNoOverflow(page: Page): Promise<void> {
  const frame = page.frames().find((each) => /\/(?:tab|pane)(?:[?#]|$)/.test(each.url()))!;
  const wide = await frame.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    return [...document.querySelectorAll<HTMLElement>('body *')]
      .filter((element) => {
        const style = getComputedStyle(element);
        if (style.visibility === 'hidden' || style.display === 'none' || element.closest('svg')) return false;
        const box = element.getBoundingClientRect();
        if (box.width === 0 || box.height <= 1) return false;
        const isOutside = box.right > limit + 1 || box.left < -1;
        const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
        const isCut =
          hasText &&
          element.scrollWidth > element.clientWidth + 1 &&
          style.overflowX === 'visible' &&
          style.display !== 'inline';
        return isOutside || isCut;
      })
      .map(
        (element) =>
          `${element.tagName} ${element.className.toString().slice(0, 40)} ${element.textContent?.slice(0, 60)}`,
      );
  });
  expect(wide).toEqual([]);
}
