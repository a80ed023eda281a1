import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureSpan, parseIcsCalendar, readIcsCalendar } from '../demo/ics/calendar.ts';
import type { Note } from '../demo/ics/calendar.ts';
import { planCalendar } from '../demo/ics/plan.ts';
import { putIntoMailbox } from '../demo/ics/put-into-mailbox.ts';
import { IcsFileError, decodeCalendar } from '../demo/ics/read-calendar-file.ts';
import { chooseWindow, toSpan } from '../demo/ics/window.ts';
import { startGraphSandbox } from '../sandbox/graph/index.ts';
import type { GraphSandbox, StoredEventView } from '../sandbox/graph/index.ts';
import { expandFile } from './ics-expansion.ts';
import type { Span } from './ics-expansion.ts';

const ZONE = 'Europe/Berlin';
const NOW_MS = Date.parse('2026-11-23T12:00:00Z');
const FIXTURES = fileURLToPath(new URL('../fixtures/ics/', import.meta.url));
const SAMPLES = fileURLToPath(new URL('../../../shared/samples/ics/', import.meta.url));
/** Broken on purpose; and what ical.js miscounts: the first day of a series by RDATE, and several rules. */
const INCOMPARABLE = ['broken.ics', 'additions.ics'];
const COMPARABLE = readdirSync(FIXTURES).filter((name) => name.endsWith('.ics') && !INCOMPARABLE.includes(name));

let graph: GraphSandbox;
let people = 0;

beforeAll(async () => {
  graph = await startGraphSandbox({ clock: { now: () => NOW_MS }, verifyToken: () => null });
});
afterAll(() => graph.stop());

interface Imported {
  window: Span;
  entries: number;
  notes: Note[];
  events: StoredEventView[];
  /** As `expandFile` describes them. */
  times: string[];
}

interface ViewedEvent {
  isAllDay: boolean;
  start: { dateTime: string };
  end: { dateTime: string };
}

async function importFile(path: string): Promise<Imported> {
  const calendar = await readIcsCalendar(path, ZONE);
  const window = toSpan(chooseWindow([measureSpan(calendar)!], NOW_MS, { pastDays: 30, futureDays: 365 }), NOW_MS);
  const plan = planCalendar(calendar, window);
  const oid = `person-${++people}`;
  graph.control.addUser({ tenantId: 'tenant', objectId: oid, upn: `${oid}@example.com`, name: oid, mailbox: 'ok' });
  const id = graph.control.defaultCalendarId(oid);
  const notes = [...plan.notes, ...putIntoMailbox(graph.control, oid, id, plan)];
  const [start, end] = [new Date(window.startMs).toISOString(), new Date(window.endMs).toISOString()];
  const view = graph.control.view(oid, id, start, end) as unknown as ViewedEvent[];
  const times = view.map(({ isAllDay, start, end }) =>
    [start, end].map(({ dateTime }) => (isAllDay ? dateTime.slice(0, 10) : `${dateTime.slice(0, 23)}Z`)).join('/'),
  );
  return { window, entries: plan.entries, notes, events: graph.control.events(oid, id), times: times.sort() };
}

async function expectComplete(path: string): Promise<void> {
  const imported = await importFile(path);
  const expected = expandFile(
    path,
    imported.window,
    ZONE,
    path.endsWith('windows-1252.ics') ? 'windows-1252' : 'utf-8',
  );
  expect(expected.length).toBeGreaterThan(0);
  expect(imported.times).toEqual(expected);
  expect(imported.entries).toBe(expected.length);
}

