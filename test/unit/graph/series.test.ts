import { afterEach, describe, expect, it } from 'vitest';
import type { CalendarReading } from '../../../server/graph/index.ts';
import { changes, full, last, readOne, route } from './delta-pages.ts';
import { error, openMailbox, startFakeGraph } from './fake-graph.ts';
import type { FakeGraph, OpenMailbox, Reply, Route } from './fake-graph.ts';
import { exception, instance, master, MASTER_ID, slimOccurrence } from './raw-events.ts';

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

describe('series', () => {
  const keys = (reading: CalendarReading) =>
    reading.changes.events.map((event) => [event.key, event.title, event.etag]);
  const key = (date: string): string => `OID.${MASTER_ID}.${date}`;

  it('in a full round are completed from their master, which is no event itself', async () => {
    const items = [slimOccurrence('2026-08-03'), exception('2026-08-10'), master(), slimOccurrence('2026-08-17')];
    const opened = await open(route(() => last(...items)));
    const reading = await readOne(opened, full());
    expect(keys(reading)).toEqual([
      [key('2026-08-03'), 'Standup', null],
      [key('2026-08-10'), 'Standup (moved)', 'W/"exception-1"'],
      [key('2026-08-17'), 'Standup', null],
    ]);
    expect(reading.changes.events[0]).toMatchObject({ notes: 'Standup agenda', location: 'Room A' });
    expect(reading.changes.completeSeriesIds).toEqual([]);
    expect(opened.counted()).toBe(1);
  });

  it('in a full round without their master are read from its instances', async () => {
    const instances = (): Reply => ({ json: { value: [instance('2026-08-03')] } });
    const opened = await open(route(() => last(slimOccurrence('2026-08-03')), instances));
    const reading = await readOne(opened, full());
    expect(keys(reading)).toEqual([[key('2026-08-03'), 'Standup', null]]);
    expect(reading.changes.completeSeriesIds).toEqual([MASTER_ID]);
  });

  it('in a round of changes are read completely, so that a deleted occurrence is missed', async () => {
    const instances = (url: string): Reply =>
      url.includes('$skip')
        ? { json: { value: [exception('2026-08-10')] } }
        : {
            json: {
              value: [instance('2026-08-03')],
              '@odata.nextLink': 'https://graph.microsoft.com/v1.0/instances?$skip=1',
            },
          };
    const delta = (): Reply => last(master(), slimOccurrence('2026-08-03'), exception('2026-08-10'));
    const opened = await open(route(delta, instances));
    const reading = await readOne(opened, changes());
    expect(keys(reading)).toEqual([
      [key('2026-08-03'), 'Standup', null],
      [key('2026-08-10'), 'Standup (moved)', 'W/"exception-1"'],
    ]);
    expect(reading.changes.completeSeriesIds).toEqual([MASTER_ID]);
    expect(opened.graph.parts.at(-1)?.url).toContain(
      '/events/AAMkMaster%2F%2B%3D/instances?startDateTime=2026-08-01T00%3A00%3A00Z&endDateTime=2026-09-01',
    );
  });

  it('that are gone have no events left', async () => {
    const opened = await open(
      route(
        () => last(slimOccurrence('2026-08-03')),
        () => error(404, 'ErrorItemNotFound'),
      ),
    );
    expect((await readOne(opened, changes())).changes).toMatchObject({ events: [], completeSeriesIds: [MASTER_ID] });
  });

  it('that cannot be read make the calendar fail, and delete nothing', async () => {
    const opened = await open(
      route(
        () => last(master()),
        () => error(403, 'ErrorAccessDenied'),
      ),
    );
    await expect(readOne(opened, changes())).rejects.toMatchObject({ code: 'forbidden' });
  });
});
