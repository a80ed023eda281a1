import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type Api, type ApiAnswer, type ApiPerson } from '../helpers/api.ts';

let api: Api;
let anna: ApiPerson;
let ada: ApiPerson;
// eslint-disable-next-line @typescript-eslint/no-explicit-any
let document: any;
const ajv = addFormats.default(new Ajv2020.default({ strict: false, allErrors: true }));

beforeAll(async () => {
  api = await startApi();
  ada = await api.setUp();
  anna = api.addPerson('Anna Beispiel');
  await anna.link();
  document = (await api.send('GET', '/api/openapi.json')).body;
  ajv.addSchema(document, 'api');
});
afterAll(() => api.stop());

/** What the document says about an answer is what was answered. */
function expectDescribed(method: string, path: string, answer: ApiAnswer): void {
  const response = document.paths[path]?.[method]?.responses?.[answer.status];
  expect(response, `${method} ${path} → ${answer.status} ${JSON.stringify(answer.body)}`).toBeDefined();
  const type = answer.headers.get('content-type')?.split(';')[0];
  if (type === undefined) return expect(response.content).toBeUndefined();
  const pointer = ['paths', path, method, 'responses', String(answer.status), 'content', type, 'schema']
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  const validate = ajv.compile({ $ref: `api#/${pointer}` });
  expect(validate(answer.body) ? null : validate.errors).toBeNull();
}

describe('the OpenAPI document', () => {
  it('describes every call of the API', () => {
    const calls = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(calls.sort()).toEqual(
      [
        'GET /api/health',
        'GET /api/openapi.json',
        'GET /api/me',
        'PUT /api/me/link',
        'DELETE /api/me/link',
        'GET /api/me/calendars',
        'PATCH /api/me/calendars/{id}',
        'GET /api/me/settings',
        'PATCH /api/me/settings',
        'GET /api/me/sync-state',
        'POST /api/me/sync',
        'GET /api/me/runs',
        'GET /api/me/runs/{id}',
        'GET /api/me/runs/{id}/progress',
        'POST /api/me/preview',
        'POST /api/me/runs/{id}/approve',
        'POST /api/me/runs/{id}/discard',
        'POST /api/me/runs/{id}/conflicts/{index}',
        'POST /api/me/runs/{id}/undo',
        'GET /api/me/attention',
        'GET /api/me/entries',
        'GET /api/me/project-owners',
        'GET /api/me/projects',
        'GET /api/me/entries/{eventId}',
        'PATCH /api/me/entries/{eventId}',
        'GET /api/me/entries/{eventId}/explanation',
        'GET /api/admin/microsoft365',
        'PUT /api/admin/microsoft365',
        'POST /api/admin/microsoft365/check',
        'GET /api/admin/microsoft365/scripts',
        'POST /api/webhooks/graph',
        'GET /api/admin/users',
        'GET /api/admin/users/{objectId}/data',
        'DELETE /api/admin/users/{objectId}/data',
      ].sort(),
    );
  });

  it('asks for a sign-in everywhere but where none is needed', () => {
    for (const [path, item] of Object.entries<Record<string, { security: unknown[] }>>(document.paths)) {
      const open = ['/api/health', '/api/openapi.json', '/api/webhooks/graph'].includes(path);
      for (const call of Object.values(item)) expect([path, call.security.length]).toEqual([path, open ? 0 : 1]);
    }
  });

  it('refuses unknown members in every body', () => {
    for (const name of [
      'LinkRequest',
      'CalendarPatch',
      'SettingsPatch',
      'PanePatch',
      'Microsoft365Request',
      'SetupCheckRequest',
    ]) {
      expect([name, document.components.schemas[name].additionalProperties]).toEqual([name, false]);
    }
  });

  it('describes what is answered', async () => {
    const id = api.sandbox.graph.defaultCalendarId(anna.objectId);
    api.sandbox.graph.setSharing(anna.objectId, id, 'read');
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    api.sandbox.graph.addEvent(anna.objectId, id, {
      subject: 'Messe',
      start: { dateTime: `${tomorrow}T09:00:00`, timeZone: 'UTC' },
      end: { dateTime: `${tomorrow}T10:00:00`, timeZone: 'UTC' },
    });
    const calendarPath = `/api/me/calendars/${encodeURIComponent(id)}`;
    const patched = await anna.call('PATCH', calendarPath, { direction: 'both' });
    const started = await anna.call('POST', '/api/me/sync');
    await anna.finish(started.body.runId);
    const eventId = api.sandbox.graph.events(anna.objectId)[0]!.id;

    expectDescribed('get', '/api/health', await api.send('GET', '/api/health'));
    expectDescribed('get', '/api/me', await anna.get('/api/me'));
    expectDescribed('put', '/api/me/link', await anna.link());
    expectDescribed('get', '/api/me/calendars', await anna.get('/api/me/calendars'));
    expectDescribed('patch', '/api/me/calendars/{id}', patched);
    expectDescribed('patch', '/api/me/calendars/{id}', await anna.call('PATCH', calendarPath, { direction: 1 }));
    expectDescribed('get', '/api/me/settings', await anna.get('/api/me/settings'));
    expectDescribed('patch', '/api/me/settings', await anna.call('PATCH', '/api/me/settings', { pastDays: 1 }));
    expectDescribed('get', '/api/me/project-owners', await anna.get('/api/me/project-owners'));
    expectDescribed('post', '/api/me/sync', started);
    expectDescribed('get', '/api/me/runs', await anna.get('/api/me/runs'));
    expectDescribed('get', '/api/me/runs/{id}', await anna.get(`/api/me/runs/${started.body.runId}`));
    expectDescribed('get', '/api/me/runs/{id}', await anna.get('/api/me/runs/x'));
    expectDescribed('post', '/api/me/runs/{id}/discard', await anna.call('POST', '/api/me/runs/x/discard'));
    expectDescribed('get', '/api/me/attention', await anna.get('/api/me/attention'));
    const entries = await anna.get('/api/me/entries?from=2000-01-01&to=2000-02-01');
    expectDescribed('get', '/api/me/entries', entries);
    expectDescribed('get', '/api/me/entries', await anna.get(`/api/me/entries?from=${tomorrow}&to=2099-01-01`));
    expectDescribed(
      'get',
      '/api/me/entries/{eventId}',
      await anna.get(`/api/me/entries/${encodeURIComponent(eventId)}`),
    );
    expectDescribed('get', '/api/me/entries/{eventId}', await anna.get('/api/me/entries/AAMkUnknown'));
    expectDescribed('get', '/api/admin/microsoft365', await ada.get('/api/admin/microsoft365'));
    expectDescribed('get', '/api/admin/microsoft365', await anna.get('/api/admin/microsoft365'));
    expectDescribed('put', '/api/admin/microsoft365', await ada.call('PUT', '/api/admin/microsoft365', {}));
    expectDescribed('get', '/api/admin/users', await ada.get('/api/admin/users'));
    const data = `/api/admin/users/${anna.objectId}/data`;
    expectDescribed('get', '/api/admin/users/{objectId}/data', await ada.get(data));
    expectDescribed('delete', '/api/admin/users/{objectId}/data', await ada.call('DELETE', data));
    expectDescribed('delete', '/api/me/link', await anna.call('DELETE', '/api/me/link'));
    expectDescribed('delete', '/api/me/link', await ada.call('DELETE', '/api/me/link'));
  });
});
