import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GRAPH_CLIENT_ID, startApi, type Api, type ApiPerson } from '../helpers/api.ts';

let api: Api;
let anna: ApiPerson;
let defaultId: string;
beforeEach(async () => {
  api = await startApi();
  await api.setUp();
  anna = api.addPerson('Anna Beispiel');
  await anna.link();
  defaultId = api.sandbox.graph.defaultCalendarId(anna.objectId);
});
afterEach(() => api.stop());

const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
const turn = (id: string, direction: string) =>
  anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(id)}`, { direction });
const find = async (id: string) =>
  (await anna.get('/api/me/calendars')).body.find((calendar: { id: string }) => calendar.id === id);

describe('the list of calendars', () => {
  it('shows each calendar with its sharing, what that means in Lupax, and where it may go', async () => {
    api.sandbox.graph.setSharing(anna.objectId, defaultId, 'limitedRead');
    expect(await find(defaultId)).toEqual({
      id: defaultId,
      name: expect.any(String),
      color: expect.any(String),
      isDefault: true,
      canEdit: true,
      sharing: 'limitedRead',
      visibility: 'notes_private',
      direction: 'off',
      allowedDirections: ['off', 'to_lupax', 'to_outlook', 'both'],
      reason: null,
      lastSyncedAt: null,
      entries: 0,
    });
  });

  it('follows Outlook at once: new calendars, sharing, calendars that are gone', async () => {
    const id = api.sandbox.graph.addCalendar(anna.objectId, { name: 'Messen' });
    api.sandbox.graph.setSharing(anna.objectId, id, null);
    expect(await find(id)).toMatchObject({
      name: 'Messen',
      isDefault: false,
      sharing: 'none',
      visibility: null,
      allowedDirections: ['off'],
      reason: 'not_shared',
    });
    api.sandbox.graph.setSharing(anna.objectId, id, 'read');
    expect(await find(id)).toMatchObject({ sharing: 'read', visibility: 'public' });
    api.sandbox.graph.deleteCalendar(anna.objectId, id);
    expect(await find(id)).toBeUndefined();
  });

  it('is never empty because Graph fails', async () => {
    await anna.get('/api/me/calendars');
    api.sandbox.graph.faults.add({ match: { url: /calendars/ }, kind: 'status', status: 503, times: 50 });
    expect(codeOf(await anna.get('/api/me/calendars'))).toEqual([502, 'graph_unavailable']);
    expect(codeOf(await turn(defaultId, 'both'))).toEqual([502, 'graph_unavailable']);
  });

  it('tells when Graph does not let the app in', async () => {
    api.sandbox.graph.setMailboxState(anna.objectId, 'none');
    const answer = await anna.get('/api/me/calendars');
    expect(codeOf(answer)).toEqual([502, 'graph_unavailable']);
    expect(answer.body.reason).toBe('mailbox_missing');
  });

  it('is shown while Lupax is away', async () => {
    api.sandbox.lupax.faults.add({ status: 503, times: 100 });
    expect((await anna.get('/api/me/calendars')).status).toBe(200);
  });
});

describe('the direction of a calendar', () => {
  it('is kept, and starts no sync', async () => {
    const { status, body } = await turn(defaultId, 'both');
    expect([status, body.direction]).toEqual([200, 'both']);
    expect(body).toEqual(await find(defaultId));
    expect((await anna.get('/api/me/runs')).body).toEqual([]);
    expect((await turn(defaultId, 'both')).status).toBe(200);
  });

  it('leads to Outlook in one calendar only', async () => {
    const id = api.sandbox.graph.addCalendar(anna.objectId, { name: 'Messen' });
    api.sandbox.graph.setSharing(anna.objectId, id, 'read');
    await turn(defaultId, 'to_outlook');
    const refused = await turn(id, 'both');
    expect(codeOf(refused)).toEqual([409, 'second_target']);
    expect(refused.body.calendar).toEqual({ id: defaultId, name: (await find(defaultId)).name });
    expect(refused.body.detail).toContain((await find(defaultId)).name);
    expect((await turn(id, 'to_lupax')).status).toBe(200);
    expect((await turn(defaultId, 'to_lupax')).status).toBe(200);
    expect((await turn(id, 'both')).status).toBe(200);
  });

  it('is refused where the calendar or the app does not allow it', async () => {
    api.sandbox.graph.setSharing(anna.objectId, defaultId, null);
    expect(codeOf(await turn(defaultId, 'to_lupax'))).toEqual([422, 'direction_not_allowed']);
    api.sandbox.graph.setSharing(anna.objectId, defaultId, 'read');
    const id = api.sandbox.graph.addCalendar(anna.objectId, { name: 'Geteilt', canEdit: false });
    api.sandbox.graph.setSharing(anna.objectId, id, 'read');
    expect(await find(id)).toMatchObject({ reason: 'read_only', allowedDirections: ['off', 'to_lupax'] });
    const refused = await turn(id, 'both');
    expect(codeOf(refused)).toEqual([422, 'direction_not_allowed']);
    expect(refused.body.allowedDirections).toEqual(['off', 'to_lupax']);
    expect((await turn(id, 'off')).status).toBe(200);
  });

  it('stays away from Outlook for an app that may only read', async () => {
    expect(await find(defaultId)).toMatchObject({ reason: null });
    api.sandbox.entra.setRoles(api.tenantId, GRAPH_CLIENT_ID, ['Calendars.Read', 'MailboxSettings.Read']);
    expect(await find(defaultId)).toMatchObject({ reason: 'app_read_only', allowedDirections: ['off', 'to_lupax'] });
    expect(codeOf(await turn(defaultId, 'to_outlook'))).toEqual([422, 'direction_not_allowed']);
  });

  it('is not found for somebody else’s or an unknown calendar', async () => {
    const bob = api.addPerson('Bob Muster');
    const foreign = api.sandbox.graph.defaultCalendarId(bob.objectId);
    for (const id of [foreign, 'AAMk/with+signs==', 'x']) {
      expect(codeOf(await turn(id, 'to_lupax'))).toEqual([404, 'not_found']);
    }
  });
});

describe('Microsoft 365', () => {
  it('has to be set up by an administrator, switched on, and open to the user', async () => {
    const admin = api.addPerson('Yara Chefin', { role: 'admin' });
    await admin.link();
    const put = (more: object) =>
      admin.call('PUT', '/api/admin/microsoft365', { tenantId: api.tenantId, clientId: GRAPH_CLIENT_ID, ...more });
    await put({ enabled: false });
    expect(codeOf(await anna.get('/api/me/calendars'))).toEqual([409, 'microsoft365_disabled']);
    expect((await anna.get('/api/me')).body.interface.reason).toBe('microsoft365_disabled');
    await put({ enabled: true, allowedUsers: ['somebody@hauptstadt.example'] });
    expect(codeOf(await anna.call('POST', '/api/me/sync'))).toEqual([409, 'microsoft365_disabled']);
    await put({ allowedUsers: [anna.email.toUpperCase()] });
    expect((await anna.get('/api/me/calendars')).status).toBe(200);
    expect((await anna.get('/api/me')).body.interface).toEqual({ enabled: true, reason: null });
  });
});
