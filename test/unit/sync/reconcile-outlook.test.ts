import { describe, expect, test } from 'vitest';
import { fingerprintEvent } from '../../../server/sync/core/fingerprint.ts';
import type { OutlookEvent } from '../../../server/sync/core/outlook-event.ts';
import { createPairIndex, type PairIndex } from '../../../server/sync/core/pair-index.ts';
import { makeEmptySide, type Pair } from '../../../server/sync/core/pair.ts';
import {
  findMissingEvents,
  forgetOutside,
  markEventGone,
  placeUnknownEvent,
  reconcileKnownEvents,
  showEvent,
  type OutlookReading,
} from '../../../server/sync/core/reconcile-outlook.ts';
import { asItem, JANUARY, makeAgreed, makeAppointment, makeCopy, makeEvent, makePair, makeStrangers } from './make.ts';

const ORGANIZATION = 12;
const agreed = makeAgreed('outlook', makeEvent(), asItem(makeCopy()));

function indexOf(...pairs: Pair[]): PairIndex {
  let next = 0;
  return createPairIndex(pairs, () => `made-${(next += 1)}`);
}

function makeReading(changes: Partial<OutlookReading['changes']>): OutlookReading {
  return {
    calendarId: 'calendar-1',
    changes: { complete: false, events: [], removedIds: [], completeSeriesIds: [], ...changes },
  };
}

function on(day: string, fields: Partial<OutlookEvent> = {}): OutlookEvent {
  const time = { allDay: false, start: `${day}T08:00:00Z`, end: `${day}T09:00:00Z`, zone: 'Europe/Berlin' } as const;
  return makeEvent({ time, ...fields });
}

describe('an event that an entry knows', () => {
  test('is taken into it; its base stays', () => {
    const index = indexOf(agreed);
    expect(reconcileKnownEvents(index, makeReading({ events: [makeEvent({ title: 'Abbau' })] }))).toEqual([]);
    expect(index.get('pair-1')!.outlook).toMatchObject({
      seen: { title: 'Abbau' },
      gone: false,
      base: agreed.outlook.base,
    });
  });

  test('and that shows nothing new changes nothing, and keeps the etag that is usable', () => {
    const index = indexOf(agreed);
    reconcileKnownEvents(index, makeReading({ events: [makeEvent({ etag: null })] }));
    expect(index.takeChanges().size).toBe(0);
    reconcileKnownEvents(index, makeReading({ events: [makeEvent({ etag: 'W/"2"' })] }));
    expect(index.get('pair-1')!.outlook.seen!.etag).toBe('W/"2"');
  });

  test('is there again after it was gone', () => {
    const index = indexOf(agreed);
    markEventGone(index, 'pair-1');
    expect(index.get('pair-1')!.outlook).toMatchObject({ seen: null, gone: true });
    showEvent(index, index.get('pair-1')!, makeEvent());
    expect(index.get('pair-1')!.outlook.gone).toBe(false);
  });

  test('takes its entry along into another calendar', () => {
    const index = indexOf(agreed);
    reconcileKnownEvents(index, makeReading({ events: [makeEvent({ calendarId: 'calendar-2' })] }));
    expect(index.get('pair-1')!.calendarId).toBe('calendar-2');
  });

  test('ends the intent to create it, never an intent of the other side', () => {
    const pending = { key: 'k', since: '2026-01-01T00:00:00Z', print: {} };
    const announced = makePair({
      origin: 'appointment',
      lupax: agreed.lupax,
      pending: { ...pending, side: 'outlook' },
    });
    const index = indexOf(announced);
    showEvent(index, announced, makeEvent());
    expect(index.get('pair-1')!.pending).toBeNull();
    const other = { ...agreed, pending: { ...pending, side: 'lupax' as const } };
    showEvent(index, index.put(other), makeEvent({ title: 'Abbau' }));
    expect(index.get('pair-1')!.pending?.side).toBe('lupax');
  });

  test('that shows what an unanswered create has made is known to show what was sent: a later edit in Lupax stands', () => {
    const [event, appointment] = [makeEvent(), makeAppointment({ title: 'Umbau' })];
    const print = fingerprintEvent(event);
    const pending = { side: 'outlook' as const, key: 'k', since: '2026-01-01T00:00:00Z', print };
    const waiting = makePair({
      origin: 'appointment',
      lupaxRef: { type: 'appointment', id: 7 },
      lupax: { ...makeEmptySide(), seen: asItem(appointment) },
      pending,
    });
    const index = indexOf(waiting);
    showEvent(index, waiting, event);
    expect(index.get(waiting.id)).toMatchObject({ pending: null, outlook: { seen: event, base: print, sent: null } });
  });
});

