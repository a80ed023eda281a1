import type { FrameLocator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { COMPANY } from '../demo/company/index.ts';
import { expectAccessible, expectNoOverflow, openStage, type Look, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => void (stage = await openStage()), 120_000);
afterAll(() => stage.stop());
afterEach(() => stage.clear());

const { tenantId, app } = COMPANY;
const changeApp = (patch: Parameters<typeof stage.demo.sandbox.entra.changeApp>[2]) =>
  stage.demo.sandbox.entra.changeApp(tenantId, app.clientId, patch);
const restore = () => changeApp({ roles: [...app.roles], secrets: [{ value: app.clientSecret }] });

async function open(look: Look = {}) {
  const opened = await stage.open({ view: 'administration', person: 'anna', ...look });
  const name = look.language === 'en' ? 'Check the set-up' : 'Einrichtung prüfen';
  const section = opened.tab.getByRole('region', { name });
  await section.waitFor({ timeout: 60_000 });
  return { ...opened, section };
}
const results = (tab: FrameLocator) => tab.getByRole('list', { name: 'Ergebnis der Prüfung' });

describe('the check of the set-up on the page', { timeout: 180_000 }, () => {
  it('names a fault with what to do, where, and the script with the own ids; writes nothing', async () => {
    changeApp({ secrets: [] });
    stage.demo.sandbox.graph.clearLog();
    const { tab, section } = await open();
    await section.getByRole('button', { name: 'Prüfen', exact: true }).click();
    await results(tab).waitFor({ timeout: 60_000 });
    const fault = results(tab).getByRole('listitem').filter({ hasText: 'Falsches Geheimnis' });
    await fault.getByText('(Fehler)').waitFor();
    expect(await fault.getByRole('link').getAttribute('href')).toContain(app.clientId);
    expect(await fault.locator('pre').textContent()).toContain(`appId eq '${app.clientId}'`);
    await fault.getByRole('button', { name: 'Skript kopieren: Falsches Geheimnis' }).waitFor();
    await results(tab)
      .getByRole('listitem')
      .filter({ hasText: 'Berechtigungen' })
      .getByText('(nicht geprüft)')
      .waitFor();
    await section
      .getByRole('status')
      .getByText(/^Gefundene Fehler: [1-9]/)
      .waitFor();
    expect(stage.demo.sandbox.graph.writes()).toEqual([]);
    restore();
  });

  it('tries another mailbox and writes to it when asked to, from the keyboard alone', async () => {
    const { tab, section } = await open();
    // Its subscription is taken.
    stage.demo.sandbox.graph.setHandshakeTimeout(10_000);
    stage.demo.sandbox.graph.clearLog();
    await section.getByLabel('Postfach, mit dem geprüft wird').fill(stage.person('mia').email);
    await tab.getByRole('button', { name: 'Prüfen mit Schreibprobe' }).press('Enter');
    await results(tab).waitFor({ timeout: 60_000 });
    const written = results(tab).getByRole('listitem').filter({ hasText: 'Kalender schreiben' });
    await written.getByText(stage.person('mia').email).waitFor();
    const writes = stage.demo.sandbox.graph.writes().map(({ method }) => method);
    expect(writes.filter((method) => method === 'POST').length).toBe(writes.filter((m) => m === 'DELETE').length);
    expect(writes.length).toBeGreaterThanOrEqual(2);
    stage.demo.sandbox.graph.setHandshakeTimeout(0);
  });

  it('says at the field that it is no address, without asking the server', async () => {
    const { page, section } = await open();
    let asked = 0;
    page.on('request', (request) => void (asked += request.url().includes('/check') ? 1 : 0));
    await section.getByLabel('Postfach, mit dem geprüft wird').fill('mia');
    await section.getByRole('button', { name: 'Prüfen', exact: true }).click();
    await section.getByText('Das ist keine E-Mail-Adresse.').waitFor();
    expect(asked).toBe(0);
  });

  it.each([
    [{ theme: 'default', width: 360, language: 'de' }],
    [{ theme: 'dark', width: 1100, language: 'en' }],
    [{ theme: 'contrast', width: 360, language: 'en' }],
  ] satisfies [Look][])('can be read by everybody: %j', async (look) => {
    changeApp({ roles: ['User.Read.All'] });
    const { page, tab, section } = await open(look);
    const button = look.language === 'en' ? 'Check' : 'Prüfen';
    await section.getByRole('button', { name: button, exact: true }).click();
    await section.getByRole('listitem').first().waitFor({ timeout: 60_000 });
    await expectNoOverflow(page);
    await expectAccessible(page);
    if (process.env['PICTURES'])
      await section.screenshot({ path: `${process.env['PICTURES']}/check-${look.theme}-${look.width}.png` });
    expect(await tab.getByText('administration.').count()).toBe(0);
    restore();
  });

  it('has the scripts of the set-up, filled in, from unfolding them on', async () => {
    const { page, tab } = await open({ width: 360 });
    await tab.getByText('Skripte für die Einrichtung').click();
    await tab.getByRole('button', { name: 'Skript kopieren: Auf die Postfächer einer Gruppe begrenzen' }).waitFor();
    const scripts = await tab.locator('pre').allTextContents();
    expect(scripts.some((script) => script.includes(`New-ServicePrincipal -AppId '${app.clientId}'`))).toBe(true);
    const consent = tab.getByRole('link', { name: /^Stattdessen im Browser erledigen/ });
    expect(await consent.getAttribute('href')).toContain(app.clientId);
    await expectAccessible(page);
    await expectNoOverflow(page);
  });
});
