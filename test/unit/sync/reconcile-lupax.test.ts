import { describe, expect, test } from 'vitest';
import { fingerprintAppointment } from '../../../server/sync/core/fingerprint.ts';
import type { Appointment, AppointmentChange } from '../../../server/sync/core/lupax-entry.ts';
import { createPairIndex, type PairIndex } from '../../../server/sync/core/pair-index.ts';
import { makeEmptySide, type Pair } from '../../../server/sync/core/pair.ts';
import { reconcileAppointments, reconcileProjects } from '../../../server/sync/core/reconcile-lupax.ts';
import {
  asItem,
  JANUARY,
  makeAgreed,
  makeAppointment,
  makeCopy,
  makeEvent,
  makePair,
  makeProject,
  TEN_O_CLOCK,
} from './make.ts';

const agreed: Pair = makeAgreed('appointment', makeEvent(), asItem(makeAppointment()));

function indexOf(...pairs: Pair[]): PairIndex {
  let next = 0;
  return createPairIndex(pairs, () => `made-${(next += 1)}`);
}

function changed(...appointments: Appointment[]): AppointmentChange[] {
  return appointments.map((appointment) => ({ deleted: false, appointment }));
}

function take(index: PairIndex, changes: AppointmentChange[], complete = false) {
  return reconcileAppointments(index, { changes, complete }, JANUARY.start).missing;
}

describe('the feed of appointments', () => {
  test('brings new ones in as Lupax’ own', () => {
    const index = indexOf();
    take(index, changed(makeAppointment()));
    expect(index.findByLupax({ type: 'appointment', id: 7 })).toMatchObject({
      origin: 'appointment',
      calendarId: null,
    });
  });

  test('leaves out those that were over before the window, unless an entry knows them', () => {
    const over = { time: { allDay: true, start: '2025-10-01', end: '2025-10-02' } as const };
    const index = indexOf();
    take(index, changed(makeAppointment(over)));
    expect([...index.all()]).toEqual([]);
    const known = indexOf(agreed);
    take(known, changed(makeAppointment({ ...over, revision: 2 })));
    expect(known.get('pair-1')!.lupax.seen!.item.time).toEqual(over.time);
  });

  test('changes an entry only with another revision, and may tell the same twice', () => {
    const index = indexOf(agreed);
    take(index, changed(makeAppointment(), makeAppointment()));
    expect(index.takeChanges().size).toBe(0);
    take(index, changed(makeAppointment({ revision: 2, title: 'Abbau' })));
    expect(index.get('pair-1')!.lupax).toMatchObject({ seen: { item: { title: 'Abbau' } }, base: agreed.lupax.base });
  });

  test('proves with a tombstone that one is gone; of an unknown one it says nothing', () => {
    const index = indexOf(agreed);
    take(index, [
      { deleted: true, id: 7, revision: 2 },
      { deleted: true, id: 99, revision: 1 },
    ]);
    expect(index.get('pair-1')!.lupax).toMatchObject({ seen: null, gone: true });
    expect([...index.all()]).toHaveLength(1);
  });

  test('that was read from the start hands back what it lacks, and deletes nothing itself', () => {
    const index = indexOf(agreed);
    expect(take(index, [], true)).toEqual([{ type: 'appointment', id: 7 }]);
    expect(index.get('pair-1')!.lupax.gone).toBe(false);
    expect(take(index, changed(makeAppointment()), true)).toEqual([]);
    expect(take(index, [], false)).toEqual([]);
  });

  test('finds the event that an entry names as its source, and adopts it', () => {
    const waiting = makePair({ origin: 'outlook', outlook: { ...makeEmptySide(), seen: makeEvent() } });
    const index = indexOf(waiting);
    take(index, changed(makeCopy()));
    expect(index.get('pair-1')).toMatchObject({ lupaxRef: { type: 'appointment', id: 7 }, lupax: { base: null } });
    expect([...index.all()]).toHaveLength(1);
  });

  test('tells a person’s edit of what an unanswered create made from what was sent', () => {
    const print = fingerprintAppointment(makeCopy());
    const waiting = makePair({
      origin: 'outlook',
      outlook: { ...makeEmptySide(), seen: makeEvent() },
      pending: { side: 'lupax', key: 'k', since: '', print },
    });
    const index = indexOf(waiting);
    take(index, changed(makeCopy({ title: 'Abbau', notes: '<div>Tor 2</div>' })));
    const { lupax, pending } = index.get('pair-1')!;
    expect(pending).toBeNull();
    const now = fingerprintAppointment(lupax.seen!.item as Appointment);
    expect(Object.keys(now).filter((field) => now[field] !== lupax.base![field])).toEqual(['title']);
  });

  test('finds the entry whose appointment was to be made again by a call that went unanswered', () => {
    const print = fingerprintAppointment(makeAppointment());
    const pending = { side: 'lupax', key: 'k', since: '', print } as const;
    const gone = { ...agreed, lupaxRef: { type: 'appointment', id: 3 } as const, pending };
    const index = indexOf({ ...gone, lupax: { ...agreed.lupax, seen: null, gone: true } });
    take(
      index,
      changed(
        makeAppointment({ title: 'Etwas anderes', time: TEN_O_CLOCK, id: 8 }),
        makeAppointment({ visibility: 'notes_private' }),
      ),
    );
    expect(index.get('pair-1')).toMatchObject({ lupaxRef: { id: 7 }, pending: null, lupax: { gone: false } });
    expect(index.findByLupax({ type: 'appointment', id: 8 })!.id).not.toBe('pair-1');
  });

  test('lets an entry with a source wait for its event, without a second one when the event appears', () => {
    const index = indexOf();
    take(index, changed(makeCopy()));
    expect(index.findByEvent(makeEvent())).toMatchObject({ origin: 'outlook', calendarId: 'calendar-1' });
  });

  test('believes the source rather than a marker that names a deleted appointment', () => {
    const orphan = makePair({
      origin: 'appointment',
      lupaxRef: { type: 'appointment', id: 3 },
      outlook: { ...makeEmptySide(), seen: makeEvent() },
      lupax: { ...makeEmptySide(), gone: true },
    });
    const base = fingerprintAppointment(makeAppointment({ visibility: 'notes_private' }));
    const index = indexOf({ ...orphan, lupax: { ...orphan.lupax, base } });
    take(index, changed(makeCopy()));
    expect(index.get('pair-1')).toMatchObject({ origin: 'outlook', lupaxRef: { id: 7 }, lupax: { gone: false } });
    // And it stays as closed as it was.
    expect(index.get('pair-1')!.raisedVisibility).toBe('notes_private');
  });

  test('never gives one event two appointments', () => {
    const index = indexOf(makeAgreed('outlook', makeEvent(), asItem(makeCopy())));
    take(index, changed(makeCopy({ id: 8 })));
    expect(index.findByEvent(makeEvent())!.lupaxRef).toEqual({ type: 'appointment', id: 7 });
  });
});

