import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Operation, Run, RunSummary, Settings } from '../../server/http/api-types.ts';
import type { Person } from '../demo/company/index.ts';
import { expectAccessible, expectNoOverflow, inEachTheme, openStage, type Look, type Stage } from './stage.ts';

const DAY_MS = 86_400_000;
/** More than the brake lets pass. */
const MANY = 11;
/** Per request; long enough to be seen on a busy machine. */
const SLOW_MS = 700;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await Promise.all((['anna', 'mia'] as const).map((key) => stage.demo.apiOf(stage.person(key)).sync()));
});
afterAll(() => stage.stop());
afterEach(() => {
  stage.demo.sandbox.graph.setLatency(0);
  return stage.clear();
});

const open = (look: Look = {}, prepare?: (page: Page) => Promise<void>) =>
  stage.open({ view: 'activity', person: 'anna', ...look }, prepare);
const apiOf = (key: 'anna' | 'tom' | 'mia') => stage.demo.apiOf(stage.person(key));
const appointments = ({ lupaxUserId }: Person) => stage.demo.sandbox.lupax.appointments(lupaxUserId);
const events = ({ objectId }: Person) => stage.demo.sandbox.graph.events(objectId);
const titlesIn = (person: Person) => ({
  outlook: events(person).map(({ subject }) => subject),
  lupax: appointments(person).map(({ title }) => title),
});

/** Somebody plans something in Lupax. @returns its id */
function addAppointment({ lupaxUserId }: Person, title: string): number {
  const { demo } = stage;
  const at = (days: number) => `${new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 19)}+00:00`;
  const times = { date_start: at(2), date_end: at(2.05) };
  return demo.sandbox.lupax.addAppointment(lupaxUserId, demo.company.organizationId, { title, ...times }).id;
}

/** An appointment that has another title on each side before it is synchronised; Outlook wins by the setting. */
async function makeConflict(title: string): Promise<void> {
  const anna = stage.person('anna');
  const { graph, lupax } = stage.demo.sandbox;
  const id = addAppointment(anna, title);
  await apiOf('anna').sync();
  graph.patchEvent(anna.objectId, events(anna).find(({ subject }) => subject === title)!.id, {
    subject: `${title} in Halle 2`,
  });
  lupax.editAppointment(id, { title: `${title} in Halle 3` });
  await apiOf('anna').sync();
}

/** Somebody deletes so much in Lupax that it waits before it reaches Outlook. @param name begins the titles */
async function makeWait(person: Person, name: string): Promise<void> {
  const ids = Array.from({ length: MANY }, (_, number) => addAppointment(person, `${name} ${number}`));
  await stage.demo.apiOf(person).sync();
  for (const id of ids) stage.demo.sandbox.lupax.deleteAppointment(id);
  const { state } = await stage.demo.apiOf(person).sync();
  expect(state).toBe('waiting_for_approval');
}

const COUNTS = { created: 0, updated: 0, deleted: 0, unchanged: 0, skipped: 0, failed: 0 };
const OPERATION: Operation = {
  side: 'lupax',
  action: 'create',
  title: 'Bühnenabnahme',
  reason: 'new_in_outlook',
  result: 'done',
};
const CONFLICT: Operation = {
  ...OPERATION,
  action: 'update',
  title: 'Begehung',
  reason: 'conflict',
  result: 'conflict',
  lost: { title: 'Begehung Halle 3', location: '' },
  conflict: { loser: 'lupax', kept: { title: 'Begehung Halle 2', location: 'Messe Berlin' }, decided: null },
};
const WAITING: Operation[] = Array.from({ length: MANY }, (_, number) => ({
  ...OPERATION,
  action: 'delete',
  title: `Aufbau am Veranstaltungstechnikzentrum ${number}`,
  reason: 'deleted_in_outlook',
  result: 'planned',
}));

function makeRun(operations: Operation[], more: Partial<Run> = {}): Run {
  return {
    id: 'r',
    dryRun: false,
    state: 'done',
    startedAt: new Date().toISOString(),
    finishedAt: new Date().toISOString(),
    error: null,
    requests: { graph: 3, lupax: 2 },
    counts: { outlook: COUNTS, lupax: { ...COUNTS, created: 1, updated: 1, failed: 1 } },
    operations,
    ...more,
  };
}

