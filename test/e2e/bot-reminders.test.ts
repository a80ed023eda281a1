import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startBotApi, readCard, type BotApi, type BotChat } from '../helpers/bot.ts';
import type { ApiPerson } from '../helpers/api.ts';

/** A Wednesday in winter, noon in Berlin. */
const NOON = Date.parse('2026-12-02T11:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let clock: number;
let api: BotApi;
let anna: ApiPerson;
let chat: BotChat;
beforeEach(async () => {
  clock = NOON;
  api = await startBotApi({ now: () => clock, reminderIntervalMs: 20 });
  anna = await api.setUp('Anna Berger');
  chat = api.openChat(anna);
  await chat.install();
  api.control.sent.splice(0);
});
afterEach(() => api.stop());

const at = (ms: number): string => new Date(ms).toISOString().replace('.000Z', '+00:00');
const addTask = (title: string, remindIn: number, dueIn = remindIn + HOUR) =>
  api.sandbox.lupax.addTask(anna.lupaxUserId, api.organizationId, {
    title,
    due_at: at(clock + dueIn),
    remind_at: at(clock + remindIn),
  });
const titles = () => chat.received().map((sent) => sent.activity.summary as string);

/** Until Lupax has been asked for reminders twice more, or nobody asks. */
async function settle(): Promise<void> {
  const count = () =>
    api.sandbox.lupax.requests.filter(({ path, status }) => path.endsWith('/reminders') && status > 0).length;
  const enough = count() + 3;
  const until = Date.now() + 1_500;
  while (count() < enough && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
}
async function passTo(ms: number): Promise<void> {
  clock = ms;
  await settle();
}

test('a task and an appointment are posted at their time, once, with what, when, where and a link', async () => {
  addTask('Truss bestellen', 10 * MINUTE);
  api.sandbox.lupax.addAppointment(anna.lupaxUserId, api.organizationId, {
    title: 'Abnahme Bühne',
    location: 'Halle 7',
    date_start: at(clock + 40 * MINUTE),
    date_end: at(clock + 2 * HOUR),
    reminder_minutes: 15,
  });
  await settle();
  expect(chat.received()).toEqual([]);
  await passTo(clock + 10 * MINUTE);
  expect(titles()).toEqual(['Erinnerung: Truss bestellen']);
  expect(readCard(chat.card())).toMatch(/Fällig\nheute um 13:10 Uhr/);
  await passTo(clock + 15 * MINUTE);
  expect(titles()).toEqual(['Erinnerung: Truss bestellen', 'Erinnerung: Abnahme Bühne']);
  expect(readCard(chat.card())).toMatch(/heute um 12:40 Uhr[^]*Halle 7/);
  expect(JSON.stringify(chat.card())).toContain('Action.OpenUrl');
  await passTo(clock + HOUR);
  expect(chat.received()).toHaveLength(2);
});

test('exactly once over restarts', async () => {
  for (let number = 1; number <= 5; number += 1) addTask(`Aufgabe ${number}`, number * MINUTE);
  for (let minute = 1; minute <= 6; minute += 1) {
    clock += MINUTE;
    await api.restart();
    await settle();
  }
  expect(titles().sort()).toEqual([1, 2, 3, 4, 5].map((number) => `Erinnerung: Aufgabe ${number}`));
});

test('the lead time of the settings brings reminders earlier', async () => {
  await anna.call('PATCH', '/api/me/settings', { reminders: { leadMinutes: 30 } });
  addTask('Truss bestellen', HOUR);
  await passTo(clock + 29 * MINUTE);
  expect(titles()).toEqual([]);
  await passTo(NOON + 30 * MINUTE);
  expect(titles()).toHaveLength(1);
});

test('what falls into the quiet hours comes once, as a digest, at their end, in the zone of the mailbox', async () => {
  addTask('Spät', 10 * HOUR);
  addTask('Nachts', 14 * HOUR);
  // 20:00 to 07:00 in Berlin is 19:00Z to 06:00Z.
  await passTo(Date.parse('2026-12-03T05:59:00Z'));
  expect(titles()).toEqual([]);
  await passTo(Date.parse('2026-12-03T06:00:00Z'));
  expect(titles()).toEqual(['2 Erinnerungen aus der Ruhezeit']);
  expect(readCard(chat.card())).toMatch(/Spät[^]*Nachts/);
  await passTo(clock + HOUR);
  expect(chat.received()).toHaveLength(1);
});

test('one alone from the quiet hours keeps its buttons, and is not called late', async () => {
  addTask('Nachts', 14 * HOUR, 30 * HOUR);
  await passTo(Date.parse('2026-12-03T06:00:00Z'));
  expect(titles()).toEqual(['Erinnerung: Nachts']);
  expect(readCard(chat.card())).not.toContain('verspätet');
  expect(readCard(chat.card())).toContain('Später');
});

test('one that is over by the time it could be sent says so', async () => {
  addTask('Verpasst', 10 * MINUTE, 30 * MINUTE);
  api.control.faults.add({ status: 502, times: 1_000 });
  await passTo(clock + 10 * MINUTE);
  api.control.faults.clear();
  await passTo(clock + HOUR);
  expect(titles()).toEqual(['Erinnerung: Verpasst']);
  expect(readCard(chat.card())).toContain('Diese Aufgabe war schon heute um 12:30 Uhr fällig');
});

test('done goes back to Lupax; the card turns into it, also when it is pressed twice', async () => {
  const task = addTask('Truss bestellen', MINUTE);
  await passTo(clock + MINUTE);
  const posted = chat.card();
  for (const _press of [1, 2])
    expect(readCard(await chat.click(posted, 'Erledigt'))).toContain('In Lupax als erledigt markiert.');
  expect(api.sandbox.lupax.tasks(anna.lupaxUserId)).toMatchObject([{ id: task.id, done: 1, revision: 2 }]);
});

test('later: the reminder comes again at its new time, once', async () => {
  addTask('Truss bestellen', MINUTE, 20 * HOUR);
  await passTo(clock + MINUTE);
  expect(readCard(await chat.click(chat.card(), 'In 10 Minuten'))).toContain(
    'Ich erinnere Sie wieder: heute um 12:11 Uhr.',
  );
  await passTo(clock + 9 * MINUTE);
  expect(titles()).toHaveLength(1);
  await passTo(clock + 2 * MINUTE);
  expect(titles()).toHaveLength(2);
  expect(readCard(await chat.click(chat.card(), 'Morgen um 8:00'))).toContain('morgen um 08:00 Uhr');
  await passTo(Date.parse('2026-12-03T07:00:00Z'));
  expect(titles()).toHaveLength(3);
});

/** What the metrics say of reminders, by result. */
async function readCounts() {
  const text = await (await fetch(`${api.url}/metrics`)).text();
  const read = (result: string) =>
    Number(new RegExp(`^lupax_reminders_total{result="${result}"} (\\d+)$`, 'm').exec(text)?.[1]);
  return { posted: read('posted'), put_off: read('put_off'), given_up: read('given_up') };
}

test('what is done in Lupax before its time comes is not posted', async () => {
  const task = addTask('Schon fertig', 10 * MINUTE);
  api.sandbox.lupax.editTask(task.id, { done: 1 });
  await passTo(clock + 20 * MINUTE);
  expect(titles()).toEqual([]);
});

test('throttled or failing: tried again when it is allowed, never doubled, and recorded', async () => {
  addTask('Truss bestellen', MINUTE, 5 * HOUR);
  api.control.faults.add({ status: 429, retryAfter: 120 });
  await passTo(clock + MINUTE);
  expect(titles()).toEqual([]);
  await passTo(clock + MINUTE);
  expect(titles()).toEqual([]);
  api.control.faults.add({ status: 502 });
  await passTo(clock + MINUTE + 1_000);
  expect(api.control.faults.pending()).toBe(0);
  await passTo(clock + MINUTE);
  expect(titles()).toEqual(['Erinnerung: Truss bestellen']);
  await passTo(clock + HOUR);
  expect(titles()).toHaveLength(1);
  const { body } = await anna.get(`/api/admin/users/${anna.objectId}/data`);
  expect(JSON.stringify(body)).toContain('"state":"posted"');
  expect(await readCounts()).toEqual({ posted: 1, put_off: 2, given_up: 0 });
});

test('not in the conversation any more: given up, until the person speaks to the bot again', async () => {
  api.control.closed.add(chat.conversationId);
  addTask('Eins', MINUTE);
  await passTo(clock + MINUTE);
  expect(await readCounts()).toEqual({ posted: 0, put_off: 0, given_up: 1 });
  api.control.closed.clear();
  addTask('Zwei', MINUTE);
  await passTo(clock + 5 * MINUTE);
  expect(titles()).toEqual([]);
  await chat.say('hallo');
  addTask('Drei', MINUTE);
  await passTo(clock + MINUTE);
  expect(titles().filter((title) => title.startsWith('Erinnerung'))).toEqual(['Erinnerung: Drei']);
});

test('switched off while Lupax is asked, nothing is posted any more', async () => {
  const { lupax } = api.sandbox;
  lupax.faults.add({ match: { url: /\/reminders\?/ }, kind: 'delay', ms: 400 });
  addTask('Eins', MINUTE);
  clock += 2 * MINUTE;
  await vi.waitFor(() => expect(lupax.faults.pending()).toBe(0), { timeout: 5_000, interval: 5 });
  await anna.call('PATCH', '/api/me/settings', { reminders: { enabled: false } });
  await settle();
  expect(titles()).toEqual([]);
});

test('uninstalling, switching off and unlinking stop the reminders', async () => {
  const task = addTask('Eins', MINUTE);
  await anna.call('PATCH', '/api/me/settings', { reminders: { enabled: false } });
  await passTo(clock + 2 * MINUTE);
  expect(titles()).toEqual([]);
  api.sandbox.lupax.deleteTask(task.id);
  await anna.call('PATCH', '/api/me/settings', { reminders: { enabled: true } });
  await chat.install('remove');
  await settle();
  addTask('Zwei', MINUTE);
  await passTo(clock + 2 * MINUTE);
  expect(titles()).toEqual([]);
});

test('administrators are reminded before the secret expires, and make a Serienaufgabe of it once', async () => {
  const { body } = await anna.get('/api/admin/microsoft365');
  const { tenantId, clientId } = body;
  await anna.call('PUT', '/api/admin/microsoft365', { tenantId, clientId, secretExpiresOn: '2027-01-04' });
  await passTo(Date.parse('2026-12-03T12:00:00Z'));
  expect(titles()).toEqual([]);
  await passTo(Date.parse('2026-12-05T12:00:00Z'));
  expect(titles()).toEqual(['Der Nachweis der App-Registrierung läuft in 30 Tagen ab']);
  const posted = chat.card();
  const [link = ''] = /https:[^"]+\/l\/entity\/[^"]+/.exec(JSON.stringify(posted)) ?? [];
  expect(new URL(link).searchParams.get('context')).toBe('{"subEntityId":"administration"}');
  for (const _press of [1, 2])
    expect(readCard(await chat.click(posted, 'Serienaufgabe in Lupax anlegen'))).toContain('Serienaufgabe');
  expect(api.sandbox.lupax.tasks(anna.lupaxUserId)).toMatchObject([
    { due_at: '2026-12-21T09:00:00+01:00', series: { rule: 'FREQ=WEEKLY;UNTIL=20270104T225959Z' } },
  ]);
  api.sandbox.lupax.deleteTask(api.sandbox.lupax.tasks(anna.lupaxUserId)[0]!.id);
  await passTo(Date.parse('2026-12-22T12:00:00Z'));
  await passTo(Date.parse('2027-01-03T12:00:00Z'));
  await passTo(Date.parse('2027-01-05T12:00:00Z'));
  expect(titles().slice(1)).toEqual([
    'Der Nachweis der App-Registrierung läuft in 13 Tagen ab',
    'Der Nachweis der App-Registrierung läuft morgen ab',
    'Der Nachweis der App-Registrierung ist abgelaufen',
  ]);
});