describe('an event that no entry knows', () => {
  test('is handed back, to have its marker read', () => {
    expect(reconcileKnownEvents(indexOf(), makeReading({ events: [makeEvent()] }))).toEqual([makeEvent()]);
  });

  test('is the user’s own without a marker', () => {
    const index = indexOf();
    placeUnknownEvent(index, makeEvent(), null, ORGANIZATION);
    expect(index.findByEventId('event-1')).toMatchObject({ origin: 'outlook', lupaxRef: null });
  });

  test('belongs with our marker to the Lupax entry that waits for it', () => {
    const waiting = {
      ...makeStrangers('appointment', null, asItem(makeAppointment())),
      lupaxRef: { type: 'appointment', id: 7 } as const,
    };
    const index = indexOf(waiting);
    placeUnknownEvent(index, makeEvent(), '12/appointment/7', ORGANIZATION);
    expect(index.get('pair-1')).toMatchObject({
      calendarId: 'calendar-1',
      outlook: { seen: { id: 'event-1' }, base: null },
    });
    expect([...index.all()]).toHaveLength(1);
  });

  test('waits with our marker for a Lupax entry that was not read yet', () => {
    const index = indexOf();
    placeUnknownEvent(index, makeEvent(), '12/project/5', ORGANIZATION);
    expect(index.findByLupax({ type: 'project', id: 5 })).toMatchObject({
      origin: 'project',
      calendarId: 'calendar-1',
    });
  });

  test('is nobody’s new entry when it is a second copy, another organisation’s, or a copy made into a series', () => {
    const shown = {
      ...makeAgreed('appointment', makeEvent(), asItem(makeAppointment())),
      lupaxRef: { type: 'appointment', id: 7 } as const,
    };
    const index = indexOf(shown);
    placeUnknownEvent(index, makeEvent({ id: 'copy' }), '12/appointment/7', ORGANIZATION);
    placeUnknownEvent(index, makeEvent({ id: 'foreign' }), '13/appointment/7', ORGANIZATION);
    placeUnknownEvent(index, makeEvent({ id: 'series', kind: 'occurrence' }), '12/appointment/8', ORGANIZATION);
    placeUnknownEvent(index, makeEvent({ id: 'broken' }), 'something else', ORGANIZATION);
    expect([...index.all()]).toEqual([shown]);
  });
});

