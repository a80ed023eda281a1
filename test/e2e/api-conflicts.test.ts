import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startApi, type Api, type ApiPerson } from '../helpers/api.ts';

const DAY_MS = 86_400_000;

let api: Api;
let anna: ApiPerson;
let appointmentId: number;
let runId: string;

const events = () => api.sandbox.graph.events(anna.objectId);
const appointment = () => api.sandbox.lupax.appointments().find(({ id }) => id === appointmentId)!;

async function sync() {
  const { body } = await anna.call('POST', '/api/me/sync');
  return await anna.finish(body.runId);
}

/** An appointment of Lupax and its copy in Outlook, both with another title since; Outlook wins by the setting. */
beforeEach(async () => {
  api = await startApi();
  await api.setUp();
  anna = api.addPerson('Anna Beispiel');
  await anna.link();
  const calendarId = api.sandbox.graph.defaultCalendarId(anna.objectId);
  await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(calendarId)}`, { direction: 'both' });
  const at = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 19) + '+00:00';
  ({ id: appointmentId } = api.sandbox.lupax.addAppointment(anna.lupaxUserId, api.organizationId, {
    title: 'Aufbau',
    date_start: at(1),
    date_end: at(1.1),
  }) as { id: number });
  await sync();
  api.sandbox.graph.patchEvent(anna.objectId, events()[0]!.id, { subject: 'Aufbau Halle 2' });
  api.sandbox.lupax.editAppointment(appointmentId, { title: 'Aufbau Halle 3' });
  const run = await sync();
  runId = run.id;
});
afterEach(() => api.stop());

const decide = (keep: string, index = 0) => anna.call('POST', `/api/me/runs/${runId}/conflicts/${index}`, { keep });

describe('a conflict', () => {
  it('is told with both values', async () => {
    const { body } = await anna.get(`/api/me/runs/${runId}`);
    expect(body.operations).toEqual([
      {
        side: 'lupax',
        action: 'update',
        title: 'Aufbau Halle 3',
        reason: 'conflict',
        result: 'conflict',
        lost: { title: 'Aufbau Halle 3' },
        conflict: { loser: 'lupax', kept: { title: 'Aufbau Halle 2' }, decided: null },
      },
    ]);
  });

  it('can be decided for the side that lost: its value is back on both sides after the next synchronisation', async () => {
    const { status, body } = await decide('lupax');
    expect([status, body.operations[0].conflict.decided]).toEqual([200, 'lupax']);
    await sync();
    expect(appointment().title).toBe('Aufbau Halle 3');
    expect(events().map(({ subject }) => subject)).toEqual(['Aufbau Halle 3']);
    expect(api.sandbox.graph.mails).toEqual([]);
  });

  it('can be left as it is, without anything being written', async () => {
    api.sandbox.graph.clearLog();
    const { status, body } = await decide('outlook');
    expect([status, body.operations[0].conflict.decided]).toEqual([200, 'outlook']);
    expect(api.sandbox.graph.writes()).toEqual([]);
    expect(appointment().title).toBe('Aufbau Halle 2');
  });

  it('is decided once', async () => {
    await decide('outlook');
    const { status, body } = await decide('lupax');
    expect([status, body.code]).toEqual([409, 'already_decided']);
    expect(appointment().title).toBe('Aufbau Halle 2');
  });

  it('is not decided over what somebody has changed since', async () => {
    api.sandbox.lupax.editAppointment(appointmentId, { title: 'Aufbau abgesagt' });
    const { status, body } = await decide('lupax');
    expect([status, body.code]).toEqual([409, 'changed_meanwhile']);
    expect(appointment().title).toBe('Aufbau abgesagt');
  });

  it('is not decided over what the other side has changed since, either', async () => {
    api.sandbox.graph.patchEvent(anna.objectId, events()[0]!.id, { subject: 'Aufbau Halle 4' });
    const { status, body } = await decide('lupax');
    expect([status, body.code]).toEqual([409, 'changed_meanwhile']);
    expect(appointment().title).toBe('Aufbau Halle 2');
  });

  it('is not decided while the synchronisation is paused', async () => {
    await anna.call('PATCH', '/api/me/settings', { paused: true });
    const { status, body } = await decide('lupax');
    expect([status, body.code]).toEqual([409, 'paused']);
  });

  it('can be decided for Outlook where Lupax wins', async () => {
    await anna.call('PATCH', '/api/me/settings', { conflictWinner: 'lupax' });
    api.sandbox.graph.patchEvent(anna.objectId, events()[0]!.id, { subject: 'Abbau Halle 2' });
    api.sandbox.lupax.editAppointment(appointmentId, { title: 'Abbau Halle 3' });
    runId = (await sync()).id;
    expect((await decide('outlook')).status).toBe(200);
    await sync();
    expect([appointment().title, events()[0]!.subject]).toEqual(['Abbau Halle 2', 'Abbau Halle 2']);
  });

  it("is nobody else's to decide, and no other operation can be", async () => {
    expect((await decide('lupax', 7)).status).toBe(404);
    const tom = api.addPerson('Tom Beispiel');
    await tom.link();
    const { status } = await tom.call('POST', `/api/me/runs/${runId}/conflicts/0`, { keep: 'lupax' });
    expect(status).toBe(404);
  });
});
