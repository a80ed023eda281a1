import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ApiPerson } from '../helpers/api.ts';
import { findActions, readCard, startBotApi, type BotApi, type BotChat } from '../helpers/bot.ts';

/** A Wednesday in winter, 10:00 in Berlin. */
const NOW = Date.parse('2026-12-02T09:00:00Z');
const SENTENCE = 'Besprechung mit Tom Wagner und kim@extern.example morgen 14 Uhr, 45 Minuten, Bühne Abnahme';

let clock: number;
let api: BotApi;
let anna: ApiPerson;
let tom: ApiPerson;
let chat: BotChat;
beforeEach(async () => {
  clock = NOW;
  api = await startBotApi({ now: () => clock });
  anna = await api.setUp('Anna Berger');
  tom = api.addPerson('Tom Wagner');
  chat = api.openChat(anna);
});
afterEach(() => api.stop());

const events = (person: ApiPerson) => api.sandbox.graph.events(person.objectId);
const addEvent = (person: ApiPerson, start: string, end: string, more: object = {}) =>
  api.sandbox.graph.addEvent(person.objectId, api.sandbox.graph.defaultCalendarId(person.objectId), {
    subject: 'Etwas Eigenes',
    start: { dateTime: start, timeZone: 'Europe/Berlin' },
    end: { dateTime: end, timeZone: 'Europe/Berlin' },
    ...more,
  });
const titlesOf = (card: unknown) => findActions(card).map(({ title }) => title);

