import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectNoOverflow, openStage, type Look, type Opened, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await Promise.all(stage.demo.company.people.map((person) => stage.demo.apiOf(person).sync()));
}, 60_000);
afterAll(() => stage.stop());

const { objectId: ANNA } = { objectId: 'a1a1a1a1-0000-4000-8000-000000000001' };
const appointment = (title: string) => stage.demo.sandbox.lupax.appointments().find((each) => each.title === title);
const event = (title: string) => stage.demo.sandbox.graph.events(ANNA).find(({ subject }) => subject === title)!;

async function openPane(title: string, look: Look = {}): Promise<Opened> {
  const opened = await stage.open({ surface: 'pane', width: 900, ...look });
  await opened.page.getByRole('button', { name: title }).first().click();
  await opened.tab.getByRole('heading', { level: 2 }).first().waitFor();
  return opened;
}

describe('the pane beside an appointment', () => {
  it('says that it is in Lupax, how visible it is there, and offers only what is stricter', async () => {
    const { tab } = await openPane('Arzttermin');
    await tab.getByRole('heading', { name: 'In Lupax', exact: true }).waitFor();
    expect(await tab.getByRole('radio', { name: 'Notizen und Titel privat' }).isChecked()).toBe(true);
    expect(await tab.getByRole('radio', { name: 'uneingeschränkt' }).isDisabled()).toBe(true);
    expect(await tab.getByRole('radio', { name: 'Notizen privat', exact: true }).isDisabled()).toBe(true);
  });

  it('raises the protection in Lupax', async () => {
    const { tab } = await openPane('Messeaufbau Halle 7.2');
    await tab.getByRole('radio', { name: 'Notizen privat', exact: true }).click();
    await tab.getByText('Gespeichert', { exact: true }).waitFor();
    expect(appointment('Messeaufbau Halle 7.2')!.visibility).toBe('notes_private');
    expect(await tab.getByRole('radio', { name: 'uneingeschränkt' }).isDisabled()).toBe(true);
  });

  it('gives it a Lupax project, and takes it away again', async () => {
    const { tab } = await openPane('Bühne Abnahme');
    const select = tab.getByLabel('Lupax-Projekt');
    const title = await select.locator('option').nth(1).textContent();
    await select.selectOption({ label: title! });
    await tab.getByText('Gespeichert', { exact: true }).waitFor();
    const inLupax = () => appointment('Bühne Abnahme Freilichtbühne Weißensee')!;
    expect(inLupax().project?.title).toBe(title);
    await select.selectOption({ label: 'Kein Projekt' });
    await expect.poll(() => inLupax().project).toBe(null);
  });

  it('keeps it out of Lupax by the category, and puts it back', async () => {
    const { tab } = await openPane('Jour fixe Technik');
    await tab.getByRole('button', { name: 'Nicht nach Lupax synchronisieren' }).click();
    await tab.getByRole('heading', { name: 'Bleibt außerhalb von Lupax' }).waitFor();
    await tab.getByRole('button', { name: 'Wieder nach Lupax synchronisieren' }).click();
    await tab.getByRole('heading', { name: 'In Lupax', exact: true }).waitFor();
  });

  it('leaves the other categories of the event alone', async () => {
    stage.demo.sandbox.graph.patchEvent(ANNA, event('Arzttermin').id, { categories: ['Rot'] });
    const { tab } = await openPane('Arzttermin');
    await tab.getByRole('button', { name: 'Nicht nach Lupax synchronisieren' }).click();
    await tab.getByRole('heading', { name: 'Bleibt außerhalb von Lupax' }).waitFor();
    expect(event('Arzttermin').categories).toEqual(['Rot', 'Lupax: nicht synchronisieren']);
    await stage.demo.apiOf(stage.person('anna')).sync();
    expect(appointment('Arzttermin')).toBeUndefined();
  });

  it('says that an appointment of a calendar that is off is not in Lupax, and what to do', async () => {
    const { tab } = await openPane('Elternabend');
    await tab.getByRole('heading', { name: 'Nicht in Lupax' }).waitFor();
    await tab.getByText('wählen Sie in der App „Lupax“ unter „Kalender“').waitFor();
    expect(await tab.getByRole('radio').count()).toBe(0);
  });

  it('shows the appointment that was selected last', async () => {
    const { page, tab } = await openPane('Elternabend');
    await page.getByRole('button', { name: 'Vorbesprechung Messe' }).click();
    await tab.getByRole('heading', { name: 'In Lupax', exact: true }).waitFor();
  });

  it('says so when no appointment is selected', async () => {
    const { page, tab } = await stage.open({ surface: 'pane', width: 900 });
    await page.route('**/demo/events*', (route) => route.fulfill({ json: [] }));
    await page.reload();
    await tab.getByRole('heading', { name: 'Kein Termin ausgewählt' }).waitFor();
  });

  it('asks somebody who is not linked to link in the tab', async () => {
    const { page, tab } = await stage.open({ surface: 'pane', person: 'mia', width: 900 });
    await page.route('**/api/me', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), link: null } });
    });
    await page.reload();
    await tab.getByRole('heading', { name: 'Noch nicht mit Lupax verbunden' }).waitFor();
  });

  it('says so when the server cannot be reached, and tries again', async () => {
    const { page, tab } = await stage.open({ surface: 'pane', width: 900 });
    await page.route('**/api/me/entries/**', (route) => route.abort());
    await page.reload();
    await tab.getByRole('heading', { name: 'Der Server antwortet nicht' }).waitFor({ timeout: 15_000 });
    await page.unroute('**/api/me/entries/**');
    await tab.getByRole('button', { name: 'Noch einmal versuchen' }).click();
    await tab.getByRole('heading', { name: 'In Lupax', exact: true }).waitFor();
  });

  it('says so when Microsoft does not sign the user in', async () => {
    const { page, tab } = await stage.open({ surface: 'pane', width: 900 });
    await page.route('**/demo/token*', (route) => route.fulfill({ json: { token: 'forged' } }));
    await page.reload();
    await tab.getByRole('heading', { name: 'Anmeldung erforderlich' }).waitFor({ timeout: 15_000 });
  });

  for (const theme of ['default', 'dark', 'contrast'] as const) {
    for (const language of ['de', 'en'] as const) {
      it(`is accessible and fits 320 px (${theme}, ${language})`, async () => {
        const { page, tab } = await openPane('Vorbesprechung Messe', { theme, language });
        await tab.getByRole('combobox').waitFor();
        await expectAccessible(page);
        await expectNoOverflow(page);
      });
    }
  }
});
