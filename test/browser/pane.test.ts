import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ANNA, openPaneStage, select, type PaneStage } from './pane-stage.ts';

let stage: PaneStage;
beforeAll(async () => {
  stage = await openPaneStage();
}, 120_000);
afterAll(() => stage.stop());
afterEach(() => stage.clear());

const appointment = (title: string) => stage.demo.sandbox.lupax.appointments().find((each) => each.title === title);
const event = (title: string) => stage.demo.sandbox.graph.events(ANNA).find(({ subject }) => subject === title)!;
const EXCLUSION = { name: /heraushalten|aufnehmen/ };
const MESSAGE_OF_MEETING = 'Besprechung mit Teilnehmern';

describe('the pane says whether the appointment is in Lupax, and why', () => {
  it('in Lupax, from which calendar, and as visible as its sharing says', async () => {
    const { tab } = await stage.openPane('Bühne Abnahme');
    await tab.getByRole('heading', { name: 'In Lupax', exact: true }).waitFor();
    await tab.getByText('Aus Ihrem Kalender „Kalender“.').waitFor();
    await tab.getByText('Folgt der Freigabe des Kalenders in Outlook: „Kann alle Details anzeigen“.').waitFor();
  });

  it('private in Outlook: nothing stricter is left to choose', async () => {
    const { tab } = await stage.openPane('Arzttermin');
    await tab.getByText('Der Termin ist in Outlook als privat gekennzeichnet. Strenger geht es nicht.').waitFor();
    expect(await tab.getByRole('radio', { name: 'Notizen und Titel privat' }).isChecked()).toBe(true);
    expect(await tab.getByRole('radio', { name: 'uneingeschränkt' }).isDisabled()).toBe(true);
    expect(await tab.getByRole('radio', { name: 'Notizen privat', exact: true }).isDisabled()).toBe(true);
  });

  it('not in Lupax: its calendar is not shared, and what to do', async () => {
    const { tab } = await stage.openPane('Elternabend');
    await tab.getByRole('heading', { name: 'Nicht in Lupax' }).waitFor();
    await tab.getByText('Der Kalender „Privat“ ist in Outlook nicht für Ihre Organisation freigegeben.').waitFor();
    expect(await tab.getByRole('radio').count()).toBe(0);
    expect(await tab.getByRole('button', EXCLUSION).count()).toBe(0);
  });

  it('not in Lupax: it is shown as free, and what to do', async () => {
    stage.demo.sandbox.graph.patchEvent(ANNA, event('Arzttermin').id, { showAs: 'free' });
    const { tab } = await stage.openPane('Arzttermin');
    await tab.getByRole('heading', { name: 'Verlässt Lupax' }).waitFor();
    await stage.demo.apiOf(stage.person('anna')).sync();
    await tab.getByText('Mit der nächsten Synchronisation verschwindet er aus Lupax.').waitFor();
    await stage.clear();
    const after = await stage.openPane('Arzttermin');
    await after.tab.getByRole('heading', { name: 'Nicht in Lupax' }).waitFor();
    await after.tab.getByText('„Frei“ oder „An anderem Ort tätig“. Ob solche Termine').waitFor();
    stage.demo.sandbox.graph.patchEvent(ANNA, event('Arzttermin').id, { showAs: 'busy' });
    await stage.demo.apiOf(stage.person('anna')).sync();
  });

  it('what comes from Lupax: a shift can only be changed there, and cannot be kept out', async () => {
    const { tab } = await stage.openPane('Schicht: Aufbau', { person: 'tom' });
    await tab.getByText('Der Eintrag kommt aus Lupax und lässt sich nur dort ändern.').waitFor();
    await tab.getByText('So ist es in Lupax eingestellt.').waitFor();
    expect(await tab.getByRole('radio').count()).toBe(0);
    expect(await tab.getByRole('combobox').count()).toBe(0);
    expect(await tab.getByRole('button', EXCLUSION).count()).toBe(0);
  });

  it('a project from Lupax', async () => {
    const { tab } = await stage.openPane('Messeauftritt Stadtwerke');
    await tab.getByText('Ein Projekt aus Lupax. Ändern lässt es sich nur dort.').waitFor();
  });
});

