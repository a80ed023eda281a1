import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ANNA, frameOf, holdBack, openPaneStage, select, type PaneStage } from './pane-stage.ts';

let stage: PaneStage;
beforeAll(async () => {
  stage = await openPaneStage();
}, 120_000);
afterAll(() => stage.stop());
afterEach(() => stage.clear());

const IN_LUPAX = { name: 'In Lupax', exact: true };
const NOT_IN_LUPAX = { name: 'Nicht in Lupax', exact: true };

describe('a new appointment', () => {
  it('is to be saved first, is saved from the pane, and goes on until it is in Lupax', async () => {
    const { page, tab } = await stage.openPane('Neuer Termin');
    await tab.getByRole('heading', { name: 'Speichern Sie den Termin zuerst' }).waitFor();
    await tab.getByRole('button', { name: 'Termin speichern' }).click();
    await tab.getByRole('heading', { name: 'Noch nicht in Lupax' }).waitFor();
    await tab.getByText('Der Termin kommt mit der nächsten Synchronisation nach Lupax.').waitFor();
    await stage.demo.apiOf(stage.person('anna')).sync();
    await tab.getByRole('heading', IN_LUPAX).waitFor();
    expect(await page.locator('#events [aria-current=true]').textContent()).toContain('Kabelwege abgehen');
  });

  it('that Outlook does not save stays, with what to do', async () => {
    const { page, tab } = await stage.openPane('Neuer Termin');
    await page.route('**/demo/events*', (route) =>
      route.request().method() === 'POST' ? route.fulfill({ status: 500, json: {} }) : route.continue(),
    );
    await tab.getByRole('button', { name: 'Termin speichern' }).click();
    await tab.getByText('Outlook hat den Termin nicht gespeichert').waitFor();
    await page.unroute('**/demo/events*');
    await tab.getByRole('button', { name: 'Termin speichern' }).click();
    await tab.getByRole('heading', { name: 'Noch nicht in Lupax' }).waitFor();
  });

  it('that gets no id by being saved says so', async () => {
    const { page, tab } = await stage.openPane('Neuer Termin');
    await frameOf(page).evaluate(() => {
      const item = Office.context.mailbox.item as unknown as Office.AppointmentCompose;
      // github.com/OfficeDev/office-js/issues/5924
      item.saveAsync = (callback: unknown) =>
        (callback as (result: object) => void)({ status: Office.AsyncResultStatus.Succeeded, value: '' });
    });
    await tab.getByRole('button', { name: 'Termin speichern' }).click();
    await tab.getByText('Outlook nennt diesen Termin nicht').waitFor();
  });

  it('saved in Outlook itself is noticed', async () => {
    const { page, tab } = await stage.openPane('Neuer Termin');
    await tab.getByRole('heading', { name: 'Speichern Sie den Termin zuerst' }).waitFor();
    await frameOf(page).evaluate(() => {
      const item = Office.context.mailbox.item as unknown as Office.AppointmentCompose;
      item.saveAsync(() => undefined);
    });
    await tab.getByRole('heading', { name: 'Noch nicht in Lupax' }).waitFor();
  });

  it('that the server does not know yet is on its way, and comes by itself', async () => {
    const { page, tab } = await stage.openPane('Elternabend');
    const problem = { type: 'about:blank', title: 'x', status: 404, detail: 'x', code: 'not_found' };
    await page.route('**/api/me/entries/**', (route) =>
      route.fulfill({ status: 404, contentType: 'application/problem+json', json: problem }),
    );
    await select(page, 'Neuer Termin');
    await tab.getByRole('button', { name: 'Termin speichern' }).click();
    await tab.getByRole('heading', { name: 'Der Termin ist noch unterwegs' }).waitFor();
    await page.unroute('**/api/me/entries/**');
    await tab.getByRole('heading', { name: 'Noch nicht in Lupax' }).waitFor();
  });
});

