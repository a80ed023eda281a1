import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCalendars } from '../demo/calendar-files.ts';
import { startDemo } from '../demo/demo.ts';
import type { Demo, Stoppable } from '../demo/demo.ts';
import type { Run } from '../demo/api.ts';
import { TIME_ZONE } from '../demo/company/index.ts';
import type { Appointment } from '../sandbox/lupax/index.ts';
import { expandFile } from './ics-expansion.ts';

/** The days the samples are from. */
const NOW_MS = Date.parse('2026-11-23T12:00:00Z');
const FIXTURES = fileURLToPath(new URL('../fixtures/ics/', import.meta.url));
const SAMPLES = fileURLToPath(new URL('../../../shared/samples/ics/', import.meta.url));
/** Broken on purpose, or miscounted by ical.js; tested with the conversion. */
const INCOMPARABLE = ['broken.ics', 'additions.ics'];

const list = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ics') && !INCOMPARABLE.includes(name))
    .map((name) => `${folder}${name}`);
const fixtures = list(FIXTURES);
const samples = existsSync(SAMPLES) ? list(SAMPLES) : [];

let demo: Demo;
let run: Run;
const parts: Stoppable[] = [];

beforeAll(async () => {
  demo = await startDemo(await readCalendars([...fixtures, ...samples]), {
    language: 'de',
    print: () => undefined,
    width: undefined,
    env: { PORT: '0', LOG_LEVEL: 'silent', SYNC_INTERVAL_SECONDS: '0' },
    now: () => NOW_MS,
    onStart: (part) => void parts.unshift(part),
  });
  run = await demo.apiOf(demo.company.people[0]!).sync();
}, 60_000);
afterAll(async () => {
  for (const part of parts) await part.stop();
});

/** As `expandFile` describes it. */
function describeAppointment({ all_day, date_start, date_end }: Appointment): string {
  const read = (text: string) => (all_day === 1 ? text.slice(0, 10) : new Date(text).toISOString());
  return `${read(date_start)}/${read(date_end)}`;
}

function expectInLupax(path: string): void {
  const imported = demo.imported.find(({ file }) => file === basename(path))!;
  const expected = expandFile(path, demo.span, TIME_ZONE, path.endsWith('windows-1252.ics') ? 'windows-1252' : 'utf-8');
  const arrived = demo.sandbox.lupax
    .appointments(demo.company.people[0]!.lupaxUserId)
    .filter(({ source }) => source?.calendar_id === imported.id);
  expect(expected.length).toBeGreaterThan(0);
  expect(arrived.map(describeAppointment).sort()).toEqual(expected);
  expect(imported.entries).toBe(expected.length);
}

describe("a user's own calendar file, synchronised from Outlook to Lupax", () => {
  it('ends without a failure and without a mail', () => {
    expect(run).toMatchObject({ state: 'done', error: null });
    expect(run.operations.filter(({ result }) => result !== 'done')).toEqual([]);
    expect(demo.sandbox.graph.mails).toEqual([]);
  });

  it.each(fixtures.map((path) => [basename(path), path]))(
    '%s is in Lupax with as many entries at the same instants as ical.js counts',
    (_name, path) => expectInLupax(path),
  );

  it.skipIf(samples.length === 0)('so are the public calendars of the samples (skipped without the folder)', () => {
    samples.forEach(expectInLupax);
  });

  it('shows what was private in Outlook with notes and title private', () => {
    const find = (title: string) =>
      demo.sandbox.lupax.appointments(demo.company.people[0]!.lupaxUserId).find((one) => one.title === title);
    expect(find('Vielleicht Aufbau')).toMatchObject({ visibility: 'title_and_notes_private', status: 'tentative' });
    expect(find('Bühnenabnahme')).toMatchObject({ visibility: 'public', read_only: 0 });
    expect(find('Inventur')).toMatchObject({ time_zone: TIME_ZONE });
  });
});
