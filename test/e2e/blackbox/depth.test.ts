import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addEvent, editEvent, expand, type Mailbox } from './graph-mailbox.ts';
import { at, direct, startWorld, type Json, type Person, type World } from './world.ts';

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

async function join(role = 'read'): Promise<Person> {
  const person = world.addPerson({ calendars: [{ role }] });
  await person.link();
  await direct(person, 0, 'both');
  return person;
}

const lupaxOf = (person: Person) => world.lupax.of(person.lupax.id);
const live = (mailbox: Mailbox) => [...mailbox.events.values()].filter((one) => !one.gone);
const copyOf = (person: Person, subject: string) => live(person.mailbox).find((one) => one.subject === subject)!;
const set = (person: Person, body: object) => person.call('PATCH', '/api/me/settings', { body });
const plain = { start: at(1), end: at(1, '11:00') };
const inLupax = {
  date_start: `${at(2)}+01:00`,
  date_end: `${at(2, '11:00')}+01:00`,
  time_zone: 'Europe/Berlin',
  all_day: 0 as const,
};

describe('occurrences', () => {
  it('that are changed or deleted in Lupax change and cancel that one day, and nothing is doubled', async () => {
    const person = await join();
    const series = addEvent(person.mailbox, person.mailbox.calendars[0]!.id, {
      type: 'seriesMaster',
      subject: 'Probe',
      times: 4,
      ...plain,
    });
    await person.sync();
    const days = lupaxOf(person).sort((a, b) => a.date_start.localeCompare(b.date_start));
    expect(days).toHaveLength(4);
    world.lupax.edit(days[1]!.id, { title: 'Generalprobe' });
    world.lupax.remove(days[2]!.id);
    const run = await person.sync();
    expect(run.counts.outlook).toMatchObject({ updated: 1, deleted: 1, failed: 0 });
    expect(expand(series)).toHaveLength(2);
    expect(
      live(person.mailbox)
        .map((one) => one.subject)
        .sort(),
    ).toEqual(['Generalprobe', 'Probe']);
    for (let again = 0; again < 2; again += 1) {
      const quiet = await person.sync();
      expect(quiet.counts.lupax).toMatchObject({ created: 0, updated: 0, deleted: 0 });
      expect(quiet.counts.outlook).toMatchObject({ created: 0, updated: 0, deleted: 0 });
      world.graph.forgetTokens();
    }
    expect(
      lupaxOf(person)
        .map((one) => one.id)
        .sort(),
    ).toEqual([days[0]!.id, days[1]!.id, days[3]!.id].sort());
  });
});

describe('what was withheld', () => {
  it('is not read back when the copy is edited', async () => {
    const person = await join();
    const made = world.lupax.add(person.lupax.id, {
      title: 'Aufbau',
      notes: '<p>geheim</p>',
      visibility: 'notes_private',
      ...inLupax,
    });
    const long = world.lupax.add(person.lupax.id, { title: 'x'.repeat(400), ...inLupax });
    await person.sync();
    editEvent(person.mailbox, copyOf(person, 'Aufbau').id, { location: 'Tor 1' });
    editEvent(person.mailbox, live(person.mailbox).find((one) => one.subject.startsWith('xxx'))!.id, {
      location: 'Tor 2',
    });
    await person.sync();
    expect(world.lupax.appointments.get(made.id)).toMatchObject({
      notes: '<p>geheim</p>',
      location: 'Tor 1',
      visibility: 'notes_private',
    });
    expect(world.lupax.appointments.get(long.id)).toMatchObject({ title: 'x'.repeat(400), location: 'Tor 2' });
  });
});

describe('days', () => {
  it('of Lupax are days in Outlook, their end exclusive, and the other way round', async () => {
    const person = await join();
    world.lupax.add(person.lupax.id, {
      title: 'Messe',
      all_day: 1,
      time_zone: 'Europe/Berlin',
      date_start: `${at(4, '00:00')}+01:00`,
      date_end: `${at(6, '00:00')}+01:00`,
    });
    addEvent(person.mailbox, person.mailbox.calendars[0]!.id, {
      subject: 'Tagung',
      isAllDay: true,
      start: at(7, '00:00'),
      end: at(8, '00:00'),
      zone: 'Eastern Standard Time',
    });
    await person.sync();
    expect(copyOf(person, 'Messe')).toMatchObject({ isAllDay: true, start: at(4, '00:00'), end: at(6, '00:00') });
    const day = lupaxOf(person).find((one) => one.title === 'Tagung')!;
    expect([day.date_start.slice(0, 19), day.date_end.slice(0, 19)]).toEqual([at(7, '00:00'), at(8, '00:00')]);
  });
});

describe('settings', () => {
  it('choose the winner, let free events in, and take them out again', async () => {
    const person = await join();
    await set(person, { conflictWinner: 'lupax', includeFreeEvents: true });
    const event = addEvent(person.mailbox, person.mailbox.calendars[0]!.id, { subject: 'eins', ...plain });
    addEvent(person.mailbox, person.mailbox.calendars[0]!.id, { subject: 'frei', showAs: 'free', ...plain });
    addEvent(person.mailbox, person.mailbox.calendars[0]!.id, {
      subject: 'unterwegs',
      showAs: 'workingElsewhere',
      ...plain,
    });
    await person.sync();
    expect(
      lupaxOf(person)
        .map((one) => one.title)
        .sort(),
    ).toEqual(['eins', 'frei', 'unterwegs']);
    editEvent(person.mailbox, event.id, { subject: 'Outlook verliert' });
    world.lupax.edit(lupaxOf(person).find((one) => one.title === 'eins')!.id, { title: 'Lupax gewinnt' });
    const run = await person.sync();
    expect(person.mailbox.events.get(event.id)!.subject).toBe('Lupax gewinnt');
    expect(JSON.stringify(run.operations)).toContain('Outlook verliert');
    await set(person, { includeFreeEvents: false });
    await person.sync();
    expect(lupaxOf(person).map((one) => one.title)).toEqual(['Lupax gewinnt']);
    expect(live(person.mailbox)).toHaveLength(3);
  });
});

describe('undo', () => {
  it('restores what was written, and skips what was changed since', async () => {
    const person = await join();
    const [first, second] = ['A', 'B'].map((title) => world.lupax.add(person.lupax.id, { title, ...inLupax }));
    await person.sync();
    world.lupax.edit(first!.id, { title: 'A2' });
    world.lupax.edit(second!.id, { title: 'B2' });
    const { id } = await person.sync();
    editEvent(person.mailbox, copyOf(person, 'B2').id, { subject: 'B von Hand' });
    const { runId } = (await person.call('POST', `/api/me/runs/${id}/undo`)).json;
    const run = await person.await(runId);
    expect(
      live(person.mailbox)
        .map((one) => one.subject)
        .sort(),
    ).toEqual(['A', 'B von Hand']);
    expect(run.operations.find((one: Json) => one.result === 'skipped')).toMatchObject({ reason: 'changed_since' });
    expect(
      lupaxOf(person)
        .map((one) => one.title)
        .sort(),
    ).toEqual(['A2', 'B2']);
  });
});

describe('failed sign-ins', () => {
  it('are limited for one address, too', async () => {
    let refused = 0;
    for (let index = 0; index < 6; index += 1) {
      const person = world.addPerson();
      for (let attempt = 0; attempt < 9; attempt += 1) {
        const answer = await person.call('PUT', '/api/me/link', {
          body: { email: person.lupax.email, password: 'wrong' },
        });
        if (answer.status === 429) refused += 1;
        else expect(answer.status).toBe(422);
      }
    }
    expect(refused).toBe(4);
  });
});
