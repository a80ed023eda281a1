import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MEETING, SOURCE, startCompany } from './setup.ts';
import type { Company } from './setup.ts';

let lupax: Company;
beforeEach(async () => void (lupax = await startCompany()));
afterEach(() => lupax.stop());

const post = (fields: object, key = 'key') =>
  lupax.call('POST', '/appointments', { ...MEETING, ...fields }, { 'idempotency-key': key });

describe('creating an appointment', () => {
  it('fills in what was left out', async () => {
    const answer = await post({});
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      ...MEETING,
      id: expect.any(Number) as number,
      revision: 1,
      notes: '',
      location: '',
      status: 'confirmed',
      visibility: 'public',
      project: null,
      reminder_minutes: null,
      participants: [],
      online_meeting: { requested: 0, join_url: null },
      source: null,
      read_only: 0,
      kind: 'appointment',
      user: { id: lupax.userId },
      url: expect.stringMatching(/^https:/) as string,
      created_at: '2026-03-02T09:00:00+01:00',
      updated_at: '2026-03-02T09:00:00+01:00',
      deleted: 0,
    });
  });

  it('rewrites as a server does: trims the title, unifies line ends, puts dates into the time zone', async () => {
    const appointment = await lupax.create({
      title: '  Probe\t',
      notes: '<p>a</p>\r\n<p>b</p>',
      date_start: '2026-07-01T08:00:00+00:00',
      date_end: '2026-07-01T12:00:00-01:00',
    });
    expect(appointment).toMatchObject({
      title: 'Probe',
      notes: '<p>a</p>\n<p>b</p>',
      date_start: '2026-07-01T10:00:00+02:00',
      date_end: '2026-07-01T15:00:00+02:00',
    });
  });

  it('with the same key again answers 200 and the first one, whatever the body says', async () => {
    const first = await post({});
    const again = await post({ title: 'Anders' });
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(lupax.control.appointments()).toHaveLength(1);
  });

  it('with the key of one deleted since answers that one with deleted: 1', async () => {
    const { id } = (await post({})).body as { id: number };
    await lupax.call('DELETE', `/appointments/${id}`);
    expect(await post({})).toMatchObject({ status: 200, body: { id, deleted: 1, title: 'Besprechung' } });
  });

  it('forgets a key after a day, and keeps the keys of users apart', async () => {
    await post({});
    lupax.advance(86_399_999);
    expect((await post({})).status).toBe(200);
    lupax.advance(1);
    expect((await post({})).status).toBe(201);

    lupax.control.addUser({
      organizationIds: [lupax.organizationId],
      email: 'ben@contoso.example',
      password: 'p',
      firstName: 'Ben',
      lastName: 'Bauer',
      role: 'user',
    });
    const { text } = await lupax.login('ben@contoso.example', 'p');
    const answer = await lupax.callWith(text)('POST', '/appointments', MEETING, { 'idempotency-key': 'key' });
    expect(answer.status).toBe(201);
  });

  it('needs a key', async () => {
    expect((await lupax.call('POST', '/appointments', MEETING)).status).toBe(400);
  });

  it('takes an all-day entry at midnight of its zone, also where midnight is skipped', async () => {
    const allDay = { all_day: 1, date_start: '2026-03-29T00:00:00+01:00', date_end: '2026-03-30T00:00:00+02:00' };
    expect((await post(allDay, 'a')).status).toBe(201);
    const skipped = {
      all_day: 1,
      time_zone: 'America/Santiago',
      date_start: '2026-09-06T01:00:00-03:00',
      date_end: '2026-09-07T00:00:00-03:00',
    };
    expect((await post(skipped, 'b')).status).toBe(201);
  });

  it.each([
    ['a missing title', { title: undefined }],
    ['a title that is no text', { title: 5 }],
    ['a date with Z', { date_start: '2026-03-02T09:00:00Z' }],
    ['a date with fractions', { date_start: '2026-03-02T10:00:00.000+01:00' }],
    ['a date that does not exist', { date_start: '2026-02-30T10:00:00+01:00' }],
    ['an end before the start', { date_end: '2026-03-02T09:59:59+01:00' }],
    ['a Windows zone', { time_zone: 'W. Europe Standard Time' }],
    ['a flag that is a boolean', { all_day: false }],
    ['an all-day entry that does not begin at midnight', { all_day: 1, date_end: '2026-03-03T00:00:00+01:00' }],
    [
      'an all-day entry without a day',
      { all_day: 1, date_start: '2026-03-02T00:00:00+01:00', date_end: '2026-03-02T00:00:00+01:00' },
    ],
    ['an unknown visibility', { visibility: 'private' }],
    ['an unknown status', { status: 'cancelled' }],
    ['read-only without a source', { read_only: 1 }],
    ['a source of another system', { source: { ...SOURCE, system: 'google' } }],
    ['a negative reminder', { reminder_minutes: -5 }],
    ['participants without addresses', { participants: [{ name: 'Anna' }] }],
    ['a project that does not exist', { project: { id: 1, title: 'X' } }],
    ['a field nobody knows', { dateStart: 'x' }],
  ])('refuses %s', async (_what, fields) => {
    expect(await post(fields)).toMatchObject({ status: 422, body: { error: { code: 'invalid' } } });
    expect(lupax.control.appointments()).toEqual([]);
  });

  it('refuses broken JSON as bad input', async () => {
    const answer = await lupax.call('POST', '/appointments', '{"title":', { 'idempotency-key': 'key' });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'bad_input' } } });
  });

  it('gives the title of a project from the project', async () => {
    const project = lupax.control.addProject(lupax.organizationId, {
      title: 'Messe',
      date_start: '2026-03-01',
      date_end: '2026-03-05',
    });
    const { id, revision } = await lupax.create({ project: { id: project.id, title: 'falsch' } });
    expect(lupax.control.appointment(id)?.project).toEqual({ id: project.id, title: 'Messe' });
    lupax.control.removeProject(project.id);
    const answer = await lupax.put(id, revision, { ...MEETING, project: { id: project.id, title: 'Messe' } });
    expect(answer).toMatchObject({ status: 200, body: { project: { id: project.id, title: 'Messe' } } });
  });
});