test('one sentence and one confirmation make one meeting, however often the card is pressed', async () => {
  const [card] = await chat.say(SENTENCE);
  expect(readCard(card)).toContain('Besprechung anlegen?');
  expect(readCard(card)).toContain('Donnerstag, 3. Dezember 2026, 14:00–14:45 Uhr (Mitteleuropäische Normalzeit)');
  expect(readCard(card)).toContain('Tom Wagner, kim@extern.example (extern)');
  expect(readCard(card)).toContain('Ob kim@extern.example Zeit hat, kann ich nicht sehen.');
  expect(events(anna)).toEqual([]);
  expect(api.sandbox.graph.mails).toEqual([]);

  const answers = await Promise.all([1, 2, 3].map(() => chat.click(card, 'Anlegen und einladen')));
  await api.restart();
  const again = await chat.click(card, 'Anlegen und einladen');
  for (const answer of [...answers, again]) expect(readCard(answer)).toContain('Besprechung angelegt');
  expect(events(anna)).toMatchObject([
    { subject: 'Bühne Abnahme', isOnlineMeeting: true, start: { dateTime: '2026-12-03T13:00:00.0000000' } },
  ]);
  expect(events(tom)).toHaveLength(1);
  expect(api.sandbox.graph.mails).toMatchObject([{ kind: 'invitation', to: [tom.email, 'kim@extern.example'] }]);
  const join = findActions(again).find(({ title }) => title === 'Teilnehmen');
  expect(join?.url).toMatch(/^https:\/\/teams\.microsoft\.com\//);
  expect(titlesOf(again)).toEqual(['Teilnehmen', 'In Outlook öffnen', 'Besprechung absagen']);
});

test('cancelling asks first, and cancels once', async () => {
  const [card] = await chat.say(SENTENCE);
  const booked = await chat.click(card, 'Anlegen und einladen');
  const question = await chat.click(booked, 'Besprechung absagen');
  expect(events(anna)).toHaveLength(1);
  expect(readCard(await chat.click(question, 'Nein, behalten'))).toContain('Besprechung angelegt');
  for (const _press of [1, 2]) expect(readCard(await chat.click(question, 'Ja, absagen'))).toContain('Abgesagt');
  expect(events(anna)).toEqual([]);
  expect(api.sandbox.graph.mails.map(({ kind }) => kind)).toEqual(['invitation', 'cancellation']);
});

test('somebody is busy: up to three times that fit everybody, within the working hours', async () => {
  addEvent(tom, '2026-12-03T13:30:00', '2026-12-03T16:00:00');
  addEvent(anna, '2026-12-03T16:00:00', '2026-12-03T18:00:00');
  addEvent(tom, '2026-12-04T08:00:00', '2026-12-04T10:00:00', { showAs: 'free' });
  const [card] = await chat.say(SENTENCE);
  expect(readCard(card)).toContain('Tom Wagner ist am Donnerstag, 3. Dezember 2026, 14:00–14:45 Uhr');
  const proposals = titlesOf(card).filter((title) => title.includes('Dez') || /^\w\w\.,/.test(title));
  expect(proposals).toHaveLength(3);
  expect(proposals[0]).toBe('Fr., 4.12., 08:00 Uhr');
  const confirmation = await chat.click(card, proposals[0]!);
  expect(readCard(confirmation)).toContain('Freitag, 4. Dezember 2026, 08:00–08:45 Uhr');
  await chat.click(confirmation, 'Anlegen und einladen');
  expect(
    events(anna)
      .map(({ subject }) => subject)
      .sort(),
  ).toEqual(['Bühne Abnahme', 'Etwas Eigenes']);
});

test('asks back when several or none fit, and a restart in the middle loses nothing', async () => {
  api.addPerson('Anna Huber');
  api.addPerson('Anna Jansen');
  const [which] = await chat.say('Besprechung mit Anna und Zyprian morgen 14 Uhr, Ladeplan');
  expect(readCard(which)).toContain('Wen meinen Sie mit „Anna“?');
  const choice = (which as { body: { type: string; choices: { title: string; value: string }[] }[] }).body.find(
    ({ type }) => type === 'Input.ChoiceSet',
  )!;
  const huber = choice.choices.find(({ title }) => title.startsWith('Anna Huber'))!.value;
  await api.restart();
  const unknown = await chat.click(which, 'Weiter', { choice: huber });
  expect(readCard(unknown)).toContain('„Zyprian“ habe ich nicht gefunden');
  await api.restart();
  const confirmation = await chat.click(unknown, 'Weiter', { people: 'Tom Wagner' });
  expect(readCard(confirmation)).toContain('Anna Huber, Tom Wagner');
  expect(readCard(await chat.click(confirmation, 'Nicht anlegen'))).toContain('Es wurde nichts angelegt.');
  expect(readCard(await chat.click(confirmation, 'Anlegen und einladen'))).toContain('Es wurde nichts angelegt.');
  expect(events(anna)).toEqual([]);
});

test('what was left out is asked for, and may be answered in words', async () => {
  const [people] = await chat.say('Bitte eine Besprechung anlegen');
  expect(readCard(people)).toContain('Mit wem?');
  const [time] = await chat.say('Tom Wagner');
  expect(readCard(time)).toContain('Wann?');
  const [confirmation] = await chat.say('übermorgen um 11 Uhr');
  expect(readCard(confirmation)).toContain('Freitag, 4. Dezember 2026, 11:00–11:30 Uhr');
  const [booked] = await chat.say('ja');
  expect(readCard(booked)).toContain('Besprechung angelegt');
  expect(events(anna)).toMatchObject([{ subject: 'Besprechung mit Tom Wagner' }]);
});

test('a past time is asked for again', async () => {
  const [card] = await chat.say('Besprechung mit Tom Wagner heute um 8 Uhr, Ladeplan');
  expect(readCard(card)).toMatch(/schon vorbei[^]*Nennen Sie Tag und Uhrzeit/);
  expect(events(anna)).toEqual([]);
});

test('the language of the sentence is that of the answer', async () => {
  const [card] = await chat.say('meet with Tom Wagner tomorrow at 2 pm about stage acceptance');
  expect(readCard(card)).toContain('Set up this meeting?');
  expect(readCard(card)).toContain('Thursday, 3 December 2026, 14:00–14:30 (Central European Standard Time)');
  expect(readCard(await chat.click(card, 'Create and invite'))).toContain('Meeting created');
});

test('the meeting appears in Lupax through the normal synchronisation, with the project that was chosen', async () => {
  const id = api.sandbox.graph.defaultCalendarId(anna.objectId);
  api.sandbox.graph.setSharing(anna.objectId, id, 'read');
  await anna.get('/api/me/calendars');
  await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(id)}`, { direction: 'both' });
  await anna.finish((await anna.call('POST', '/api/me/sync')).body.runId);
  const project = api.sandbox.lupax.addProject(api.organizationId, {
    title: 'Messe Köln',
    date_start: '2026-12-10T08:00:00',
    date_end: '2026-12-12T18:00:00',
    responsible: { id: anna.lupaxUserId, first_name: 'Anna', last_name: 'Berger' },
  });
  const [card] = await chat.say(SENTENCE);
  expect(JSON.stringify(card)).toContain('Messe Köln');
  await chat.click(card, 'Anlegen und einladen', { project: String(project.id), title: 'Bühne, zweite Abnahme' });
  const find = () =>
    api.sandbox.lupax.appointments(anna.lupaxUserId).find(({ title }) => title === 'Bühne, zweite Abnahme');
  await expect.poll(() => find()?.project).toMatchObject({ id: project.id });
  expect(find()).toMatchObject({ visibility: 'public', read_only: 1 });
  expect(api.sandbox.graph.mails.map(({ kind }) => kind)).toEqual(['invitation']);
});

test('an answer of Graph that got lost makes no second meeting', async () => {
  const [card] = await chat.say(SENTENCE);
  api.sandbox.graph.faults.add({ kind: 'lostAnswer', match: { method: 'POST', url: /calendar\/events/ } });
  expect(readCard(await chat.click(card, 'Anlegen und einladen'))).toContain('Besprechung angelegt');
  expect(api.sandbox.graph.requests.map(({ path }) => path).join(' ')).toContain('/calendar/calendarView');
  expect(events(anna)).toHaveLength(1);
});

describe('what keeps from booking is said in words with what to do', () => {
  test('an interface without online meetings', async () => {
    api.sandbox.lupax.setInterface(api.organizationId, { onlineMeetings: false });
    await anna.get('/api/me');
    expect(readCard((await chat.say(SENTENCE))[0])).toContain('lässt in Lupax keine Teams-Besprechungen zu');
    api.sandbox.lupax.setInterface(api.organizationId, { onlineMeetings: true });
    expect(readCard((await chat.say(SENTENCE))[0])).toContain('Besprechung anlegen?');
  });

  test('no licence for Teams', async () => {
    api.sandbox.graph.setOnlineMeetingProviders(anna.objectId, []);
    expect(readCard((await chat.say(SENTENCE))[0])).toContain('die Lizenz für Microsoft Teams');
  });

  test('no right to look up people', async () => {
    const { tenantId } = api;
    api.sandbox.entra.addApp({
      tenantId,
      clientId: '5f0c9d3e-9a51-4c0b-8f83-6d1f6a3b2c11',
      secrets: [{ value: 'a-secret-for-tests' }],
      roles: ['Calendars.ReadWrite', 'MailboxSettings.ReadWrite'],
    });
    await api.restart();
    expect(readCard((await chat.say(SENTENCE))[0])).toContain('User.Read.All');
  });

  test('Graph that does not answer', async () => {
    api.sandbox.graph.setMailboxState(anna.objectId, 'none');
    expect(readCard((await chat.say(SENTENCE))[0])).toContain('gibt es kein Postfach');
  });
});

describe('with others around', () => {
  test('a meeting can be asked for by mention, only by the person who asked; projects are not shown', async () => {
    const room = api.openChat(anna, 'groupChat');
    const mention = { type: 'mention', text: '<at>Lupax</at>', mentioned: { id: '28:lupax', name: 'Lupax' } };
    const [card] = await room.say(`<at>Lupax</at> ${SENTENCE}`, { entities: [mention] });
    expect(readCard(card)).toContain('Besprechung anlegen?');
    const other = await room.press('book.confirm', findActions(card)[0]!.data, {
      from: { id: '29:tom', name: tom.name, aadObjectId: tom.objectId },
    });
    expect(readCard(other)).not.toContain('Besprechung angelegt');
    expect(events(anna)).toEqual([]);
    expect(readCard(await room.click(card, 'Anlegen und einladen'))).toContain('Besprechung angelegt');
  });

  test('nothing personal is shown', async () => {
    addEvent(anna, '2026-12-02T14:00:00', '2026-12-02T16:00:00', { subject: 'Arzttermin' });
    const room = api.openChat(anna, 'channel');
    for (const text of ['heute', 'morgen', 'status', 'sync', 'pause', 'rückgängig']) {
      const [card] = await room.say(text);
      expect(readCard(card)).toContain('Das gehört in den persönlichen Chat');
    }
    expect((await anna.get('/api/me/settings')).body.paused).toBe(false);
  });
});