/** Opens the view with these runs, newest first. */
async function openWith(runs: Run[], look: Look = {}): Promise<{ page: Page; tab: FrameLocator }> {
  const summaries = runs.map(({ operations: _, ...summary }): RunSummary => summary);
  return await open(look, async (page) => {
    await page.route('**/api/me/runs', (route) => route.fulfill({ json: summaries }));
    for (const run of runs) await page.route(`**/api/me/runs/${run.id}`, (route) => route.fulfill({ json: run }));
  });
}

/** Opens the newest run of the list. */
const openNewest = (tab: FrameLocator) => tab.getByRole('button', { expanded: false }).first().click();
const entry = (tab: FrameLocator, title: string) => tab.getByRole('listitem').filter({ hasText: title }).last();

describe('the list of runs', () => {
  it('says when each was, what it did, and how it ended', async () => {
    const { tab } = await open();
    const row = tab.getByRole('button', { expanded: false }).first();
    await row.waitFor();
    expect(await row.textContent()).toMatch(/^\d\d:\d\dOutlook: \d+ neu · Lupax: \d+ neuFertig$/);
  });

  it('opens a run with what became of each entry, and why', async () => {
    const { tab } = await open();
    await openNewest(tab);
    await entry(tab, 'Personalgespräch').getByText('In Outlook angelegt · Neu in Lupax').waitFor();
    await tab.getByText(/^Anfragen: \d+ an Microsoft 365, \d+ an Lupax$/).waitFor();
    expect(await tab.getByText(/^Wird /).count()).toBe(0);
    await tab.getByRole('button', { expanded: true }).click();
    await tab.getByText('Personalgespräch').waitFor({ state: 'detached' });
  });

  const ALL: Operation[] = [
    OPERATION,
    { ...OPERATION, title: 'Umbau', action: 'update', reason: 'visibility_changed', loosens: true },
    { ...OPERATION, title: 'Abbau', action: 'delete', reason: 'deleted_in_outlook' },
    { ...OPERATION, title: 'Probe', side: 'outlook', result: 'skipped', reason: 'changed_meanwhile' },
    { ...OPERATION, title: 'Ladeliste', action: 'update', result: 'failed', failure: 'read_only' },
    { ...OPERATION, title: 'Fahrt', action: 'delete', result: 'failed', failure: 'a_new_code' },
  ];

  it.each([
    [
      'de',
      'In Lupax angelegt · Neu in Outlook',
      'In Lupax für mehr Personen sichtbar gemacht · Die Sichtbarkeit hat sich geändert',
      'Aus Lupax entfernt · In Outlook gelöscht',
      'In Outlook nicht angelegt · Währenddessen geändert',
      'Konnte in Lupax nicht geändert werden · Neu in Outlook · Der Termin ist dort schreibgeschützt',
      'Anderer Fehler (a_new_code)',
    ],
    [
      'en',
      'Created in Lupax · New in Outlook',
      'Shown to more people in Lupax · ',
      'Removed from Lupax · Deleted in Outlook',
      'Not created in Outlook · ',
      'Could not be changed in Lupax · New in Outlook · The entry is read-only there',
      'Other error (a_new_code)',
    ],
  ] as const)('tells what was done, left alone and refused (%s)', async (language, ...lines) => {
    const { tab } = await openWith([makeRun(ALL)], { language });
    await openNewest(tab);
    for (const [position, line] of lines.entries()) {
      await entry(tab, ALL[position]!.title).getByText(line).waitFor();
    }
  });

  it('shows what did not go as planned alone when it is asked to', async () => {
    const { tab } = await openWith([makeRun(ALL)]);
    await openNewest(tab);
    await tab.getByLabel('Anzeigen').selectOption({ label: 'fehlgeschlagen' });
    await entry(tab, 'Ladeliste').waitFor();
    expect(await tab.getByText('Bühnenabnahme').count()).toBe(0);
  });

  it('tells a preview from a synchronisation, and offers nothing to undo', async () => {
    const planned = { ...OPERATION, result: 'planned' } as const;
    const { tab } = await openWith([makeRun([planned], { dryRun: true })]);
    await tab.getByText('Vorschau', { exact: true }).waitFor();
    await openNewest(tab);
    await tab.getByText('Nichts davon wurde dabei ausgeführt').waitFor();
    await entry(tab, 'Bühnenabnahme').getByText('Wird in Lupax angelegt').waitFor();
    expect(await tab.getByRole('button', { name: 'Rückgängig machen' }).count()).toBe(0);
  });

  it('says in words why a run failed', async () => {
    const error = { code: 'lupax_unavailable', detail: 'Lupax antwortet nicht.' };
    const { tab } = await openWith([makeRun([], { state: 'failed', error })]);
    const row = tab.getByRole('button', { expanded: false }).first();
    await row.getByText('Fehlgeschlagen').waitFor();
    await row.getByText('Lupax antwortet nicht.').waitFor();
  });
});

