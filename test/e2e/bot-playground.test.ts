import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Stoppable } from '../demo/demo.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { setStage, type Stage } from '../playground/stage.ts';

/** Played through as a person would, in the Microsoft 365 Agents Playground with the demo's company. */
const PATIENCE_MS = 15_000;

const parts: Stoppable[] = [];
let stage: Stage;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  stage = await setStage({
    language: 'de',
    print: () => undefined,
    width: undefined,
    env: { PORT: '0', LOG_LEVEL: 'silent', SYNC_INTERVAL_SECONDS: '0' },
    onStart: (part) => void parts.push(part),
  });
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(stage.playground.url);
}, 90_000);
afterAll(async () => {
  await browser?.close();
  for (const part of parts.reverse()) await part.stop();
}, 30_000);

async function say(text: string): Promise<void> {
  const box = page.getByRole('textbox').first();
  await box.click();
  await page.keyboard.insertText(text);
  await page.keyboard.press('Enter');
}

/** The newest card that shows the text. */
function cardWith(text: string): Locator {
  return page.locator('.ac-adaptiveCard').filter({ hasText: text }).last();
}
/** As Lupax writes dates: with an offset, without fractions. */
const inFuture = (ms: number) => new Date(Date.now() + ms).toISOString().replace(/\.\d+Z$/, '+00:00');
const press = (card: Locator, title: string) => card.getByRole('button', { name: title, exact: true }).click();
const seen = (locator: Locator) => locator.waitFor({ state: 'visible', timeout: PATIENCE_MS });

test('greeting, booking with a busy participant, confirming twice, reminder, snooze, done, cancel', async () => {
  const { sandbox, company } = stage.demo;
  const [anna, tom] = company.people;
  const meetings = () => sandbox.graph.events(anna!.objectId).filter(({ subject }) => subject === 'Bühne Abnahme');

  await seen(cardWith('Willkommen bei Lupax'));
  await say('Hallo!');
  await seen(cardWith('Guten Tag, Anna!'));
  await say('heute');
  await seen(cardWith('Heute, '));

  const day = new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 10);
  const at = (time: string) => ({ dateTime: `${day}T${time}:00`, timeZone: 'Europe/Berlin' });
  const calendar = sandbox.graph.defaultCalendarId(tom!.objectId);
  sandbox.graph.addEvent(tom!.objectId, calendar, { subject: 'Probe', start: at('13:00'), end: at('16:00') });
  await say(
    `Besprechung mit Tom Wagner und gast@extern.example am ${day.split('-').reverse().join('.')} um 14 Uhr, 45 Minuten, Bühne Abnahme`,
  );
  const busy = cardWith('Dann ist nicht frei');
  await seen(busy);
  expect(await busy.textContent()).toContain('Tom Wagner ist am');
  const proposals = busy.getByRole('button', { name: /^\w\w\., / });
  expect(await proposals.count()).toBe(3);
  await proposals.first().click();
  const confirmation = cardWith('Besprechung anlegen?');
  await seen(confirmation);
  expect(meetings()).toEqual([]);
  // Twice, as fast as a mouse can.
  await confirmation.getByRole('button', { name: 'Anlegen und einladen', exact: true }).dblclick();
  const booked = cardWith('Besprechung angelegt');
  await seen(booked);
  await page.waitForTimeout(500);
  expect(meetings()).toHaveLength(1);

  await press(booked, 'Besprechung absagen');
  const question = cardWith('Wirklich absagen?');
  await seen(question);
  expect(meetings()).toHaveLength(1);
  await press(question, 'Ja, absagen');
  await seen(cardWith('Die Besprechung ist abgesagt'));
  expect(meetings()).toEqual([]);

  const task = sandbox.lupax.addTask(anna!.lupaxUserId, company.organizationId, {
    title: 'Truss bestellen',
    due_at: inFuture(3_600_000),
    remind_at: inFuture(1_000),
  });
  const reminder = cardWith('Truss bestellen');
  await seen(reminder);
  await press(reminder, 'Später');
  await press(reminder, 'In 10 Minuten');
  await seen(cardWith('Ich erinnere Sie wieder'));

  sandbox.lupax.addTask(anna!.lupaxUserId, company.organizationId, {
    title: 'Motoren prüfen',
    due_at: inFuture(3_600_000),
    remind_at: inFuture(1_000),
  });
  const second = cardWith('Motoren prüfen');
  await seen(second);
  await press(second, 'Erledigt');
  await seen(cardWith('In Lupax als erledigt markiert.'));
  const tasks = sandbox.lupax.tasks(anna!.lupaxUserId);
  expect(tasks.find(({ id }) => id === task.id)).toMatchObject({ done: 0 });
  expect(tasks.find(({ title }) => title === 'Motoren prüfen')).toMatchObject({ done: 1 });
}, 120_000);
