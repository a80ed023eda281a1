import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  addEvent,
  cancelOccurrence,
  changeOccurrence,
  editEvent,
  expand,
  removeEvent,
  type Mailbox,
} from './graph-mailbox.ts';
import { at, direct, startWorld, wait, type Person, type World } from './world.ts';

const MARKER = 'String {6f5b1a0e-3c8a-4d27-9c3e-2f1d0b7a4e51} Name LupaxEntry';

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

async function join(calendars: { role?: string | null; canEdit?: boolean }[], directions: string[]): Promise<Person> {
  const person = world.addPerson({ calendars });
  expect((await person.link()).status).toBe(200);
  for (const [index, direction] of directions.entries())
    if (direction !== 'off') expect((await direct(person, index, direction)).status).toBe(200);
  return person;
}

const events = (mailbox: Mailbox) => [...mailbox.events.values()].filter((event) => !event.gone);
const lupaxOf = (person: Person) => world.lupax.of(person.lupax.id);
const titles = (person: Person) =>
  lupaxOf(person)
    .map((one) => one.title)
    .sort();

/** Until the calendars just synchronised are subscribed to and looked at once more, and nothing is asked any longer. */
async function rest(): Promise<void> {
  const isSubscribed = () => world.graph.requests.includes('POST /v1.0/subscriptions');
  await expect.poll(isSubscribed).toBe(true);
  for (let seen = 0; seen !== world.graph.requests.length; await wait(500)) seen = world.graph.requests.length;
}

