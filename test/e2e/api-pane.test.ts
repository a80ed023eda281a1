import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startApi, type Api, type ApiPerson } from '../helpers/api.ts';

const EXCLUDED = 'Lupax: nicht synchronisieren';

let api: Api;
let anna: ApiPerson;
let calendarId: string;
let eventId: string;
beforeEach(async () => {
  api = await startApi();
  await api.setUp();
  anna = api.addPerson('Anna Beispiel');
  await anna.link();
  calendarId = api.sandbox.graph.defaultCalendarId(anna.objectId);
  api.sandbox.graph.setSharing(anna.objectId, calendarId, 'read');
  await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(calendarId)}`, { direction: 'both' });
  eventId = addEvent('Messe');
  await sync();
});
afterEach(() => api.stop());

const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
const pane = (id: string) => `/api/me/entries/${encodeURIComponent(id)}`;
async function sync(): Promise<void> {
  await anna.finish((await anna.call('POST', '/api/me/sync')).body.runId);
}
function addEvent(subject: string, more: object = {}): string {
  const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const time = (hour: string) => ({ dateTime: `${day}T${hour}:00:00`, timeZone: 'UTC' });
  return api.sandbox.graph.addEvent(anna.objectId, calendarId, {
    subject,
    start: time('09'),
    end: time('10'),
    ...more,
  });
}

describe('the pane beside an appointment', () => {
  it('shows how the event stands in Lupax', async () => {
    const { status, body } = await anna.get(pane(eventId));
    expect(status).toBe(200);
    expect(body).toEqual({ inSync: true, excluded: false, project: null, visibility: 'public' });
  });

  it('understands ids as Office.js writes them', async () => {
    const officeId = eventId.replaceAll('-', '/').replaceAll('_', '+');
    expect((await anna.get(pane(officeId))).body.inSync).toBe(true);
  });

  it('knows an event that is kept out, and one that was never synchronised', async () => {
    const excluded = addEvent('Privat', { categories: [EXCLUDED] });
    const { body } = await anna.get(pane(excluded));
    expect(body).toMatchObject({ inSync: false, excluded: true, project: null });
    const fresh = addEvent('Neu');
    expect((await anna.get(pane(fresh))).body).toMatchObject({ inSync: false, excluded: false });
    expect(codeOf(await anna.call('PATCH', pane(fresh), { visibility: 'notes_private' }))).toEqual([
      409,
      'not_in_sync',
    ]);
  });

  it('does not know events of others', async () => {
    const bob = api.addPerson('Bob Muster');
    await bob.link();
    expect(codeOf(await bob.get(pane(eventId)))).toEqual([404, 'not_found']);
  });

  it('gives an entry a project, and raises its visibility, for good', async () => {
    const project = api.sandbox.lupax.addProject(api.organizationId, {
      title: 'Sommerfest',
      date_start: '2026-07-01T00:00:00+02:00',
      date_end: '2026-07-02T00:00:00+02:00',
    });
    const { status, body } = await anna.call('PATCH', pane(eventId), {
      projectId: project.id,
      visibility: 'notes_private',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ inSync: true, project: { id: project.id }, visibility: 'notes_private' });
    await sync();
    expect((await anna.get(pane(eventId))).body).toEqual({
      inSync: true,
      excluded: false,
      project: { id: project.id, title: 'Sommerfest' },
      visibility: 'notes_private',
    });
    expect(codeOf(await anna.call('PATCH', pane(eventId), { visibility: 'public' }))).toEqual([
      422,
      'visibility_only_raised',
    ]);
    expect((await anna.call('PATCH', pane(eventId), { projectId: null })).body.project).toBeNull();
  });

  it('keeps an event out of Lupax by its category, and lets it in again', async () => {
    api.sandbox.graph.patchEvent(anna.objectId, eventId, { categories: ['Rot'] });
    const { status, body } = await anna.call('PATCH', pane(eventId), { excluded: true });
    expect([status, body.inSync, body.excluded]).toEqual([200, false, true]);
    const find = () => api.sandbox.graph.events(anna.objectId).find(({ id }) => id === eventId);
    expect(find()?.['categories']).toEqual(['Rot', EXCLUDED]);
    await sync();
    expect(api.sandbox.lupax.appointments(anna.lupaxUserId)).toEqual([]);
    expect((await anna.call('PATCH', pane(eventId), { excluded: false })).body.excluded).toBe(false);
    expect(find()?.['categories']).toEqual(['Rot']);
    await sync();
    expect(api.sandbox.lupax.appointments(anna.lupaxUserId)).toHaveLength(1);
    expect((await anna.get(pane(eventId))).body.inSync).toBe(true);
  });

  it('says when the project or one of the services is not there', async () => {
    expect(codeOf(await anna.call('PATCH', pane(eventId), { projectId: 999_999 }))).toEqual([422, 'invalid_request']);
    api.sandbox.lupax.faults.add({ match: { url: '/appointments/' }, status: 503, times: 50 });
    expect(codeOf(await anna.get(pane(eventId)))).toEqual([502, 'lupax_unavailable']);
    api.sandbox.lupax.faults.clear();
    api.sandbox.graph.faults.add({ match: { url: /events/ }, kind: 'status', status: 503, times: 50 });
    expect(codeOf(await anna.get(pane(eventId)))).toEqual([502, 'graph_unavailable']);
  });
});
