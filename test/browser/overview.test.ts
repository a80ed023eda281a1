import { DateTime } from 'luxon';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addDays, findMonday } from '../../addin/tab/overview/plan-week.ts';
import type { Attention, Entry } from '../../server/http/api-types.ts';
import { TIME_ZONE } from '../demo/company/index.ts';
import {
  expectAccessible,
  expectNoOverflow,
  inEachTheme,
  LANGUAGES,
  openStage,
  type Look,
  type Stage,
} from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await Promise.all((['anna', 'mia'] as const).map((key) => stage.demo.apiOf(stage.person(key)).sync()));
});
afterAll(() => stage.stop());
afterEach(() => stage.clear());

const open = (look: Look = {}, prepare?: (page: Page) => Promise<void>) =>
  stage.open({ view: 'overview', person: 'anna', ...look }, prepare);

const MONDAY = findMonday(new Date());
const day = (number: number) => {
  const date = addDays(MONDAY, number);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
};
const at = (number: number, time: string) => new Date(`${day(number)}T${time}:00`).toISOString();

/** A time next Wednesday in Berlin, as the device shows it. */
const writeBerlin = (time: string) =>
  DateTime.fromISO(`${day(9)}T${time}`, { zone: TIME_ZONE })
    .toLocal()
    .toFormat('HH:mm');

const ENTRY: Entry = {
  id: 'a',
  origin: 'outlook',
  title: 'Begehung',
  start: at(0, '09:00'),
  end: at(0, '10:30'),
  allDay: false,
  visibility: 'notes_private',
  calendarId: null,
  project: null,
  outlookUrl: 'https://outlook.office.com/calendar/item/a',
  lupaxUrl: 'https://lupax.example/appointments/1',
};
const WEEK: Entry[] = [
  ENTRY,
  { ...ENTRY, id: 'b', origin: 'lupax', title: 'Lagerinventur', allDay: true, start: day(2), end: day(3) },
  {
    ...ENTRY,
    id: 'c',
    origin: 'project',
    title: 'Tournee',
    start: at(3, '18:00'),
    end: at(5, '02:00'),
    visibility: null,
  },
  {
    ...ENTRY,
    id: 'd',
    title: '',
    start: at(6, '11:00'),
    end: at(6, '12:00'),
    outlookUrl: 'javascript:alert(1)',
    lupaxUrl: 'file:///etc/passwd',
    visibility: 'title_and_notes_private',
  },
];

const ATTENTION: Attention[] = [
  {
    id: '1',
    code: 'write_refused',
    since: at(0, '08:00'),
    title: '„Begehung“ konnte nicht in Outlook eingetragen werden',
    detail: 'Microsoft 365 hat den Termin abgelehnt, weil das Postfach voll ist.',
    fix: 'Schaffen Sie Platz im Postfach; danach geht es von selbst weiter.',
    entry: null,
  },
];

/** Opens the overview with a week and what needs attention as they are given. */
async function openWith({ week = WEEK, attention = [] }: { week?: Entry[]; attention?: Attention[] }, look: Look = {}) {
  const opened = await open(look, async (page) => {
    await page.route('**/api/me/entries?*', (route) => route.fulfill({ json: week }));
    await page.route('**/api/me/attention', (route) => route.fulfill({ json: attention }));
  });
  await opened.tab
    .getByRole('heading', { level: 3 })
    .or(opened.tab.getByText('gibt es keine Termine'))
    .first()
    .waitFor();
  return opened;
}

