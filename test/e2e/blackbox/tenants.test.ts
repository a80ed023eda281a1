import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addEvent } from './graph-mailbox.ts';
import { TENANT_ID } from './product.ts';
import { APP_ID, APP_SECRET, at, direct, startWorld, wait, type Json, type Person, type World } from './world.ts';

const OTHER_TENANT = '7e0a0000-0000-4000-8000-000000000002';
const MARKER = 'String {6f5b1a0e-3c8a-4d27-9c3e-2f1d0b7a4e51} Name LupaxEntry';
const WITHIN_MS = 12_000;

let world: World;

beforeAll(async () => {
  world = await startWorld({
    AAD_APP_TENANT_ID: 'organizations',
    ADMIN_UPNS: 'other@example.test, Person1@Example.test',
    SYNC_INTERVAL_SECONDS: '1',
  });
});
afterAll(() => world.close());
afterEach(() => {
  expect(world.graph.violations.splice(0)).toEqual([]);
  expect(world.lupax.violations.splice(0)).toEqual([]);
  expect(world.violations.splice(0)).toEqual([]);
});

const titles = (person: Person) =>
  world.lupax
    .of(person.lupax.id)
    .map((one) => one.title)
    .sort();
const live = (person: Person) => [...person.mailbox.events.values()].filter((one) => !one.gone);

async function eventually(isSo: () => boolean): Promise<void> {
  const until = Date.now() + WITHIN_MS;
  while (!isSo()) {
    if (Date.now() > until) throw new Error('it does not come to that');
    await wait(50);
  }
}

function makeProject(
  id: number,
  responsible: { id: number; first_name: string; last_name: string },
  title: string,
): Json {
  return {
    id,
    title,
    date_start: `${at(3)}+02:00`,
    date_end: `${at(4)}+02:00`,
    description: '<p>Angebot 4711</p>',
    client: {
      name: 'Geheimkunde',
      phone_numbers: ['030 1234567'],
      type: 'company',
      customer: 1,
      partner: 0,
      deleted: 0,
    },
    sales: 98_765.43,
    responsible,
  };
}

describe('a Lupax without connector', () => {
  it('is no error: administrators are named, and projects go to Outlook', async () => {
    world.lupax.connector = false;
    const admin = await world.addAdmin();
    const me = await admin.call('GET', '/api/me');
    expect(me.json).toMatchObject({
      link: { state: 'ok', role: 'admin' },
      interface: { enabled: false, reason: 'no_connector' },
    });
    const responsible = { id: 55, first_name: admin.lupax.first_name, last_name: admin.lupax.last_name };
    const other = { id: 56, first_name: 'Otto', last_name: 'Fremd' };
    world.lupax.projects = [makeProject(1, responsible, 'Stadtfest'), makeProject(2, other, 'Messe')];
    // Sign-in names are how people are recognised: `Ida N1` is the one responsible.
    expect((await direct(admin, 0, 'both')).status).toBe(200);
    addEvent(admin.mailbox, admin.mailbox.calendars[0]!.id, { subject: 'eigener', start: at(1), end: at(1, '11:00') });
    await admin.call('PATCH', '/api/me/settings', { body: { includeProjects: true } });
    const run = await admin.sync();
    expect(run).toMatchObject({ state: 'done', counts: { outlook: { created: 1, failed: 0 } } });
    const copy = live(admin).find((one) => one.subject.includes('Stadtfest'))!;
    expect(copy).toMatchObject({ showAs: 'free', sensitivity: 'normal', isReminderOn: false, attendees: [] });
    expect(copy.properties).toEqual([{ id: MARKER, value: '7/project/1' }]);
    expect(copy.body).not.toMatch(/4711|98|Geheimkunde|030/);
    world.lupax.projects = [];
    await admin.sync();
    await admin.sync();
    expect(live(admin).map((one) => one.subject)).toEqual(['eigener']);
    const person = world.addPerson();
    await person.link();
    expect((await person.call('GET', '/api/me')).json.link.role).toBe('user');
    const refused = await person.call('GET', '/api/admin/users');
    expect([refused.status, refused.json.code]).toEqual([403, 'admin_only']);
    world.lupax.connector = true;
  });
});

describe('an organisation', () => {
  it('belongs to the tenant of the administrator who set it up first', async () => {
    const person = world.addPerson();
    const foreign = world.entra.sign({ ...person.claims, oid: randomUUID(), tid: OTHER_TENANT });
    const body = { email: person.lupax.email, password: person.lupax.password };
    const answer = await world.call('PUT', '/api/me/link', { body, headers: { authorization: `Bearer ${foreign}` } });
    expect([answer.status, answer.json.code]).toEqual([403, 'tenant_mismatch']);
  });

  it('that is bound ends the links that other tenants had made before', async () => {
    world.lupax.organizations.push({ id: 9, title: 'Dritte GmbH' });
    const early = world.addPerson({ orgs: [9] });
    const token = world.entra.sign({ ...early.claims, tid: OTHER_TENANT });
    const headers = { authorization: `Bearer ${token}` };
    const body = { email: early.lupax.email, password: early.lupax.password };
    expect((await world.call('PUT', '/api/me/link', { body, headers })).status).toBe(200);
    const admin = world.addPerson({ role: 'admin', orgs: [9] });
    await admin.link();
    const put = await admin.call('PUT', '/api/admin/microsoft365', {
      body: { tenantId: TENANT_ID, clientId: APP_ID, clientSecret: APP_SECRET, enabled: true },
    });
    expect(put.status).toBe(200);
    expect((await world.call('GET', '/api/me', { headers })).json.link).toBeNull();
    expect((await admin.call('GET', '/api/me')).json.link.state).toBe('ok');
  });
});

describe('polling', () => {
  it('begins after the first real sync, survives a locked interface, and ends while paused', async () => {
    const person = world.addPerson();
    await person.link();
    const calendar = person.mailbox.calendars[0]!;
    await direct(person, 0, 'both');
    const add = (subject: string) =>
      addEvent(person.mailbox, calendar.id, { subject, start: at(1), end: at(1, '11:00') });
    add('eins');
    await person.sync('?dryRun=true');
    await wait(1_500);
    expect(titles(person)).toEqual([]);
    await person.sync();
    add('zwei');
    await eventually(() => titles(person).includes('zwei'));
    world.lupax.enabled = 0;
    add('drei');
    await wait(1_500);
    expect(titles(person)).toEqual(['eins', 'zwei']);
    world.lupax.enabled = 1;
    await eventually(() => titles(person).includes('drei'));
    await person.call('PATCH', '/api/me/settings', { body: { paused: true } });
    add('vier');
    await wait(1_500);
    expect(titles(person)).not.toContain('vier');
    const runs = (await person.call('GET', '/api/me/runs')).json;
    expect(runs.length).toBeLessThanOrEqual(100);
  });
});
