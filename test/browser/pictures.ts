import { mkdir } from 'node:fs/promises';
import { openStage, type Look } from './stage.ts';

const FOLDER = new URL('../../docs/pictures/', import.meta.url);

const PICTURES: Record<string, Look> = {
  overview: { view: 'overview', width: 1100, height: 860 },
  calendars: { view: 'calendars', person: 'mia', theme: 'dark', width: 1100, height: 560 },
  settings: { view: 'settings', width: 420, height: 900 },
  pane: { surface: 'pane', width: 900, height: 720 },
};

/** `npm run pictures`: the pictures of the README, made from the demo. */
const stage = await openStage();
await mkdir(FOLDER, { recursive: true });
await Promise.all(stage.demo.company.people.map((person) => stage.demo.apiOf(person).sync()));
for (const [name, look] of Object.entries(PICTURES)) {
  const { page, tab } = await stage.open(look);
  await tab.getByRole('heading', { level: 2 }).first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.locator('iframe').screenshot({ path: new URL(`${name}.png`, FOLDER).pathname });
}
await stage.stop();
process.exit(0);
