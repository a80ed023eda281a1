import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listFieldChanges, applyFieldChanges } from '../../../server/store/field-changes.ts';
import { applyCommit, createRecords, readCommit, writeCommits } from '../../../server/store/records.ts';

const record = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd', '__proto__', 'toString'),
  fc.jsonValue({ maxDepth: 3 }),
  { maxKeys: 5 },
);
const overJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('what is logged of a record that is there already', () => {
  it('is only what has changed', () => {
    const seen = { title: 'Aufbau', notes: '<p>Tor 3</p>' };
    const before = { id: 'p', intent: null, outlook: { seen, base: { title: 'x' } }, tries: 1 };
    const after = { id: 'p', intent: { key: 'k' }, outlook: { seen, base: { title: 'y' } } };
    expect(listFieldChanges(before, after)).toEqual([
      [['intent'], { key: 'k' }],
      [['outlook', 'base', 'title'], 'y'],
      [['tries']],
    ]);
  });

  it('leads from any record to any other one, and changes nothing when it is carried out again', () => {
    fc.assert(
      fc.property(record, record, (before, after) => {
        const changes = listFieldChanges(before, after)!;
        const made = applyFieldChanges(before, overJson(changes) as typeof changes);
        expect(made).toEqual(after);
        expect(applyFieldChanges(made, changes)).toEqual(after);
      }),
    );
  });

  it('is the whole record where there was none, and where it goes', () => {
    expect(listFieldChanges(undefined, { a: 1 })).toBeNull();
    expect(listFieldChanges({ a: 1 }, null)).toBeNull();
  });
});

describe('a log', () => {
  const change = fc.record({ key: fc.constantFrom('x', 'y'), value: fc.option(record) });
  const groups = fc.array(fc.array(fc.array(change, { maxLength: 3 }), { minLength: 1, maxLength: 3 }), {
    maxLength: 6,
  });
  const toCommit = (changes: { key: string; value: unknown }[]) =>
    changes.map((each) => ({ collection: 'pairs', ...each }));

  it('leads to what was committed, from the state before and from any that it has led to', () => {
    fc.assert(
      fc.property(groups, (all) => {
        const live = createRecords();
        const logged: string[] = [];
        for (const group of all) {
          const commits = group.map(toCommit);
          logged.push(...writeCommits(live, commits));
          for (const commit of commits) applyCommit(live, commit);
        }
        const read = createRecords();
        // The second time as after a crash between the document being written and the log being emptied.
        for (let time = 0; time < 2; time += 1) {
          for (const text of logged) applyCommit(read, readCommit(JSON.parse(text)));
          expect(read.get('pairs')).toEqual(live.get('pairs'));
        }
      }),
    );
  });
});
