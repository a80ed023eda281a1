import type { FrameLocator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  expectAccessible,
  expectNoOverflow,
  inEachTheme,
  LANGUAGES,
  openStage,
  type Look,
  type Stage,
} from './stage.ts';
import { unlink } from './unlink.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await unlink(stage, stage.person('tom'));
});
afterAll(() => stage.stop());
afterEach(() => stage.clear());
beforeEach(() => stage.demo.sandbox.lupax.faults.clear());

const open = (look: Look = {}) => stage.open({ person: 'tom', ...look });
async function connect(tab: FrameLocator, password = stage.person('tom').password): Promise<void> {
  await tab.getByLabel('Passwort bei Lupax').fill(password);
  await tab.getByRole('button', { name: 'Verbinden' }).click();
}

describe('whoever is not linked', () => {
  it('sees what will happen, and finds their e-mail address filled in', async () => {
    const { tab } = await open();
    await tab.getByRole('heading', { name: 'Outlook und Lupax verbinden' }).waitFor();
    await tab.getByText('bis dahin wird nichts übertragen').waitFor();
    expect(await tab.getByLabel('E-Mail-Adresse bei Lupax').inputValue()).toBe(stage.person('tom').email);
  });

  it('is told at the field what is missing', async () => {
    const { tab } = await open();
    await tab.getByRole('button', { name: 'Verbinden' }).click();
    await tab.getByText('Geben Sie Ihr Lupax-Passwort ein.').waitFor();
    const password = tab.getByLabel('Passwort bei Lupax');
    expect(await password.evaluate((input) => input === document.activeElement)).toBe(true);
    await tab.getByLabel('E-Mail-Adresse bei Lupax').fill('');
    await tab.getByText('Geben Sie die E-Mail-Adresse Ihres Lupax-Kontos ein.').waitFor();
  });

  it('is told at the password that it is wrong, and types it in again', async () => {
    const { page, tab } = await open();
    await connect(tab, 'falsch');
    await tab.getByText('Es ist das Passwort von Lupax').waitFor();
    const password = tab.getByLabel('Passwort bei Lupax');
    expect(await password.getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => password.evaluate((input) => input === document.activeElement)).toBe(true);
    await expectAccessible(page);
  });

  it('is told when the interface is not enabled, Lupax is away, or the organisation belongs to others', async () => {
    const { sandbox, company } = stage.demo;
    const { page, tab } = await open();
    sandbox.lupax.setInterface(company.organizationId, { enabled: false });
    await connect(tab);
    await tab.getByText('Bitten Sie Ihre Lupax-Administration, sie freizuschalten').waitFor();
    await expectAccessible(page);
    sandbox.lupax.setInterface(company.organizationId, { enabled: true });

    for (const [code, status, words] of [
      ['lupax_unavailable', 502, 'Lupax antwortet gerade nicht'],
      ['tenant_mismatch', 403, 'Diese Organisation gehört zu einem anderen Microsoft 365'],
      ['too_many_requests', 429, 'bis zu 15 Minuten gesperrt'],
      ['organization_unknown', 422, 'Keine passende Organisation'],
    ] as const) {
      const body = JSON.stringify({ type: code, code, status, title: code, detail: code });
      await page.route('**/api/me/link', (route) =>
        route.fulfill({ status, contentType: 'application/problem+json', body }),
      );
      await tab.getByRole('button', { name: 'Verbinden' }).click();
      await tab.getByText(words).waitFor();
      await page.unroute('**/api/me/link');
    }
    await page.context().setOffline(true);
    await tab.getByRole('button', { name: 'Verbinden' }).click();
    await tab.getByText('Sie sind offline').first().waitFor();
    await page.context().setOffline(false);
  });

  it('of several organisations chooses one, and lands on the calendars', async () => {
    const { lupax } = stage.demo.sandbox;
    const tom = stage.person('tom');
    const first = stage.demo.company.organizationId;
    const second = lupax.addOrganization({ title: 'Zweite Bühne Potsdam' });
    lupax.changeUser(tom.lupaxUserId, { organizationIds: [second, first] });
    const { page, tab } = await open();
    await connect(tab);
    await tab.getByRole('heading', { name: 'Welche Organisation?' }).waitFor();
    await expectAccessible(page);
    await tab.getByRole('radio', { name: 'Lichtbogen Veranstaltungstechnik Berlin' }).check();
    await tab.getByRole('button', { name: 'Verbinden' }).click();
    await tab.getByRole('heading', { name: 'Kalender', level: 1 }).waitFor();
    const me = await stage.demo.apiOf(tom).call<{ link: { organization: { id: number } } }>('GET', '/api/me');
    expect(me.link.organization.id).toBe(first);
    lupax.changeUser(tom.lupaxUserId, { organizationIds: [first] });
    await unlink(stage, tom);
  });
});

describe('whoever has to sign in to Lupax again', () => {
  it('reads that calendars and settings stay, and goes on where they were', async () => {
    const mia = stage.person('mia');
    await stage.demo.apiOf(mia).call('PATCH', '/api/me/settings', { pastDays: 7 });
    stage.demo.sandbox.lupax.expireTokens(mia.lupaxUserId);
    await stage.demo.apiOf(mia).sync();
    const { tab } = await stage.open({ person: 'mia', view: 'settings' });
    await tab.getByRole('heading', { name: 'Bei Lupax neu anmelden' }).waitFor();
    await tab.getByText('Ihre Kalender und Einstellungen bleiben, wie sie sind.').waitFor();
    await connect(tab, mia.password);
    await tab.getByRole('navigation', { name: 'Ansichten' }).waitFor();
    await tab.getByRole('link', { name: 'Einstellungen' }).waitFor();
    const settings = await stage.demo.apiOf(mia).call<{ pastDays: number }>('GET', '/api/me/settings');
    expect(settings.pastDays).toBe(7);
  });
});

describe('the page', () => {
  it.each(LANGUAGES)('can be used by everybody in every theme, and fits a telephone: %s', async (language) => {
    const { page, tab } = await open({ language, width: 360 });
    await tab.getByRole('heading', { level: 1 }).waitFor();
    await inEachTheme(page, async () => {
      await expectAccessible(page);
      await expectNoOverflow(page);
    });
  });
});
