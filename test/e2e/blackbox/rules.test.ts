import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addEvent, editEvent, removeEvent, type GraphCalendar } from './graph-mailbox.ts';
import { at, direct, startWorld, type Json, type Person, type World } from './world.ts';

const ENTRY_KEYS = 'allDay calendarId end id lupaxUrl origin outlookUrl project start title visibility';

let world: World;

beforeAll(async () => {
  world = await startWorld();
  await world.addAdmin();
});
afterAll(() => world.close());
afterEach(() => {
  expect(world.graph.violations.splice(0)).toEqual([]);
  expect(world.lupax.violations.splice(0)).toEqual([]);
  expect(world.violations.splice(0)).toEqual([]);
});

async function join(calendars: Partial<GraphCalendar>[], directions: string[] = []): Promise<Person> {
  const person = world.addPerson({ calendars });
  await person.link();
  for (const [index, direction] of directions.entries())
    if (direction !== 'off') expect((await direct(person, index, direction)).status).toBe(200);
  return person;
}

const keysOf = (value: object): string => Object.keys(value).sort().join(' ');
const lupaxOf = (person: Person) => world.lupax.of(person.lupax.id);
const titles = (person: Person) =>
  lupaxOf(person)
    .map((one) => one.title)
    .sort();
const subjects = (person: Person) =>
  [...person.mailbox.events.values()]
    .filter((one) => !one.gone)
    .map((one) => one.subject)
    .sort();
const plain = { start: at(1), end: at(1, '11:00') };
const inLupax = {
  date_start: `${at(2)}+01:00`,
  date_end: `${at(2, '11:00')}+01:00`,
  time_zone: 'Europe/Berlin',
  all_day: 0 as const,
};

describe('sharing', () => {
  it('that is narrowed or ended changes Lupax with the next sync, and nothing in Outlook', async () => {
    const person = await join([{ role: 'read' }], ['both']);
    const [calendar] = person.mailbox.calendars;
    for (let index = 0; index < 12; index += 1)
      addEvent(person.mailbox, calendar!.id, { subject: `e${index}`, location: 'Halle', ...plain });
    const own = world.lupax.add(person.lupax.id, {
      title: 'aus Lupax',
      notes: '<p>intern</p>',
      visibility: 'notes_private',
      ...inLupax,
    });
    await person.sync();
    calendar!.role = 'freeBusyRead';
    expect((await person.sync()).state).toBe('done');
    const narrowed = lupaxOf(person).filter((one) => one.source !== null);
    expect(narrowed).toHaveLength(12);
    expect(narrowed.every((one) => one.visibility === 'title_and_notes_private' && one.location === '')).toBe(true);
    const copy = [...person.mailbox.events.values()].find((one) => one.subject === 'aus Lupax')!;
    expect(copy.body).toContain('intern');
    calendar!.role = 'read';
    await person.sync();
    expect(person.mailbox.events.get(copy.id)!.body).not.toContain('intern');
    calendar!.role = null;
    expect((await person.sync()).state).toBe('done');
    expect(titles(person)).toEqual(['aus Lupax']);
    expect(subjects(person)).toHaveLength(13);
    world.lupax.edit(own.id, { title: 'später' });
    await person.sync();
    expect(subjects(person)).toContain('aus Lupax');
    const [listed] = (await person.call('GET', '/api/me/calendars')).json;
    expect(listed).toMatchObject({ sharing: 'none', allowedDirections: ['off'], reason: 'not_shared' });
    calendar!.role = 'read';
    await person.sync();
    expect(titles(person)).toHaveLength(13);
    expect(subjects(person)).toHaveLength(13);
    expect(subjects(person)).toContain('später');
  });
});

