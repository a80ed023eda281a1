import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, openStage, type Stage } from './stage.ts';

/** What a change of a direction does to entries that are synchronised already. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  const { graph } = stage.demo.sandbox;
  const mia = stage.person('mia');
  graph.patchEvent(mia.objectId, findEvent('mia', 'Crewplanung Dezember'), { sensitivity: 'private' });
  await stage.demo.apiOf(stage.person('tom')).sync();
  await stage.demo.apiOf(stage.person('mia')).sync();
}, 60_000);
afterAll(() => stage.stop());

const findEvent = (person: 'tom' | 'mia', title: string): string =>
  stage.demo.sandbox.graph.events(stage.person(person).objectId).find(({ subject }) => subject === title)!.id;
const press = (tab: FrameLocator, direction: string) =>
  tab.getByRole('group', { name: 'Richtung für „Kalender“' }).getByText(direction, { exact: true }).click();
const isChosen = (tab: FrameLocator, direction: string) =>
  tab.getByRole('group', { name: 'Richtung für „Kalender“' }).getByRole('radio', { name: direction }).isChecked();
const titlesInLupax = (person: 'tom' | 'mia') =>
  stage.demo.sandbox.lupax.appointments(stage.person(person).lupaxUserId).map(({ title }) => title);

describe('a change that removes entries', () => {
  it('opens the preview by itself, can be taken back, and is carried out when it is confirmed', async () => {
    const { graph } = stage.demo.sandbox;
    const tom = stage.person('tom');
    const { page, tab } = await stage.open({ person: 'tom', view: 'calendars' });
    await press(tab, 'Aus');
    await tab.getByText('Gespeichert').first().waitFor();
    await tab.getByText(/bleiben, werden aber nicht mehr abgeglichen/).waitFor();
    graph.deleteEvent(tom.objectId, findEvent('tom', 'Soundcheck Freilichtbühne'));

    await press(tab, 'beide');
    const dialog = tab.getByRole('dialog');
    await dialog.getByText('Wird aus Lupax entfernt · In Outlook gelöscht').waitFor();
    await dialog.getByText('Durch Ihre Änderung').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Änderung zurücknehmen' }).click();
    await expect.poll(() => isChosen(tab, 'Aus')).toBe(true);
    expect(titlesInLupax('tom')).toContain('Soundcheck Freilichtbühne');

    await press(tab, 'beide');
    await dialog.getByRole('button', { name: 'Jetzt synchronisieren' }).click();
    await dialog.getByText('Die Synchronisation ist fertig').waitFor();
    await dialog.getByRole('button', { name: 'Fertig' }).click();
    expect(titlesInLupax('tom')).not.toContain('Soundcheck Freilichtbühne');
    expect(await isChosen(tab, 'beide')).toBe(true);
  });
});

describe('a change that shows entries to more people', () => {
  it('opens the preview by itself', async () => {
    const { graph } = stage.demo.sandbox;
    const mia = stage.person('mia');
    const { tab } = await stage.open({ person: 'mia', view: 'calendars' });
    await press(tab, 'Aus');
    await tab.getByText('Gespeichert').first().waitFor();
    graph.patchEvent(mia.objectId, findEvent('mia', 'Crewplanung Dezember'), { sensitivity: 'normal' });
    await press(tab, 'nach Lupax');
    const dialog = tab.getByRole('dialog');
    await dialog.getByText('Wird in Lupax für mehr Personen sichtbar · ').waitFor();
    await dialog.getByRole('button', { name: 'Änderung zurücknehmen' }).click();
    await expect.poll(() => isChosen(tab, 'Aus')).toBe(true);
  });
});

describe('a change that does neither', () => {
  it('is saved quietly', async () => {
    const { tab } = await stage.open({ person: 'tom', view: 'calendars' });
    await press(tab, 'nach Lupax');
    await tab.getByText('Gespeichert').first().waitFor();
    expect(await tab.getByRole('dialog').count()).toBe(0);
  });
});
