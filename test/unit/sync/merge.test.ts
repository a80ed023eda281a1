import { describe, expect, test } from 'vitest';
import { mergedFromEvent, type MergedContent } from '../../../server/sync/core/content.ts';
import { fingerprintEvent } from '../../../server/sync/core/fingerprint.ts';
import { areEquivalent, mergeFields, type MergeInput } from '../../../server/sync/core/merge.ts';
import type { Fingerprint } from '../../../server/sync/core/pair.ts';
import { makeEvent, NINE_O_CLOCK, TEN_O_CLOCK } from './make.ts';

const agreed = mergedFromEvent(makeEvent());

function printOf(content: MergedContent): Fingerprint {
  return fingerprintEvent(makeEvent({ ...content, showAs: content.status === 'tentative' ? 'tentative' : 'busy' }));
}

/** Merges two edits of one agreed content, followed on both sides unless said otherwise. */
function merge(outlook: Partial<MergedContent>, lupax: Partial<MergedContent>, more: Partial<MergeInput> = {}) {
  const sides = { outlook: { ...agreed, ...outlook }, lupax: { ...agreed, ...lupax } };
  return mergeFields({
    ...sides,
    prints: { outlook: printOf(sides.outlook), lupax: printOf(sides.lupax) },
    outlookBase: printOf(agreed),
    lupaxBase: printOf(agreed),
    owner: 'outlook',
    winner: 'outlook',
    follows: () => true,
    ...more,
  });
}

describe('with a base', () => {
  test('edits of different fields are both kept', () => {
    const result = merge({ title: 'Aufbau' }, { time: TEN_O_CLOCK });
    expect(result.content).toEqual({ ...agreed, title: 'Aufbau', time: TEN_O_CLOCK });
    expect(result.lost).toEqual({});
  });

  test('the same field edited on both sides goes to the winner, and the loser keeps its value in the record', () => {
    const edits = [{ title: 'Aufbau' }, { title: 'Abbau' }] as const;
    expect(merge(...edits)).toMatchObject({ content: { title: 'Aufbau' }, lost: { title: 'Abbau' } });
    expect(merge(...edits, { winner: 'lupax' })).toMatchObject({
      content: { title: 'Abbau' },
      lost: { title: 'Aufbau' },
    });
  });

  test('the same edit made on both sides is no conflict', () => {
    const result = merge({ title: 'Abbau' }, { title: 'Abbau' });
    expect(result.lost).toEqual({});
    expect(result.settled.has('title')).toBe(true);
  });

  test('both changed to what reads the same, in another HTML: our own write whose answer was lost, no conflict', () => {
    const result = merge({ notes: '<p>Tor 3</p>' }, { notes: '<div>Tor&nbsp;3</div>\n' });
    expect(result.lost).toEqual({});
    expect(result.settled.has('notes')).toBe(true);
  });

  test('what a server rewrote when it was written is nobody’s edit and stays as each side shows it', () => {
    const lupax = { ...agreed, notes: '<div>Tor 2</div>' };
    const result = merge({}, lupax, { lupaxBase: printOf(lupax), owner: 'lupax' });
    expect(result.settled.size).toBe(6);
    expect(result.putBack.size).toBe(0);
  });

  test('an edit that changes only the formatting is an edit', () => {
    expect(merge({ notes: '<p><b>Tor 2</b></p>' }, {}).content.notes).toBe('<p><b>Tor 2</b></p>');
  });

  test('an edit on a side that is not followed is put back to what the other side shows', () => {
    const follows: MergeInput['follows'] = (side) => side === 'outlook';
    const result = merge({}, { location: 'Tor 9' }, { follows });
    expect(result.content.location).toBe('Halle 3');
    expect([...result.putBack]).toEqual(['lupax']);
    expect(merge({ location: 'Halle 4' }, { location: 'Tor 9' }, { follows })).toMatchObject({
      content: { location: 'Halle 4' },
      lost: {},
    });
  });

  test('where neither edit is followed the owner’s value stands', () => {
    const result = merge({ title: 'A' }, { title: 'B' }, { follows: () => false, owner: 'lupax' });
    expect(result.content.title).toBe('B');
    expect([...result.putBack]).toEqual(['outlook']);
  });

  test('an emptied field is an edit like any other', () => {
    expect(merge({}, { location: '' }).content.location).toBe('');
    expect(merge({}, { reminderMinutes: null }).content.reminderMinutes).toBeNull();
  });
});

describe('without a base', () => {
  const adopt = (outlook: Partial<MergedContent>, lupax: Partial<MergedContent>, more: Partial<MergeInput> = {}) =>
    merge(outlook, lupax, { outlookBase: null, lupaxBase: null, ...more });

  test('what reads the same is adopted as it is', () => {
    const zone = { ...NINE_O_CLOCK, zone: 'Europe/Paris' };
    const result = adopt({ notes: '<div>Tor 2</div>', location: ' Halle  3' }, { time: zone });
    expect(result.settled.size).toBe(6);
  });

  test('what differs is decided by the winner, and the loser is kept', () => {
    expect(adopt({ title: 'A' }, { title: 'B' }, { winner: 'lupax' })).toMatchObject({
      content: { title: 'B' },
      lost: { title: 'A' },
    });
  });

  test('a side that is not followed loses without a conflict and without having edited anything', () => {
    const result = adopt({ title: 'A' }, { title: 'B' }, { follows: (side) => side === 'outlook', winner: 'lupax' });
    expect(result).toMatchObject({ content: { title: 'A' }, lost: {} });
    expect(result.putBack.size).toBe(0);
  });

  test('a base on one side alone tells that this side was not edited', () => {
    expect(merge({}, { title: 'B' }, { lupaxBase: null }).content.title).toBe('B');
    expect(merge({ title: 'A' }, {}, { outlookBase: null }).content.title).toBe('A');
  });
});

describe('to a reader', () => {
  test('an event without a title is the entry that Lupax calls "(Ohne Titel)"', () => {
    expect(areEquivalent('title', '', '(Ohne Titel)')).toBe(true);
  });

  test('a title that Outlook had to shorten is the same title', () => {
    const long = 'Messe '.repeat(60);
    expect(areEquivalent('title', long, `${long.slice(0, 254)}…`)).toBe(true);
    expect(areEquivalent('title', long, long.slice(0, 200))).toBe(false);
  });

  test('another instant, day or kind of time is another time', () => {
    const day = { allDay: true, start: '2026-01-12', end: '2026-01-13' };
    expect(areEquivalent('time', NINE_O_CLOCK, TEN_O_CLOCK)).toBe(false);
    expect(areEquivalent('time', NINE_O_CLOCK, day)).toBe(false);
    expect(areEquivalent('time', day, { ...day })).toBe(true);
  });
});