describe('a conflict', () => {
  const conflict = (tab: FrameLocator, title: string) => tab.getByRole('region', { name: `Widerspruch: ${title}` });

  it('shows both values side by side, and which one stands', async () => {
    await makeConflict('Rigging');
    const { tab } = await open();
    await openNewest(tab);
    const card = conflict(tab, 'Rigging');
    await card.getByText('Rigging in Halle 2').waitFor();
    const text = (await card.textContent())!;
    expect(text).toMatch(
      /Outlookgilt.*Rigging in Halle 2.*Outlook behalten.*Lupax.*Rigging in Halle 3.*Lupax behalten/,
    );
  });

  it('is decided for the side that lost: its value is back on both sides', async () => {
    const anna = stage.person('anna');
    await makeConflict('Catering');
    const { page, tab } = await open();
    await openNewest(tab);
    await conflict(tab, 'Catering').getByRole('button', { name: 'Lupax behalten' }).click();
    await conflict(tab, 'Catering').getByText('Entschieden: Es gilt Lupax.').waitFor();
    await expect.poll(() => titlesIn(anna).outlook).toContain('Catering in Halle 3');
    expect(titlesIn(anna).lupax).toContain('Catering in Halle 3');
    await page.reload();
    await tab.getByRole('button', { expanded: false }).nth(1).click();
    await conflict(tab, 'Catering').getByText('Entschieden: Es gilt Lupax.').waitFor();
    expect(await conflict(tab, 'Catering').getByRole('button').count()).toBe(0);
  });

  it('is decided for the side that stands, and nothing is written', async () => {
    const anna = stage.person('anna');
    await makeConflict('Pyrotechnik');
    const writes = stage.demo.sandbox.graph.writes().length;
    const { tab } = await open();
    await openNewest(tab);
    await conflict(tab, 'Pyrotechnik').getByRole('button', { name: 'Outlook behalten' }).click();
    await conflict(tab, 'Pyrotechnik').getByText('Entschieden: Es gilt Outlook.').waitFor();
    expect(titlesIn(anna).lupax).toContain('Pyrotechnik in Halle 2');
    expect(stage.demo.sandbox.graph.writes().length).toBe(writes);
  });

  it('that changed since says so, and stays undecided', async () => {
    const anna = stage.person('anna');
    await makeConflict('Transport');
    const { graph } = stage.demo.sandbox;
    const event = events(anna).find(({ subject }) => subject === 'Transport in Halle 2')!;
    graph.patchEvent(anna.objectId, event.id, { subject: 'Transport ab Treptow' });
    const { tab } = await open();
    await openNewest(tab);
    const keep = conflict(tab, 'Transport').getByRole('button', { name: 'Lupax behalten' });
    await keep.click();
    await conflict(tab, 'Transport')
      .getByText(/inzwischen geändert|seither geändert/i)
      .first()
      .waitFor();
    expect(await keep.isEnabled()).toBe(true);
    expect(titlesIn(anna).outlook).toContain('Transport ab Treptow');
  });
});

