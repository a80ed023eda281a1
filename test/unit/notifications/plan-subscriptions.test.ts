import { describe, expect, it } from 'vitest';
import { chooseNotificationUrl } from '../../../server/notifications/address.ts';
import {
  chooseRenewal,
  findNextCare,
  noteRefusal,
  planSubscriptions,
  postpone,
} from '../../../server/notifications/plan-subscriptions.ts';
import type { SubscriptionRecord } from '../../../server/store/types.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-03-02T12:00:00Z');
const at = (days: number) => new Date(NOW + days * DAY_MS).toISOString();
const PLACE = { url: 'https://lupax.example/api/webhooks/graph', clientId: 'app' };
const [A, B] = ['a', 'b'].map((id) => ({ id, isDefault: id === 'a' })) as [WantedOne, WantedOne];
type WantedOne = { id: string; isDefault: boolean };

const active = (more: Partial<Extract<SubscriptionRecord, { state: 'active' }>> = {}): SubscriptionRecord => ({
  ...{ state: 'active', id: 'id', nonce: 'n', ...PLACE },
  ...{ expiresAt: at(5), renewAt: at(2), renewedAt: at(-2), ...more },
});
const plan = (records: Record<string, SubscriptionRecord>, wanted = [A, B], place: typeof PLACE | null = PLACE) =>
  planSubscriptions(new Map(Object.entries(records)), wanted, place, NOW);
const NOTHING = { create: [], renew: [], remove: [] };

describe('what is done about subscriptions', () => {
  it('is nothing while all is as wanted', () => {
    expect(plan({ a: active(), b: active() })).toEqual(NOTHING);
    expect(plan({}, [])).toEqual(NOTHING);
  });

  it('is to make those that are missing, and to remove those that nobody wants', () => {
    expect(plan({ a: active(), c: active() })).toEqual({ create: [B], renew: [], remove: ['c'] });
    expect(plan({ a: active(), b: active() }, [A, B], null)).toEqual({ ...NOTHING, remove: ['a', 'b'] });
    expect(plan({}, [A], null)).toEqual(NOTHING);
    // Not at every look, where Graph just refused it.
    expect(plan({ c: active({ removeAgainAt: at(1) }) }, [])).toEqual(NOTHING);
    expect(plan({ c: active({ removeAgainAt: at(0) }) }, []).remove).toEqual(['c']);
  });

  it('is to prolong one whose time has come', () => {
    expect(plan({ a: active({ renewAt: at(0) }), b: active() })).toEqual({ ...NOTHING, renew: ['a'] });
  });

  it.each([
    ['was never answered', { state: 'creating', nonce: 'n', ...PLACE } as const],
    ['has ended', active({ expiresAt: at(0) })],
    ['goes elsewhere', active({ url: 'https://old.example/api/webhooks/graph' })],
    ['is of another app', active({ clientId: 'old' })],
    ['was refused long ago', { state: 'refused', code: 'x', failures: 1, retryAt: at(0) } as const],
  ])('is to make another one where one %s', (_what, record) => {
    expect(plan({ a: record }, [A])).toEqual({ ...NOTHING, create: [A] });
  });

  it('is to wait where one was refused just now', () => {
    expect(plan({ a: { state: 'refused', code: 'x', failures: 1, retryAt: at(1) } }, [A])).toEqual(NOTHING);
  });
});

describe('when something is done', () => {
  it('is well before the end, and not on the same day for all', () => {
    const renewals = [0, 0.5, 0.99].map((random) => Date.parse(chooseRenewal(at(7), NOW, random)) - NOW);
    expect(renewals[0]).toBe(3.5 * DAY_MS);
    expect(renewals[2]).toBeGreaterThan(5 * DAY_MS);
    expect(renewals[2]).toBeLessThan(5.25 * DAY_MS);
  });

  it('is soon again for a renewal that failed, and before the end in any case', () => {
    expect(postpone(at(2), NOW)).toBe(at(1 / 96));
    expect(postpone(at(1 / 1_440), NOW)).toBe(at(1 / 2_880));
  });

  it('is later and later for one that keeps being refused, at most a day', () => {
    const pauses = [1, 2, 3, 20].map((failures) => {
      const record = noteRefusal('refused', failures, NOW, 0) as { retryAt: string };
      return (Date.parse(record.retryAt) - NOW) / 60_000;
    });
    expect(pauses).toEqual([5, 10, 20, 1_440]);
  });

  it('is the earliest of all', () => {
    const refused: SubscriptionRecord = { state: 'refused', code: 'x', failures: 1, retryAt: at(1) };
    expect(findNextCare([active(), refused])).toBe(Date.parse(at(1)));
    expect(findNextCare([])).toBeNull();
  });
});

describe('where notifications go', () => {
  it.each([
    ['https://lupax.example', 'https://graph.microsoft.com', true],
    ['http://lupax.example', 'https://graph.microsoft.com', false],
    ['http://localhost:3978', 'https://graph.microsoft.com', false],
    ['http://localhost:3978', 'http://127.0.0.1:9000', true],
    ['http://lupax.example', 'http://localhost:9000', true],
  ])('from %s and %s: subscribed %s', (publicUrl, graphBaseUrl, isSubscribed) => {
    const url = chooseNotificationUrl({ publicUrl, graphBaseUrl });
    expect(url).toBe(isSubscribed ? `${publicUrl}/api/webhooks/graph` : null);
  });
});
