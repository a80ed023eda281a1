import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAppointment, readAppointmentChange, writeAppointment } from '../../../server/lupax/appointment-mapper.ts';
import { createAppointmentJson, createContent } from './fake-lupax.ts';

const BERLIN = 'Europe/Berlin';

describe('an appointment read from Lupax', () => {
  it('has all that Lupax tells of it', () => {
    const json = createAppointmentJson({
      status: 'tentative',
      visibility: 'notes_private',
      project: { id: 5, title: 'Stadtfest', color: 'red' },
      reminder_minutes: 15,
      participants: [{ name: 'Ben', email: 'ben@example.org' }],
      online_meeting: { requested: 1, join_url: 'https://teams.example/1' },
      source: { system: 'office365', calendar_id: 'cal', event_id: 'ev' },
      read_only: 1,
      kind: 'vacation',
    });
    expect(readAppointment(json, BERLIN)).toEqual({
      ...createContent({
        status: 'tentative',
        visibility: 'notes_private',
        project: { id: 5, title: 'Stadtfest' },
        reminderMinutes: 15,
        participants: [{ name: 'Ben', email: 'ben@example.org' }],
        onlineMeeting: { requested: true, joinUrl: 'https://teams.example/1' },
        source: { calendarId: 'cal', eventId: 'ev' },
        readOnly: true,
      }),
      id: 42,
      revision: 3,
      kind: 'vacation',
      url: 'https://lupax.example/appointments/42',
    });
  });

  const needed = Object.keys(createAppointmentJson()).filter(
    (field) => !['user', 'url', 'created_at', 'updated_at', 'deleted'].includes(field),
  );
  it.each(needed)('is refused without %s, instead of looking as if somebody had emptied it', (field) => {
    const json = createAppointmentJson();
    delete json[field];
    expect(() => readAppointment(json, BERLIN)).toThrow(expect.objectContaining({ code: 'unavailable' }));
    const illTyped = createAppointmentJson({ [field]: { nothing: true } });
    expect(() => readAppointment(illTyped, BERLIN)).toThrow(expect.objectContaining({ code: 'unavailable' }));
  });

  it.each([
    ['visibility', 'secret'],
    ['date_start', '2026-13-41T00:00:00+00:00'],
    ['date_end', '0000-00-00 00:00:00'],
    ['source', { system: 'office365', calendar_id: 'cal' }],
    ['deleted', 'no'],
  ])('is refused with a %s that nobody knows', (field, value) => {
    const read = (): unknown => readAppointmentChange(createAppointmentJson({ [field]: value }), BERLIN);
    expect(read).toThrow(expect.objectContaining({ code: 'unavailable' }));
  });

  it('tells nothing of its contents in an error', () => {
    const json = createAppointmentJson({ title: 'Geheim', notes: 7 });
    expect(() => readAppointment(json, BERLIN)).toThrow(/^(?!.*Geheim).*notes/);
  });

  it('has clean notes, and cleaning them again changes nothing', () => {
    const notes =
      '<p onclick="x()">Hallo <script>böse()</script><a href="javascript:x">Link</a> <b>fett</b> &amp; 1 < 2</p>';
    const once = readAppointment(createAppointmentJson({ notes }), BERLIN).notes;
    expect(once).toBe('<p>Hallo <a>Link</a> <b>fett</b> &amp; 1 &lt; 2</p>');
    expect(readAppointment(createAppointmentJson({ notes: once }), BERLIN).notes).toBe(once);
  });

  it('is a tombstone when it is deleted, whatever else it says', () => {
    const tombstone = { deleted: true, id: 42, revision: 4 };
    expect(readAppointmentChange({ id: 42, revision: 4, deleted: 1 }, BERLIN)).toEqual(tombstone);
    expect(readAppointmentChange(createAppointmentJson({ revision: 4, deleted: 1 }), BERLIN)).toEqual(tombstone);
  });
});