describe('the pane that stays open while something else is selected', () => {
  it('asks to select an appointment while there is none, and goes on with the next one', async () => {
    const { page, tab } = await stage.openPane('Elternabend');
    await select(page, 'Auswahl aufheben');
    await tab.getByRole('heading', { name: 'Wählen Sie einen Termin' }).waitFor();
    await select(page, 'Bühne Abnahme');
    await tab.getByRole('heading', IN_LUPAX).waitFor();
  });

  it('asks the server with REST ids for what Outlook names in plain base64', async () => {
    const { page } = await stage.openPane('Elternabend');
    const listed = await page.evaluate(
      async () => (await fetch('/demo/events?person=anna')).json() as Promise<object[]>,
    );
    const ids = (listed as { itemId: string; subject: string }[]).filter(({ itemId }) => /[/+]/.test(itemId));
    expect(ids.length).toBeGreaterThan(0);
    const asked = page.waitForRequest((request) => request.url().endsWith('/explanation'));
    await select(page, ids[0]!.subject);
    expect((await asked).url()).not.toMatch(/%2F|%2B|\+/);
  });

  it('shows no answer that was about the one before', async () => {
    const { page, tab } = await stage.openPane('Elternabend');
    await tab.getByRole('heading', NOT_IN_LUPAX).waitFor();
    const answers = await holdBack(page, 'GET');
    await select(page, 'Bühne Abnahme');
    await tab.locator('.fui-Skeleton').waitFor();
    await select(page, 'Elternabend');
    await tab.getByRole('heading', NOT_IN_LUPAX).waitFor();
    await answers.release();
    expect(await tab.getByRole('heading', IN_LUPAX).count()).toBe(0);
    expect(await tab.getByRole('heading', NOT_IN_LUPAX).count()).toBe(1);
  });

  it('shows no id that was about the one before', async () => {
    const { page, tab } = await stage.openPane('Elternabend');
    // Outlook is slow to tell the id of the next one alone.
    await frameOf(page).evaluate(() => {
      const post = parent.postMessage.bind(parent) as (...args: unknown[]) => void;
      const held: unknown[][] = [];
      const release = () => held.splice(0).forEach((args) => post(...args));
      const hold = (...args: unknown[]) =>
        (args[0] as { office?: string }).office === 'itemId' && held.length === 0
          ? void held.push(args)
          : post(...args);
      Object.assign(window, { release });
      Object.assign(parent, { postMessage: hold });
    });
    await select(page, 'Bühne Abnahme');
    await tab.locator('.fui-Skeleton').waitFor();
    await select(page, 'Neuer Termin');
    await tab.getByRole('heading', { name: 'Speichern Sie den Termin zuerst' }).waitFor();
    await frameOf(page).evaluate(() => (window as unknown as { release(): void }).release());
    await select(page, 'Auswahl aufheben');
    await tab.getByRole('heading', { name: 'Wählen Sie einen Termin' }).waitFor();
    expect(await tab.getByRole('heading', IN_LUPAX).count()).toBe(0);
  });

  it('says nothing of a change that was made to the one before', async () => {
    const { page, tab } = await stage.openPane('Bühne Abnahme');
    const answers = await holdBack(page, 'PATCH');
    await tab.getByRole('radio', { name: 'Notizen privat', exact: true }).click();
    await tab.getByText('Wird gespeichert …').waitFor();
    await select(page, 'Messeaufbau Halle 7.2');
    await tab.getByRole('radio', { name: 'uneingeschränkt' }).waitFor();
    await answers.release();
    await select(page, 'Bühne Abnahme');
    await expect.poll(() => tab.getByRole('radio', { name: 'Notizen privat', exact: true }).isChecked()).toBe(true);
    expect(await tab.getByText('Gespeichert', { exact: true }).count()).toBe(0);
    const { lupax, graph } = stage.demo.sandbox;
    const other = lupax.appointments().find(({ title }) => title === 'Messeaufbau Halle 7.2')!;
    expect(other.visibility).toBe('public');
    expect(graph.events(ANNA).length).toBeGreaterThan(0);
  });

  it('says so when Outlook does not tell which one it is, and tries again', async () => {
    const { page, tab } = await stage.openPane('Elternabend');
    await frameOf(page).evaluate(() => {
      const { mailbox } = Office.context;
      const convert = mailbox.convertToRestId.bind(mailbox);
      mailbox.convertToRestId = (...args) => {
        mailbox.convertToRestId = convert;
        throw new Error(`broken for ${args[0].length} characters`);
      };
    });
    await select(page, 'Bühne Abnahme');
    await tab.getByRole('heading', { name: 'Outlook nennt diesen Termin nicht' }).waitFor();
    await tab.getByRole('button', { name: 'Noch einmal versuchen' }).click();
    await tab.getByRole('heading', IN_LUPAX).waitFor();
  });
});
