import { describe, expect, test } from 'vitest';
import { DIRECTIONS, type Direction, type Visibility } from '../../../server/sync/core/entry.ts';
import type { Appointment } from '../../../server/sync/core/lupax-entry.ts';
import type { OutlookEvent, Sensitivity, SharingRole } from '../../../server/sync/core/outlook-event.ts';
import type { Pair } from '../../../server/sync/core/pair.ts';
import { planPair } from '../../../server/sync/core/plan.ts';
import {
  asItem,
  COLLEAGUE,
  editAppointment,
  editEvent,
  makeAgreed,
  makeAppointment,
  makeCalendar,
  makeContext,
  makeCopy,
  makeEvent,
  makeStrangers,
} from './make.ts';
import { FROM_LUPAX, FROM_OUTLOOK } from './visibility-tables.ts';

const VISIBILITY: Record<string, Visibility> = { P: 'public', N: 'notes_private', T: 'title_and_notes_private' };
const SENSITIVITY: Record<string, Sensitivity> = { n: 'normal', p: 'personal', v: 'private', c: 'confidential' };
const SET_IN_LUPAX = ['P', 'N', 'T'] as const;

/** What Lupax would not hide is withheld. */
const SHOWN_IN_LUPAX = {
  P: { location: 'Halle 3', participants: [COLLEAGUE], joinUrl: 'https://teams.example/1' },
  N: { location: 'Halle 3', participants: [], joinUrl: null },
  T: { location: '', participants: [], joinUrl: null },
};
const NOTES_IN_OUTLOOK = {
  f: '<p>Tor 2</p>',
  l: '<p><a href="https://lupax.example/appointments/7">Notizen in Lupax ansehen</a></p>',
};

interface Row {
  role: SharingRole;
  sensitivity: Sensitivity;
  /** Cells by direction, then by what Lupax was set to. */
  cells: Record<Direction, string[]>;
}

function parseTable(text: string, split: (words: string[]) => string[][]): Row[] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [role, sensitivity, ...words] = line.split(/\s+/);
      const cells = Object.fromEntries(split(words).map((cell, place) => [DIRECTIONS[place]!, cell]));
      return { role, sensitivity, cells } as Row;
    });
}

const outlookRows = parseTable(FROM_OUTLOOK, (words) => words.map((word) => [...word]));
const lupaxRows = parseTable(FROM_LUPAX, (words) => [0, 3, 6, 9].map((start) => words.slice(start, start + 3)));

test('the tables are complete: 9 roles, 4 sensitivities, 4 directions, 3 visibilities', () => {
  for (const rows of [outlookRows, lupaxRows]) {
    expect(new Set(rows.map(({ role, sensitivity }) => `${role} ${sensitivity}`)).size).toBe(36);
    expect(rows.flatMap(({ cells }) => DIRECTIONS.flatMap((direction) => cells[direction]))).toHaveLength(36 * 12);
  }
});

describe('an entry from Outlook', () => {
  for (const { role, sensitivity, cells } of outlookRows) {
    for (const direction of DIRECTIONS) {
      test(`shared as ${role}, ${sensitivity}, ${direction}: ${cells[direction].join('')}`, () => {
        for (const [place, set] of SET_IN_LUPAX.entries()) {
          expectInLupax(cells[direction][place]!, set, role, sensitivity, direction);
        }
      });
    }
  }
});

function expectInLupax(
  cell: string,
  set: 'P' | 'N' | 'T',
  role: SharingRole,
  sensitivity: Sensitivity,
  direction: Direction,
): void {
  const context = makeContext(makeCalendar(direction, role));
  const event = makeMeeting(sensitivity);
  const copy = copyOf(event, set);
  const others = SET_IN_LUPAX.filter((letter) => letter !== set);
  const known = [
    makeStrangers('outlook', event, asItem(copy)),
    // A person changed the visibility since the last agreement, whatever it was.
    ...others.map((before) =>
      editAppointment(makeAgreed('outlook', event, asItem(copyOf(event, before))), { visibility: VISIBILITY[set]! }),
    ),
    { ...makeAgreed('outlook', event, asItem(copy)), raisedVisibility: VISIBILITY[set]! },
  ];
  for (const pair of known) {
    const writes = planPair(pair, context).operations.map(({ write }) => write);
    if (cell === '.') expect(writes).toEqual([]);
    else if (cell === 'x') expect(writes).toEqual([{ side: 'lupax', action: 'delete' }]);
    else {
      const shown =
        writes[0]?.action === 'update' && writes[0].side === 'lupax' ? writes[0].content : pair.lupax.seen!.item;
      expect(summarise(shown as Appointment)).toEqual({ visibility: VISIBILITY[cell], ...SHOWN_IN_LUPAX[cell as 'P'] });
      expect(writes.length).toBeLessThanOrEqual(1);
    }
  }
  const fresh: Pair = { ...makeStrangers('outlook', event, null), raisedVisibility: VISIBILITY[set]! };
  const writes = planPair(fresh, context).operations.map(({ write }) => write);
  if (cell === '.' || cell === 'x') expect(writes).toEqual([]);
  else {
    expect(writes).toMatchObject([
      { side: 'lupax', action: 'create', content: { title: 'Aufbau Halle 3', notes: '<p>Tor 2</p>' } },
    ]);
    const write = writes[0]!;
    if (!('content' in write)) throw new Error('nothing is created');
    expect(summarise(write.content as Appointment)).toEqual({
      visibility: VISIBILITY[cell],
      ...SHOWN_IN_LUPAX[cell as 'P'],
    });
  }
}