describe('how the synchronisation stands', () => {
  it('leads a new user to the calendars', async () => {
    const { tab } = await open({ person: 'tom' });
    await tab.getByRole('heading', { name: 'Noch nicht synchronisiert' }).waitFor();
    await tab.getByText('Kalender wählen', { exact: true }).click();
    await tab.getByRole('heading', { name: 'Kalender', level: 1 }).waitFor();
  });

  it('says that all is well, when it was synchronised and when it will be', async () => {
    const { tab } = await open();
    await tab.getByRole('heading', { name: 'Alles auf dem aktuellen Stand' }).waitFor();
    await tab.getByText(/^Zuletzt \d\d:\d\d · Nächste gegen .*\d\d:\d\d$/).waitFor();
  });

  it('says that it pauses, and leads to where that ends', async () => {
    const mia = stage.demo.apiOf(stage.person('mia'));
    await mia.call('PATCH', '/api/me/settings', { paused: true });
    const { tab } = await open({ person: 'mia' });
    await tab.getByRole('heading', { name: 'Die Synchronisation pausiert' }).waitFor();
    expect(await tab.getByRole('button', { name: 'Jetzt synchronisieren' }).count()).toBe(0);
    await tab.getByText('Zu den Einstellungen').click();
    await tab.getByRole('heading', { name: 'Einstellungen', level: 1 }).waitFor();
    await mia.call('PATCH', '/api/me/settings', { paused: false });
  });

  it('says what needs a person, why, and what to do', async () => {
    const { tab } = await openWith({ attention: ATTENTION });
    await tab.getByRole('heading', { name: 'Es gibt etwas zu klären' }).waitFor();
    const list = tab.getByRole('region', { name: 'Braucht Ihre Aufmerksamkeit' });
    for (const words of [ATTENTION[0]!.title, ATTENTION[0]!.detail, ATTENTION[0]!.fix]) {
      await list.getByText(words).waitFor();
    }
  });

  it('leads administrators, and nobody else, to the check of a set-up that is the matter', async () => {
    const attention = [
      ...ATTENTION,
      { ...ATTENTION[0]!, id: '2', code: 'secret_expired', title: 'Geheimnis abgelaufen' },
    ];
    const other = await openWith({ attention }, { person: 'mia' });
    await other.tab.getByText('Geheimnis abgelaufen').waitFor();
    expect(await other.tab.getByRole('link', { name: 'Einrichtung prüfen' }).count()).toBe(0);
    await stage.clear();
    const { tab } = await openWith({ attention });
    await tab.getByRole('link', { name: 'Einrichtung prüfen' }).click();
    await tab.getByRole('heading', { name: 'Verwaltung', level: 1 }).waitFor();
  });

  it('leads to what waits for a decision', async () => {
    const { page, tab } = await open({}, (page) =>
      page.route('**/api/me/runs', async (route) => {
        const runs = (await (await route.fetch()).json()) as object[];
        await route.fulfill({ json: [{ ...runs[0], state: 'waiting_for_approval' }, ...runs.slice(1)] });
      }),
    );
    await tab.getByRole('heading', { name: 'Es gibt etwas zu klären' }).waitFor();
    await tab.getByText('Ungewöhnlich viele Änderungen warten auf Ihre Entscheidung').waitFor();
    await expectAccessible(page);
    await tab.getByRole('link', { name: 'Zur Aktivität' }).click();
    await tab.getByRole('heading', { name: 'Aktivität', level: 1 }).waitFor();
  });

  it('shows a synchronisation as it runs, and says what came of it', async () => {
    const { graph, lupax } = stage.demo.sandbox;
    const { lupaxUserId } = stage.person('anna');
    lupax.addAppointment(lupaxUserId, stage.demo.company.organizationId, {
      title: 'Funkprobe',
      date_start: `${day(0)}T07:00:00`,
      date_end: `${day(0)}T08:00:00`,
    });
    const { tab } = await open();
    graph.setLatency(700);
    const button = tab.getByRole('button', { name: 'Jetzt synchronisieren' });
    await button.click();
    await tab.getByRole('progressbar', { name: 'Wird synchronisiert' }).waitFor();
    expect(await button.isDisabled()).toBe(true);
    await tab.getByText('Synchronisiert.').waitFor();
    graph.setLatency(0);
    await tab.getByText('Funkprobe').waitFor();
  });

  it('says in words why a synchronisation failed', async () => {
    const { graph } = stage.demo.sandbox;
    const { objectId } = stage.person('anna');
    const { tab } = await open();
    graph.setMailboxState(objectId, 'none');
    await tab.getByRole('button', { name: 'Jetzt synchronisieren' }).click();
    const result = tab.getByRole('group').filter({ hasText: 'Die Synchronisation ist fehlgeschlagen.' });
    await result.waitFor();
    expect(await result.textContent()).toMatch(/fehlgeschlagen\..*[Pp]ostfach/);
    graph.setMailboxState(objectId, 'ok');
    await stage.demo.apiOf(stage.person('anna')).sync();
  });
});