describe('the times of an appointment', () => {
  const readTime = (change: Record<string, unknown>, fallback = BERLIN): unknown =>
    readAppointment(createAppointmentJson(change), fallback).time;

  it.each([
    ['an offset', '2026-08-03T09:00:00+02:00'],
    ['another zone’s offset', '2026-08-03T03:00:00-04:00'],
    ['Z', '2026-08-03T07:00:00Z'],
    ['fractions', '2026-08-03T07:00:00.9990000Z'],
    ['no offset, in its zone', '2026-08-03T09:00:00'],
    ['a space and no offset', '2026-08-03 09:00:00'],
  ])('are instants when they are written with %s', (_form, date_start) => {
    expect(readTime({ date_start })).toMatchObject({ allDay: false, start: '2026-08-03T07:00:00Z', zone: BERLIN });
  });

  it('keep their instant and take the fallback zone when their zone is unknown', () => {
    const time = readTime({ time_zone: 'Mars/Olympus' }, 'Europe/Vienna');
    expect(time).toMatchObject({ start: '2026-08-03T07:00:00Z', zone: 'Europe/Vienna' });
  });

  it('understand a Windows zone', () => {
    expect(readTime({ time_zone: 'W. Europe Standard Time' })).toMatchObject({ zone: 'Europe/Berlin' });
  });

  it.each([
    ['midnights of the zone', 'Europe/Berlin', '2026-08-03T00:00:00+02:00', '2026-08-05T00:00:00+02:00'],
    ['the same midnights in UTC', 'Europe/Berlin', '2026-08-02T22:00:00Z', '2026-08-04T22:00:00Z'],
    ['midnights with a wrong offset', 'Europe/Berlin', '2026-08-03T00:00:00+03:00', '2026-08-05T00:00:00+03:00'],
    ['midnights of an unknown zone', 'Mars/Olympus', '2026-08-03T00:00:00+11:00', '2026-08-05T00:00:00+11:00'],
    ['times that are no midnights', 'Europe/Berlin', '2026-08-03T08:00:00+02:00', '2026-08-04T17:00:00+02:00'],
    ['midnights around the world', 'Pacific/Auckland', '2026-08-03T00:00:00+12:00', '2026-08-05T00:00:00+12:00'],
  ])('are dates for an all-day entry written as %s', (_form, time_zone, date_start, date_end) => {
    const time = readTime({ all_day: 1, time_zone, date_start, date_end });
    expect(time).toEqual({ allDay: true, start: '2026-08-03', end: '2026-08-05' });
  });

  it('last one day when an all-day entry ends when it begins', () => {
    const midnight = '2026-08-03T00:00:00+02:00';
    const time = readTime({ all_day: 1, date_start: midnight, date_end: midnight });
    expect(time).toEqual({ allDay: true, start: '2026-08-03', end: '2026-08-04' });
  });
});

describe('an appointment written to Lupax', () => {
  it('is complete, with offsets, without Z and fractions', () => {
    expect(writeAppointment(createContent(), BERLIN)).toEqual({
      title: 'Aufbau Festzelt',
      date_start: '2026-08-03T09:00:00+02:00',
      date_end: '2026-08-03T10:30:00+02:00',
      time_zone: 'Europe/Berlin',
      all_day: 0,
      notes: '<p>Schlüssel <b>mitnehmen</b></p>',
      location: 'Halle 3',
      status: 'confirmed',
      visibility: 'public',
      project: null,
      reminder_minutes: null,
      participants: [],
      online_meeting: { requested: 0, join_url: null },
      source: null,
      read_only: 0,
    });
  });

  it('has +00:00 rather than Z in UTC', () => {
    const time = { allDay: false, start: '2026-08-03T07:00:00Z', end: '2026-08-03T08:00:00Z', zone: 'UTC' } as const;
    expect(writeAppointment(createContent({ time }), BERLIN).date_start).toBe('2026-08-03T07:00:00+00:00');
  });

  it('says its source, and leaves another system’s source as it was', () => {
    const source = { calendarId: 'cal', eventId: 'ev' };
    const ours = { system: 'office365', calendar_id: 'cal', event_id: 'ev' };
    expect(writeAppointment(createContent({ source }), BERLIN).source).toEqual(ours);
    const foreign = { system: 'crm', number: 17, nested: { a: [1] } };
    const appointment = readAppointment(createAppointmentJson({ source: foreign }), BERLIN);
    expect(appointment.source).toBeNull();
    expect(writeAppointment(appointment, BERLIN).source).toEqual(foreign);
    expect(writeAppointment({ ...appointment, source }, BERLIN).source).toEqual(ours);
  });

  it('is what was read, for instants in any zone, also around the change to winter time', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC'];
    const instant = fc.integer({ min: Date.parse('2024-01-01') / 1000, max: Date.parse('2029-01-01') / 1000 });
    const check = (seconds: number, zone: string): void => {
      const write = (at: number): string => new Date(at * 1000).toISOString().replace('.000Z', 'Z');
      const time = { allDay: false as const, start: write(seconds), end: write(seconds + 1800), zone };
      const json = { ...createAppointmentJson(), ...writeAppointment(createContent({ time }), BERLIN) };
      expect(readAppointment(json, BERLIN).time).toEqual(time);
    };
    fc.assert(fc.property(instant, fc.constantFrom(...zones), check));
    const winterTime = Date.parse('2026-10-25T00:30:00Z') / 1000;
    for (const offset of [0, 1800, 3600, 5400]) check(winterTime + offset, 'Europe/Berlin');
  });

  it('is what was read, for dates in any zone, also where a day begins at 01:00', () => {
    const day = fc.integer({ min: 0, max: 1500 });
    const zones = ['Europe/Berlin', 'Pacific/Auckland', 'America/Los_Angeles', 'Africa/Cairo', 'Asia/Beirut'];
    const write = (number: number): string =>
      new Date(Date.parse('2025-01-01') + number * 86_400_000).toISOString().slice(0, 10);
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 20 }), fc.constantFrom(...zones), (first, days, zone) => {
        const time = { allDay: true as const, start: write(first), end: write(first + days) };
        const body = writeAppointment(createContent({ time }), zone);
        expect(body.time_zone).toBe(zone);
        const appointment = readAppointment({ ...createAppointmentJson(), ...body }, BERLIN);
        expect(appointment.time).toEqual(time);
        expect(writeAppointment(appointment, BERLIN)).toEqual(body);
      }),
    );
  });
});
