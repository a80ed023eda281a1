import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addEvent, editEvent, removeEvent, type Mailbox } from './graph-mailbox.ts';
import { at, direct, startWorld, type Person, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
  world.graph.variant.foreignLinks = true;
  world.graph.variant.pageSize = 7;
  await world.addAdmin();
});
afterAll(() => world.close());
afterEach(() => {
  expect(world.graph.violations.splice(0)).toEqual([]);
  expect(world.lupax.violations.splice(0)).toEqual([]);
  expect(world.violations.splice(0)).toEqual([]);
});

async function join(directions = ['both']): Promise<Person> {
  const person = world.addPerson({ calendars: directions.map(() => ({})) });
  await person.link();
  for (const [index, direction] of directions.entries()) await direct(person, index, direction);
  return person;
}

const lupaxOf = (person: Person) => world.lupax.of(person.lupax.id);
const titles = (person: Person) =>
  lupaxOf(person)
    .map((one) => one.title)
    .sort();
const live = (mailbox: Mailbox) => [...mailbox.events.values()].filter((one) => !one.gone);
const subjects = (person: Person) =>
  live(person.mailbox)
    .map((one) => one.subject)
    .sort();
const plain = { start: at(1), end: at(1, '11:00') };
const inLupax = {
  date_start: `${at(2)}+00:00`,
  date_end: `${at(2, '11:00')}+00:00`,
  time_zone: 'Europe/Berlin',
  all_day: 0 as const,
};
const attendee = {
  emailAddress: { name: 'Bo', address: 'bo@example.test' },
  type: 'required',
  status: { response: 'none', time: '0001-01-01T00:00:00Z' },
};

describe('large mailboxes', () => {
  it('of many pages arrive complete, both ways, and a token that is forgotten doubles nothing', async () => {
    const person = await join();
    const [calendar] = person.mailbox.calendars;
    for (let index = 0; index < 60; index += 1) {
      addEvent(person.mailbox, calendar!.id, { subject: `e${index}`, ...plain });
      world.lupax.add(person.lupax.id, { title: `a${index}`, ...inLupax });
    }
    expect((await person.sync()).counts).toMatchObject({ outlook: { created: 60 }, lupax: { created: 60 } });
    world.graph.forgetTokens();
    const again = await person.sync();
    expect(again.counts).toMatchObject({
      outlook: { created: 0, updated: 0, deleted: 0 },
      lupax: { created: 0, updated: 0, deleted: 0 },
    });
    expect([new Set(titles(person)).size, new Set(subjects(person)).size]).toEqual([120, 120]);
  });
});

describe('the window', () => {
  it('that an event leaves deletes nothing; the event that comes back is the same', async () => {
    const person = await join();
    const event = addEvent(person.mailbox, person.mailbox.calendars[0]!.id, { subject: 'wandert', ...plain });
    await person.sync();
    const [before] = lupaxOf(person);
    editEvent(person.mailbox, event.id, { start: at(600), end: at(600, '11:00') });
    await person.sync();
    await person.sync();
    expect(titles(person)).toEqual(['wandert']);
    editEvent(person.mailbox, event.id, { start: at(5), end: at(5, '11:00') });
    await person.sync();
    expect(lupaxOf(person).map((one) => one.id)).toEqual([before!.id]);
    expect(lupaxOf(person)[0]!.date_start.slice(0, 10)).toBe(at(5).slice(0, 10));
  });
});

describe('what the sync does not own', () => {
  it('is sent back to Lupax with every write', async () => {
    const person = await join();
    const event = addEvent(person.mailbox, person.mailbox.calendars[0]!.id, {
      subject: 'meiner',
      body: '<p>x</p>',
      ...plain,
    });
    await person.sync();
    const [made] = lupaxOf(person);
    const own = {
      project: { id: 3, title: 'P3' },
      online_meeting: { requested: 1 as const, join_url: null },
    };
    world.lupax.edit(made!.id, own);
    await person.sync();
    editEvent(person.mailbox, event.id, { subject: 'meiner, neu' });
    await person.sync();
    expect(world.lupax.appointments.get(made!.id)).toMatchObject({
      title: 'meiner, neu',
      ...own,
      source: made!.source,
    });
    expect(live(person.mailbox)[0]!.attendees).toEqual([]);
  });

  it('stays in an event of the user: body, category and reminder', async () => {
    const person = await join();
    const event = addEvent(person.mailbox, person.mailbox.calendars[0]!.id, {
      subject: 'meiner',
      body: '<p>sehr <b>wichtig</b></p>',
      categories: ['Rot'],
      isReminderOn: true,
      ...plain,
    });
    await person.sync();
    world.lupax.edit(lupaxOf(person)[0]!.id, { title: 'umbenannt' });
    await person.sync();
    expect(person.mailbox.events.get(event.id)).toMatchObject({
      subject: 'umbenannt',
      body: '<p>sehr <b>wichtig</b></p>',
      categories: ['Rot'],
      isReminderOn: true,
      properties: [],
    });
  });
});

