import { afterEach, describe, expect, it } from 'vitest';
import { changes, full, last, link, next, readOne, route, shared } from './delta-pages.ts';
import { error, openMailbox, startFakeGraph, USER } from './fake-graph.ts';
import type { FakeGraph, OpenMailbox, Reply, Route } from './fake-graph.ts';
import { organizationEntry, single } from './raw-events.ts';

let fake: FakeGraph | undefined;
afterEach(async () => {
  await fake?.close();
  fake = undefined;
});

async function open(route: Route): Promise<OpenMailbox & { graph: FakeGraph }> {
  const graph = await startFakeGraph(route);
  fake = graph;
  return { ...openMailbox(graph), graph };
}

describe('reading calendars', () => {
  it('takes one HTTP request for changes and sharing of two calendars', async () => {
    const opened = await open(route(() => last(single())));
    const readings = await opened.mailbox.readCalendars([full('a'), full('b/+=')]);
    expect([...readings.keys()]).toEqual(['a', 'b/+=']);
    expect(readings.get('a')).toMatchObject({
      sharing: 'read',
      changes: { complete: true, removedIds: [], completeSeriesIds: [], deltaLink: link('$deltatoken=new') },
    });
    expect(opened.counted()).toBe(1);
    const prefix = `/v1.0/users/${USER}/calendars`;
    const delta = 'calendarView/delta?startDateTime=2026-08-01T00%3A00%3A00Z&endDateTime=2026-09-01T00%3A00%3A00Z';
    expect(opened.graph.parts.map((part) => part.url)).toEqual([
      `${prefix}/a/${delta}`,
      `${prefix}/a/calendarPermissions`,
      `${prefix}/b%2F%2B%3D/${delta}`,
      `${prefix}/b%2F%2B%3D/calendarPermissions`,
    ]);
    expect(opened.graph.parts[0]?.headers.prefer).toBe('IdType="ImmutableId", odata.maxpagesize=500');
  });

  it('takes a batch for every two calendars', async () => {
    const opened = await open(route(() => last()));
    const ids = ['a', 'b', 'c', 'd', 'e'];
    expect((await opened.mailbox.readCalendars(ids.map(full))).size).toBe(5);
    expect(opened.counted()).toBe(3);
  });

  it('follows the stored link as it stands, through the base URL', async () => {
    const opened = await open(route(() => last()));
    expect((await readOne(opened, changes())).changes.complete).toBe(false);
    expect(opened.graph.parts[0]?.url).toBe("/v1.0/users('u')/calendars('cal')/calendarView/delta?$deltatoken=old");
  });

  it('goes on over empty pages, and the last state of an id wins', async () => {
    const pages: Record<string, Reply> = {
      '1': next('$skiptoken=2', single({ id: 'x', subject: 'first' }), single({ id: 'gone' })),
      '2': next('$skiptoken=3', { id: 'back', '@removed': { reason: 'deleted' } }),
      '3': last(
        single({ id: 'x', subject: 'second' }),
        { id: 'gone', '@removed': { reason: 'changed' } },
        single({ id: 'back' }),
      ),
    };
    const opened = await open(
      route((url) => {
        const page = /skiptoken=(\d)/.exec(url)?.[1];
        return page ? pages[page] : next('$skiptoken=1');
      }),
    );
    const { events, removedIds } = (await readOne(opened, changes())).changes;
    expect(events.map((event) => [event.id, event.title])).toEqual([
      ['x', 'second'],
      ['back', 'One-off'],
    ]);
    expect(removedIds).toEqual(['gone']);
    expect(opened.graph.requests[1]?.headers.prefer).toBe('IdType="ImmutableId", odata.maxpagesize=500');
  });

  it.each<[string, Reply]>([
    ['410', error(410, 'SyncStateNotFound')],
    ['410 without a body', { status: 410 }],
    ['400 resyncRequired', error(400, 'ResyncRequired')],
    ['400 "Badly formed token."', error(400, 'BadRequest', 'Badly formed token.')],
  ])('answers a refused link (%s) with a full round', async (_, reply) => {
    const opened = await open(route((url) => (url.includes('$deltatoken') ? reply : last(single()))));
    const { changes: read } = await readOne(opened, changes());
    expect(read.complete).toBe(true);
    expect(read.events).toHaveLength(1);
  });

  it('starts a first round again that is reset in the middle, without what it had read', async () => {
    let resets = 0;
    const opened = await open(
      route((url) => {
        if (url.includes('$skiptoken')) return resets++ === 0 ? error(410, 'SyncStateNotFound') : last();
        return next('$skiptoken=1', single({ id: `round-${resets}` }));
      }),
    );
    expect((await readOne(opened, full())).changes.events.map((event) => event.id)).toEqual(['round-1']);
  });

  it('gives up a round that is reset again and again', async () => {
    const opened = await open(route(() => error(410, 'SyncStateNotFound')));
    const reading = (await opened.mailbox.readCalendars([full(), full('other')])).get('cal');
    expect(reading).toMatchObject({ name: 'GraphError', facts: { syncReset: true } });
  });

  it('never follows a link to another host: a stored one is replaced, a new one is refused', async () => {
    const evil = 'https://evil.example.test/v1.0/x?$deltatoken=1';
    const opened = await open(route(() => last()));
    expect((await readOne(opened, { ...full(), deltaLink: evil })).changes.complete).toBe(true);
    await opened.graph.close();
    const other = await open(route(() => ({ json: { value: [], '@odata.deltaLink': evil } })));
    await expect(readOne(other, full())).rejects.toMatchObject({ code: 'refused' });
  });

  it.each<[string, Reply]>([
    ['neither link', { json: { value: [] } }],
    ['no value', { json: { '@odata.deltaLink': link('x') } }],
    ['an item without id', last({ subject: 'x' })],
  ])('rejects a page with %s', async (_, reply) => {
    const opened = await open(route(() => reply));
    await expect(readOne(opened, full())).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('tries a throttled part again after the longest Retry-After, alone', async () => {
    let throttled = 0;
    const opened = await open(({ url }) => {
      if (url.includes('/calendars/a/') && throttled++ < 2) {
        return { ...error(429, 'TooManyRequests'), headers: { 'retry-after': String(throttled * 2) } };
      }
      return route(() => last())({ url } as never);
    });
    expect((await opened.mailbox.readCalendars([full('a'), full('b')])).get('a')).toMatchObject({ sharing: 'read' });
    expect(opened.clock.sleeps).toEqual([4010]);
    expect(opened.graph.parts).toHaveLength(6);
    expect(opened.counted()).toBe(2);
  });

  it('gives an Error for the calendar that fails alone', async () => {
    const opened = await open(({ url }) => {
      if (url.includes('/calendars/gone/')) return error(404, 'ErrorItemNotFound');
      return route(() => last())({ url } as never);
    });
    const readings = await opened.mailbox.readCalendars([full('gone'), full('b')]);
    expect(readings.get('gone')).toMatchObject({ name: 'GraphError', code: 'not_found' });
    expect(readings.get('b')).toMatchObject({ calendarId: 'b' });
  });

  it('rejects when the mailbox is blocked or the batch cannot be carried out', async () => {
    const blocked = await open(({ url }) =>
      url.includes('$batch') ? undefined : error(403, 'ErrorAccessDenied', '[RAOP] : Blocked'),
    );
    await expect(blocked.mailbox.readCalendars([full()])).rejects.toMatchObject({ code: 'mailbox_blocked' });
    await blocked.graph.close();
    const broken = await open(() => ({ json: {} }));
    await expect(broken.mailbox.readCalendars([full()])).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('the sharing of a calendar', () => {
  const person = {
    ...organizationEntry('write'),
    isRemovable: true,
    emailAddress: { name: 'Ann', address: 'a@x.test' },
  };
  it.each<[string, unknown[], string]>([
    ['the role of the organisation, whatever its name is', [person, organizationEntry('limitedRead')], 'limitedRead'],
    ['none without such an entry', [person], 'none'],
    ['unknown for a role nobody knows', [organizationEntry('superUser')], 'unknown'],
  ])('is %s', async (_, value, role) => {
    const { mailbox } = await open(({ url }) => (url.includes('$batch') ? undefined : { json: { value } }));
    await expect(mailbox.readSharings(['a'])).resolves.toEqual(new Map([['a', role]]));
  });

  it('leaves out a calendar that is gone, and rejects when one cannot be read', async () => {
    const opened = await open(({ url }) => {
      if (url.includes('$batch')) return undefined;
      return url.includes('/gone/') ? error(404, 'ErrorItemNotFound') : shared;
    });
    await expect(opened.mailbox.readSharings(['gone', 'b'])).resolves.toEqual(new Map([['b', 'read']]));
    await opened.graph.close();
    const broken = await open(({ url }) => (url.includes('$batch') ? undefined : { status: 500 }));
    await expect(broken.mailbox.readSharings(['a'])).rejects.toMatchObject({ code: 'unavailable' });
  });
});