function makeMeeting(sensitivity: Sensitivity): OutlookEvent {
  return makeEvent({ sensitivity, attendees: [COLLEAGUE], isOnlineMeeting: true, joinUrl: 'https://teams.example/1' });
}

/** The copy as it is shown with that visibility. */
function copyOf(event: OutlookEvent, letter: 'P' | 'N' | 'T'): Appointment {
  const { location, participants, joinUrl } = SHOWN_IN_LUPAX[letter];
  return makeCopy({
    visibility: VISIBILITY[letter]!,
    location,
    participants,
    onlineMeeting: { requested: false, joinUrl },
    readOnly: event.attendees.length > 0,
  });
}

function summarise({ visibility, location, participants, onlineMeeting }: Appointment) {
  return { visibility, location, participants, joinUrl: onlineMeeting.joinUrl };
}

describe('an entry from Lupax', () => {
  for (const { role, sensitivity, cells } of lupaxRows) {
    for (const direction of DIRECTIONS) {
      test(`shared as ${role}, set to ${sensitivity} in Outlook, ${direction}: ${cells[direction].join(' ')}`, () => {
        for (const [place, set] of SET_IN_LUPAX.entries()) {
          expectInOutlook(cells[direction][place]!, set, role, sensitivity, direction);
        }
      });
    }
  }

  // Sensitivity and notes of an event that is created, for public, notes_private, title_and_notes_private.
  const CREATED: Record<SharingRole, string> = {
    none: '.. .. ..',
    freeBusyRead: 'nf nf vf',
    limitedRead: 'nf nf vf',
    read: 'nf nl vf',
    write: 'nf nl vf',
    delegateWithoutPrivateEventAccess: 'nf nl vf',
    delegateWithPrivateEventAccess: 'nf nl vl',
    custom: 'nf nf vf',
    unknown: 'nf nf vf',
  };
  for (const [role, cells] of Object.entries(CREATED) as [SharingRole, string][]) {
    test(`is created in a calendar shared as ${role}: ${cells}`, () => {
      for (const direction of DIRECTIONS) {
        for (const [place, set] of SET_IN_LUPAX.entries()) {
          const cell = direction === 'to_outlook' || direction === 'both' ? cells.split(' ')[place]! : '..';
          const pair = makeStrangers('appointment', null, asItem(makeAppointment({ visibility: VISIBILITY[set]! })));
          const writes = planPair(pair, makeContext(makeCalendar(direction, role))).operations.map(
            ({ write }) => write,
          );
          if (cell === '..') expect(writes).toEqual([]);
          else {
            const [sensitivity, notes] = [SENSITIVITY[cell[0]!], NOTES_IN_OUTLOOK[cell[1] as 'f']];
            expect(writes).toMatchObject([
              {
                side: 'outlook',
                action: 'create',
                content: { title: 'Aufbau Halle 3', location: 'Halle 3', sensitivity, notes },
              },
            ]);
          }
        }
      }
    });
  }
});

function expectInOutlook(
  cell: string,
  set: 'P' | 'N' | 'T',
  role: SharingRole,
  sensitivity: Sensitivity,
  direction: Direction,
): void {
  const withheld =
    cell.includes('l') || (set === 'N' && lupaxRows.some((row) => row.role === role && row.cells.both[1] === 'nlN'));
  const agreed = makeAgreed(
    'appointment',
    makeEvent({ sensitivity: set === 'T' ? 'private' : 'normal', notes: NOTES_IN_OUTLOOK[withheld ? 'l' : 'f'] }),
    asItem(makeAppointment({ visibility: VISIBILITY[set]! })),
  );
  const pair = editEvent(agreed, { sensitivity });
  const writes = planPair(pair, makeContext(makeCalendar(direction, role))).operations.map(({ write }) => write);
  if (cell === '...') {
    expect(writes).toEqual([]);
    return;
  }
  let [event, appointment] = [pair.outlook.seen!, pair.lupax.seen!.item as Appointment];
  for (const write of writes) {
    if (write.action !== 'update') throw new Error(`${write.action} was not expected`);
    if (write.side === 'outlook') event = { ...event, ...write.patch };
    else appointment = { ...appointment, ...write.content };
  }
  expect({ sensitivity: event.sensitivity, notes: event.notes, visibility: appointment.visibility }).toEqual({
    sensitivity: SENSITIVITY[cell[0]!],
    notes: NOTES_IN_OUTLOOK[cell[1] as 'f'],
    visibility: VISIBILITY[cell[2]!],
  });
  // Nothing else moves, and the notes that Outlook withholds stay in Lupax.
  expect({ ...event, sensitivity, notes: '' }).toEqual({ ...pair.outlook.seen!, sensitivity, notes: '' });
  expect(appointment.notes).toBe('<p>Tor 2</p>');
}
