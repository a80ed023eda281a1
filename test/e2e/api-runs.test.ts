import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startApi, type Api, type ApiPerson } from '../helpers/api.ts';

const DAY_MS = 86_400_000;

let api: Api;
let anna: ApiPerson;
beforeEach(async () => {
  api = await startApi();
  await api.setUp();
  anna = api.addPerson('Anna Beispiel');
  await anna.link();
  const id = api.sandbox.graph.defaultCalendarId(anna.objectId);
  await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(id)}`, { direction: 'both' });
});
afterEach(() => api.stop());

const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
const at = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 19) + '+00:00';
const addAppointment = (title: string, days = 1) =>
  api.sandbox.lupax.addAppointment(anna.lupaxUserId, api.organizationId, {
    title,
    date_start: at(days),
    date_end: at(days + 0.04),
  });
async function sync(query = '') {
  const { status, body } = await anna.call('POST', `/api/me/sync${query}`);
  expect(status).toBe(202);
  return await anna.finish(body.runId);
}

async function readEvents(runId: string): Promise<{ event: string; data: unknown }[]> {
  const response = await fetch(`${api.url}/api/me/runs/${runId}/progress`, {
    headers: { authorization: `Bearer ${anna.issueToken()}` },
  });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const text = await response.text();
  return text
    .split('\n\n')
    .filter((part) => part.startsWith('event:'))
    .map((part) => {
      const [event = '', data = ''] = part.split('\n');
      return { event: event.slice('event: '.length), data: JSON.parse(data.slice('data: '.length)) as unknown };
    });
}

describe('a run', () => {
  it('can be looked at, with its operations only when it is asked for itself', async () => {
    addAppointment('Aufbau');
    const run = await sync();
    expect(run).toEqual({
      id: expect.any(String),
      dryRun: false,
      state: 'done',
      startedAt: expect.stringMatching(/Z$/),
      finishedAt: expect.stringMatching(/Z$/),
      error: null,
      requests: { graph: expect.any(Number), lupax: expect.any(Number) },
      counts: {
        outlook: expect.objectContaining({ created: 1 }),
        lupax: expect.objectContaining({ created: 0, failed: 0 }),
      },
      operations: [{ side: 'outlook', action: 'create', title: 'Aufbau', reason: 'new_in_lupax', result: 'done' }],
    });
    const { operations: _, ...summary } = run;
    expect((await anna.get('/api/me/runs')).body).toEqual([summary]);
  });

  it('can be a rehearsal that changes nothing', async () => {
    addAppointment('Aufbau');
    const run = await sync('?dryRun=true');
    expect(run).toMatchObject({ dryRun: true, state: 'done', operations: [{ title: 'Aufbau', result: 'planned' }] });
    expect(api.sandbox.graph.events(anna.objectId)).toEqual([]);
  });

  it('tells how far it is, and at last how it ended', async () => {
    for (let count = 0; count < 8; count += 1) addAppointment(`Termin ${count}`, count + 1);
    api.sandbox.graph.faults.add({ match: { method: 'POST' }, kind: 'delay', ms: 30, times: 20 });
    const { body } = await anna.call('POST', '/api/me/sync');
    const events = await readEvents(body.runId);
    expect(events.at(-1)).toEqual({ event: 'end', data: (await anna.get(`/api/me/runs/${body.runId}`)).body });
    expect(events.slice(0, -1).map(({ event }) => event)).toContain('progress');
    for (const { data } of events.slice(0, -1)) expect(data).toEqual({ done: expect.any(Number), total: 8 });
    const again = await readEvents(body.runId);
    expect(again).toEqual([events.at(-1)]);
  });

  it('is not started twice: the same kind is the same run, the other kind has to wait', async () => {
    api.sandbox.lupax.faults.add({ match: { url: '/changes' }, kind: 'delay', ms: 300 });
    const [first, second, rehearsal] = await Promise.all([
      anna.call('POST', '/api/me/sync'),
      anna.call('POST', '/api/me/sync'),
      anna.call('POST', '/api/me/sync').then(() => anna.call('POST', '/api/me/sync?dryRun=true')),
    ]);
    expect(second.body.runId).toBe(first.body.runId);
    expect(codeOf(rehearsal)).toEqual([409, 'run_in_progress']);
    await anna.finish(first.body.runId);
  });

  it('is not started while paused', async () => {
    await anna.call('PATCH', '/api/me/settings', { paused: true });
    expect(codeOf(await anna.call('POST', '/api/me/sync'))).toEqual([409, 'paused']);
  });

  it('is started at most sixty times a minute', async () => {
    const statuses = [];
    for (let count = 0; count < 62; count += 1) {
      const { status, body, headers } = await anna.call('POST', '/api/me/sync?dryRun=true');
      statuses.push(status);
      if (status === 202) await anna.finish(body.runId);
      else expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(statuses).toEqual([...Array(60).fill(202), 429, 429]);
  });

  it('of somebody else, or of nobody, is not found', async () => {
    const run = await sync();
    const bob = api.addPerson('Bob Muster');
    await bob.link();
    for (const id of [run.id, 'x']) {
      const answers = await Promise.all([
        bob.get(`/api/me/runs/${id}`),
        bob.get(`/api/me/runs/${id}/progress`),
        bob.call('POST', `/api/me/runs/${id}/approve`),
        bob.call('POST', `/api/me/runs/${id}/discard`),
        bob.call('POST', `/api/me/runs/${id}/undo`),
      ]);
      expect(answers.map(codeOf)).toEqual(answers.map(() => [404, 'not_found']));
    }
  });

  it('that fails says why, in the language of whoever asks', async () => {
    api.sandbox.lupax.faults.add({ match: { url: '/changes' }, status: 500, times: 50 });
    const { body } = await anna.call('POST', '/api/me/sync');
    const run = await anna.finish(body.runId);
    expect(run).toMatchObject({ state: 'failed', error: { code: 'lupax_unavailable' } });
    const english = (await anna.get(`/api/me/runs/${run.id}`, { 'accept-language': 'en' })).body;
    expect(english.error.detail).toMatch(/^Lupax did not answer/);
  });

  it('can be undone once', async () => {
    addAppointment('Aufbau');
    const run = await sync();
    const { status, body } = await anna.call('POST', `/api/me/runs/${run.id}/undo`);
    expect(status).toBe(202);
    expect(await anna.finish(body.runId)).toMatchObject({ state: 'done', error: null, kind: 'undo' });
    expect((await anna.get(`/api/me/runs/${run.id}`)).body).toMatchObject({ undone: true });
    expect(api.sandbox.graph.events(anna.objectId)).toEqual([]);
    expect((await anna.get('/api/me/settings')).body.paused).toBe(true);
    expect(codeOf(await anna.call('POST', `/api/me/runs/${run.id}/undo`))).toEqual([409, 'already_undone']);
  });

  it('that deletes unusually much waits, and can be approved or discarded', async () => {
    const appointments = Array.from({ length: 15 }, (_, count) => addAppointment(`Termin ${count}`, count + 1));
    const first = await sync();
    expect(codeOf(await anna.call('POST', `/api/me/runs/${first.id}/approve`))).toEqual([409, 'run_not_waiting']);
    for (const { id } of appointments) api.sandbox.lupax.deleteAppointment(id);
    const waiting = await sync();
    expect(waiting.state).toBe('waiting_for_approval');
    expect((await anna.call('POST', `/api/me/runs/${waiting.id}/approve`)).status).toBe(202);
    expect((await anna.finish(waiting.id)).state).toBe('done');
    expect(api.sandbox.graph.events(anna.objectId)).toEqual([]);
    expect(codeOf(await anna.call('POST', `/api/me/runs/${waiting.id}/discard`))).toEqual([409, 'run_not_waiting']);
  });
});

describe('the entries', () => {
  it('show both sides together, each entry once', async () => {
    const appointment = addAppointment('Aus Lupax', 1);
    const calendarId = api.sandbox.graph.defaultCalendarId(anna.objectId);
    api.sandbox.graph.setSharing(anna.objectId, calendarId, 'read');
    const day = new Date(Date.now() + 2 * DAY_MS).toISOString().slice(0, 10);
    api.sandbox.graph.addEvent(anna.objectId, calendarId, {
      subject: 'Aus Outlook',
      start: { dateTime: `${day}T09:00:00`, timeZone: 'UTC' },
      end: { dateTime: `${day}T10:00:00`, timeZone: 'UTC' },
    });
    await sync();
    const from = new Date(Date.now() - DAY_MS).toISOString();
    const to = new Date(Date.now() + 5 * DAY_MS).toISOString();
    const { status, body } = await anna.get(`/api/me/entries?from=${from}&to=${to}`);
    expect(status).toBe(200);
    expect(body).toEqual([
      expect.objectContaining({ origin: 'lupax', title: 'Aus Lupax', calendarId, lupaxUrl: appointment.url }),
      {
        id: expect.any(String),
        origin: 'outlook',
        title: 'Aus Outlook',
        start: `${day}T09:00:00Z`,
        end: `${day}T10:00:00Z`,
        allDay: false,
        visibility: 'public',
        calendarId,
        project: null,
        outlookUrl: expect.stringMatching(/^http/),
        lupaxUrl: expect.stringMatching(/^http/),
      },
    ]);
    const later = await anna.get(`/api/me/entries?from=${day}T10:00:00Z&to=${to}`);
    expect(later.body).toEqual([]);
  });

  it('are asked for with a window that makes sense', async () => {
    for (const query of [
      'from=2026-02-01&to=2026-01-01',
      'from=2026-01-01&to=2026-01-01',
      'from=1990-01-01&to=2026-01-01',
    ]) {
      expect(codeOf(await anna.get(`/api/me/entries?${query}`))).toEqual([422, 'invalid_request']);
    }
    expect((await anna.get('/api/me/entries?from=2026-01-01&to=2026-01-02')).body).toEqual([]);
    expect((await anna.get('/api/me/entries?from=2026-01-01T00:00:00+01:00&to=2026-01-02')).status).toBe(200);
  });
});
