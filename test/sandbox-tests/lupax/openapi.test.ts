import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Appointment, Task } from '../../sandbox/lupax/index.ts';
import { createOpenApiValidator } from './openapi-validator.ts';
import type { OpenApiValidator } from './openapi-validator.ts';
import { MEETING, SOURCE, startCompany } from './setup.ts';
import type { Answer, Company } from './setup.ts';

let lupax: Company;
let validator: OpenApiValidator;
const covered = new Set<string>();

beforeAll(async () => {
  lupax = await startCompany();
  const { body } = await lupax.callWith(undefined)('GET', '//office365/openapi.json');
  validator = createOpenApiValidator(body as Record<string, unknown>);
});
afterAll(() => lupax.stop());

function expectAsStated(operation: string, answer: Answer, status: number): void {
  covered.add(operation);
  expect(answer.status).toBe(status);
  expect(validator.findFaults(operation, answer)).toEqual([]);
}

const ORG = '/organizations/{org}';
const RICH = {
  ...MEETING,
  notes: '<p>x</p>',
  participants: [{ name: 'Ben', email: 'ben@contoso.example' }],
  online_meeting: { requested: 1, join_url: 'https://teams.example/x' },
  source: SOURCE,
  read_only: 1,
  reminder_minutes: 10,
};

describe('the answers of the sandbox are as the connector document states', () => {
  it('at sign-in, in all three forms', async () => {
    for (const form of ['bare', 'json', 'object'] as const) {
      lupax.control.loginAnswer = form;
      expectAsStated('POST /auth/login', await lupax.login('anna@contoso.example'), 200);
    }
    expectAsStated('POST /auth/login', await lupax.login('anna@contoso.example', 'wrong'), 401);
  });

  it('for organisations, the interface and the user', async () => {
    expectAsStated('GET /organizations', await lupax.call('GET', '//organizations'), 200);
    expectAsStated(`GET ${ORG}/office365`, await lupax.call('GET', '/office365'), 200);
    expectAsStated(`GET ${ORG}/office365`, await lupax.callWith('x')('GET', '/office365'), 401);
    expectAsStated(`POST ${ORG}/office365/token`, await lupax.call('POST', '/office365/token'), 201);
    expectAsStated(`GET ${ORG}/me`, await lupax.call('GET', '/me'), 200);
    lupax.control.setInterface(lupax.organizationId, { enabled: false });
    expectAsStated(`POST ${ORG}/office365/token`, await lupax.call('POST', '/office365/token'), 403);
    lupax.control.setInterface(lupax.organizationId, { enabled: true, connector: false });
    expectAsStated(`GET ${ORG}/office365`, await lupax.call('GET', '/office365'), 404);
    lupax.control.setInterface(lupax.organizationId, { connector: true });
  });

  it('for projects', async () => {
    const dates = { date_start: '2026-03-01', date_end: '2026-03-05' };
    lupax.control.addProject(lupax.organizationId, { title: 'Messe', sales: 0.5, ...dates });
    expectAsStated(`GET ${ORG}/projects`, await lupax.call('GET', '/projects'), 200);
    expectAsStated(`GET ${ORG}/projects`, await lupax.call('GET', '/projects?date_from=x'), 400);
  });

  it('for the life of an appointment', async () => {
    const post = (body: object, key: string) => lupax.call('POST', '/appointments', body, { 'idempotency-key': key });
    const created = await post(RICH, 'a');
    expectAsStated(`POST ${ORG}/appointments`, created, 201);
    expectAsStated(`POST ${ORG}/appointments`, await post(RICH, 'a'), 200);
    expectAsStated(`POST ${ORG}/appointments`, await post({}, 'b'), 422);
    expectAsStated(`POST ${ORG}/appointments`, await lupax.call('POST', '/appointments', RICH), 400);

    const { id } = created.body as Appointment;
    const one = `${ORG}/appointments/{id}`;
    expectAsStated(`GET ${one}`, await lupax.call('GET', `/appointments/${id}`), 200);
    expectAsStated(`PUT ${one}`, await lupax.put(id, 1, MEETING), 200);
    expectAsStated(`PUT ${one}`, await lupax.put(id, 1, MEETING), 412);
    const shift = lupax.control.addAppointment(lupax.userId, lupax.organizationId, { ...FREE, kind: 'shift' });
    expectAsStated(`PUT ${one}`, await lupax.put(shift.id, 1, MEETING), 403);
    expectAsStated(`GET ${ORG}/appointments`, await lupax.call('GET', '/appointments'), 200);
    expectAsStated(`DELETE ${one}`, await lupax.call('DELETE', `/appointments/${id}`), 204);
    expectAsStated(`DELETE ${one}`, await lupax.call('DELETE', `/appointments/${id}`), 404);
  });

  it('for the change feed, with deletions', async () => {
    const feed = `GET ${ORG}/appointments/changes`;
    const first = await lupax.call('GET', '/appointments/changes');
    expectAsStated(feed, first, 200);
    const { id } = await lupax.create();
    const other = await lupax.create();
    await lupax.call('DELETE', `/appointments/${id}`);
    const { cursor } = first.body as { cursor: string };
    const page = await lupax.call('GET', `/appointments/changes?cursor=${cursor}`);
    expectAsStated(feed, page, 200);
    expect((page.body as { items: object[] }).items).toMatchObject([{ id: other.id }, { id, deleted: 1 }]);
    expectAsStated(feed, await lupax.call('GET', '/appointments/changes?cursor=x'), 410);
  });

  it('for tasks and reminders', async () => {
    const body = { title: 'x', due_at: '2026-03-02T12:00:00+01:00', remind_at: '2026-03-02T11:00:00+01:00' };
    const created = await lupax.call('POST', '/tasks', { ...body, series: { rule: 'FREQ=DAILY' } });
    expectAsStated(`POST ${ORG}/tasks`, created, 201);
    const { id } = created.body as Task;
    const put = () => lupax.call('PUT', `/tasks/${id}`, body, { 'if-match': '"1"' });
    expectAsStated(`PUT ${ORG}/tasks/{id}`, await put(), 200);
    expectAsStated(`PUT ${ORG}/tasks/{id}`, await put(), 412);
    expectAsStated(`GET ${ORG}/tasks`, await lupax.call('GET', '/tasks'), 200);
    await lupax.create(RICH);
    const reminders = await lupax.call('GET', '/reminders');
    expectAsStated(`GET ${ORG}/reminders`, reminders, 200);
    expect((reminders.body as { kind: string }[]).map(({ kind }) => kind).sort()).toEqual(['appointment', 'task']);
  });

  it('and no stated operation was left out above', () => {
    expect([...covered].sort()).toEqual([...validator.operations].sort());
  });
});

