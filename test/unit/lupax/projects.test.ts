import { afterEach, describe, expect, it } from 'vitest';
import { startFakeLupax } from './fake-lupax.ts';
import type { FakeLupax } from './fake-lupax.ts';

const QUERY = { start: '2026-07-31T22:00:00Z', end: '2026-08-31T22:00:00Z', timeZone: 'Europe/Berlin' };

function createProject(id: number, change: object = {}): object {
  return {
    id,
    title: `Projekt ${id}`,
    date_start: '2026-08-03',
    date_end: '2026-08-04',
    description: '<p>Bühne</p><script>x</script>',
    client: { name: 'Stadt', phone_numbers: ['0351 1'] },
    sales: 12_000.5,
    responsible: { id: 1, first_name: 'Anna', last_name: 'Muster', phone: '1' },
    ...change,
  };
}

const FULL_PAGE = Array.from({ length: 500 }, (_none, index) => createProject(index + 1));

describe('the list of projects', () => {
  let lupax: FakeLupax;
  afterEach(() => lupax.stop());

  it('asks in the zone of the organisation and reads nothing of clients and sales', async () => {
    lupax = await startFakeLupax((_request, index) => ({ body: index === 0 ? [createProject(1)] : [] }));
    const projects = await lupax.session.listProjects({ ...QUERY, responsible: 1 });
    const { searchParams } = new URL(lupax.requests[0]!.url, 'http://x');
    expect(Object.fromEntries(searchParams)).toEqual({
      date_from: '2026-08-01 00:00:00',
      date_to: '2026-09-01 00:00:00',
      responsible: '1',
    });
    expect([...projects]).toEqual([
      {
        id: 1,
        title: 'Projekt 1',
        time: { allDay: true, start: '2026-08-03', end: '2026-08-05' },
        description: '<p>Bühne</p>',
        responsible: { id: 1, firstName: 'Anna', lastName: 'Muster' },
      },
    ]);
  });

  it.each([
    ['dates', '2026-08-03', '2026-08-04', { allDay: true, start: '2026-08-03', end: '2026-08-05' }],
    ['one date', '2026-08-03', '2026-08-03', { allDay: true, start: '2026-08-03', end: '2026-08-04' }],
    [
      'midnights',
      '2026-08-03 00:00:00',
      '2026-08-04 00:00:00',
      { allDay: true, start: '2026-08-03', end: '2026-08-04' },
    ],
    [
      'one midnight',
      '2026-08-03T00:00:00',
      '2026-08-03T00:00:00',
      { allDay: true, start: '2026-08-03', end: '2026-08-04' },
    ],
    [
      'midnights with offset',
      '2026-08-03T00:00:00+02:00',
      '2026-08-04T22:00:00Z',
      { allDay: true, start: '2026-08-03', end: '2026-08-05' },
    ],
    [
      'times with offset',
      '2026-08-03T09:00:00+02:00',
      '2026-08-03T18:00:00+02:00',
      { allDay: false, start: '2026-08-03T07:00:00Z', end: '2026-08-03T16:00:00Z', zone: 'Europe/Berlin' },
    ],
    [
      'times without offset',
      '2026-08-03 09:00:00',
      '2026-08-03T18:00:00',
      { allDay: false, start: '2026-08-03T07:00:00Z', end: '2026-08-03T16:00:00Z', zone: 'Europe/Berlin' },
    ],
    [
      'a time and a date',
      '2026-08-03 09:00:00',
      '2026-08-04',
      { allDay: false, start: '2026-08-03T07:00:00Z', end: '2026-08-04T22:00:00Z', zone: 'Europe/Berlin' },
    ],
  ])('understands %s', async (_form, date_start, date_end, time) => {
    lupax = await startFakeLupax((_request, index) => ({
      body: index === 0 ? [createProject(1, { date_start, date_end })] : [],
    }));
    expect((await lupax.session.listProjects(QUERY))[0]?.time).toEqual(time);
  });

  it('names projects without usable dates as seen, so that nobody takes them for gone', async () => {
    const undated = [
      createProject(2, { date_start: null }),
      createProject(3, { date_end: '0000-00-00 00:00:00' }),
      createProject(4, { date_start: '2026-08-05' }),
    ];
    lupax = await startFakeLupax((_request, index) => ({ body: index === 0 ? [createProject(1), ...undated] : [] }));
    const projects = await lupax.session.listProjects(QUERY);
    expect(projects.map(({ id }) => id)).toEqual([1]);
    expect(projects.undatedIds).toEqual([2, 3, 4]);
  });

  it.each([
    [3, 1],
    [1_100, 3],
  ])('of %i rows is read to its end in %i requests', async (rows, requests) => {
    const all = Array.from({ length: rows }, (_none, index) => createProject(index + 1));
    let asked = 0;
    lupax = await startFakeLupax(({ url }) => {
      const offset = Number(new URL(url, 'http://x').searchParams.get('offset') ?? 0);
      asked += 1;
      return { body: all.slice(offset, offset + 500) };
    });
    expect(await lupax.session.listProjects(QUERY)).toHaveLength(rows);
    expect(asked).toBe(requests);
  });

  it('ends with a Lupax that ignores the offset', async () => {
    lupax = await startFakeLupax(() => ({ body: FULL_PAGE }));
    expect(await lupax.session.listProjects(QUERY)).toHaveLength(500);
  });

  it.each([
    ['a later page fails', (index: number) => (index === 0 ? { body: FULL_PAGE } : { status: 404 })],
    ['it is missing', () => ({ status: 404 })],
    ['one row is broken', () => ({ body: [createProject(1), createProject(2, { id: 'two' })] })],
    ['it is no list', () => ({ body: { items: [] } })],
  ])('is an error, never a shorter list, when %s', async (_what, answer) => {
    lupax = await startFakeLupax((_request, index) => answer(index));
    await expect(lupax.session.listProjects(QUERY)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
