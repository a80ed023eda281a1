import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type Api, type ApiPerson } from '../helpers/api.ts';

let api: Api;
let anna: ApiPerson;
beforeAll(async () => {
  api = await startApi();
  anna = api.addPerson('Anna Beispiel');
  await anna.link();
});
afterAll(() => api.stop());

const read = async () => (await anna.get('/api/me/settings')).body;
const change = (patch: unknown) => anna.call('PATCH', '/api/me/settings', patch);

describe('the settings', () => {
  it('begin with the defaults', async () => {
    expect(await read()).toEqual({
      conflictWinner: 'outlook',
      pastDays: 30,
      futureDays: 365,
      includeProjects: false,
      projectsOf: null,
      includeFreeEvents: false,
      onlineMeetings: false,
      reminders: { enabled: true, leadMinutes: 0, quietFrom: '20:00', quietTo: '07:00' },
      paused: false,
      language: null,
    });
  });

  it('change one by one, also within the reminders', async () => {
    const before = await read();
    const { status, body } = await change({ pastDays: 0, reminders: { leadMinutes: 15 } });
    expect(status).toBe(200);
    expect(body).toEqual({ ...before, pastDays: 0, reminders: { ...before.reminders, leadMinutes: 15 } });
    expect(await read()).toEqual(body);
    expect((await change({})).body).toEqual(body);
    expect((await change({ language: 'en', projectsOf: 12 })).body).toMatchObject({ language: 'en', projectsOf: 12 });
    expect((await change({ language: null, projectsOf: null })).body).toEqual(body);
  });

  it('lose nothing when two are changed at the same time', async () => {
    await Promise.all([
      change({ futureDays: 100 }),
      change({ includeProjects: true }),
      change({ conflictWinner: 'lupax' }),
    ]);
    expect(await read()).toMatchObject({ futureDays: 100, includeProjects: true, conflictWinner: 'lupax' });
  });

  it.each([
    [{ pastDays: -1 }],
    [{ pastDays: 366 }],
    [{ futureDays: 0 }],
    [{ futureDays: 1096 }],
    [{ futureDays: 1.5 }],
    [{ futureDays: '30' }],
    [{ conflictWinner: 'both' }],
    [{ includeProjects: 1 }],
    [{ includeProjects: null }],
    [{ projectsOf: 'me' }],
    [{ language: 'fr' }],
    [{ reminders: null }],
    [{ reminders: { leadMinutes: 1441 } }],
    [{ reminders: { quietFrom: '24:00' } }],
    [{ reminders: { quietFrom: '7:00' } }],
    [{ reminders: { sound: true } }],
    [{ unknown: 1 }],
    [{ pastDays: 1, unknown: 1 }],
    [[]],
  ])('refuse %j, and change nothing', async (patch) => {
    const before = await read();
    const { status, body } = await change(patch);
    expect([status, body.code]).toEqual([422, 'invalid_request']);
    expect(await read()).toEqual(before);
  });
});

describe('those whose projects can be shown', () => {
  it('are asked of Lupax: whoever is responsible for a project within the window, once, by name', async () => {
    await api.setUp();
    const addProject = (days: number, responsible: { id: number; first_name: string; last_name: string }) => {
      const date = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
      api.sandbox.lupax.addProject(api.organizationId, {
        title: 'Messe',
        date_start: `${date}T09:00:00`,
        date_end: `${date}T18:00:00`,
        responsible,
      });
    };
    const tom = { id: 7, first_name: 'Tom', last_name: 'Wagner' };
    addProject(3, tom);
    addProject(9, tom);
    addProject(5, { id: 8, first_name: 'Anna', last_name: 'Beispiel' });
    addProject(900, { id: 9, first_name: 'Mia', last_name: 'Schulz' });
    expect((await anna.get('/api/me/project-owners')).body).toEqual([
      { id: 8, name: 'Anna Beispiel' },
      { id: 7, name: 'Tom Wagner' },
    ]);
  });

  it('are no empty list when Lupax does not answer', async () => {
    api.sandbox.lupax.faults.add({ match: { url: '/projects' }, kind: 'cutConnection', times: 20 });
    const { status, body } = await anna.get('/api/me/project-owners');
    expect([status, body.code]).toEqual([502, 'lupax_unavailable']);
  });
});
