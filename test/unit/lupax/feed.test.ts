import { afterEach, describe, expect, it } from 'vitest';
import { createAppointmentJson, startFakeLupax } from './fake-lupax.ts';
import type { FakeAnswer, FakeLupax } from './fake-lupax.ts';

describe('the change feed', () => {
  let lupax: FakeLupax;
  afterEach(() => lupax.stop());

  /** Answers by cursor; '' is a read without one. */
  const start = async (pages: Record<string, FakeAnswer>): Promise<void> => {
    lupax = await startFakeLupax(({ url }) => {
      const { searchParams } = new URL(url, 'http://x');
      return pages[searchParams.get('cursor') ?? ''] ?? { status: 410 };
    });
  };
  const page = (ids: number[], cursor: string, has_more = 0): FakeAnswer => ({
    body: { items: ids.map((id) => createAppointmentJson({ id, title: `${id} of ${cursor}` })), cursor, has_more },
  });
  const cursorsAsked = (): (string | null)[] =>
    lupax.requests.map(({ url }) => new URL(url, 'http://x').searchParams.get('cursor'));

  it('is read to its end, from the start or from a cursor', async () => {
    await start({ '': page([1, 2], 'a', 1), a: page([3], 'b', 1), b: page([4], 'c') });
    const all = await lupax.session.readChanges(null);
    expect(all).toMatchObject({ cursor: 'c', complete: true });
    expect(all.changes).toHaveLength(4);
    expect(await lupax.session.readChanges('a')).toMatchObject({ cursor: 'c', complete: false });
    expect(lupax.requests[0]?.url).toContain('limit=500');
  });

  it('shows the last state of an item that appears twice', async () => {
    const gone = { id: 2, revision: 9, deleted: 1 };
    await start({
      x: page([1, 2], 'a', 1),
      a: { body: { items: [gone], cursor: 'b', has_more: 1 } },
      b: page([1], 'c'),
    });
    const { changes } = await lupax.session.readChanges('x');
    expect(changes).toMatchObject([
      { deleted: false, appointment: { id: 1, title: '1 of c' } },
      { deleted: true, id: 2, revision: 9 },
    ]);
  });

  it('is read from the start when its cursor is unknown or expired, even between two pages', async () => {
    await start({ '': page([1], 'z'), old: page([5, 6], 'expired', 1) });
    const reading = await lupax.session.readChanges('old');
    expect(reading).toMatchObject({ cursor: 'z', complete: true });
    expect(reading.changes).toHaveLength(1);
    expect(cursorsAsked()).toEqual(['old', 'expired', null]);
  });

  it('is unavailable when it expires while it is read from the start', async () => {
    await start({ '': page([1], 'expired', 1) });
    await expect(lupax.session.readChanges('old')).rejects.toMatchObject({
      code: 'unavailable',
      facts: { status: 410 },
    });
  });

  it.each([
    ['stands still', { '': page([1], 'a', 1), a: page([2], 'a', 1) }],
    ['runs in a circle', { '': page([1], 'a', 1), a: page([2], 'b', 1), b: page([3], 'a', 1) }],
  ])('is unavailable when its cursor %s', async (_what, pages) => {
    await start(pages);
    await expect(lupax.session.readChanges(null)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('keeps a cursor that is the same because nothing changed', async () => {
    await start({ a: page([], 'a') });
    expect(await lupax.session.readChanges('a')).toEqual({ changes: [], cursor: 'a', complete: false });
  });

  it('is an error as a whole when a later page fails', async () => {
    await start({ '': page([1], 'a', 1), a: { status: 403 } });
    await expect(lupax.session.readChanges(null)).rejects.toMatchObject({ code: 'interface_disabled' });
  });
});
