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
