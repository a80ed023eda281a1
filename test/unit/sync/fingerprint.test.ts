import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fingerprintAppointment,
  fingerprintEvent,
  fingerprintWantedAppointment,
  fingerprintWantedEvent,
} from '../../../server/sync/core/fingerprint.ts';
import type { Person } from '../../../server/sync/core/entry.ts';
import { COLLEAGUE, makeAppointment, makeEvent, NINE_O_CLOCK, TEN_O_CLOCK } from './make.ts';

/** Few values, so that some are the same on both sides; objects also as copies. */
const text = fc.constantFrom('', 'Aufbau', 'Ein Text, der länger ist als das, was lesbar bleibt', 'x'.repeat(500));
const time = fc.constantFrom(NINE_O_CLOCK, TEN_O_CLOCK, { ...NINE_O_CLOCK });
const merged = { title: text, notes: text, location: text, time, reminderMinutes: fc.constantFrom(null, 0, 15) };
const event = fc.record({
  ...merged,
  showAs: fc.constantFrom('busy' as const, 'tentative' as const, 'oof' as const),
  sensitivity: fc.constantFrom('normal' as const, 'private' as const),
});
const appointment = fc.record({
  ...merged,
  status: fc.constantFrom('confirmed' as const, 'tentative' as const),
  visibility: fc.constantFrom('public' as const, 'notes_private' as const),
  participants: fc.constantFrom<Person[]>([], [COLLEAGUE], [{ ...COLLEAGUE }]),
  source: fc.constantFrom(null, { calendarId: 'a', eventId: 'b' }, { eventId: 'b', calendarId: 'a' }),
  readOnly: fc.boolean(),
});

test('the fingerprint of what is wanted is the same, whatever is shown', () => {
  fc.assert(
    fc.property(event, event, appointment, appointment, (wantedEvent, seenEvent, wanted, seen) => {
      const [of, by] = [makeEvent(wantedEvent), makeEvent(seenEvent)];
      expect(fingerprintWantedEvent(of, by)).toEqual(fingerprintEvent(of));
      const [content, shown] = [makeAppointment(wanted), makeAppointment(seen)];
      expect(fingerprintWantedAppointment(content, shown)).toEqual(fingerprintAppointment(content));
    }),
  );
});

test('equal values have equal fingerprints, whatever the order of their keys', () => {
  fc.assert(
    fc.property(appointment, (fields) => {
      const one = makeAppointment(fields);
      const other = makeAppointment(JSON.parse(JSON.stringify(fields)) as typeof fields);
      expect(fingerprintAppointment(one)).toEqual(fingerprintAppointment(other));
    }),
  );
});