describe('what the brake holds back', () => {
  const card = (tab: FrameLocator) => tab.getByRole('region', { name: 'Wartet auf Ihre Entscheidung' });

  it('is carried out once it is approved, in sight until its end', async () => {
    const tom = stage.person('tom');
    await makeWait(tom, 'Rüsttag');
    const { page, tab } = await open({ person: 'tom' });
    await card(tab)
      .getByRole('heading', { name: `${MANY} Änderungen warten auf Ihre Entscheidung` })
      .waitFor();
    // The question stays in sight of what it is about.
    expect(await card(tab).getByRole('listitem').count()).toBe(5);
    await card(tab)
      .getByRole('button', { name: `Alle ${MANY} anzeigen` })
      .click();
    await entry(tab, 'Rüsttag 3').getByText('Wird aus Outlook entfernt · In Lupax gelöscht').waitFor();
    expect(titlesIn(tom).outlook).toContain('Rüsttag 3');

    await card(tab).getByRole('button', { name: 'Ausführen' }).click();
    await tab.getByRole('dialog', { name: 'Wirklich ausführen?' }).getByText(`${MANY} Änderungen werden`).waitFor();
    await expectAccessible(page);
    stage.demo.sandbox.graph.setLatency(SLOW_MS);
    await tab.getByRole('dialog').getByRole('button', { name: 'Ausführen' }).click();
    const bar = card(tab).getByRole('progressbar', { name: 'Wird ausgeführt …' });
    await bar.waitFor();
    await card(tab)
      .getByText(new RegExp(`^\\d+ von ${MANY}$`))
      .waitFor();
    await expectAccessible(page);
    stage.demo.sandbox.graph.setLatency(0);

    await card(tab).getByText('Die Synchronisation ist fertig').waitFor();
    await card(tab).getByRole('table', { name: 'Änderungen je Seite' }).waitFor();
    expect(titlesIn(tom).outlook.join()).not.toContain('Rüsttag');
    await card(tab).getByRole('button', { name: 'Schließen' }).click();
    await card(tab).waitFor({ state: 'detached' });
    await openNewest(tab);
    await entry(tab, 'Rüsttag 3').getByText('Aus Outlook entfernt · In Lupax gelöscht').waitFor();
  });

  it('stays as it is on both sides once it is discarded', async () => {
    const tom = stage.person('tom');
    await makeWait(tom, 'Puffertag');
    const { tab } = await open({ person: 'tom' });
    await card(tab).getByRole('button', { name: 'Verwerfen' }).click();
    await tab.getByRole('dialog', { name: 'Wirklich verwerfen?' }).getByRole('button', { name: 'Verwerfen' }).click();
    await card(tab).getByText('Die Termine bleiben auf beiden Seiten, wie sie sind.').waitFor();
    await card(tab).getByRole('button', { name: 'Schließen' }).click();
    await card(tab).waitFor({ state: 'detached' });
    await openNewest(tab);
    await entry(tab, 'Puffertag 3').getByText('Aus Outlook nicht entfernt · Sie haben es verworfen').waitFor();
    expect(titlesIn(tom).outlook).toContain('Puffertag 3');
    expect(titlesIn(tom).lupax).not.toContain('Puffertag 3');
  });

  it('waits on when the question is cancelled or cannot be answered', async () => {
    const { page, tab } = await openWith([
      makeRun(WAITING, { state: 'waiting_for_approval', counts: { outlook: COUNTS, lupax: COUNTS } }),
    ]);
    const approve = card(tab).getByRole('button', { name: 'Ausführen' });
    await approve.click();
    await tab.getByRole('dialog').getByRole('button', { name: 'Abbrechen' }).click();
    await tab.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => approve.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.route('**/api/me/runs/r/approve', (route) => route.abort());
    await approve.click();
    await tab.getByRole('dialog').getByRole('button', { name: 'Ausführen' }).click();
    await card(tab).getByText('Der Server antwortet nicht').waitFor();
    await approve.waitFor();
  });
});