describe('one direction', () => {
  it('puts back what was changed on the receiving side, and creates again what was deleted there', async () => {
    const person = await join([{ role: 'read' }, { role: 'read' }], ['to_lupax', 'to_outlook']);
    const [source, target] = person.mailbox.calendars;
    addEvent(person.mailbox, source!.id, { subject: 'O1', ...plain });
    addEvent(person.mailbox, source!.id, { subject: 'O2', ...plain });
    addEvent(person.mailbox, target!.id, { subject: 'eigenes', ...plain });
    world.lupax.add(person.lupax.id, { title: 'L1', ...inLupax });
    world.lupax.add(person.lupax.id, { title: 'L2', ...inLupax });
    await person.sync();
    expect(titles(person)).toEqual(['L1', 'L2', 'O1', 'O2']);
    expect(subjects(person)).toEqual(['L1', 'L2', 'O1', 'O2', 'eigenes']);
    const find = (title: string) => lupaxOf(person).find((one) => one.title === title)!;
    const event = (subject: string) =>
      [...person.mailbox.events.values()].find((one) => one.subject === subject && !one.gone)!;
    world.lupax.edit(find('O1').id, { title: 'geändert' });
    world.lupax.remove(find('O2').id);
    editEvent(person.mailbox, event('L1').id, { subject: 'verändert' });
    removeEvent(person.mailbox, event('L2').id);
    await person.sync();
    expect(titles(person)).toEqual(['L1', 'L2', 'O1', 'O2']);
    expect(subjects(person)).toEqual(['L1', 'L2', 'O1', 'O2', 'eigenes']);
    await direct(person, 0, 'off');
    await direct(person, 1, 'off');
    await person.sync();
    expect([titles(person).length, subjects(person).length]).toEqual([4, 5]);
    await direct(person, 0, 'to_lupax');
    await direct(person, 1, 'to_outlook');
    await person.sync();
    expect([titles(person).length, subjects(person).length]).toEqual([4, 5]);
  });
});

describe('the category', () => {
  it('that cannot be made in the mailbox hinders nothing', async () => {
    for (const status of [403, 404] as const) {
      world.graph.variant.categoriesStatus = status;
      const person = await join([{}], ['both']);
      world.lupax.add(person.lupax.id, { title: 'trotzdem', ...inLupax });
      expect(await person.sync()).toMatchObject({ state: 'done', counts: { outlook: { created: 1, failed: 0 } } });
      expect([...person.mailbox.events.values()][0]!.categories).toEqual(['Lupax']);
    }
    world.graph.variant.categoriesStatus = 200;
  });

  it('of exclusion keeps an event out of Lupax, takes it back, and lets it return', async () => {
    const person = await join([{}], ['both']);
    const [calendar] = person.mailbox.calendars;
    const event = addEvent(person.mailbox, calendar!.id, {
      subject: 'geheim',
      categories: ['Lupax: nicht synchronisieren'],
      ...plain,
    });
    await person.sync();
    expect(titles(person)).toEqual([]);
    editEvent(person.mailbox, event.id, { categories: [] });
    await person.sync();
    expect(titles(person)).toEqual(['geheim']);
    const path = `/api/me/entries/${encodeURIComponent(event.id)}`;
    const pane = await person.call('GET', path);
    expect(pane.json).toEqual({ inSync: true, excluded: false, project: null, visibility: 'public' });
    const raised = await person.call('PATCH', path, { body: { visibility: 'notes_private', projectId: null } });
    expect(raised.status).toBe(200);
    expect(raised.json).toEqual((await person.call('GET', path)).json);
    expect((await person.call('PATCH', path, { body: { visibility: 'public' } })).status).toBe(422);
    const excluded = await person.call('PATCH', path, { body: { excluded: true } });
    expect(excluded.json).toMatchObject({ excluded: true });
    expect(person.mailbox.events.get(event.id)!.categories).toContain('Lupax: nicht synchronisieren');
    await person.sync();
    expect(titles(person)).toEqual([]);
    expect((await person.call('GET', '/api/me/entries/AAA%2FB%3D')).status).toBe(404);
  });
});

