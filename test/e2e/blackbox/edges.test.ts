import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addEvent } from './graph-mailbox.ts';
import { at, direct, startWorld, type Person, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
  await world.addAdmin();
});
afterAll(() => world.close());
afterEach(() => {
  world.graph.delayMs = 3;
  expect(world.graph.violations.splice(0)).toEqual([]);
  expect(world.lupax.violations.splice(0)).toEqual([]);
  expect(world.violations.splice(0)).toEqual([]);
});

async function join(entries: number, calendars = 1): Promise<Person> {
  const person = world.addPerson({ calendars: Array.from({ length: calendars }, () => ({})) });
  await person.link();
  for (const [position, calendar] of person.mailbox.calendars.entries()) {
    await direct(person, position, position === 0 ? 'both' : 'to_lupax');
    for (let index = 0; index < entries; index += 1)
      addEvent(person.mailbox, calendar.id, { subject: `e${position}.${index}`, start: at(1), end: at(1, '11:00') });
  }
  return person;
}

const count = (person: Person) => world.lupax.of(person.lupax.id).length;

describe('requests', () => {
  it('that start something need no body, and an empty one of any type is none', async () => {
    const person = await join(0);
    for (const request of [
      { body: {} },
      { headers: { 'content-type': 'application/json' } },
      { headers: { 'content-type': 'text/plain' } },
      { raw: '', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ]) {
      const answer = await person.call('POST', '/api/me/sync', request);
      expect(answer.status, JSON.stringify(request)).toBe(202);
      await person.await(answer.json.runId);
    }
  });

  it('with a path that cannot be decoded are 404', async () => {
    const person = await join(0);
    const answer = await person.call('GET', '/api/me/runs/%E0%A4%A');
    expect([answer.status, answer.json.code]).toEqual([404, 'not_found']);
  });

  it('of two hundred a second are not limited', async () => {
    const person = await join(0);
    const answers = await Promise.all(Array.from({ length: 200 }, () => person.call('GET', '/api/me/settings')));
    expect(answers.map((answer) => answer.status).filter((status) => status !== 200)).toEqual([]);
  });

  it('answer with no secret, no stack and no framework', async () => {
    const person = await join(0);
    const answer = await person.call('GET', '/api/me');
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const broken = await person.call('PATCH', '/api/me/settings', { raw: '{"a"' });
    expect(broken.text).not.toMatch(/node_modules|at \w+ \(/);
  });
});

describe('Graph', () => {
  it('that throttles is waited for', async () => {
    const person = await join(5);
    world.graph.throttled = 3;
    expect(await person.sync()).toMatchObject({ state: 'done', counts: { lupax: { created: 5, failed: 0 } } });
    world.graph.throttled = 2;
    expect((await person.sync()).state).toBe('done');
  });

  it('that forgets a round in its middle is read from the start', async () => {
    const person = await join(12);
    world.graph.variant.pageSize = 5;
    world.graph.breakRound = true;
    await person.sync();
    await person.sync();
    expect(world.graph.breakRound).toBe(false);
    expect(count(person)).toBe(12);
    world.graph.variant.pageSize = 50;
  });

  it('where one calendar is gone goes on with the others, and takes nothing back', async () => {
    const person = await join(2, 2);
    await person.sync();
    expect(count(person)).toBe(4);
    const [kept, gone] = person.mailbox.calendars;
    person.mailbox.calendars = [kept!];
    addEvent(person.mailbox, kept!.id, { subject: 'neu', start: at(1), end: at(1, '11:00') });
    const run = await person.sync();
    expect(run.state).toBe('done');
    expect(run.counts.outlook.failed + run.counts.lupax.failed).toBeGreaterThan(0);
    expect(count(person)).toBe(5);
    expect(gone).toBeDefined();
  });

  it('that does not know the mailbox is 502, not an empty list', async () => {
    const person = world.addPerson();
    await person.link();
    world.graph.mailboxes = world.graph.mailboxes.filter((one) => one !== person.mailbox);
    const answer = await person.call('GET', '/api/me/calendars');
    expect([answer.status, answer.json.code]).toEqual([502, 'graph_unavailable']);
    expect((await person.sync()).state).toBe('failed');
  });
});

describe('Entra', () => {
  it('that refuses the secret fails the run and the list, and the right secret mends it', async () => {
    const other = world.addPerson({ role: 'admin', orgs: [11] });
    world.lupax.organizations.push({ id: 11, title: 'Elfte GmbH' });
    await other.link();
    const clientId = 'a9900000-0000-4000-8000-0000000000ee';
    world.entra.clients.get(String(other.claims.tid))!.set(clientId, 'right');
    const put = (clientSecret: string) =>
      other.call('PUT', '/api/admin/microsoft365', {
        body: { tenantId: other.claims.tid, clientId, clientSecret, enabled: true },
      });
    await put('wrong');
    const refused = await other.call('GET', '/api/me/calendars');
    expect([refused.status, refused.json.code]).toEqual([502, 'graph_unavailable']);
    expect((await other.sync()).state).toBe('failed');
    await put('right');
    expect((await other.call('GET', '/api/me/calendars')).status).toBe(200);
    expect((await other.sync()).state).toBe('done');
  });
});

describe('another process', () => {
  it('that is ended in the middle of a run, with a listener, ends in time and goes on after the next start', async () => {
    const person = await join(20);
    world.graph.delayMs = 100;
    const { runId } = (await person.call('POST', '/api/me/sync')).json;
    const listening = person.call('GET', `/api/me/runs/${runId}/progress`).catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await world.product.stop()).toBeLessThan(10_000);
    await listening;
    world.graph.delayMs = 3;
    await world.restart();
    expect((await person.sync()).state).toBe('done');
    expect(count(person)).toBe(20);
  });

  it('with a new key reads what the old one wrote; without the old one only a new sign-in is needed', async () => {
    const person = await join(1);
    await person.sync();
    const old = world.env.ENCRYPTION_KEY!;
    world.env.ENCRYPTION_KEY = randomBytes(32).toString('base64');
    world.env.ENCRYPTION_KEYS_OLD = old;
    await world.restart();
    expect((await person.sync()).state).toBe('done');
    world.env.ENCRYPTION_KEY = randomBytes(32).toString('base64');
    delete world.env.ENCRYPTION_KEYS_OLD;
    await world.restart();
    const me = await person.call('GET', '/api/me');
    expect(me.status).toBe(200);
    expect(me.json.link.state).toBe('sign_in_expired');
    expect((await person.link()).json.link.state).toBe('ok');
    expect(count(person)).toBe(1);
  });
});
