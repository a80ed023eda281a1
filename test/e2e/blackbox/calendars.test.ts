import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addEvent, type GraphCalendar } from './graph-mailbox.ts';
import { TENANT_ID } from './product.ts';
import { APP_SECRET, at, direct, startWorld, type Json, type Person, type World } from './world.ts';

const CALENDAR_KEYS =
  'allowedDirections canEdit color direction entries id isDefault lastSyncedAt name reason sharing visibility';
const SETTINGS = {
  conflictWinner: 'outlook',
  pastDays: 30,
  futureDays: 365,
  includeProjects: false,
  projectsOf: null,
  includeFreeEvents: false,
  onlineMeetings: false,
  reminders: { enabled: true, leadMinutes: 0, quietFrom: '20:00', quietTo: '07:00' },
  paused: false,
  language: null,
};

let world: World;
let admin: Person;

beforeAll(async () => {
  world = await startWorld();
  admin = await world.addAdmin();
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
describe('calendars', () => {
  it('are listed with what each allows, over several pages', async () => {
    const person = await join([
      { role: 'read' },
      { role: 'none' },
      { role: null },
      { role: 'custom' },
      { role: 'freeBusyRead', canEdit: false },
      { role: 'delegateWithPrivateEventAccess' },
      { role: 'somethingNew' },
    ]);
    const { json } = await person.call('GET', '/api/me/calendars');
    for (const calendar of json) expect(keysOf(calendar)).toBe(CALENDAR_KEYS);
    const picked = json.map((one: Json) => [one.sharing, one.visibility, one.allowedDirections.length, one.reason]);
    expect(picked).toEqual([
      ['read', 'public', 4, null],
      ['none', null, 1, 'not_shared'],
      ['none', null, 1, 'not_shared'],
      ['custom', 'title_and_notes_private', 4, null],
      ['freeBusyRead', 'title_and_notes_private', 2, expect.any(String)],
      ['delegateWithPrivateEventAccess', 'public', 4, null],
      [expect.any(String), 'title_and_notes_private', 4, null],
    ]);
    expect(json.every((one: Json) => one.direction === 'off' && one.lastSyncedAt === null && one.entries === 0)).toBe(
      true,
    );
    expect(json.map((one: Json) => one.id)).toEqual(person.mailbox.calendars.map((one) => one.id));
    expect(json[0].isDefault).toBe(true);
  });

  it('may not be directed where sharing, rights or a second target forbid it', async () => {
    const person = await join([{ role: 'read' }, { role: 'none' }, { canEdit: false }, { role: 'write' }], ['both']);
    for (const [index, direction] of [
      [1, 'to_lupax'],
      [2, 'both'],
      [2, 'to_outlook'],
    ] as const) {
      const answer = await direct(person, index, direction);
      expect([answer.status, answer.json.code]).toEqual([422, 'direction_not_allowed']);
    }
    const second = await direct(person, 3, 'to_outlook');
    expect([second.status, second.json.code]).toEqual([409, 'second_target']);
    const [first] = person.mailbox.calendars;
    expect(second.json.calendar).toEqual({ id: first!.id, name: first!.name });
    expect((await direct(person, 2, 'sideways')).status).toBe(422);
    const unknown = await person.call('PATCH', '/api/me/calendars/AAA%2FB%3D', { body: { direction: 'off' } });
    expect([unknown.status, unknown.json.code]).toEqual([404, 'not_found']);
    const patched = await direct(person, 3, 'to_lupax');
    expect(keysOf(patched.json)).toBe(CALENDAR_KEYS);
    expect(patched.json.direction).toBe('to_lupax');
    expect((await direct(person, 1, 'off')).status).toBe(200);
  });

  it('of an app that may only read, offer nothing that writes; without any Calendars role everything', async () => {
    const person = await join([{}]);
    const offered = async (roles: string[] | null, clientId: string): Promise<string[]> => {
      world.entra.roles = roles;
      world.entra.clients.get(TENANT_ID)!.set(clientId, APP_SECRET);
      const body = { tenantId: TENANT_ID, clientId, clientSecret: APP_SECRET, enabled: true };
      expect((await admin.call('PUT', '/api/admin/microsoft365', { body })).status).toBe(200);
      return (await person.call('GET', '/api/me/calendars')).json[0].allowedDirections.sort();
    };
    expect(await offered(['Calendars.Read'], 'a9900000-0000-4000-8000-00000000000a')).toEqual(['off', 'to_lupax']);
    expect(await offered(null, 'a9900000-0000-4000-8000-00000000000b')).toHaveLength(4);
    expect(await offered(['User.Read.All'], 'a9900000-0000-4000-8000-00000000000c')).toHaveLength(4);
  });
});

describe('settings', () => {
  it('have the documented defaults and bounds', async () => {
    const person = await join([{}]);
    const patch = (body: object) => person.call('PATCH', '/api/me/settings', { body });
    expect((await person.call('GET', '/api/me/settings')).json).toEqual(SETTINGS);
    for (const bad of [
      { pastDays: 366 },
      { pastDays: -1 },
      { futureDays: 0 },
      { futureDays: 1_096 },
      { conflictWinner: 'me' },
      { language: 'fr' },
      { reminders: { leadMinutes: 1_441 } },
      { reminders: { quietFrom: '24:00' } },
      { reminders: { more: 1 } },
      { paused: null },
    ]) {
      const answer = await patch({ futureDays: 10, ...bad });
      expect([answer.status, answer.json.code], JSON.stringify(bad)).toEqual([422, 'invalid_request']);
    }
    expect((await person.call('GET', '/api/me/settings')).json).toEqual(SETTINGS);
    const changed = await patch({ pastDays: 0, futureDays: 1_095, reminders: { leadMinutes: 15 }, language: 'en' });
    expect(changed.json).toEqual({
      ...SETTINGS,
      pastDays: 0,
      futureDays: 1_095,
      language: 'en',
      reminders: { ...SETTINGS.reminders, leadMinutes: 15 },
    });
    // The widest window of all is still one that Graph takes.
    await patch({ pastDays: 365 });
    await direct(person, 0, 'to_lupax');
    expect((await person.sync()).state).toBe('done');
  });
});

describe('a quiet sync', () => {
  it('of three or four calendars takes two batches', async () => {
    for (const count of [3, 4]) {
      const person = await join(
        Array.from({ length: count }, () => ({ role: 'read' })),
        Array(count).fill('to_lupax'),
      );
      for (const calendar of person.mailbox.calendars)
        addEvent(person.mailbox, calendar.id, { subject: 'x', start: at(1), end: at(1, '11:00') });
      await person.sync();
      world.graph.requests.splice(0);
      expect((await person.sync()).requests).toEqual({ graph: 2, lupax: 1 });
      // Its subscriptions may be made meanwhile.
      const asked = world.graph.requests.filter((request) => !request.includes('/subscriptions'));
      expect(asked).toEqual(['POST /v1.0/$batch', 'POST /v1.0/$batch']);
    }
  });
});