describe('a calendar file in an Outlook mailbox', () => {
  it.each(COMPARABLE)('%s shows there as many entries at the same instants as ical.js counts', (name) =>
    expectComplete(`${FIXTURES}${name}`),
  );

  const samples = existsSync(SAMPLES) ? readdirSync(SAMPLES) : [];
  it.skipIf(samples.length === 0)(
    'so do the public calendars of the samples (skipped without the folder)',
    async () => {
      for (const name of samples) await expectComplete(`${SAMPLES}${name}`);
    },
  );

  it('keeps a weekly series one series, with its moved and cancelled occurrences', async () => {
    const { events } = await importFile(`${FIXTURES}dst-weekly.ics`);
    const series = events.find((event) => event.subject === 'Soundcheck Hauptbühne')!;
    expect(series.type).toBe('seriesMaster');
    expect(series.cancelledDates).toEqual(['2026-11-11', '2026-12-23', '2026-12-30']);
    expect(series.exceptionDates).toEqual(['2026-12-02', '2027-03-31']);
    expect(series['originalStartTimeZone']).toBe(ZONE);
  });

  it('keeps Windows zones as they are and finds the zone behind a descriptive name', async () => {
    const { events, notes } = await importFile(`${FIXTURES}windows-zones.ics`);
    const zoneOf = (title: string) => events.find((event) => event.subject === title)?.['originalStartTimeZone'];
    expect(zoneOf('Call mit New York')).toBe('Eastern Standard Time');
    expect(zoneOf('Wochenrunde Technik')).toBe(ZONE);
    expect(notes).toEqual([{ code: 'expanded', title: 'Lieferung aus Indien', count: 4 }]);
  });

  it('uses recurrences of Outlook where Outlook has them and single events where it would give other days', async () => {
    const { events, notes } = await importFile(`${FIXTURES}rules.ics`);
    const series = events.filter((event) => event.type === 'seriesMaster').map((event) => event.subject);
    expect(series).toEqual([
      'Jour fixe Technik',
      'Letzter Freitag',
      'Letzter Werktag',
      'Werktags',
      'Jahrestagung',
      'An die Nachbarin gerückt',
    ]);
    expect(notes.filter(({ code }) => code === 'expanded').map(({ title }) => title)).toEqual([
      'Monatsultimo nur am 31.',
      'Erster und dritter Montag',
      'Zweimal am Tag',
      'Verlegt für immer',
    ]);
    expect(notes).toContainEqual({ code: 'moved_out', title: 'An die Nachbarin gerückt' });
  });

  it('writes additional days and several rules as single events', async () => {
    const { times, notes } = await importFile(`${FIXTURES}additions.ics`);
    const days = times.map((time) => time.slice(0, 16));
    expect(days).toEqual([
      '2026-11-09T10:00',
      '2026-11-16T10:00',
      '2026-11-20T10:00',
      '2026-11-23T10:00',
      '2026-11-30T10:00',
      '2026-12-05T18:30',
      '2026-12-06T18:30',
      '2026-12-12T18:30',
      '2026-12-20T10:00',
      '2027-01-20T10:00',
    ]);
    expect(notes).toEqual([
      { code: 'expanded', title: 'Gastspiel mit Zusatztagen', count: 3 },
      { code: 'expanded', title: 'Zwei Regeln', count: 7 },
    ]);
  });

  it('carries privacy, availability, reminders, categories and meetings over, and writes to nobody', async () => {
    const { events } = await importFile(`${FIXTURES}meetings.ics`);
    const find = (title: string) => events.find((event) => event.subject === title)!;
    expect(find('Arzttermin')).toMatchObject({
      sensitivity: 'private',
      isReminderOn: true,
      reminderMinutesBeforeStart: 45,
    });
    expect(find('Heimarbeit')).toMatchObject({
      showAs: 'workingElsewhere',
      sensitivity: 'normal',
      isReminderOn: false,
    });
    expect(find('Vielleicht Aufbau')).toMatchObject({
      showAs: 'tentative',
      sensitivity: 'confidential',
      categories: ['Aufbau', 'Messe'],
    });
    expect(find('Vorbesprechung Messe')).toMatchObject({
      isOrganizer: false,
      organizer: { emailAddress: { address: 'petra.lang@messe.example' } },
      location: { displayName: 'Halle 7.2' },
    });
    expect(find('Vorbesprechung Messe')['attendees']).toHaveLength(2);
    expect(graph.control.mails).toEqual([]);
  });

  it('joins folded lines before it decodes them, and knows Windows-1252', async () => {
    const { events } = await importFile(`${FIXTURES}floating-umlauts.ics`);
    const [first] = events;
    expect(first!.subject).toMatch(/^Große Übergabe .* Köpenick an die Münchner Kolleginnen und Kollegen$/);
    expect(JSON.stringify(first!['body'])).toContain('„Grüße“ – Mäxchen 🎛️ und noch ein langer Satz, der gefaltet');
    const { events: western } = await importFile(`${FIXTURES}windows-1252.ics`);
    expect(western.map((event) => event.subject)).toEqual(['Gerüst für die Bühne – Prüfung']);
  });

  it('skips what is broken or cancelled, says so, and keeps the rest', async () => {
    const { events, notes, entries } = await importFile(`${FIXTURES}broken.ics`);
    expect(events.map((event) => event.subject).sort()).toEqual(['Freier Text', 'Gut', 'Neu', 'Unbekannte Zone']);
    expect(entries).toBe(4);
    expect(notes).toEqual([
      { code: 'broken', title: 'Abgerissen' },
      { code: 'broken', title: 'Ohne Beginn' },
      { code: 'broken', title: 'Ende vor Beginn' },
      { code: 'broken', title: 'Unlesbarer Beginn' },
      { code: 'cancelled', count: 1 },
      { code: 'duplicates', count: 1 },
      { code: 'zone_unknown', title: 'Mond/Krater' },
    ]);
  });
});

describe('a file that is no calendar', () => {
  it('is refused with its path', async () => {
    const none = readIcsCalendar(`${FIXTURES}.gitattributes`, ZONE);
    await expect(none).rejects.toMatchObject({ code: 'no_calendar', path: `${FIXTURES}.gitattributes` });
    await expect(readIcsCalendar(`${FIXTURES}missing.ics`, ZONE)).rejects.toBeInstanceOf(IcsFileError);
  });
});

describe('the window for calendar files', () => {
  const base = { pastDays: 30, futureDays: 365 };
  const at = (iso: string) => Date.parse(iso);

  it('stays as it is when the files lie within it and for empty ones', () => {
    expect(chooseWindow([], NOW_MS, base)).toEqual(base);
    expect(chooseWindow([{ startMs: NOW_MS, endMs: NOW_MS }], NOW_MS, base)).toEqual(base);
  });

  it('reaches from the first to the last entry', () => {
    const span = { startMs: at('2025-01-01T00:00:00Z'), endMs: at('2029-06-01T00:00:00Z') };
    const window = toSpan(chooseWindow([span], NOW_MS, base), NOW_MS);
    expect(window.startMs).toBeLessThan(span.startMs);
    expect(window.endMs).toBeGreaterThan(span.endMs);
  });

  it('never exceeds the 1825 days that Graph takes, and prefers what is to come', () => {
    const span = { startMs: at('1990-01-01T00:00:00Z'), endMs: at('2090-01-01T00:00:00Z') };
    expect(chooseWindow([span], NOW_MS, base)).toEqual({ pastDays: 729, futureDays: 1095 });
  });

  it('reads UTF-16 files as well', () => {
    const text =
      'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Übung\r\nDTSTART:20261201T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    expect(parseIcsCalendar(decodeCalendar(bytes), 'export.ics', ZONE).entries.map(({ title }) => title)).toEqual([
      'Übung',
    ]);
  });
});