describe('the week', () => {
  it('has the entries of both sides, each once', async () => {
    const { tab } = await open();
    await tab.getByRole('button', { name: 'Nächste Woche' }).click();
    const fromOutlook = tab.getByRole('listitem').filter({ hasText: 'Bühne Abnahme Freilichtbühne Weißensee' });
    await fromOutlook.getByText('aus Outlook').waitFor();
    await fromOutlook.getByText(`${writeBerlin('09:00')}–${writeBerlin('11:30')}`).waitFor();
    const fromLupax = tab.getByRole('listitem').filter({ hasText: 'Angebot Weihnachtsfeier kalkulieren' });
    await fromLupax.getByText('aus Lupax').waitFor();
    await fromLupax.getByText('Notizen privat', { exact: true }).waitFor();
    expect(await fromOutlook.count()).toBe(1);
    expect(await fromLupax.count()).toBe(1);
  });

  it('says of each entry where it came from, when it is, and who sees what in Lupax', async () => {
    const { tab } = await openWith({});
    const row = (text: string) => tab.getByRole('listitem').filter({ hasText: text });
    expect(await row('Begehung').textContent()).toMatch(/^09:00–10:30.*aus Outlook.*Notizen privat/);
    expect(await row('Lagerinventur').textContent()).toMatch(/^ganztägig.*aus Lupax/);
    expect(await row('(ohne Titel)').textContent()).toMatch(/Notizen und Titel privat/);
    const parts = await row('Tournee').allTextContents();
    expect(parts.map((text) => text.split('Tournee')[0])).toEqual(['ab 18:00', 'ganztägig', 'bis 02:00']);
    expect(parts[0]).toContain('Lupax-Projekt');
    expect(await tab.getByText('Keine Termine').count()).toBe(1);
  });

  it('links to the web only, and never by what an address from outside may do', async () => {
    const { tab } = await openWith({});
    const link = tab.getByRole('link', { name: 'In Outlook öffnen: Begehung' });
    expect(await link.getAttribute('href')).toBe(ENTRY.outlookUrl);
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    await tab.getByRole('link', { name: 'In Lupax öffnen: Begehung' }).waitFor();
    const row = tab.getByRole('listitem').filter({ hasText: '(ohne Titel)' });
    expect(await row.getByRole('link').count()).toBe(0);
  });

  it('goes back, forth, and to today', async () => {
    const { tab } = await open();
    const heading = tab.locator('#week');
    await heading.waitFor();
    const now = await heading.textContent();
    await tab.getByRole('button', { name: 'Vorige Woche' }).click();
    await expect.poll(() => heading.textContent()).not.toBe(now);
    const previous = await heading.textContent();
    await tab.getByRole('button', { name: 'Nächste Woche' }).click();
    await expect.poll(() => heading.textContent()).toBe(now);
    await tab.getByRole('button', { name: 'Nächste Woche' }).click();
    await expect.poll(() => heading.textContent()).not.toBe(now);
    expect(await heading.textContent()).not.toBe(previous);
    await tab.getByRole('button', { name: 'Heute', exact: true }).click();
    await expect.poll(() => heading.textContent()).toBe(now);
    await tab.getByRole('heading', { level: 3, name: /^Heute, / }).waitFor();
  });

  it('says that it is empty', async () => {
    const { tab } = await openWith({ week: [] });
    await tab.getByText('In dieser Woche gibt es keine Termine').waitFor();
  });

  it('shows why it cannot be read, and reads it again when asked to', async () => {
    const { page, tab } = await open({}, (page) => page.route('**/api/me/entries?*', (route) => route.abort()));
    await tab.getByText('Der Server antwortet nicht').waitFor();
    await page.unroute('**/api/me/entries?*');
    await tab.getByRole('button', { name: 'Noch einmal versuchen' }).click();
    await tab.getByRole('heading', { level: 3 }).first().waitFor();
  });
});

describe('the overview, for everybody', () => {
  it.each(LANGUAGES)('is accessible in every theme, and fits a telephone (%s)', async (language) => {
    const { page } = await openWith({ attention: ATTENTION }, { language });
    await inEachTheme(page, () => expectAccessible(page));
    await page.setViewportSize({ width: 360, height: 760 });
    await expectNoOverflow(page);
  });
});