describe('shifts and vacations', () => {
  it('that are edited or deleted in Outlook are put back', async () => {
    const person = await join();
    const shift = { kind: 'shift', read_only: 1 as const, ...inLupax };
    world.lupax.add(person.lupax.id, { title: 'Frühschicht', ...shift });
    world.lupax.add(person.lupax.id, { title: 'Spätschicht', ...shift });
    await person.sync();
    const [early, late] = ['Frühschicht', 'Spätschicht'].map((title) =>
      live(person.mailbox).find((one) => one.subject === title)!,
    );
    editEvent(person.mailbox, early!.id, { subject: 'frei!' });
    removeEvent(person.mailbox, late!.id);
    await person.sync();
    expect(subjects(person)).toEqual(['Frühschicht', 'Spätschicht']);
    expect(titles(person)).toEqual(['Frühschicht', 'Spätschicht']);
    expect((await person.sync()).counts.outlook).toMatchObject({ created: 0, updated: 0, deleted: 0 });
  });
});

describe('meetings', () => {
  it('of two users are one entry each, and what others organise is read-only', async () => {
    const [first, second] = [await join(), await join()];
    addEvent(first.mailbox, first.mailbox.calendars[0]!.id, { subject: 'Jour fixe', attendees: [attendee], ...plain });
    addEvent(second.mailbox, second.mailbox.calendars[0]!.id, {
      subject: 'Jour fixe',
      isOrganizer: false,
      response: 'accepted',
      attendees: [attendee],
      ...plain,
    });
    addEvent(second.mailbox, second.mailbox.calendars[0]!.id, {
      subject: 'fremd',
      isOrganizer: false,
      response: 'accepted',
      ...plain,
    });
    await first.sync();
    await second.sync();
    expect([titles(first), titles(second)]).toEqual([['Jour fixe'], ['Jour fixe', 'fremd']]);
    for (const one of [...lupaxOf(first), ...lupaxOf(second)]) expect(one.read_only).toBe(1);
  });

  it('that are deleted in Lupax are created again and listed', async () => {
    const person = await join();
    addEvent(person.mailbox, person.mailbox.calendars[0]!.id, { subject: 'bleibt', attendees: [attendee], ...plain });
    await person.sync();
    world.lupax.remove(lupaxOf(person)[0]!.id);
    await person.sync();
    expect(titles(person)).toEqual(['bleibt']);
    const { json } = await person.call('GET', '/api/me/attention', { headers: { 'accept-language': 'en' } });
    expect(Object.keys(json[0]).sort()).toEqual(['code', 'detail', 'entry', 'fix', 'id', 'since', 'title']);
  });
});

describe('an edit against a deletion', () => {
  it('wins on either side', async () => {
    const person = await join();
    const a = addEvent(person.mailbox, person.mailbox.calendars[0]!.id, { subject: 'A', ...plain });
    const b = addEvent(person.mailbox, person.mailbox.calendars[0]!.id, { subject: 'B', ...plain });
    await person.sync();
    const find = (title: string) => lupaxOf(person).find((one) => one.title === title)!;
    world.lupax.edit(find('A').id, { location: 'hier' });
    removeEvent(person.mailbox, a.id);
    world.lupax.remove(find('B').id);
    editEvent(person.mailbox, b.id, { location: 'dort' });
    await person.sync();
    await person.sync();
    expect([titles(person), subjects(person)]).toEqual([
      ['A', 'B'],
      ['A', 'B'],
    ]);
    expect(
      live(person.mailbox)
        .map((one) => one.location)
        .sort(),
    ).toEqual(['dort', 'hier']);
    expect((await person.call('GET', '/api/me/attention')).json.length).toBeGreaterThan(0);
  });
});

describe('visibility', () => {
  it('is raised from either side and never loosened by the other', async () => {
    const person = await join();
    const event = addEvent(person.mailbox, person.mailbox.calendars[0]!.id, { subject: 'O', ...plain });
    const own = world.lupax.add(person.lupax.id, { title: 'L', notes: '<p>n</p>', location: 'Ort', ...inLupax });
    await person.sync();
    const mirrored = lupaxOf(person).find((one) => one.title === 'O')!;
    world.lupax.edit(mirrored.id, { visibility: 'title_and_notes_private' });
    const copy = live(person.mailbox).find((one) => one.subject === 'L')!;
    editEvent(person.mailbox, copy.id, { sensitivity: 'private' });
    await person.sync();
    await person.sync();
    expect(world.lupax.appointments.get(own.id)).toMatchObject({
      visibility: 'title_and_notes_private',
      notes: expect.stringContaining('n'),
    });
    expect(world.lupax.appointments.get(mirrored.id)!.visibility).toBe('title_and_notes_private');
    expect(person.mailbox.events.get(event.id)!.subject).toBe('O');
    world.lupax.edit(mirrored.id, { visibility: 'public' });
    editEvent(person.mailbox, event.id, { sensitivity: 'private', location: 'Praxis' });
    await person.sync();
    expect(world.lupax.appointments.get(mirrored.id)).toMatchObject({
      visibility: 'title_and_notes_private',
      location: '',
    });
    expect(person.mailbox.events.get(event.id)!.location).toBe('Praxis');
  });
});
