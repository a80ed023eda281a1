import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Task } from '../../sandbox/lupax/index.ts';
import { startCompany } from './setup.ts';
import type { Company } from './setup.ts';

let lupax: Company;
beforeEach(async () => void (lupax = await startCompany()));
afterEach(() => lupax.stop());

const TASK = { title: ' Angebot ', due_at: '2026-03-05T12:00:00+01:00' };

describe('tasks', () => {
  it('are created with defaults and replaced by revision', async () => {
    const created = await lupax.call('POST', '/tasks', TASK);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      revision: 1,
      title: 'Angebot',
      notes: '',
      remind_at: null,
      done: 0,
      series: null,
      deleted: 0,
    });
    const { id } = created.body as Task;
    const put = (revision: number, body: object) =>
      lupax.call('PUT', `/tasks/${id}`, body, { 'if-match': `"${revision}"` });
    expect((await put(2, TASK)).status).toBe(412);
    expect(await put(1, { ...TASK, done: 1 })).toMatchObject({ status: 200, body: { revision: 2, done: 1 } });
    expect((await lupax.call('PUT', `/tasks/${id}`, TASK)).status).toBe(400);
    expect((await lupax.call('PUT', '/tasks/1', TASK, { 'if-match': '"1"' })).status).toBe(404);
  });

  it('of a series carry a rule', async () => {
    const weekly = { ...TASK, series: { rule: 'FREQ=WEEKLY;BYDAY=MO' } };
    expect(await lupax.call('POST', '/tasks', weekly)).toMatchObject({ status: 201, body: { series: weekly.series } });
    expect((await lupax.call('POST', '/tasks', { ...TASK, series: { rule: 'weekly' } })).status).toBe(422);
    expect((await lupax.call('POST', '/tasks', { title: 'ohne Frist' })).status).toBe(422);
  });

  it('are listed since a time, deleted ones only then', async () => {
    const { control, userId, organizationId } = lupax;
    const old = control.addTask(userId, organizationId, { title: 'alt', due_at: '2026-03-04T12:00' });
    const gone = control.addTask(userId, organizationId, { title: 'weg', due_at: '2026-03-04T12:00' });
    lupax.advance(60_000);
    control.deleteTask(gone.id);
    expect((await lupax.call('GET', '/tasks')).body).toMatchObject([{ id: old.id }]);
    const since = (await lupax.call('GET', '/tasks?changed_since=2026-03-02%2009:00:30')).body;
    expect(since).toMatchObject([{ id: gone.id, deleted: 1, revision: 2 }]);
  });
});

describe('reminders', () => {
  it('are those of open tasks and of appointments in the window, earliest first', async () => {
    const { control, userId, organizationId } = lupax;
    const meeting = control.addAppointment(userId, organizationId, {
      title: 'Termin',
      date_start: '2026-03-02T10:00',
      date_end: '2026-03-02T11:00',
      location: 'Saal',
      reminder_minutes: 15,
    });
    const due = { due_at: '2026-03-02T12:00', remind_at: '2026-03-02T09:30' };
    const task = control.addTask(userId, organizationId, { title: 'Aufgabe', ...due });
    control.addTask(userId, organizationId, { title: 'erledigt', done: 1, ...due });
    control.addTask(userId, organizationId, {
      title: 'später',
      due_at: '2026-03-09T12:00',
      remind_at: '2026-03-09T09:30',
    });

    const window = new URLSearchParams({ from: '2026-03-02 09:00:00', to: '2026-03-02 10:00:00' });
    expect((await lupax.call('GET', `/reminders?${window}`)).body).toEqual([
      {
        id: expect.any(String) as string,
        kind: 'task',
        item_id: task.id,
        title: 'Aufgabe',
        remind_at: '2026-03-02T09:30:00+01:00',
        due_at: '2026-03-02T12:00:00+01:00',
        location: '',
        url: task.url,
      },
      {
        id: expect.any(String) as string,
        kind: 'appointment',
        item_id: meeting.id,
        title: 'Termin',
        remind_at: '2026-03-02T09:45:00+01:00',
        starts_at: '2026-03-02T10:00:00+01:00',
        location: 'Saal',
        url: meeting.url,
      },
    ]);
  });
});
