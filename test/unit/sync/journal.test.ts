import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { createSecrets } from '../../../server/store/secrets.ts';
import type { Change, JournalRecord, UserDocument } from '../../../server/store/types.ts';
import { createJournal, readJournal } from '../../../server/sync/journal.ts';
import { asItem, makeAgreed, makeAppointment, makeEvent } from './make.ts';

const secrets = createSecrets({ key: randomBytes(32).toString('base64'), oldKeys: [] });
const NOW = Date.parse('2026-03-20T09:00:00Z');

let records: Map<string, JournalRecord>;
let document: UserDocument;
beforeEach(() => {
  records = new Map();
  document = {
    get: (_collection: string, key: string) => records.get(key),
    list: () => records,
  } as unknown as UserDocument;
});

function commit({ key, value }: Change): void {
  if (value === null) records.delete(key);
  else records.set(key, value as JournalRecord);
}

const open = () => createJournal(secrets, document, 'run', () => NOW);
const noteUpdate = (journal: ReturnType<typeof open>, title: string): void => {
  const [event, appointment] = [makeEvent({ title }), makeAppointment({ title })];
  journal.note(makeAgreed('appointment', event, asItem(appointment)), 'outlook', 'update', makeEvent());
};
const readTitles = () => readJournal(secrets, document, 'run').map(({ entry }) => entry.before?.title);

test('what is committed together is one record, read in the order of the writes, also of a run that was resumed', () => {
  const journal = open();
  for (const title of ['A', 'B']) noteUpdate(journal, title);
  commit(journal.takeImages()!.change);
  noteUpdate(journal, 'C');
  commit(journal.takeImages()!.change);
  expect(journal.takeImages()).toBeNull();
  const resumed = open();
  noteUpdate(resumed, 'D');
  commit(resumed.takeImages()!.change);
  expect(records.size).toBe(3);
  expect(readTitles()).toEqual(['A', 'B', 'C', 'D']);
});

test('what could not be committed goes with the next commit, and is there once although it had been written all the same', () => {
  const journal = open();
  noteUpdate(journal, 'A');
  const taken = journal.takeImages()!;
  commit(taken.change);
  noteUpdate(journal, 'B');
  taken.giveBack();
  commit(journal.takeImages()!.change);
  expect(readTitles()).toEqual(['A', 'B']);
});

test('each is dropped by itself, the others keep their names, and nothing is left after the last one', () => {
  const journal = open();
  for (const title of ['A', 'B', 'C']) noteUpdate(journal, title);
  commit(journal.takeImages()!.change);
  const names = readJournal(secrets, document, 'run').map(({ id }) => id);
  const [first, second, third] = readJournal(secrets, document, 'run');
  commit(second!.drop());
  expect(readTitles()).toEqual(['A', 'C']);
  expect(readJournal(secrets, document, 'run').map(({ id }) => id)).toEqual([names[0], names[2]]);
  commit(third!.drop());
  commit(first!.drop());
  expect(records.size).toBe(0);
});

test('records of earlier versions, of one image each, are read and dropped', () => {
  const entry = { pairId: 'p', side: 'outlook', action: 'update', before: makeEvent({ title: 'A' }), after: null };
  const key = 'run/00000004';
  records.set(key, { sealed: secrets.encrypt(JSON.stringify(entry), key), at: '2026-03-20T08:00:00Z' });
  const resumed = open();
  noteUpdate(resumed, 'B');
  commit(resumed.takeImages()!.change);
  expect(readTitles()).toEqual(['A', 'B']);
  commit(readJournal(secrets, document, 'run')[0]!.drop());
  expect(readTitles()).toEqual(['B']);
});
