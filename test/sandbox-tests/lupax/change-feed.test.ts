import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppointmentChange } from '../../sandbox/lupax/index.ts';
import { startCompany } from './setup.ts';
import type { Company } from './setup.ts';

let lupax: Company;
beforeEach(async () => void (lupax = await startCompany()));
afterEach(() => lupax.stop());

interface Page {
  items: AppointmentChange[];
  cursor: string;
  has_more: 0 | 1;
}

async function readPage(query: Record<string, string> = {}): Promise<Page> {
  const answer = await lupax.call('GET', `/appointments/changes?${new URLSearchParams(query)}`);
  expect(answer.status).toBe(200);
  return answer.body as Page;
}

function addAppointments(count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const input = { title: `Termin ${index}`, date_start: '2026-03-02T10:00', date_end: '2026-03-02T11:00' };
    return lupax.control.addAppointment(lupax.userId, lupax.organizationId, input).id;
  });
}

const idsOf = (page: Page) => page.items.map((item) => item.id);

describe('the change feed', () => {
  it('gives everything from the start, in pages', async () => {
    const ids = addAppointments(5);
    const first = await readPage({ limit: '2' });
    const second = await readPage({ limit: '2', cursor: first.cursor });
    const third = await readPage({ limit: '2', cursor: second.cursor });
    expect([first, second, third].map((page) => page.has_more)).toEqual([1, 1, 0]);
    expect([...idsOf(first), ...idsOf(second), ...idsOf(third)]).toEqual(ids);
  });

  it('has pages of at most 500 by default', async () => {
    addAppointments(501);
    const first = await readPage();
    expect(first).toMatchObject({ has_more: 1 });
    expect(first.items).toHaveLength(500);
    expect(await readPage({ cursor: first.cursor })).toMatchObject({ has_more: 0, items: [{ title: 'Termin 500' }] });
  });

  it('gives what changed since the cursor, deletions with their revision', async () => {
    const [first = 0, second = 0] = addAppointments(3);
    const { cursor } = await readPage();
    expect(await readPage({ cursor })).toMatchObject({ items: [], has_more: 0 });
    lupax.control.editAppointment(second, { title: 'Neu' });
    lupax.control.deleteAppointment(first);
    const page = await readPage({ cursor });
    expect(page.items).toEqual([
      expect.objectContaining({ id: second, title: 'Neu', revision: 2 }),
      { id: first, revision: 2, deleted: 1 },
    ]);
    expect((await readPage({ cursor: page.cursor })).items).toEqual([]);
  });

  it('names what was deleted while the pages were read', async () => {
    const [first = 0] = addAppointments(3);
    const page = await readPage({ limit: '2' });
    lupax.control.deleteAppointment(first);
    expect((await readPage({ cursor: page.cursor })).items).toContainEqual({ id: first, revision: 2, deleted: 1 });
  });

  it('leaves out from the start what was deleted before', async () => {
    const [first = 0, second] = addAppointments(2);
    lupax.control.deleteAppointment(first);
    expect(idsOf(await readPage())).toEqual([second]);
  });

  it('repeats items when a test wants it, and still ends', async () => {
    const ids = addAppointments(7);
    lupax.control.repeatChanges = true;
    const seen: number[] = [];
    let page = await readPage({ limit: '3' });
    for (let pages = 1; ; pages += 1) {
      expect(page.items.length).toBeLessThanOrEqual(3);
      expect(pages).toBeLessThan(10);
      seen.push(...idsOf(page));
      if (page.has_more === 0) break;
      page = await readPage({ limit: '3', cursor: page.cursor });
    }
    expect(seen.length).toBeGreaterThan(ids.length);
    expect([...new Set(seen)]).toEqual(ids);
  });

  it('answers 410 to unknown cursors, expired ones and those of others', async () => {
    addAppointments(1);
    const { cursor } = await readPage();
    expect((await lupax.call('GET', '/appointments/changes?cursor=nonsense')).status).toBe(410);
    expect((await lupax.call('GET', '/appointments/changes?cursor=')).status).toBe(410);

    lupax.control.addUser({
      organizationIds: [lupax.organizationId],
      email: 'ben@contoso.example',
      password: 'p',
      firstName: 'Ben',
      lastName: 'Bauer',
      role: 'user',
    });
    const ben = lupax.callWith((await lupax.login('ben@contoso.example', 'p')).text);
    expect((await ben('GET', `/appointments/changes?cursor=${cursor}`)).status).toBe(410);

    lupax.control.expireCursors();
    expect((await lupax.call('GET', `/appointments/changes?cursor=${cursor}`)).status).toBe(410);
    expect((await readPage()).items).toHaveLength(1);
  });

  it.each(['0', '501', '-1', 'x', '1.5'])('refuses the limit %s', async (limit) => {
    expect((await lupax.call('GET', `/appointments/changes?limit=${limit}`)).status).toBe(400);
  });
});

describe('the list of appointments', () => {
  it('has those that overlap the window, which is in the zone of the organisation', async () => {
    const add = (title: string, date_start: string, date_end: string) =>
      lupax.control.addAppointment(lupax.userId, lupax.organizationId, { title, date_start, date_end });
    add('davor', '2026-03-02T08:00', '2026-03-02T10:00');
    add('ragt hinein', '2026-03-02T09:00', '2026-03-02T10:01');
    add('Augenblick am Anfang', '2026-03-02T10:00', '2026-03-02T10:00');
    add('ragt hinaus', '2026-03-02T11:59', '2026-03-02T13:00');
    add('danach', '2026-03-02T12:00', '2026-03-02T13:00');
    const window = new URLSearchParams({ date_from: '2026-03-02 10:00:00', date_to: '2026-03-02 12:00:00' });
    const { body } = await lupax.call('GET', `/appointments?${window}`);
    expect((body as { title: string }[]).map(({ title }) => title)).toEqual([
      'ragt hinein',
      'Augenblick am Anfang',
      'ragt hinaus',
    ]);
  });

  it('has at most 500 rows a page, ordered by id', async () => {
    const ids = addAppointments(502);
    const first = (await lupax.call('GET', '/appointments')).body as { id: number }[];
    const rest = (await lupax.call('GET', '/appointments?offset=500')).body as { id: number }[];
    expect([...first, ...rest].map(({ id }) => id)).toEqual(ids);
    expect(first).toHaveLength(500);
  });

  it.each(['date_from=2026-03-02', 'date_to=2026-03-02T10:00:00Z', 'offset=-1'])('refuses %s', async (query) => {
    expect((await lupax.call('GET', `/appointments?${query}`)).status).toBe(400);
  });
});