describe('a first synchronisation', () => {
  it('brings Outlook to Lupax with the visibility of each sharing, and a second one writes nothing', async () => {
    const person = await join(
      [{ role: 'read' }, { role: 'freeBusyRead' }, { role: 'limitedRead' }, { role: null }],
      ['to_lupax', 'to_lupax', 'to_lupax', 'off'],
    );
    const [open, busy, limited] = person.mailbox.calendars;
    const fields = { body: '<p>Notiz</p>', location: 'Halle 3', start: at(2), end: at(2, '12:00') };
    addEvent(person.mailbox, open!.id, { subject: 'offen', ...fields });
    addEvent(person.mailbox, open!.id, { subject: 'privat', sensitivity: 'private', ...fields });
    addEvent(person.mailbox, open!.id, { subject: 'persönlich', sensitivity: 'personal', ...fields });
    addEvent(person.mailbox, busy!.id, { subject: 'belegt', ...fields });
    addEvent(person.mailbox, limited!.id, { subject: 'titel', ...fields });
    addEvent(person.mailbox, open!.id, {
      subject: 'ganztags',
      isAllDay: true,
      start: at(3, '00:00'),
      end: at(5, '00:00'),
      zone: 'W. Europe Standard Time',
    });
    addEvent(person.mailbox, open!.id, { subject: 'frei', showAs: 'free', ...fields });
    addEvent(person.mailbox, open!.id, { subject: 'abgesagt', isCancelled: true, ...fields });
    addEvent(person.mailbox, open!.id, { subject: 'abgelehnt', response: 'declined', ...fields });
    addEvent(person.mailbox, open!.id, { subject: 'fern', ...fields, zone: 'Eastern Standard Time' });
    const run = await person.sync();
    expect(run).toMatchObject({ state: 'done', error: null, counts: { lupax: { created: 7, failed: 0 } } });
    const shown = Object.fromEntries(lupaxOf(person).map((one) => [one.title, one]));
    expect(Object.keys(shown).sort()).toEqual(['belegt', 'fern', 'ganztags', 'offen', 'persönlich', 'privat', 'titel']);
    expect(shown.offen).toMatchObject({ visibility: 'public', location: 'Halle 3' });
    expect(shown.offen!.notes).toContain('Notiz');
    expect(shown.privat).toMatchObject({ visibility: 'title_and_notes_private', location: '' });
    expect(shown['persönlich']).toMatchObject({ visibility: 'notes_private', location: 'Halle 3' });
    expect(shown.belegt).toMatchObject({ visibility: 'title_and_notes_private', location: '' });
    expect(shown.titel).toMatchObject({ visibility: 'notes_private' });
    expect(shown.ganztags).toMatchObject({ all_day: 1 });
    expect(shown.ganztags!.date_start.slice(0, 10)).toBe(at(3).slice(0, 10));
    expect(shown.ganztags!.date_end.slice(0, 10)).toBe(at(5).slice(0, 10));
    expect(new Date(shown.fern!.date_start).getTime() - new Date(shown.offen!.date_start).getTime()).toBeGreaterThan(
      4 * 3_600_000,
    );
    expect(shown.offen!.source).toMatchObject({ system: 'office365', calendar_id: open!.id });
    const second = await person.sync();
    expect(second.counts.lupax).toMatchObject({ created: 0, updated: 0, deleted: 0 });
    expect(second.counts.outlook).toMatchObject({ created: 0, updated: 0, deleted: 0 });
  });

  it('brings Lupax to Outlook with marker, category and transaction, whatever may not be shown left out', async () => {
    const person = await join([{ role: 'read' }], ['both']);
    const fields = {
      date_start: `${at(4)}+01:00`,
      date_end: `${at(4, '11:30')}+01:00`,
      time_zone: 'Europe/Berlin',
      all_day: 0 as const,
    };
    const a = world.lupax.add(person.lupax.id, {
      title: 'Aufbau',
      notes: '<p>geheim</p>',
      visibility: 'notes_private',
      ...fields,
    });
    world.lupax.add(person.lupax.id, {
      title: 'Urlaub',
      kind: 'vacation',
      read_only: 1,
      ...fields,
      all_day: 1,
      date_start: `${at(8, '00:00')}+01:00`,
      date_end: `${at(9, '00:00')}+01:00`,
      time_zone: 'UTC',
    });
    world.lupax.add(person.lupax.id, { title: 'Zahnarzt', visibility: 'title_and_notes_private', ...fields });
    world.lupax.add(person.lupax.id, { title: 'Vielleicht', status: 'tentative', reminder_minutes: 30, ...fields });
    world.lupax.add(person.lupax.id, { title: 'x'.repeat(1_000_000), ...fields });
    world.graph.requests.splice(0);
    const run = await person.sync();
    expect(run).toMatchObject({ state: 'done', counts: { outlook: { created: 5, failed: 0 } } });
    const shown = Object.fromEntries(events(person.mailbox).map((one) => [one.subject.slice(0, 20), one]));
    const first = shown.Aufbau!;
    expect(first.properties).toEqual([{ id: MARKER, value: `7/appointment/${a.id}` }]);
    expect(first.categories).toEqual(['Lupax']);
    expect(first.body).not.toContain('geheim');
    expect(first.body).toContain(a.url);
    expect(first.attendees).toEqual([]);
    expect(shown.Urlaub).toMatchObject({ showAs: 'oof', isAllDay: true });
    expect(shown.Zahnarzt).toMatchObject({ sensitivity: 'private' });
    expect(shown.Vielleicht).toMatchObject({ showAs: 'tentative', isReminderOn: true, reminderMinutesBeforeStart: 30 });
    expect(shown['x'.repeat(20)]!.subject.length).toBeLessThanOrEqual(255);
    expect(person.mailbox.categories.map((one) => one.displayName)).toEqual(['Lupax']);
    await rest();
    world.graph.requests.splice(0);
    world.lupax.requests.splice(0);
    const quiet = await person.sync();
    expect(quiet.requests).toEqual({ graph: 1, lupax: 1 });
    expect(world.graph.requests).toEqual(['POST /v1.0/$batch']);
    expect(world.lupax.requests).toHaveLength(1);
    expect(lupaxOf(person).find((one) => one.title.length === 1_000_000)).toBeDefined();
  });
});

