import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addEvent } from './graph-mailbox.ts';
import { at, direct, startWorld, wait, type Person, type World } from './world.ts';

let world: World;
let admin: Person;

beforeAll(async () => {
  world = await startWorld();
  admin = await world.addAdmin();
});
afterAll(() => world.close());
afterEach(() => {
  world.graph.delayMs = 3;
  expect(world.graph.violations.splice(0)).toEqual([]);
  expect(world.lupax.violations.splice(0)).toEqual([]);
  expect(world.violations.splice(0)).toEqual([]);
});

async function join(direction: string, entries: number): Promise<Person> {
  const person = world.addPerson();
  await person.link();
  expect((await direct(person, 0, direction)).status).toBe(200);
  for (let index = 0; index < entries; index += 1)
    addEvent(person.mailbox, person.mailbox.calendars[0]!.id, {
      subject: `e${index}`,
      start: at(1),
      end: at(1, '11:00'),
    });
  return person;
}

function addAppointments(person: Person, count: number): void {
  for (let index = 0; index < count; index += 1)
    world.lupax.add(person.lupax.id, {
      title: `a${index}`,
      date_start: `${at(2)}+01:00`,
      date_end: `${at(2, '11:00')}+01:00`,
      time_zone: 'Europe/Berlin',
      all_day: 0,
    });
}

const titles = (person: Person) =>
  world.lupax
    .of(person.lupax.id)
    .map((one) => one.title)
    .sort();
const subjects = (person: Person) =>
  [...person.mailbox.events.values()]
    .filter((one) => !one.gone)
    .map((one) => one.subject)
    .sort();

describe('after kill -9', () => {
  it('everything is as it was, and what was under way is done once', async () => {
    const person = await join('both', 25);
    addAppointments(person, 25);
    world.graph.delayMs = 20;
    const started = await person.call('POST', '/api/me/sync');
    while (subjects(person).length < 30) await wait(5);
    await world.restart();
    world.graph.delayMs = 3;
    const run = await person.call('GET', `/api/me/runs/${started.json.runId}`);
    expect(run.json.state).toBe('failed');
    expect((await person.call('GET', '/api/me')).json.link.state).toBe('ok');
    expect((await person.sync()).state).toBe('done');
    expect(titles(person)).toHaveLength(50);
    expect(subjects(person)).toHaveLength(50);
    expect(new Set(titles(person)).size).toBe(50);
    expect(new Set(subjects(person)).size).toBe(50);
    const quiet = await person.sync();
    expect(quiet.requests).toEqual({ graph: 1, lupax: 1 });
  });

  it('a data file that was damaged by hand is named and kept aside, and the others go on', async () => {
    const [victim, other] = [await join('to_lupax', 1), await join('to_lupax', 1)];
    await victim.sync();
    await other.sync();
    await world.product.stop();
    const files = await readdir(world.env.DATA_DIR!, { recursive: true });
    const named = files.filter((file) => file.includes(victim.claims.oid));
    expect(named.length).toBeGreaterThan(0);
    for (const file of named)
      await writeFile(joinPath(world.env.DATA_DIR!, file), '{"link": tru').catch(() => undefined);
    await world.restart();
    expect((await other.call('GET', '/api/me')).json.link.state).toBe('ok');
    expect((await victim.call('GET', '/api/me')).json.link).toBeNull();
    expect((await other.sync()).state).toBe('done');
    expect(world.product.output() + world.product.errors()).toContain(victim.claims.oid);
    const kept = await readdir(world.env.DATA_DIR!, { recursive: true });
    const contents = await Promise.all(
      kept.map((file) => readFile(joinPath(world.env.DATA_DIR!, file), 'utf8').catch(() => '')),
    );
    expect(contents.some((text) => text.startsWith('{"link": tru'))).toBe(true);
    await victim.link();
    expect((await direct(victim, 0, 'to_lupax')).status).toBe(200);
    await victim.sync();
    expect(titles(victim)).toEqual(['e0']);
  });
});

describe('lost answers', () => {
  it('of creates double nothing on either side', async () => {
    for (const duplicateStatus of [400, 409] as const) {
      world.graph.variant.duplicateStatus = duplicateStatus;
      const person = await join('both', 6);
      addAppointments(person, 6);
      world.graph.cutCreates = 2;
      world.lupax.cutCreates = 2;
      await person.sync();
      await person.sync();
      expect(titles(person)).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'e0', 'e1', 'e2', 'e3', 'e4', 'e5']);
      expect(subjects(person)).toEqual(titles(person));
      // A retry of the same create is what transactionId is for.
      world.graph.violations = world.graph.violations.filter((text) => text !== 'transactionId used again');
    }
  });
});

