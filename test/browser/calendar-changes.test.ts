import type { FrameLocator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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
});
afterAll(() => stage.stop());
afterEach(() => stage.clear());

const findEvent = (person: 'tom' | 'mia', title: string): string =>
  stage.demo.sandbox.graph.events(stage.person(person).objectId).find(({ subject }) => subject === title)!.id;
const press = (tab: FrameLocator, direction: string) =>
  tab.getByRole('group', { name: 'Richtung für „Kalender“' }).getByText(direction, { exact: true }).click();
const isChosen = (tab: FrameLocator, direction: string) =>
  tab.getByRole('group', { name: 'Richtung für „Kalender“' }).getByRole('radio', { name: direction }).isChecked();
async function readDirection(key: 'tom' | 'mia'): Promise<string> {
  const all = await stage.demo
    .apiOf(stage.person(key))
    .call<{ isDefault: boolean; direction: string }[]>('GET', '/api/me/calendars');
  return all.find(({ isDefault }) => isDefault)!.direction;
}
const titlesInLupax = (person: 'tom' | 'mia') =>
  stage.demo.sandbox.lupax.appointments(stage.person(person).lupaxUserId).map(({ title }) => title);

describe('a change that removes entries', () => {
  it('opens the preview by itself; until it is confirmed it is not saved, and no synchronisation knows of it', async () => {
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
    // What starts by itself meanwhile, e.g. the regular poll, knows nothing of it.
    expect(await readDirection('tom')).toBe('off');
    await stage.demo.apiOf(tom).sync();
    expect(titlesInLupax('tom')).toContain('Soundcheck Freilichtbühne');
    await dialog.getByRole('button', { name: 'Änderung verwerfen' }).click();
    await expect.poll(() => isChosen(tab, 'Aus')).toBe(true);
    expect(titlesInLupax('tom')).toContain('Soundcheck Freilichtbühne');
  });

  it('is saved and carried out when it is confirmed', async () => {
    const { tab } = await stage.open({ person: 'tom', view: 'calendars' });
    const dialog = tab.getByRole('dialog');
    await press(tab, 'beide');
    await dialog.getByRole('button', { name: 'Speichern und synchronisieren' }).click();
    await dialog.getByText('Die Synchronisation ist fertig').waitFor();
    await dialog.getByRole('button', { name: 'Fertig' }).click();
    expect(titlesInLupax('tom')).not.toContain('Soundcheck Freilichtbühne');
    expect(await isChosen(tab, 'beide')).toBe(true);
    expect(await readDirection('tom')).toBe('both');
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
    await dialog.getByRole('button', { name: 'Änderung verwerfen' }).click();
    await expect.poll(() => isChosen(tab, 'Aus')).toBe(true);
    expect(await readDirection('mia')).toBe('off');
  });

  it('opens it, too, when the sharing forces them open', async () => {
    const { graph } = stage.demo.sandbox;
    const mia = stage.person('mia');
    const { id } = mia.calendars.find(({ name }) => name === 'Fuhrpark')!;
    graph.setSharing(mia.objectId, id, 'freeBusyRead');
    await stage.demo.apiOf(mia).sync();
    graph.setSharing(mia.objectId, id, 'read');
    const { tab } = await stage.open({ person: 'mia', view: 'calendars' });
    await tab.getByRole('button', { name: 'Vorschau ansehen' }).click();
    const dialog = tab.getByRole('dialog');
    await dialog
      .getByText('Wird in Lupax für mehr Personen sichtbar · Die Sichtbarkeit hat sich geändert')
      .first()
      .waitFor();
    await dialog.getByRole('row', { name: /^Für mehr Personen sichtbar/ }).waitFor();
    expect(await dialog.getByText('Durch Ihre Änderung').count()).toBe(0);
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
