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
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const timesOf = (subject: string) => ({
  subject,
  start: { dateTime: `${inDays(1)}T09:00:00`, timeZone: 'UTC' },
  end: { dateTime: `${inDays(1)}T10:00:00`, timeZone: 'UTC' },
});
function addEvent(subject: string, more: object = {}): string {
  return api.sandbox.graph.addEvent(anna.objectId, calendarId, { ...timesOf(subject), ...more });
}
/** learn.microsoft.com/javascript/api/outlook/office.mailbox, convertToEwsId */
const toEwsId = (restId: string) => restId.replaceAll('-', '/').replaceAll('_', '+');

describe('the pane beside an appointment', () => {
  it('shows how the event stands in Lupax', async () => {
    const { status, body } = await anna.get(pane(eventId));
    expect(status).toBe(200);
    expect(body).toEqual({ inSync: true, excluded: false, project: null, visibility: 'public' });
  });

  it('understands ids as Office.js writes them, of events in whatever calendar they were moved to', async () => {
    const restId = api.sandbox.graph.clientIdOf(anna.objectId, eventId);
    expect(restId).not.toBe(eventId);
    for (const id of [eventId, toEwsId(eventId), restId, toEwsId(restId)]) {
      expect([id, (await anna.get(pane(id))).body.inSync]).toEqual([id, true]);
    }
    expect((await anna.call('PATCH', pane(toEwsId(restId)), { visibility: 'notes_private' })).status).toBe(200);
    expect((await anna.get(pane(eventId))).body.visibility).toBe('notes_private');
  });

  it('answers 404 to what is no id, and to ids with every character that base64 has', async () => {
    for (const id of ['nichts', '/+=', 'AAMk/+==', 'ü', '%2F', '...', 'a'.repeat(2_000)]) {
      expect([id, ...codeOf(await anna.get(pane(id)))]).toEqual([id, 404, 'not_found']);
      expect([id, ...codeOf(await anna.get(`${pane(id)}/explanation`))]).toEqual([id, 404, 'not_found']);
    }
    expect(codeOf(await anna.get(pane('a'.repeat(2_001))))).toEqual([422, 'invalid_request']);
  });

  it('knows the occurrences of a series one by one, and keeps one of them out alone', async () => {
    const { graph, lupax } = api.sandbox;
    const masterId = addEvent('Jour fixe', {
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'numbered', startDate: inDays(1), numberOfOccurrences: 3 },
      },
    });
    await sync();
    const titled = () => lupax.appointments(anna.lupaxUserId).filter(({ title }) => title === 'Jour fixe');
    expect(titled()).toHaveLength(3);
    const [first] = graph
      .view(anna.objectId, calendarId, `${inDays(1)}T00:00:00Z`, `${inDays(2)}T00:00:00Z`)
      .filter(({ subject }) => subject === 'Jour fixe');
    const id = toEwsId(graph.clientIdOf(anna.objectId, String(first!['id'])));
    expect((await anna.get(pane(id))).body).toMatchObject({ inSync: true, visibility: 'public' });
    expect((await anna.get(`${pane(id)}/explanation`)).body).toMatchObject({ kind: 'occurrence', obstacle: null });
    expect((await anna.call('PATCH', pane(id), { visibility: 'notes_private' })).body.visibility).toBe('notes_private');
    expect(titled().filter(({ visibility }) => visibility === 'notes_private')).toHaveLength(1);
    expect((await anna.call('PATCH', pane(id), { excluded: true })).body.excluded).toBe(true);
    await sync();
    expect(titled()).toHaveLength(2);

    expect((await anna.get(pane(masterId))).body).toMatchObject({ inSync: false, excluded: false });
    expect((await anna.get(`${pane(masterId)}/explanation`)).body).toMatchObject({
      kind: 'series',
      obstacle: 'series',
    });
    expect(codeOf(await anna.call('PATCH', pane(masterId), { visibility: 'notes_private' }))).toEqual([
      409,
      'not_in_sync',
    ]);
    expect((await anna.call('PATCH', pane(masterId), { excluded: true })).body.excluded).toBe(true);
    await sync();
    expect(titled()).toHaveLength(0);
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

  it('writes nothing into a meeting whose attendees Graph would mail, and says what to do', async () => {
    const { graph, lupax } = api.sandbox;
    const bob = api.addPerson('Bob Muster');
    const meetingId = graph.addMeeting(anna.objectId, calendarId, timesOf('Besprechung'), [bob.objectId]);
    await sync();
    expect((await anna.get(`${pane(meetingId)}/explanation`)).body).toMatchObject({
      isMeeting: true,
      canExclude: false,
    });
    const mails = graph.mails.length;
    const { status, body } = await anna.call('PATCH', pane(meetingId), { excluded: true, visibility: 'notes_private' });
    expect([status, body.code]).toEqual([409, 'has_attendees']);
    expect(body.detail).toContain('„Lupax: nicht synchronisieren“');
    const visibility = () =>
      lupax.appointments(anna.lupaxUserId).find(({ title }) => title === 'Besprechung')?.visibility;
    expect(visibility()).toBe('public');
    // What is only Lupax' is changed there alone.
    expect((await anna.call('PATCH', pane(meetingId), { visibility: 'notes_private' })).status).toBe(200);
    expect(visibility()).toBe('notes_private');
    expect((await anna.call('PATCH', pane(meetingId), { excluded: false })).status).toBe(200);
    expect(graph.mails.length).toBe(mails);
    graph.patchEvent(anna.objectId, meetingId, { categories: [EXCLUDED] });
    expect(codeOf(await anna.call('PATCH', pane(meetingId), { excluded: false }))).toEqual([409, 'has_attendees']);
  });

  it("keeps an attendee's own copy of a meeting out of Lupax, and nobody is told", async () => {
    const { graph } = api.sandbox;
    const bob = api.addPerson('Bob Muster');
    const meetingId = graph.addMeeting(bob.objectId, graph.defaultCalendarId(bob.objectId), timesOf('Termin bei Bob'), [
      anna.objectId,
    ]);
    const copyId = graph.copyOf(anna.objectId, bob.objectId, meetingId)!;
    await sync();
    const mails = graph.mails.length;
    expect((await anna.get(`${pane(copyId)}/explanation`)).body).toMatchObject({ canExclude: true });
    expect((await anna.call('PATCH', pane(copyId), { excluded: true })).body.excluded).toBe(true);
    expect(graph.mails.length).toBe(mails);
  });

  it('leaves in Lupax what comes from Lupax, category or not', async () => {
    const { lupax, graph } = api.sandbox;
    const day = inDays(2);
    lupax.addAppointment(anna.lupaxUserId, api.organizationId, {
      title: 'Einsatzplanung',
      date_start: `${day}T10:00:00+00:00`,
      date_end: `${day}T11:00:00+00:00`,
      time_zone: 'Europe/Berlin',
    });
    await sync();
    const copy = graph.events(anna.objectId).find(({ subject }) => subject === 'Einsatzplanung')!;
    expect((await anna.get(`${pane(copy.id)}/explanation`)).body).toMatchObject({
      origin: 'lupax',
      visibilityFrom: 'lupax',
      isEditable: true,
      canExclude: false,
      obstacle: null,
    });
    expect((await anna.call('PATCH', pane(copy.id), { excluded: true })).body).toMatchObject({
      excluded: true,
      inSync: true,
    });
    await sync();
    expect(lupax.appointments(anna.lupaxUserId).map(({ title }) => title)).toContain('Einsatzplanung');
  });

  it('says why an event is as visible as it is, and what keeps one out', async () => {
    const { graph } = api.sandbox;
    const explain = async (id: string) => (await anna.get(`${pane(id)}/explanation`)).body;
    const privateId = addEvent('Arzt', { sensitivity: 'private' });
    const freeId = addEvent('Frei', { showAs: 'free' });
    const newId = addEvent('Ganz neu');
    expect(await explain(newId)).toEqual({
      calendar: { id: calendarId, name: expect.any(String), sharing: 'read', direction: 'both' },
      kind: 'single',
      origin: 'outlook',
      isMeeting: false,
      canExclude: true,
      isEditable: false,
      visibilityFrom: null,
      obstacle: 'next_sync',
    });
    await sync();
    expect(await explain(newId)).toMatchObject({ visibilityFrom: 'sharing', isEditable: true, obstacle: null });
    expect(await explain(privateId)).toMatchObject({ visibilityFrom: 'sensitivity' });
    expect(await explain(freeId)).toMatchObject({ visibilityFrom: null, obstacle: 'free_event' });
    await anna.call('PATCH', pane(newId), { visibility: 'title_and_notes_private' });
    expect(await explain(newId)).toMatchObject({ visibilityFrom: 'raised' });
    const late = {
      start: { dateTime: '2039-05-02T09:00:00', timeZone: 'UTC' },
      end: { dateTime: '2039-05-02T10:00:00', timeZone: 'UTC' },
    };
    expect(await explain(addEvent('In Jahren', late))).toMatchObject({ obstacle: 'outside_window' });

    const otherId = graph.addCalendar(anna.objectId, { name: 'Privat' });
    graph.setSharing(anna.objectId, otherId, 'none');
    const elsewhere = graph.addEvent(anna.objectId, otherId, timesOf('Elternabend'));
    await anna.get('/api/me/calendars');
    expect(await explain(elsewhere)).toMatchObject({
      calendar: { name: 'Privat', sharing: 'none' },
      obstacle: 'not_shared',
    });
    graph.setSharing(anna.objectId, otherId, 'limitedRead');
    await anna.get('/api/me/calendars');
    expect(await explain(elsewhere)).toMatchObject({ calendar: { sharing: 'limitedRead' }, obstacle: 'calendar_off' });

    await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(calendarId)}`, { direction: 'to_outlook' });
    expect(await explain(eventId)).toMatchObject({ obstacle: 'only_to_outlook' });
    await anna.call('PATCH', '/api/me/settings', { paused: true });
    await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(calendarId)}`, { direction: 'both' });
    expect(await explain(eventId)).toMatchObject({ obstacle: 'paused' });
  });

  it('refuses to change what changed in the meantime', async () => {
    const before = api.sandbox.lupax.appointments(anna.lupaxUserId)[0]!;
    api.sandbox.lupax.faults.add({ match: { method: 'PUT', url: '/appointments/' }, status: 412, times: 1 });
    expect(codeOf(await anna.call('PATCH', pane(eventId), { visibility: 'notes_private' }))).toEqual([
      409,
      'changed_meanwhile',
    ]);
    expect(api.sandbox.lupax.appointments(anna.lupaxUserId)[0]).toEqual(before);
  });

  it('refuses what the schema does not know, and changes nothing by an empty patch', async () => {
    const patches = [
      { projectId: 0 },
      { projectId: '7' },
      { excluded: 'ja' },
      { visibility: 'geheim' },
      { titel: 'x' },
    ];
    for (const patch of patches) {
      expect(codeOf(await anna.call('PATCH', pane(eventId), patch))).toEqual([422, 'invalid_request']);
    }
    expect((await anna.call('PATCH', pane(eventId), {})).body).toEqual({
      inSync: true,
      excluded: false,
      project: null,
      visibility: 'public',
    });
  });

  it('names the projects to choose from, and no more of them than id and title', async () => {
    const add = (title: string) =>
      api.sandbox.lupax.addProject(api.organizationId, {
        title,
        date_start: `${inDays(3)}T00:00:00+02:00`,
        date_end: `${inDays(4)}T00:00:00+02:00`,
        sales: 90_000,
      });
    const [summer, fair] = [add('Sommerfest Köpenick'), add('Messe Öko-Bau')];
    expect((await anna.get('/api/me/projects')).body).toEqual([
      { id: fair.id, title: 'Messe Öko-Bau' },
      { id: summer.id, title: 'Sommerfest Köpenick' },
    ]);
    const found = async (query: string) =>
      (await anna.get(`/api/me/projects?${new URLSearchParams({ query })}`)).body.map(({ id }: { id: number }) => id);
    expect(await found('köpenick sommer')).toEqual([summer.id]);
    expect(await found('ÖKO')).toEqual([fair.id]);
    expect(await found('Weihnachten')).toEqual([]);
    expect(await found('  ')).toHaveLength(2);
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