describe('a calendar that is not the default one', () => {
  it('is searched for what an unanswered create left there', async () => {
    const person = world.addPerson({ calendars: [{}, {}] });
    await person.link();
    expect((await direct(person, 1, 'both')).status).toBe(200);
    addAppointments(person, 4);
    world.graph.cutCreates = 2;
    await person.sync();
    await person.sync();
    expect(subjects(person)).toEqual(['a0', 'a1', 'a2', 'a3']);
    expect(titles(person)).toEqual(['a0', 'a1', 'a2', 'a3']);
    world.graph.violations = world.graph.violations.filter((text) => text !== 'transactionId used again');
  });
});

describe('the interface', () => {
  it('that is locked deletes nothing, and is found released again without anybody doing anything', async () => {
    const person = await join('both', 2);
    await person.sync();
    world.lupax.enabled = 0;
    const started = await person.call('POST', '/api/me/sync');
    if (started.status === 202) {
      const run = await person.await(started.json.runId);
      expect(run).toMatchObject({ state: 'failed', error: { code: 'interface_disabled' } });
    } else expect([started.status, started.json.code]).toEqual([403, 'interface_disabled']);
    const locked = await person.call('GET', '/api/me');
    expect(locked.json).toMatchObject({
      link: { state: 'ok' },
      interface: { enabled: false, reason: 'interface_disabled' },
    });
    const refused = await person.call('GET', '/api/me/calendars');
    expect([refused.status, refused.json.code]).toEqual([403, 'interface_disabled']);
    world.lupax.enabled = 1;
    expect((await person.call('GET', '/api/me')).json.interface).toEqual({ enabled: true, reason: null });
    expect((await person.sync()).state).toBe('done');
    expect(subjects(person)).toEqual(['e0', 'e1']);
    expect(titles(person)).toEqual(['e0', 'e1']);
  });

  it('released again lets the next sync through even when nobody looked before', async () => {
    const person = await join('both', 1);
    await person.sync();
    world.lupax.enabled = 0;
    const started = await person.call('POST', '/api/me/sync');
    if (started.status === 202) await person.await(started.json.runId);
    world.lupax.enabled = 1;
    expect((await person.sync()).state).toBe('done');
  });
});

describe('a sign-in at Lupax', () => {
  it('that expired is told, and linking again goes on where it was', async () => {
    const person = await join('both', 2);
    await person.sync();
    world.lupax.revokeTokens();
    const run = await person.sync();
    expect(run).toMatchObject({ state: 'failed', error: { code: 'sign_in_expired' } });
    expect((await person.call('GET', '/api/me')).json.link.state).toBe('sign_in_expired');
    for (const [method, path] of [
      ['POST', '/api/me/sync'],
      ['GET', '/api/me/calendars'],
    ] as const) {
      const refused = await person.call(method, path);
      expect([refused.status, refused.json.code]).toEqual([409, 'sign_in_expired']);
    }
    const attention = await person.call('GET', '/api/me/attention');
    expect(attention.json.map((one: { code: string }) => one.code)).toContain('sign_in_expired');
    expect((await person.link()).json.link.state).toBe('ok');
    expect((await person.call('GET', '/api/me/attention')).json).toEqual([]);
    const again = await person.sync();
    expect(again).toMatchObject({ state: 'done', counts: { lupax: { created: 0 }, outlook: { created: 0 } } });
    await admin.link();
  });

  it('is renewed before it expires', async () => {
    world.lupax.tokenLifetimeMs = 60_000;
    const person = await join('to_lupax', 0);
    world.lupax.tokenLifetimeMs = 100 * 86_400_000;
    world.lupax.requests.splice(0);
    await person.sync();
    expect(
      world.lupax.requests.filter((line) => line.startsWith('POST') && line.endsWith('/office365/token')),
    ).toHaveLength(1);
    world.lupax.requests.splice(0);
    await person.sync();
    expect(world.lupax.requests.filter((line) => line.startsWith('POST'))).toEqual([]);
  });
});

describe('a service that does not answer', () => {
  it('is 502 and a failed run, never an empty list, and nothing is lost', async () => {
    const person = await join('both', 2);
    await person.sync();
    world.graph.failWith = 503;
    const calendars = await person.call('GET', '/api/me/calendars');
    expect([200, 502]).toContain(calendars.status);
    if (calendars.status === 502) expect(calendars.json.code).toBe('graph_unavailable');
    else expect(calendars.json).toHaveLength(1);
    const failed = await person.sync();
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'graph_unavailable' } });
    world.graph.failWith = null;
    world.lupax.failWith = 500;
    expect(await person.sync()).toMatchObject({ state: 'failed', error: { code: 'lupax_unavailable' } });
    const refused = await world.addPerson().link();
    expect([refused.status, refused.json.code]).toEqual([502, 'lupax_unavailable']);
    world.lupax.failWith = 404;
    expect((await person.sync()).state).toBe('failed');
    world.lupax.failWith = null;
    expect((await person.sync()).state).toBe('done');
    expect([titles(person), subjects(person)]).toEqual([
      ['e0', 'e1'],
      ['e0', 'e1'],
    ]);
  });
});