describe('the pane changes the appointment', () => {
  it('raises the protection in Lupax, never lowers it, and says that it was raised', async () => {
    const { tab } = await stage.openPane('Messeaufbau Halle 7.2');
    await tab.getByRole('radio', { name: 'Notizen privat', exact: true }).click();
    await tab.getByText('Gespeichert', { exact: true }).waitFor();
    expect(appointment('Messeaufbau Halle 7.2')!.visibility).toBe('notes_private');
    await tab.getByText('Strenger eingestellt, als die Freigabe des Kalenders verlangt.').waitFor();
    expect(await tab.getByRole('radio', { name: 'uneingeschränkt' }).isDisabled()).toBe(true);
    expect(await tab.getByRole('radio', { name: 'Notizen und Titel privat' }).isEnabled()).toBe(true);
  });

  it('gives it a Lupax project that is found by typing, and takes it away again', async () => {
    const { page, tab } = await stage.openPane('Bühne Abnahme');
    const asked = page.waitForRequest((request) => request.url().includes('/api/me/projects?query=charit'));
    const field = tab.getByRole('combobox', { name: 'Lupax-Projekt' });
    await field.fill('charit');
    await asked;
    await expect.poll(() => tab.getByRole('option').allTextContents()).toEqual(['Weihnachtsfeier Charité']);
    await field.press('ArrowDown');
    await field.press('Enter');
    await tab.getByText('Gespeichert', { exact: true }).waitFor();
    const inLupax = () => appointment('Bühne Abnahme Freilichtbühne Weißensee')!;
    expect(inLupax().project?.title).toBe('Weihnachtsfeier Charité');
    expect(await field.inputValue()).toBe('Weihnachtsfeier Charité');
    await field.click();
    await tab.getByRole('option', { name: 'Kein Projekt' }).click();
    await expect.poll(() => inLupax().project).toBe(null);
    await expect.poll(() => field.inputValue()).toBe('');
  });

  it('says so when no project matches, and leaves the one it has', async () => {
    const { tab } = await stage.openPane('Kundentermin Stadtwerke');
    const field = tab.getByRole('combobox', { name: 'Lupax-Projekt' });
    await field.fill('Zirkus');
    await tab.getByText('Kein Projekt passt zu „Zirkus“').waitFor();
    await field.press('Escape');
    await expect.poll(() => field.inputValue()).toBe('Messeauftritt Stadtwerke');
    expect(appointment('Kundentermin Stadtwerke')!.project?.title).toBe('Messeauftritt Stadtwerke');
  });

  it('says so when the projects cannot be read', async () => {
    const { page, tab } = await stage.openPane('Bühne Abnahme');
    await page.route('**/api/me/projects*', (route) => route.abort());
    await tab.getByRole('combobox', { name: 'Lupax-Projekt' }).click();
    await tab.getByText('Der Server antwortet nicht').waitFor();
  });

  it('keeps it out of Lupax by the category, leaves its other categories alone, and puts it back', async () => {
    stage.demo.sandbox.graph.patchEvent(ANNA, event('Messeaufbau Halle 7.2').id, { categories: ['Rot'] });
    const { tab } = await stage.openPane('Messeaufbau Halle 7.2');
    await tab.getByRole('button', { name: 'Aus Lupax heraushalten' }).click();
    await tab.getByRole('heading', { name: 'Bleibt außerhalb von Lupax' }).waitFor();
    await tab.getByText('Was in Lupax von ihm steht, verschwindet mit der nächsten Synchronisation.').waitFor();
    expect(event('Messeaufbau Halle 7.2').categories).toEqual(['Rot', 'Lupax: nicht synchronisieren']);
    await stage.demo.apiOf(stage.person('anna')).sync();
    expect(appointment('Messeaufbau Halle 7.2')).toBeUndefined();
    await tab.getByRole('button', { name: 'Wieder in Lupax aufnehmen' }).click();
    await tab.getByRole('heading', { name: 'Noch nicht in Lupax' }).waitFor();
    expect(event('Messeaufbau Halle 7.2').categories).toEqual(['Rot']);
    await stage.demo.apiOf(stage.person('anna')).sync();
    await tab.getByRole('heading', { name: 'In Lupax', exact: true }).waitFor();
  });

  it('keeps one occurrence of a series out alone, and a whole series at once', async () => {
    const inLupax = () =>
      stage.demo.sandbox.lupax.appointments().filter(({ title }) => title === 'Jour fixe Technik').length;
    const all = inLupax();
    const { page, tab } = await stage.openPane('Jour fixe Technik');
    await tab.getByRole('button', { name: 'Aus Lupax heraushalten' }).click();
    await tab.getByRole('heading', { name: 'Bleibt außerhalb von Lupax' }).waitFor();
    await stage.demo.apiOf(stage.person('anna')).sync();
    expect(inLupax()).toBe(all - 1);
    await select(page, 'ganze Serie');
    await tab.getByRole('heading', { name: 'Eine ganze Serie' }).waitFor();
    await tab.getByText('In Lupax steht jeder Termin der Serie für sich.').waitFor();
    await tab.getByRole('button', { name: 'Ganze Serie heraushalten' }).click();
    await tab.getByRole('button', { name: 'Ganze Serie wieder aufnehmen' }).waitFor();
    await stage.demo.apiOf(stage.person('anna')).sync();
    expect(inLupax()).toBe(0);
  });

  it('mails no attendees: the organizer of a meeting is told how to keep it out instead', async () => {
    const mails = stage.demo.sandbox.graph.mails.length;
    const { tab } = await stage.openPane('Vorbesprechung Messe');
    await tab.getByText(MESSAGE_OF_MEETING).waitFor();
    await tab.getByText('Von hier aus bekämen alle eine Nachricht.').waitFor();
    expect(await tab.getByRole('button', EXCLUSION).count()).toBe(0);
    expect(stage.demo.sandbox.graph.mails.length).toBe(mails);
  });

  it("keeps an attendee's own copy of a meeting out, which concerns nobody else", async () => {
    const { tab } = await stage.openPane('Vorbesprechung Messe', { person: 'tom' });
    expect(await tab.getByText(MESSAGE_OF_MEETING).count()).toBe(0);
    await tab.getByRole('button', { name: 'Aus Lupax heraushalten' }).click();
    await tab.getByRole('heading', { name: 'Bleibt außerhalb von Lupax' }).waitFor();
  });

  it('says so when the server refuses, and shows what is', async () => {
    const { page, tab } = await stage.openPane('Bühne Abnahme');
    await page.route('**/api/me/entries/**', (route) =>
      route.request().method() === 'PATCH' ? route.abort() : route.continue(),
    );
    await tab.getByRole('radio', { name: 'Notizen privat', exact: true }).click();
    await tab.getByRole('alert').or(tab.getByText('Der Server antwortet nicht')).first().waitFor();
    expect(await tab.getByRole('radio', { name: 'uneingeschränkt' }).isChecked()).toBe(true);
  });
});