describe('the list of projects', () => {
  const list = (index: PairIndex, ids: number[], undated: number[] = []) =>
    reconcileProjects(
      index,
      ids.map((id) => makeProject({ id })),
      JANUARY,
      undated,
    );
  const goneIn = (index: PairIndex) => index.findByLupax({ type: 'project', id: 5 })!.lupax.gone;

  test('brings projects in, and changes nothing while nothing changed', () => {
    const index = indexOf();
    list(index, [5]);
    expect(index.findByLupax({ type: 'project', id: 5 })).toMatchObject({ origin: 'project' });
    index.takeChanges();
    list(index, [5]);
    expect(index.takeChanges().size).toBe(0);
  });

  test('proves only by lacking it twice in a row that a project is gone', () => {
    const index = indexOf();
    list(index, [5]);
    list(index, []);
    expect(goneIn(index)).toBe(false);
    list(index, [5]);
    list(index, []);
    expect(goneIn(index)).toBe(false);
    list(index, []);
    expect(goneIn(index)).toBe(true);
  });

  test('brings back a project that was gone', () => {
    const index = indexOf();
    for (const ids of [[5], [], [], [5]]) list(index, ids);
    expect(index.findByLupax({ type: 'project', id: 5 })!.lupax).toMatchObject({
      gone: false,
      seen: { type: 'project' },
    });
  });

  test('says nothing about a project that has no dates at the moment', () => {
    const index = indexOf();
    for (const undated of [[], [5], [5], [5]]) list(index, undated.length === 0 ? [5] : [], undated);
    expect(goneIn(index)).toBe(false);
  });

  test('says nothing about projects outside the window or at its edge', () => {
    for (const start of ['2026-01-01', '2026-01-31', '2026-02-10']) {
      const time = { allDay: true, start, end: start } as const;
      const index = indexOf();
      reconcileProjects(index, [makeProject({ time })], JANUARY, []);
      for (let round = 0; round < 3; round += 1) list(index, []);
      expect(goneIn(index), start).toBe(false);
    }
  });

  test('misses a marked event whose project nobody has seen, too', () => {
    const index = indexOf(
      makePair({
        origin: 'project',
        lupaxRef: { type: 'project', id: 5 },
        outlook: { ...makeEmptySide(), seen: makeEvent() },
      }),
    );
    list(index, []);
    list(index, []);
    expect(goneIn(index)).toBe(true);
  });
});
