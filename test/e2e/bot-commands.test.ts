import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ApiPerson } from '../helpers/api.ts';
import { findActions, readCard, startBotApi, type BotApi, type BotChat } from '../helpers/bot.ts';

/** A Wednesday in winter, 10:00 in Berlin. */
const NOW = Date.parse('2026-12-02T09:00:00Z');

let api: BotApi;
let anna: ApiPerson;
let chat: BotChat;
beforeAll(async () => {
  api = await startBotApi({ now: () => NOW });
  anna = await api.setUp('Anna Berger');
  chat = api.openChat(anna);
  const id = api.sandbox.graph.defaultCalendarId(anna.objectId);
  api.sandbox.graph.setSharing(anna.objectId, id, 'read');
  await anna.get('/api/me/calendars');
  await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(id)}`, { direction: 'both' });
});
afterAll(() => api.stop());
beforeEach(() => void api.control.sent.splice(0));

const addEvent = (subject: string, start: string, end: string) =>
  api.sandbox.graph.addEvent(anna.objectId, api.sandbox.graph.defaultCalendarId(anna.objectId), {
    subject,
    start: { dateTime: start, timeZone: 'Europe/Berlin' },
    end: { dateTime: end, timeZone: 'Europe/Berlin' },
  });
const appointments = () => api.sandbox.lupax.appointments(anna.lupaxUserId).map(({ title }) => title);

test('installing is answered with a welcome; every card has a text for where cards are not', async () => {
  await chat.install();
  const [sent] = chat.received();
  expect(readCard(chat.card())).toContain('Willkommen bei Lupax');
  expect(sent!.activity.summary).toContain('Willkommen');
  expect(chat.card()).toMatchObject({ type: 'AdaptiveCard', version: '1.5', fallbackText: expect.stringMatching(/./) });
});

test('the two events of one installation are welcomed once; one alone is enough', async () => {
  const room = api.openChat(anna, 'groupChat');
  await api.send(room.base({ type: 'conversationUpdate', membersAdded: [{ id: '28:lupax' }] }));
  await room.install();
  expect(room.received()).toHaveLength(1);
  expect(readCard(room.card())).toContain('wenn Sie mich erwähnen');
});

test('the OpenAPI document has the bot while it is on', async () => {
  const document = (await (await fetch(`${api.url}/api/openapi.json`)).json()) as { paths: object };
  expect(Object.keys(document.paths)).toContain('/api/messages');
});

test.each([
  ['hilfe', 'Was ich kann'],
  ['help', 'What I can do'],
  ['Hallo', 'Guten Tag, Anna!'],
  ['danke', 'Gern geschehen.'],
  ['ja', 'Hier ist gerade nichts zu bestätigen.'],
  ['Wann ist die nächste Besprechung?', 'Fragen zu einzelnen Terminen'],
  ['Der Kaffee war gut.', 'Das habe ich nicht verstanden'],
  ['', 'Schreiben Sie mir zum Beispiel'],
])('"%s" is answered', async (sentence, expected) => {
  expect(readCard((await chat.say(sentence))[0])).toContain(expected);
});

test('sync synchronises, and says what was written', async () => {
  addEvent('Abnahme', '2026-12-02T14:00:00', '2026-12-02T15:00:00');
  addEvent('Aufbau *Halle 7*', '2026-12-03T08:00:00', '2026-12-03T12:00:00');
  const [card] = await chat.say('sync');
  expect(readCard(card)).toMatch(/Synchronisiert[^]*Lupax\nneu 2, geändert 0, gelöscht 0/);
  expect(appointments().sort()).toEqual(['Abnahme', 'Aufbau *Halle 7*']);
});

test('today and tomorrow show entries and tasks that are due, as text and not as Markdown', async () => {
  api.sandbox.lupax.addTask(anna.lupaxUserId, api.organizationId, {
    title: 'Truss bestellen',
    due_at: '2026-12-02T17:00:00+01:00',
  });
  const [today] = await chat.say('heute');
  expect(readCard(today)).toMatch(
    /Heute, Mittwoch, 2\. Dezember 2026[^]*14:00 Uhr\nAbnahme[^]*17:00 Uhr\nTruss bestellen/,
  );
  const [tomorrow] = await chat.say('tomorrow');
  expect(readCard(tomorrow)).toContain('Tomorrow, Thursday, 3 December 2026');
  expect(readCard(tomorrow)).toContain('Aufbau \\*Halle 7\\*');
});

test('status, pause and resume', async () => {
  expect(readCard((await chat.say('status'))[0])).toMatch(
    /anna@hauptstadt\.example[^]*Zuletzt synchronisiert\nheute um/,
  );
  expect(readCard((await chat.say('pause'))[0])).toContain('pausiert');
  expect((await anna.get('/api/me/settings')).body.paused).toBe(true);
  const [status] = await chat.say('status');
  expect(readCard(status)).toContain('Die Synchronisation pausiert');
  await chat.click(status, 'Fortsetzen');
  expect((await anna.get('/api/me/settings')).body.paused).toBe(false);
});

test('undo asks first, and takes the last synchronisation back', async () => {
  const [question] = await chat.say('rückgängig');
  expect(readCard(question)).toContain('Letzte Synchronisation zurücknehmen?');
  expect(readCard(await chat.click(question, 'Nein, so lassen'))).toContain('Es bleibt, wie es ist.');
  expect(appointments()).toHaveLength(2);
  expect(readCard(await chat.click(question, 'Rückgängig machen'))).toContain('Zurückgenommen.');
  expect(appointments()).toEqual([]);
  await chat.click(question, 'Rückgängig machen');
  expect(readCard(chat.card())).toContain('schon rückgängig gemacht');
  await chat.say('weiter');
});

test('a plan that waits is approved or discarded on its card', async () => {
  const ids = Array.from({ length: 15 }, (_each, index) =>
    addEvent(
      `Schicht ${index}`,
      `2026-12-07T${String(index + 5).padStart(2, '0')}:00:00`,
      `2026-12-07T${String(index + 5).padStart(2, '0')}:30:00`,
    ),
  );
  await chat.say('sync');
  const before = appointments().length;
  for (const id of ids) api.sandbox.graph.deleteEvent(anna.objectId, id);
  const [card] = await chat.say('sync');
  expect(readCard(card)).toContain('15 Einträge würden gelöscht oder offener gezeigt.');
  expect(findActions(card).map(({ title }) => title)).toEqual(['Ausführen', 'Verwerfen']);
  expect(appointments()).toHaveLength(before);
  const [again] = await chat.say('ausführen');
  expect(readCard(again)).toMatch(/Bitte bestätigen|nichts zu bestätigen/);
  expect(readCard(await chat.click(card, 'Ausführen'))).toContain('gelöscht 15');
  expect(appointments()).toHaveLength(before - 15);
  await chat.click(card, 'Verwerfen');
  expect(readCard(chat.card())).toContain('wartet nicht auf eine Bestätigung');
});

test('somebody who is not linked is led to the tab', async () => {
  const tom = api.addPerson('Tom Wagner');
  const card = (await api.openChat(tom).say('heute'))[0];
  expect(readCard(card)).toContain('Noch nicht mit Lupax verknüpft');
  expect(findActions(card)[0]!.url).toMatch(/^https:\/\/teams\.microsoft\.com\/l\/entity\//);
});

test('the language of the settings goes before that of Teams', async () => {
  await anna.call('PATCH', '/api/me/settings', { language: 'en' });
  expect(readCard((await chat.say('status'))[0])).toContain('Last synchronised');
  await anna.call('PATCH', '/api/me/settings', { language: null });
});

test('a reply that is throttled is tried again', async () => {
  api.control.faults.add({ status: 429, retryAfter: 1 });
  api.control.faults.add({ status: 502 });
  expect(await chat.say('hilfe')).toHaveLength(1);
});

test('a conversation that is gone makes no error: Teams would send the activity again', async () => {
  api.control.closed.add(chat.conversationId);
  expect(await chat.say('hilfe')).toEqual([]);
  api.control.closed.delete(chat.conversationId);
});
