import { mkdir } from 'node:fs/promises';
import { openStage, type Look, type Opened, type Stage } from './stage.ts';
import { unlink } from './unlink.ts';

const FOLDER = new URL('../../docs/pictures/', import.meta.url);
const LANGUAGES = ['de', 'en'] as const;
type Language = (typeof LANGUAGES)[number];

interface Picture {
  look: Look;
  /** What is done, and waited for, before it is taken. */
  prepare?: (opened: Opened, language: Language) => Promise<void>;
}

const press = ({ tab }: Opened, name: string) => tab.getByRole('button', { name, exact: true }).first().click();

/** In this order: a firm that has linked its accounts and not synchronised yet, */
const BEFORE: Record<string, Picture> = {
  link: { look: { person: 'tom', width: 900, height: 700 } },
  preview: {
    look: { view: 'calendars', person: 'mia', width: 1000, height: 760 },
    prepare: async (opened, language) => {
      await press(opened, language === 'de' ? 'Vorschau ansehen' : 'View preview');
      await opened.tab
        .getByRole('button', { name: language === 'de' ? 'Jetzt synchronisieren' : 'Synchronise now' })
        .waitFor();
    },
  },
};

/** and the same firm afterwards. */
const AFTER: Record<string, Picture> = {
  overview: { look: { view: 'overview', width: 1100, height: 700 } },
  calendars: { look: { view: 'calendars', person: 'mia', width: 1100, height: 560 } },
  'calendars-dark': { look: { view: 'calendars', person: 'mia', theme: 'dark', width: 1100, height: 560 } },
  activity: {
    look: { view: 'activity', width: 1000, height: 820 },
    prepare: async ({ tab }) => {
      const run = tab.getByRole('button', { expanded: false }).last();
      if ((await run.count()) > 0) await run.click();
    },
  },
  settings: { look: { view: 'settings', width: 420, height: 900 } },
  pane: { look: { surface: 'pane', width: 900, height: 720 } },
  administration: { look: { view: 'administration', width: 1000, height: 1100 } },
  'setup-check': {
    look: { view: 'administration', width: 1000, height: 1000 },
    prepare: async (opened, language) => {
      await press(opened, language === 'de' ? 'Prüfen' : 'Check');
      await opened.tab
        .getByRole('list', { name: language === 'de' ? 'Ergebnis der Prüfung' : 'Result of the check' })
        .waitFor();
      await opened.tab
        .getByRole('heading', { name: language === 'de' ? 'Einrichtung prüfen' : 'Check the set-up' })
        .evaluate((heading) => heading.scrollIntoView());
    },
  },
};

/** `npm run pictures`: the pictures of README and docs, made from the demo. */
const stage = await openStage();
await unlink(stage, stage.person('tom'));
await take(stage, BEFORE);
const synced = stage.demo.company.people.filter(({ key }) => key !== 'tom');
await Promise.all(synced.map((person) => stage.demo.apiOf(person).sync()));
await take(stage, AFTER);
await stage.stop();
process.exit(0);

async function take(stage: Stage, pictures: Record<string, Picture>): Promise<void> {
  for (const language of LANGUAGES) {
    await mkdir(new URL(`${language}/`, FOLDER), { recursive: true });
    for (const [name, { look, prepare }] of Object.entries(pictures)) {
      const opened = await stage.open({ ...look, language });
      await opened.tab.getByRole('heading').first().waitFor();
      await prepare?.(opened, language);
      await opened.page.waitForLoadState('networkidle');
      await opened.page
        .locator('iframe')
        .screenshot({ path: new URL(`${language}/${name}.png`, FOLDER).pathname, animations: 'disabled' });
      await stage.clear();
    }
  }
}
