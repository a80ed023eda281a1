import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCompany } from './setup.ts';
import type { Company } from './setup.ts';

let lupax: Company;
beforeAll(async () => {
  lupax = await startCompany();
  const { control, organizationId } = lupax;
  const anna = { id: lupax.userId, first_name: 'Anna', last_name: 'Arnold' };
  control.addProject(organizationId, {
    title: 'Messe Köln',
    date_start: '2026-03-01T08:00',
    date_end: '2026-03-05T18:00',
    responsible: anna,
    status: 'confirmed',
  });
  control.addProject(organizationId, {
    title: 'Gala',
    date_start: '2026-04-10T18:00',
    date_end: '2026-04-11T02:00',
    description: '<p>Smoking</p>',
    sales: 12500.5,
    status: 'offer',
    crew_booking_status: 'booked',
  });
  control.addProject(control.addOrganization({ title: 'Andere' }), {
    title: 'Fremd',
    date_start: '2026-03-01',
    date_end: '2026-03-02',
  });
});
afterAll(() => lupax.stop());

async function listTitles(query = ''): Promise<string[]> {
  const { body } = await lupax.call('GET', `/projects${query}`);
  return (body as { title: string }[]).map(({ title }) => title);
}

describe('the list of projects', () => {
  it('has the projects of the organisation with all documented fields', async () => {
    expect((await lupax.call('GET', '/projects')).body).toEqual([
      expect.objectContaining({
        title: 'Messe Köln',
        responsible: { id: lupax.userId, first_name: 'Anna', last_name: 'Arnold' },
      }),
      {
        id: expect.any(Number) as number,
        title: 'Gala',
        date_start: '2026-04-10T18:00:00+02:00',
        date_end: '2026-04-11T02:00:00+02:00',
        description: '<p>Smoking</p>',
        client: {
          salutation: '',
          name: 'Beispiel GmbH',
          first_name: '',
          last_name: '',
          type: 'company',
          customer: 1,
          partner: 0,
          deleted: 0,
          organization: lupax.organizationId,
          phone_numbers: [],
        },
        sales: 12500.5,
        responsible: { id: 0, first_name: '', last_name: '' },
      },
    ]);
  });

  it('is filtered by window, responsible, status, title, titles and crew booking', async () => {
    expect(await listTitles('?date_from=2026-04-11%2001:00:00&date_to=2026-05-01%2000:00:00')).toEqual(['Gala']);
    expect(await listTitles('?date_to=2026-02-28%2000:00:00')).toEqual([]);
    expect(await listTitles(`?responsible=${lupax.userId}`)).toEqual(['Messe Köln']);
    expect(await listTitles('?status=offer')).toEqual(['Gala']);
    expect(await listTitles('?title=messe')).toEqual(['Messe Köln']);
    expect(await listTitles('?titles=Gala,Messe')).toEqual(['Gala']);
    expect(await listTitles('?titles[]=Gala&titles[]=Messe%20K%C3%B6ln')).toEqual(['Messe Köln', 'Gala']);
    expect(await listTitles('?crew_booking_status=booked')).toEqual(['Gala']);
  });

  it('follows edits and removals, and never has more than 500 rows', async () => {
    const input = { title: 'Serie', date_start: '2027-01-01', date_end: '2027-01-02', status: 'many' };
    const ids = Array.from({ length: 501 }, () => lupax.control.addProject(lupax.organizationId, input).id);
    expect(await listTitles('?status=many')).toHaveLength(500);
    expect(await listTitles('?status=many&offset=500')).toHaveLength(1);
    lupax.control.editProject(ids[0] ?? 0, { title: 'Umbenannt' });
    expect((await listTitles('?status=many'))[0]).toBe('Umbenannt');
    for (const id of ids) lupax.control.removeProject(id);
    expect(await listTitles('?status=many')).toEqual([]);
  });
});