describe('changes', () => {
  it('travel both ways, deletions too, and are put back where the direction forbids them', async () => {
    const person = await join([{ role: 'write' }], ['both']);
    const calendar = person.mailbox.calendars[0]!;
    const event = addEvent(person.mailbox, calendar.id, { subject: 'von Outlook', start: at(1), end: at(1, '11:00') });
    const meeting = addEvent(person.mailbox, calendar.id, {
      subject: 'Besprechung',
      start: at(1, '13:00'),
      end: at(1, '14:00'),
      attendees: [
        {
          emailAddress: { name: 'Bo', address: 'bo@example.test' },
          type: 'required',
          status: { response: 'none', time: '0001-01-01T00:00:00Z' },
        },
      ],
    });
    await person.sync();
    const [mirrored] = lupaxOf(person).filter((one) => one.title === 'von Outlook');
    const [copy] = lupaxOf(person).filter((one) => one.title === 'Besprechung');
    expect(copy).toMatchObject({ read_only: 1, participants: [{ name: 'Bo', email: 'bo@example.test' }] });
    world.lupax.edit(mirrored!.id, { title: 'in Lupax geändert', project: { id: 5, title: 'P5' } });
    world.lupax.edit(copy!.id, { title: 'darf nicht' });
    await person.sync();
    expect(person.mailbox.events.get(event.id)!.subject).toBe('in Lupax geändert');
    expect(person.mailbox.events.get(meeting.id)!.subject).toBe('Besprechung');
    expect(world.lupax.appointments.get(copy!.id)!.title).toBe('Besprechung');
    const attention = await person.call('GET', '/api/me/attention');
    expect(attention.json.length).toBeGreaterThan(0);
    editEvent(person.mailbox, event.id, { location: 'Lager' });
    await person.sync();
    expect(world.lupax.appointments.get(mirrored!.id)).toMatchObject({
      location: 'Lager',
      project: { id: 5, title: 'P5' },
    });
    world.lupax.remove(copy!.id);
    removeEvent(person.mailbox, event.id);
    await person.sync();
    expect(titles(person)).toEqual(['Besprechung']);
    expect(events(person.mailbox).map((one) => one.subject)).toEqual(['Besprechung']);
  });

  it('of both sides are merged by field, and the loser is kept', async () => {
    const person = await join([{ role: 'read' }], ['both']);
    const calendar = person.mailbox.calendars[0]!;
    const event = addEvent(person.mailbox, calendar.id, { subject: 'eins', start: at(1), end: at(1, '11:00') });
    await person.sync();
    const [mirrored] = lupaxOf(person);
    editEvent(person.mailbox, event.id, { subject: 'Outlook gewinnt' });
    world.lupax.edit(mirrored!.id, { title: 'Lupax verliert', location: 'nur Lupax' });
    const run = await person.sync();
    expect(person.mailbox.events.get(event.id)).toMatchObject({ subject: 'Outlook gewinnt', location: 'nur Lupax' });
    expect(world.lupax.appointments.get(mirrored!.id)).toMatchObject({
      title: 'Outlook gewinnt',
      location: 'nur Lupax',
    });
    expect(JSON.stringify(run.operations)).toContain('Lupax verliert');
  });

  it('of a series follow occurrences whose ids change, with and without masters in full rounds', async () => {
    for (const masters of [true, false]) {
      world.graph.variant.masters = masters;
      world.graph.variant.foreignLinks = masters;
      const person = await join([{ role: 'read' }], ['to_lupax']);
      const calendar = person.mailbox.calendars[0]!;
      const series = addEvent(person.mailbox, calendar.id, {
        type: 'seriesMaster',
        subject: 'Jour fixe',
        start: at(1),
        end: at(1, '11:00'),
        times: 5,
      });
      await person.sync();
      expect(titles(person)).toEqual(Array(5).fill('Jour fixe'));
      const ids = lupaxOf(person).map((one) => one.id);
      const [, second, third] = expand(series);
      changeOccurrence(person.mailbox, second!, {
        subject: 'Jour fixe, verlegt',
        start: `${second!.start.slice(0, 10)}T15:00:00`,
        end: `${second!.start.slice(0, 10)}T16:00:00`,
      });
      cancelOccurrence(third!);
      const run = await person.sync();
      expect(run.counts.lupax.failed).toBe(0);
      expect(titles(person)).toEqual(['Jour fixe', 'Jour fixe', 'Jour fixe', 'Jour fixe, verlegt']);
      expect(lupaxOf(person).every((one) => ids.includes(one.id))).toBe(true);
      world.graph.forgetTokens();
      const again = await person.sync();
      expect(again.counts.lupax).toMatchObject({ created: 0, updated: 0, deleted: 0, failed: 0 });
      removeEvent(person.mailbox, series.id);
      await person.sync();
      expect(titles(person)).toEqual([]);
    }
    world.graph.variant.masters = true;
    world.graph.variant.foreignLinks = false;
  });
});