describe('an event is to be looked up', () => {
  const missingOf = (reading: Partial<OutlookReading['changes']>, ...pairs: Pair[]) =>
    findMissingEvents(indexOf(...pairs), makeReading(reading), JANUARY).map(({ eventId }) => eventId);

  test('when it is named as removed', () => {
    expect(missingOf({ removedIds: ['event-1'] }, agreed)).toEqual(['event-1']);
  });

  test('when a complete round does not show it', () => {
    expect(missingOf({ complete: true }, agreed)).toEqual(['event-1']);
    expect(missingOf({ complete: true, events: [makeEvent()] }, agreed)).toEqual([]);
  });

  test('when the window has left it, and not the appointment that was moved and that Outlook did not follow', () => {
    const left = on('2025-11-20');
    const moved = makeAgreed('outlook', left, asItem(makeCopy({ time: on('2026-01-20').time })));
    expect(missingOf({ complete: true }, moved)).toEqual(['event-1']);
    expect(missingOf({ complete: true }, makeAgreed('outlook', left, asItem(makeCopy({ time: left.time }))))).toEqual(
      [],
    );
  });

  test('not when an incremental round does not name it', () => {
    expect(missingOf({}, agreed)).toEqual([]);
  });

  test('at the edge of the window, too, but not when it lies outside', () => {
    const pairs = ['2026-01-01', '2026-01-31', '2026-03-01'].map((day, place) => ({
      ...makeAgreed('outlook', on(day, { id: `event-${place}` }), asItem(makeCopy({ time: on(day).time }))),
      id: `pair-${place}`,
    }));
    expect(missingOf({ complete: true }, ...pairs)).toEqual(['event-0', 'event-1']);
  });

  test('when its series was read completely without it, although the round was not complete', () => {
    const occurrence = makeEvent({ kind: 'occurrence', seriesMasterId: 'series', key: 'OID.series.2026-01-12' });
    expect(missingOf({ completeSeriesIds: ['series'] }, makeAgreed('outlook', occurrence, asItem(makeCopy())))).toEqual(
      ['event-1'],
    );
  });

  test('when its whole series was removed, or when it was a single event and became a series', () => {
    const occurrence = makeEvent({ kind: 'occurrence', seriesMasterId: 'series', key: 'OID.series.2026-01-12' });
    expect(missingOf({ removedIds: ['series'] }, makeAgreed('outlook', occurrence, asItem(makeCopy())))).toEqual([
      'event-1',
    ]);
    expect(missingOf({ completeSeriesIds: ['event-1'] }, agreed)).toEqual(['event-1']);
  });

  test('not by a reading of another calendar', () => {
    expect(missingOf({ complete: true }, { ...agreed, calendarId: 'calendar-2' })).toEqual([]);
  });

  test('when an entry of Lupax names it as its source and a complete round does not show it', () => {
    const waiting = makeStrangers('outlook', null, asItem(makeCopy()));
    expect(missingOf({ complete: true }, waiting)).toEqual(['event-1']);
    expect(missingOf({}, waiting)).toEqual([]);
  });
});

describe('what the window has left', () => {
  const inMarch = { allDay: true, start: '2026-03-01', end: '2026-03-02' } as const;
  const inAutumn = { allDay: true, start: '2025-10-01', end: '2025-10-02' } as const;

  test('is forgotten when only Outlook has it, or when it is over and only Lupax has it', () => {
    const index = indexOf(
      { ...makeStrangers('outlook', makeEvent({ time: inMarch }), null), id: 'outlook, later' },
      { ...makeStrangers('outlook', makeEvent({ time: inAutumn }), null), id: 'outlook, over' },
      { ...makeStrangers('appointment', null, asItem(makeAppointment({ time: inMarch }))), id: 'lupax, later' },
      { ...makeStrangers('appointment', null, asItem(makeAppointment({ time: inAutumn }))), id: 'lupax, over' },
      { ...makeStrangers('outlook', makeEvent(), null), id: 'outlook, now' },
    );
    forgetOutside(index, JANUARY);
    expect([...index.all()].map(({ id }) => id)).toEqual(['lupax, later', 'outlook, now']);
  });

  test('is kept when both sides agreed on it, when it was announced, or when Lupax names its source', () => {
    const old = makeEvent({ time: inAutumn });
    const index = indexOf(
      { ...makeAgreed('outlook', old, asItem(makeCopy({ time: inAutumn }))), id: 'agreed' },
      {
        ...makeAgreed('outlook', old, asItem(makeCopy({ time: inAutumn }))),
        id: 'gone',
        lupax: { ...agreed.lupax, seen: null, gone: true },
      },
      {
        ...makeStrangers('outlook', old, null),
        id: 'announced',
        pending: { side: 'lupax', key: 'k', since: '', print: {} },
      },
      {
        ...makeStrangers('outlook', null, asItem(makeCopy({ time: inAutumn }))),
        id: 'source',
        outlook: makeEmptySide(),
      },
    );
    forgetOutside(index, JANUARY);
    expect([...index.all()].map(({ id }) => id)).toEqual(['agreed', 'gone', 'announced', 'source']);
  });
});