const FREE = { title: 'Schicht', date_start: '2026-03-02T10:00', date_end: '2026-03-02T11:00' };

describe('the document', () => {
  it('tells a wrong answer from a right one', async () => {
    const appointment = await lupax.create();
    const answer = await lupax.call('GET', `/appointments/${appointment.id}`);
    const operation = `GET ${ORG}/appointments/{id}`;
    const change = (fields: object) =>
      validator.findFaults(operation, { ...answer, body: { ...appointment, ...fields } });
    expect(change({})).toEqual([]);
    expect(change({ date_start: '2026-03-02T09:00:00Z' })).not.toEqual([]);
    expect(change({ all_day: false })).not.toEqual([]);
    expect(change({ revision: undefined })).not.toEqual([]);
    expect(validator.findFaults(operation, { ...answer, status: 418 })).not.toEqual([]);
  });

  it('refuses the bodies that the sandbox refuses by their form', () => {
    const operation = `POST ${ORG}/appointments`;
    expect(validator.findRequestFaults(operation, RICH)).toEqual([]);
    for (const fields of [
      { title: undefined },
      { time_zone: 5 },
      { status: 'cancelled' },
      { reminder_minutes: -1 },
      { source: { ...SOURCE, system: 'google' } },
      { participants: [{ name: 'x' }] },
    ]) {
      expect(validator.findRequestFaults(operation, JSON.parse(JSON.stringify({ ...RICH, ...fields })))).not.toEqual(
        [],
      );
    }
  });
});