describe('entries', () => {
  it('are told of both sides together, once each', async () => {
    const person = await join([{}], ['both']);
    const [calendar] = person.mailbox.calendars;
    addEvent(person.mailbox, calendar!.id, { subject: 'O', ...plain });
    addEvent(person.mailbox, calendar!.id, {
      subject: 'Tag',
      isAllDay: true,
      start: at(3, '00:00'),
      end: at(4, '00:00'),
    });
    world.lupax.add(person.lupax.id, { title: 'L', ...inLupax });
    await person.sync();
    const { json } = await person.call(
      'GET',
      `/api/me/entries?from=${at(0).slice(0, 10)}&to=${encodeURIComponent(`${at(9)}+02:00`)}`,
    );
    for (const entry of json) expect(keysOf(entry)).toBe(ENTRY_KEYS);
    expect(json.map((one: Json) => one.title).sort()).toEqual(['L', 'O', 'Tag']);
    const day = json.find((one: Json) => one.title === 'Tag');
    expect([day.start, day.end, day.allDay]).toEqual([at(3).slice(0, 10), at(4).slice(0, 10), true]);
    const timed = json.find((one: Json) => one.title === 'L');
    expect(timed.start).toBe(`${new Date(inLupax.date_start).toISOString().slice(0, 19)}Z`);
    expect(timed).toMatchObject({ origin: 'lupax', allDay: false, calendarId: calendar!.id });
    expect(new URL(timed.lupaxUrl).host).toBe('lupax.example');
    expect(json.every((one: Json) => one.outlookUrl?.startsWith('https://'))).toBe(true);
  });
});

describe('unlinking', () => {
  it('keeps or takes back exactly what this product made, and linking again adopts', async () => {
    const person = await join([{}], ['both']);
    const [calendar] = person.mailbox.calendars;
    addEvent(person.mailbox, calendar!.id, { subject: 'O', ...plain });
    addEvent(person.mailbox, calendar!.id, { subject: 'mit Kategorie', categories: ['Lupax'], ...plain });
    world.lupax.add(person.lupax.id, { title: 'L', ...inLupax });
    await person.sync();
    const back = await person.call('DELETE', '/api/me/link?copies=remove');
    expect((await person.await(back.json.runId)).state).toBe('done');
    expect([titles(person), subjects(person)]).toEqual([['L'], ['O', 'mit Kategorie']]);
    expect(person.mailbox.categories).toEqual([]);
    await person.link();
    await direct(person, 0, 'both');
    await person.sync();
    expect((await person.call('DELETE', '/api/me/link')).status).toBe(204);
    expect((await person.call('GET', '/api/me')).json.link).toBeNull();
    await person.link();
    expect((await person.call('GET', '/api/me/calendars')).json[0].direction).toBe('off');
    await direct(person, 0, 'both');
    const adopted = await person.sync();
    expect(adopted).toMatchObject({ counts: { lupax: { created: 0 }, outlook: { created: 0 } } });
    expect([titles(person), subjects(person)]).toEqual([
      ['L', 'O', 'mit Kategorie'],
      ['L', 'O', 'mit Kategorie'],
    ]);
    const copy = [...person.mailbox.events.values()].find((one) => one.subject === 'L')!;
    editEvent(person.mailbox, copy.id, { subject: 'L, verändert' });
    const removal = await person.call('DELETE', '/api/me/link?copies=remove');
    expect(removal.status).toBe(202);
    expect((await person.await(removal.json.runId)).state).toBe('done');
    expect([titles(person), subjects(person)]).toEqual([['L'], ['O', 'mit Kategorie']]);
    expect((await person.call('GET', '/api/me')).json.link).toBeNull();
    expect((await person.call('GET', `/api/me/runs/${removal.json.runId}`)).status).toBe(200);
    await person.link();
    expect((await person.call('GET', '/api/me/runs')).json).toEqual([]);
  });

  it('finds its copies again in a calendar that is not the default one', async () => {
    const person = await join([{}, {}], ['off', 'both']);
    const target = person.mailbox.calendars[1]!;
    for (let index = 0; index < 9; index += 1) {
      world.lupax.add(person.lupax.id, { title: `L${index}`, ...inLupax });
      addEvent(person.mailbox, target.id, { subject: `O${index}`, ...plain });
    }
    await person.sync();
    expect((await person.call('DELETE', '/api/me/link?copies=keep')).status).toBe(204);
    await person.link();
    await direct(person, 1, 'both');
    expect(await person.sync()).toMatchObject({ counts: { lupax: { created: 0 }, outlook: { created: 0 } } });
    expect([titles(person).length, subjects(person).length]).toEqual([18, 18]);
    expect((await person.call('DELETE', '/api/me/link?copies=keep')).status).toBe(204);
    await person.link();
    const removal = await person.call('DELETE', '/api/me/link?copies=remove');
    await person.await(removal.json.runId);
    expect([titles(person).length, subjects(person).length]).toEqual([9, 9]);
    expect(titles(person)[0]).toBe('L0');
    expect(subjects(person)[0]).toBe('O0');
  });
});
