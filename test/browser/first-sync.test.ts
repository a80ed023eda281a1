import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from './stage.ts';
import { unlink } from './unlink.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.stop());
afterEach(() => stage.clear());

const MOST_CLICKS = 6;

describe('a new user', () => {
  it('goes from opening the tab to synchronised calendars in at most six clicks plus credentials', async () => {
    const { graph, lupax } = stage.demo.sandbox;
    const tom = stage.person('tom');
    await unlink(stage, tom);

    const { page, tab } = await stage.open({ person: 'tom' });
    await tab.getByRole('heading', { name: 'Outlook und Lupax verbinden' }).waitFor();
    const frame = page.frames().find((each) => each.url().includes('/tab'))!;
    await frame.evaluate(() => {
      const counter = globalThis as unknown as { clicks: number };
      counter.clicks = 0;
      addEventListener('pointerdown', () => void (counter.clicks += 1), true);
    });

    await expectValue(tab.getByLabel('E-Mail-Adresse bei Lupax'), tom.email);
    await tab.getByLabel('Passwort bei Lupax').fill(tom.password);
    await tab.getByRole('button', { name: 'Verbinden' }).click();

    await tab.getByRole('heading', { name: 'Kalender', level: 1 }).waitFor();
    await tab.getByRole('group', { name: 'Richtung für „Kalender“' }).getByText('beide').click();
    await tab.getByRole('button', { name: 'Vorschau ansehen' }).click();

    const dialog = tab.getByRole('dialog');
    await dialog.getByText('Soundcheck Freilichtbühne').waitFor();
    expect(graph.writes().filter(({ url }) => url.includes('events'))).toEqual([]);
    expect(lupax.writes).toEqual([]);

    await dialog.getByRole('button', { name: 'Jetzt synchronisieren' }).click();
    await dialog.getByText('Die Synchronisation ist fertig').waitFor();
    await dialog.getByRole('button', { name: 'Fertig' }).click();
    await dialog.waitFor({ state: 'hidden' });

    const clicks = await frame.evaluate(() => (globalThis as unknown as { clicks: number }).clicks);
    expect(clicks).toBeLessThanOrEqual(MOST_CLICKS);

    const inLupax = lupax.appointments(tom.lupaxUserId);
    expect(inLupax).toContainEqual(
      expect.objectContaining({ title: 'Soundcheck Freilichtbühne', visibility: 'title_and_notes_private' }),
    );
    const inOutlook = graph.events(tom.objectId);
    expect(inOutlook).toContainEqual(
      expect.objectContaining({ subject: 'Schicht: Aufbau Halle 7.2', categories: ['Lupax'] }),
    );
    await tab.getByText(/\d+ Termine · zuletzt synchronisiert/).waitFor();
    await tab.getByText('Ein Kalender ist gewählt').waitFor({ state: 'hidden' });
  });

  it('sees how far the synchronisation is, and may leave it to itself', async () => {
    const { graph } = stage.demo.sandbox;
    const anna = stage.person('anna');
    graph.setLatency(300);
    const { tab } = await stage.open({ person: 'anna', view: 'calendars' });
    await tab.getByRole('button', { name: 'Vorschau ansehen' }).click();
    const dialog = tab.getByRole('dialog');
    await dialog.getByRole('progressbar', { name: 'Die Vorschau wird erstellt' }).waitFor();
    const confirm = dialog.getByRole('button', { name: 'Jetzt synchronisieren', disabled: false });
    await confirm.waitFor();
    // Long enough to be seen on a busy machine.
    graph.setLatency(1_500);
    await confirm.click();
    await dialog.getByRole('progressbar', { name: 'Die Synchronisation läuft' }).waitFor();
    await dialog.getByText(/^\d+ von \d+$/).waitFor();
    await dialog.getByRole('button', { name: 'Schließen' }).click();
    await tab.getByText(/Wird synchronisiert/).waitFor();
    graph.setLatency(0);
    await tab.getByText(/Termine · zuletzt synchronisiert/).waitFor();
    await expect
      .poll(() => graph.events(anna.objectId).map(({ subject }) => subject))
      .toContain('Kundentermin Stadtwerke');
  });
});

async function expectValue(input: { inputValue(): Promise<string> }, value: string): Promise<void> {
  expect(await input.inputValue()).toBe(value);
}
