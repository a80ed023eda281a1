import { expect, test } from 'vitest';
import { settleDeletion } from '../../../server/sync/core/announced-deletion.ts';
import { becomeOf } from '../../../server/sync/core/agreement.ts';
import { changeIntent } from '../../../server/sync/core/intent.ts';
import { recordEntry, restoreEntry } from '../../../server/sync/core/restore-entry.ts';
import {
  asItem,
  deleteEvent,
  deleteItem,
  editAppointment,
  editEvent,
  makeAgreed,
  makeAppointment,
  makeCopy,
  makeEvent,
  planOf,
  writeTo,
} from './make.ts';

const NOW = '2026-03-20T09:00:00Z';

test('an entry that became Lupax’ own is Outlook’s again, as closed as a person had made it', () => {
  const raised = {
    ...makeAgreed('outlook', makeEvent(), asItem(makeCopy())),
    raisedVisibility: 'notes_private' as const,
  };
  const before = deleteEvent(editAppointment(raised, { title: 'Abbau' }));
  const own = { ...becomeOf(before, 'appointment'), raisedVisibility: null };
  const restored = restoreEntry(own, 'lupax', { record: recordEntry(before), closed: [] });
  expect(restored).toEqual(before);
});

test('what sharing has closed since a write to Outlook is nobody’s wish once that write is undone, and a person’s stays one', () => {
  const event = makeEvent();
  const before = makeAgreed('outlook', event, asItem(makeCopy()));
  const closed = makeAgreed(
    'outlook',
    event,
    asItem(makeCopy({ visibility: 'title_and_notes_private', location: '' })),
  );
  const restored = restoreEntry(closed, 'outlook', { record: recordEntry(before), closed: [] });
  expect(writeTo(restored, 'lupax')).toMatchObject({ visibility: 'public' });

  const wished = { ...closed, raisedVisibility: 'title_and_notes_private' as const };
  expect(planOf(restoreEntry(wished, 'outlook', { record: recordEntry(before), closed: [] }))).toEqual([]);
  // The visibility of an entry of Lupax' own is what Outlook was written for: it is written again.
  const [openItem, closedItem] = [makeAppointment(), makeAppointment({ visibility: 'title_and_notes_private' })];
  const own = makeAgreed('appointment', makeEvent({ sensitivity: 'private' }), asItem(closedItem));
  const shown = { ...own, outlook: { ...own.outlook, seen: event } };
  const record = recordEntry(makeAgreed('appointment', event, asItem(openItem)));
  expect(writeTo(restoreEntry(shown, 'outlook', { record, closed: [] }), 'outlook')).toEqual({
    sensitivity: 'private',
  });
});

test('what an edit had made again after a deletion is judged once more when its making was undone, answered or not', () => {
  const own = makeAgreed('appointment', makeEvent(), asItem(makeAppointment()));
  const before = deleteItem(editEvent(own, { title: 'Abbau' }));
  const remade = makeAgreed('appointment', before.outlook.seen!, asItem(makeAppointment({ id: 8, title: 'Abbau' })));
  const restores = { record: recordEntry(before), closed: [] };
  const undoing = changeIntent({ ...remade, id: before.id }, { deletion: { side: 'lupax', since: NOW, restores } });
  const settled = settleDeletion(deleteItem(undoing), NOW)!;
  expect(settled.lupaxRef).toEqual(before.lupaxRef);
  expect(planOf(settled)).toEqual(planOf(before));
  // Without what it was before, nobody would ever look at the event again.
  const lost = changeIntent(remade, { deletion: { side: 'lupax', since: NOW } });
  expect(planOf(settleDeletion(deleteItem(lost), NOW)!)).toEqual([]);
});
