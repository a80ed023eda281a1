import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addEvent, removeEvent } from './graph-mailbox.ts';
import { at, direct, startWorld, type Json, type Person, type World } from './world.ts';

const RUN_KEYS = ['counts', 'dryRun', 'error', 'finishedAt', 'id', 'requests', 'startedAt', 'state'];
const COUNT_KEYS = ['created', 'deleted', 'failed', 'skipped', 'unchanged', 'updated'];

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

const keysOf = (value: object): string[] => Object.keys(value).sort();
const count = (person: Person): number => world.lupax.of(person.lupax.id).length;

describe('a run', () => {
  it('has the documented shape, and a dry run only plans', async () => {
    const person = await join('to_lupax', 3);
    const dry = await person.sync('?dryRun=true');
    expect(keysOf(dry)).toEqual([...RUN_KEYS, 'operations'].sort());
    expect(keysOf(dry.counts)).toEqual(['lupax', 'outlook']);
    expect(keysOf(dry.counts.lupax)).toEqual(COUNT_KEYS);
    expect(keysOf(dry.requests)).toEqual(['graph', 'lupax']);
    expect(dry).toMatchObject({ dryRun: true, state: 'done', error: null });
    expect(dry.operations).toHaveLength(3);
    expect(dry.operations[0]).toMatchObject({ side: 'lupax', action: 'create', result: 'planned' });
    expect(dry.startedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(count(person)).toBe(0);
    const real = await person.sync();
    expect(real.operations.every((one: Json) => one.result === 'done')).toBe(true);
    expect(real.requests.lupax).toBeLessThanOrEqual(3 + 4);
    const list = await person.call('GET', '/api/me/runs');
    expect(list.json.map((one: Json) => one.id)).toEqual([real.id, dry.id]);
    for (const one of list.json) expect(keysOf(one)).toEqual(RUN_KEYS);
  });

  it('that is asked for twice is one, and refuses the other kind meanwhile', async () => {
    const person = await join('to_lupax', 2);
    world.graph.delayMs = 150;
    const first = await person.call('POST', '/api/me/sync');
    const second = await person.call('POST', '/api/me/sync?dryRun=false');
    expect(second.json).toEqual(first.json);
    const dry = await person.call('POST', '/api/me/sync?dryRun=true');
    expect([dry.status, dry.json.code]).toEqual([409, 'run_in_progress']);
    world.graph.delayMs = 3;
    expect((await person.await(first.json.runId)).state).toBe('done');
  });

  it('tells its progress as server-sent events, the last one being the run', async () => {
    const person = await join('to_lupax', 8);
    world.graph.delayMs = 60;
    const { runId } = (await person.call('POST', '/api/me/sync')).json;
    const stream = await person.call('GET', `/api/me/runs/${runId}/progress`);
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const events = stream.text
      .split('\n\n')
      .filter((block) => /^event:/m.test(block))
      .map((block) => ({
        name: /^event: ?(.*)$/m.exec(block)![1],
        data: JSON.parse(/^data: ?(.*)$/m.exec(block)![1]!) as Json,
      }));
    const last = events.at(-1)!;
    expect(last.name).toBe('end');
    expect(last.data).toEqual((await person.call('GET', `/api/me/runs/${runId}`)).json);
    const progress = events.slice(0, -1);
    expect(progress.length).toBeGreaterThan(0);
    for (const { name, data } of progress) {
      expect(name).toBe('progress');
      expect(keysOf(data)).toEqual(['done', 'total']);
    }
    const late = await person.call('GET', `/api/me/runs/${runId}/progress`);
    expect(late.text).toMatch(/event: ?end/);
  });

  it('of somebody else, or an unknown one, is 404 in every call', async () => {
    const owner = await join('to_lupax', 1);
    const other = await join('to_lupax', 0);
    const { id } = await owner.sync();
    for (const [method, tail] of [
      ['GET', ''],
      ['GET', '/progress'],
      ['POST', '/approve'],
      ['POST', '/discard'],
      ['POST', '/undo'],
    ] as const) {
      for (const run of [id, 'unknown', '..%2F..%2Fetc']) {
        const answer = await other.call(method, `/api/me/runs/${run}${tail}`);
        expect([answer.status, answer.json?.code], `${method} ${run}${tail}`).toEqual([404, 'not_found']);
      }
    }
    for (const action of ['approve', 'discard']) {
      const answer = await owner.call('POST', `/api/me/runs/${id}/${action}`);
      expect([answer.status, answer.json.code]).toEqual([409, 'run_not_waiting']);
    }
  });

  it('can be undone once, which pauses; originals stay', async () => {
    const person = await join('both', 3);
    const { id } = await person.sync();
    expect(count(person)).toBe(3);
    const undo = await person.call('POST', `/api/me/runs/${id}/undo`);
    expect(undo.status).toBe(202);
    const run = await person.await(undo.json.runId);
    expect(run.counts.lupax.deleted).toBe(3);
    expect(count(person)).toBe(0);
    expect([...person.mailbox.events.values()].filter((event) => !event.gone)).toHaveLength(3);
    expect((await person.call('GET', '/api/me/settings')).json.paused).toBe(true);
    const again = await person.call('POST', `/api/me/runs/${id}/undo`);
    expect([again.status, again.json.code]).toEqual([409, 'already_undone']);
    const sync = await person.call('POST', '/api/me/sync');
    expect([sync.status, sync.json.code]).toEqual([409, 'paused']);
    expect((await person.call('PATCH', '/api/me/settings', { body: { paused: false } })).json.paused).toBe(false);
    await person.sync();
    expect(count(person)).toBe(3);
  });

  it('may be started sixty times a minute', async () => {
    const person = await join('off', 0);
    let last = 0;
    for (let index = 0; index < 60; index += 1) {
      const answer = await person.call('POST', '/api/me/sync');
      expect(answer.status).toBe(202);
      await person.await(answer.json.runId);
      last = index;
    }
    expect(last).toBe(59);
    const limited = await person.call('POST', '/api/me/sync');
    expect([limited.status, limited.json.code]).toEqual([429, 'too_many_requests']);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    const list = (await person.call('GET', '/api/me/runs')).json;
    expect(list).toHaveLength(60);
    const times = list.map((one: Json) => one.startedAt);
    expect(times).toEqual([...times].sort().reverse());
  });
});

describe('the brake', () => {
  it('holds back many deletions until they are approved', async () => {
    const person = await join('both', 14);
    await person.sync();
    const ids = [...person.mailbox.events.keys()];
    for (const id of ids.slice(0, 11)) removeEvent(person.mailbox, id);
    addEvent(person.mailbox, person.mailbox.calendars[0]!.id, { subject: 'neu', start: at(2), end: at(2, '11:00') });
    const waiting = await person.sync();
    expect(waiting.state).toBe('waiting_for_approval');
    expect(count(person)).toBe(15);
    const next = await person.sync();
    expect(next.id).not.toBe(waiting.id);
    expect(count(person)).toBe(15);
    const approve = await person.call('POST', `/api/me/runs/${waiting.id}/approve`);
    expect(approve.status).toBe(202);
    await person.await(approve.json.runId);
    expect(count(person)).toBe(4);
    const again = await person.call('POST', `/api/me/runs/${waiting.id}/approve`);
    expect([again.status, again.json.code]).toEqual([409, 'run_not_waiting']);
  });

  it('discarded leaves both sides, and proposes nothing again', async () => {
    const person = await join('both', 12);
    await person.sync();
    for (const id of [...person.mailbox.events.keys()].slice(0, 11)) removeEvent(person.mailbox, id);
    const waiting = await person.sync();
    expect(waiting.state).toBe('waiting_for_approval');
    const discard = await person.call('POST', `/api/me/runs/${waiting.id}/discard`);
    expect(discard.status).toBe(200);
    const run = await person.sync();
    expect(run).toMatchObject({ state: 'done', counts: { lupax: { deleted: 0 }, outlook: { created: 0 } } });
    expect(count(person)).toBe(12);
    world.graph.forgetTokens();
    const full = await person.sync();
    expect(full).toMatchObject({ state: 'done', counts: { lupax: { deleted: 0 }, outlook: { created: 0 } } });
  });

  it('lets ten pass', async () => {
    const person = await join('both', 12);
    await person.sync();
    for (const id of [...person.mailbox.events.keys()].slice(0, 10)) removeEvent(person.mailbox, id);
    expect((await person.sync()).state).toBe('done');
    expect(count(person)).toBe(2);
  });
});