describe('undoing a run', () => {
  it('restores what it wrote and pauses; “Fortsetzen” goes on', async () => {
    const mia = stage.person('mia');
    const api = apiOf('mia');
    const readPaused = async () => (await api.call<Settings>('GET', '/api/me/settings')).paused;
    expect(titlesIn(mia).lupax).toContain('Crewplanung Dezember');
    const { page, tab } = await open({ person: 'mia' });
    await openNewest(tab);
    await tab.getByRole('button', { name: 'Rückgängig machen' }).click();
    await expectAccessible(page);
    await tab.getByRole('dialog').getByRole('button', { name: 'Rückgängig machen' }).click();
    await tab.getByText('Der Durchlauf ist rückgängig gemacht').waitFor();
    expect(titlesIn(mia).lupax).not.toContain('Crewplanung Dezember');
    await tab.getByText('Die Synchronisation pausiert', { exact: true }).waitFor();
    expect(await readPaused()).toBe(true);
    await expectAccessible(page);

    await tab.getByRole('button', { name: 'Fortsetzen' }).click();
    await tab.getByRole('button', { name: 'Fortsetzen' }).waitFor({ state: 'detached' });
    expect(await readPaused()).toBe(false);

    await page.reload();
    await tab.getByText('Rücknahme', { exact: true }).waitFor();
    await tab.getByRole('button', { name: /Rückgängig gemacht$/ }).click();
    await entry(tab, 'Crewplanung Dezember').waitFor();
    expect(await tab.getByRole('button', { name: 'Rückgängig machen' }).count()).toBe(0);
  });

  it('says why when it is refused', async () => {
    const { page, tab } = await openWith([makeRun([OPERATION])]);
    await page.route('**/api/me/runs/r/undo', (route) => route.abort());
    await openNewest(tab);
    await tab.getByRole('button', { name: 'Rückgängig machen' }).click();
    await tab.getByRole('dialog').getByRole('button', { name: 'Rückgängig machen' }).click();
    await tab.getByText('Der Server antwortet nicht').waitFor();
  });
});

describe('the view', () => {
  it.each([
    ['de', 'Noch ist nichts geschehen'],
    ['en', 'Nothing has happened yet'],
  ] as const)('says that nothing has happened yet (%s)', async (language, words) => {
    const { page, tab } = await openWith([], { language });
    await tab.getByRole('heading', { name: words }).waitFor();
    await expectAccessible(page);
  });

  it('shows grey rows while it loads, and why when it cannot', async () => {
    let answer: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (answer = resolve));
    const { page, tab } = await open({}, (page) =>
      page.route('**/api/me/runs', async (route) => {
        await asked;
        await route.fulfill({ status: 502, contentType: 'text/html', body: '' });
      }),
    );
    await tab.getByLabel('Wird geladen …').first().waitFor();
    answer();
    await tab.getByText('Der Server antwortet nicht').waitFor();
    await page.unroute('**/api/me/runs');
    await tab.getByRole('button', { name: 'Noch einmal versuchen' }).click();
    await tab.getByRole('heading', { name: 'Durchläufe' }).waitFor();
  });

  it('keeps what it shows while the device is offline, and says so', async () => {
    const { page, tab } = await open();
    await tab.getByRole('heading', { name: 'Durchläufe' }).waitFor();
    await page.context().setOffline(true);
    await tab.getByText('Sie sind offline').waitFor();
    await tab.getByRole('button', { expanded: false }).first().waitFor();
    await page.context().setOffline(false);
    await tab.getByText('Sie sind offline').waitFor({ state: 'detached' });
  });
});

describe('the activity, for everybody', () => {
  /** All its cards at once. */
  const RUNS = [
    makeRun(WAITING, { id: 'w', state: 'waiting_for_approval' }),
    makeRun([CONFLICT, OPERATION, { ...OPERATION, title: 'Fahrt', result: 'failed', failure: 'unavailable' }]),
    makeRun([OPERATION], { id: 'u', kind: 'undo' }),
    makeRun([OPERATION], { id: 'v', undone: true }),
  ];
  const openAll = async (look: Look) => {
    const opened = await openWith(RUNS, look);
    await opened.tab.getByRole('button', { expanded: false }).nth(1).click();
    await opened.tab.getByRole('region', { name: /: Begehung$/ }).waitFor();
    return opened;
  };

  it.each([
    ['de', 'Verwerfen'],
    ['en', 'Discard'],
  ] as const)(
    'is accessible in every theme and fits a telephone, its questions too (%s)',
    async (language, discard) => {
      const { page, tab } = await openAll({ language });
      await inEachTheme(page, () => expectAccessible(page));
      await page.setViewportSize({ width: 360, height: 760 });
      await expectNoOverflow(page);
      await tab.getByRole('button', { name: discard }).click();
      await tab.getByRole('dialog').waitFor();
      await expectNoOverflow(page);
      await expectAccessible(page);
    },
  );
});
