import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chooseWindow } from '../../../server/sync/choose-window.ts';
import { computeWindow, type Window } from '../../../server/sync/core/window.ts';

const MIDNIGHT = Date.parse('2026-03-02T00:00:00Z');
const HOUR_MS = 3_600_000;
const makeUser = () => ({ tenantId: randomUUID(), objectId: randomUUID() });
const USER = makeUser();
const TODAY = computeWindow(MIDNIGHT, 30, 365);
const YESTERDAY = computeWindow(MIDNIGHT - 1, 30, 365);

const choose = (hours: number, stored: (Window | null)[], background = true, user = USER) =>
  chooseWindow({ user, background, stored, now: MIDNIGHT + hours * HOUR_MS, pastDays: 30, futureDays: 365 });

describe('the window of a run', () => {
  it('is the one of the day for whoever asks, and where nothing was read before', () => {
    expect(choose(0, [YESTERDAY], false)).toEqual(TODAY);
    expect(choose(0, [null])).toEqual(TODAY);
    expect(choose(0, [])).toEqual(TODAY);
    expect(choose(0, [computeWindow(MIDNIGHT - 1, 7, 365)])).toEqual(TODAY);
  });

  it('moves in the background for each user at another time of the night, and for all in the end', () => {
    const users = Array.from({ length: 400 }, makeUser);
    const moved = [0, 1, 3, 6].map(
      (hours) => users.filter((user) => choose(hours, [YESTERDAY], true, user).start === TODAY.start).length,
    );
    expect(moved[0]).toBeLessThan(5);
    expect(moved[1]).toBeGreaterThan(30);
    expect(moved[1]).toBeLessThan(110);
    expect(moved[2]).toBeGreaterThan(140);
    expect(moved[2]).toBeLessThan(260);
    expect(moved[3]).toBe(400);
  });

  it('does not move back once anything was read with the new one', () => {
    expect(choose(0.001, [YESTERDAY, TODAY])).toEqual(TODAY);
    expect(choose(0.001, [TODAY])).toEqual(TODAY);
  });
});
