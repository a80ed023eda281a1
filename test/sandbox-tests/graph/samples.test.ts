import { existsSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { ANNA, WINDOW, at, runRound, useBench, weekly } from './support.ts';
import type { Body } from './support.ts';

/** Answers recorded from the real service, on a private mailbox. */
const SAMPLES = new URL('../../../../shared/samples/graph/', import.meta.url);
const bench = useBench();

function readSample(name: string, context: TestContext): Body {
  const file = new URL(`${name}.json`, SAMPLES);
  if (!existsSync(file)) context.skip('The recorded samples are not at hand.');
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The shape of a value: keys and types, not contents. Null takes part as a type. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  const entries = Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function expectSameShape(own: Body, sample: Body): void {
  expect(shapeOf(own)).toEqual(shapeOf(sample));
}

let created: Record<'single' | 'allDay' | 'master', string>;
beforeEach(() => {
  const add = (input: object) => bench.control.addEvent(ANNA, bench.calendar, input as never);
  const bob = { type: 'required', emailAddress: { name: 'Bob', address: 'bob@example.test' } };
  created = {
    single: add({
      subject: 'PIM fixture: one-off meeting',
      start: at('2026-08-04T14:00:00'),
      end: at('2026-08-04T15:00:00'),
      body: { contentType: 'text', content: 'A single timed event.' },
      attendees: [bob],
    }),
    allDay: add({
      subject: 'PIM fixture: all-day offsite',
      isAllDay: true,
      start: at('2026-08-10T00:00:00', 'Europe/Amsterdam'),
      end: at('2026-08-11T00:00:00', 'Europe/Amsterdam'),
    }),
    master: add({
      ...weekly('2026-10-05'),
      subject: 'PIM fixture: weekly standup',
      location: { displayName: 'Room A' },
      body: { contentType: 'text', content: 'Standup agenda' },
    }),
  };
  const moved = {
    subject: 'PIM fixture: standup (moved to 11:00)',
    start: at('2026-08-10T11:00:00'),
    end: at('2026-08-10T11:45:00'),
  };
  bench.control.patchOccurrence(ANNA, created.master, '2026-08-10', moved);
});

const prefer = 'IdType="ImmutableId", outlook.timezone="Europe/Amsterdam"';
const read = async (path: string): Promise<Body> => (await bench.call(`/users/${ANNA}/${path}`, { prefer })).body;

describe('answers have the shape of recorded ones', () => {
  for (const [name, kind] of [
    ['event_single', 'single'],
    ['event_allday', 'allDay'],
    ['event_series_master', 'master'],
  ] as const) {
    it(`a GET of an event: ${name}`, async (context) => {
      const sample = readSample(name, context);
      const own = await read(`events/${created[kind]}`);
      expectSameShape({ ...own, '@odata.context': '' }, { ...sample, '@odata.context': '' });
      const same = [
        'body',
        'bodyPreview',
        'start',
        'end',
        'location',
        'locations',
        'recurrence',
        'originalStartTimeZone',
        'type',
      ];
      for (const property of same) expect([property, own[property]]).toEqual([property, sample[property]]);
    });
  }

  it('calendar and calendars', async (context) => {
    const sample = readSample('calendar', context);
    const own = await read('calendar');
    delete own['@odata.context'];
    expectSameShape(own, sample);
    const list = await read('calendars');
    expect(Object.keys(list).sort()).toEqual(Object.keys(readSample('calendars', context)).sort());
    expect(own.groupClassId).toBe(sample.groupClassId);
  });

  it('a delta round', async (context) => {
    const sample = readSample('events_delta', context);
    const { items } = await runRound(bench, `/users/${ANNA}/calendarView/delta?${WINDOW}`, prefer);
    for (const type of ['seriesMaster', 'occurrence', 'exception', 'singleInstance']) {
      const recorded = sample.value.find((item: Body) => item.type === type);
      const own = items.find((item) => item.type === type && item.subject === recorded.subject);
      expectSameShape(own, recorded);
      for (const same of ['start', 'end', 'recurrence', 'isAllDay', 'showAs', 'responseStatus']) {
        if (type !== 'occurrence' || same === 'start')
          expect([type, same, own[same]]).toEqual([type, same, recorded[same]]);
      }
    }
  });

  it('etags of occurrences decode to eight fixed bytes and the master’s change key', async (context) => {
    const sample = readSample('events_delta', context);
    const { items } = await runRound(bench, `/users/${ANNA}/calendarView/delta?${WINDOW}`, prefer);
    for (const list of [sample.value, items]) {
      const master = list.find((item: Body) => item.type === 'seriesMaster');
      const occurrence = list.find((item: Body) => item.type === 'occurrence');
      const bytes = Buffer.from(occurrence['@odata.etag'].slice(3, -1), 'base64');
      expect(bytes.subarray(0, 8).toString('hex')).toBe('0f00000016000000');
      expect(bytes.subarray(8).toString('base64')).toBe(master.changeKey);
    }
  });
});
