import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MEETING, SOURCE, startCompany } from './setup.ts';
import type { Company } from './setup.ts';

let lupax: Company;
beforeEach(async () => void (lupax = await startCompany()));
afterEach(() => lupax.stop());

describe('replacing an appointment', () => {
  it('gives fields that are left out their defaults', async () => {
    const { id } = await lupax.create({ notes: '<p>x</p>', location: 'Saal', visibility: 'notes_private' });
    lupax.advance(60_000);
    const answer = await lupax.put(id, 1, { ...MEETING, title: 'Neu' });
    expect(answer).toMatchObject({
      status: 200,
      body: { revision: 2, title: 'Neu', notes: '', location: '', visibility: 'public' },
    });
    expect(answer.body).toMatchObject({
      created_at: '2026-03-02T09:00:00+01:00',
      updated_at: '2026-03-02T09:01:00+01:00',
    });
  });

  it('takes back what was read, with Lupax own fields', async () => {
    const appointment = await lupax.create({ reminder_minutes: 15 });
    const sent = { ...appointment, revision: 99, url: 'x', created_at: 'x', updated_at: 'x' };
    const answer = await lupax.put(appointment.id, 1, sent);
    expect(answer).toMatchObject({ status: 200, body: { ...appointment, revision: 2 } });
  });

  it.each([{ id: 1 }, { kind: 'shift' }, { user: { id: 1 } }, { user: null }, { deleted: 1 }])(
    'refuses another value in Lupax own field %o',
    async (own) => {
      const appointment = await lupax.create();
      expect((await lupax.put(appointment.id, 1, { ...appointment, ...own })).status).toBe(422);
    },
  );

  it('needs all required fields', async () => {
    const { id } = await lupax.create();
    expect((await lupax.put(id, 1, { title: 'nur das' })).status).toBe(422);
  });

  it('is refused when the revision is not current, and says so before read-only', async () => {
    const { id } = await lupax.create();
    lupax.control.editAppointment(id, { title: 'inzwischen' });
    expect(await lupax.put(id, 1, MEETING)).toMatchObject({ status: 412 });
    const shift = lupax.control.addAppointment(lupax.userId, lupax.organizationId, { ...SHIFT });
    expect((await lupax.put(shift.id, 7, MEETING)).status).toBe(412);
    expect((await lupax.put(shift.id, 1, MEETING)).status).toBe(403);
    expect((await lupax.put(shift.id, 1, { title: 5 })).status).toBe(403);
  });

  it('needs If-Match in quotation marks', async () => {
    const { id } = await lupax.create();
    expect((await lupax.call('PUT', `/appointments/${id}`, MEETING)).status).toBe(400);
    expect((await lupax.call('PUT', `/appointments/${id}`, MEETING, { 'if-match': '1' })).status).toBe(400);
  });
});

describe('deleting an appointment', () => {
  it('works with and without If-Match, once', async () => {
    const [first, second] = [await lupax.create(), await lupax.create()];
    expect(await lupax.call('DELETE', `/appointments/${first.id}`)).toMatchObject({ status: 204, text: '' });
    const withRevision = (revision: number) =>
      lupax.call('DELETE', `/appointments/${second.id}`, undefined, { 'if-match': `"${revision}"` });
    expect((await withRevision(2)).status).toBe(412);
    expect((await withRevision(1)).status).toBe(204);
    expect((await withRevision(1)).status).toBe(404);
    expect((await lupax.call('GET', `/appointments/${first.id}`)).status).toBe(404);
    expect((await lupax.put(first.id, 2, MEETING)).status).toBe(404);
  });
});

const SHIFT = {
  kind: 'shift',
  title: 'Schicht',
  date_start: '2026-03-03T06:00',
  date_end: '2026-03-03T14:00',
} as const;

describe('read-only', () => {
  it('shifts and vacations can be changed by nobody but Lupax itself', async () => {
    const shift = lupax.control.addAppointment(lupax.userId, lupax.organizationId, SHIFT);
    expect(shift).toMatchObject({ kind: 'shift', read_only: 1, source: null, date_start: '2026-03-03T06:00:00+01:00' });
    expect((await lupax.call('DELETE', `/appointments/${shift.id}`)).status).toBe(403);
    expect(() => lupax.control.editAppointment(shift.id, { title: 'x' })).toThrow(
      expect.objectContaining({ status: 403 }) as Error,
    );
    expect(lupax.control.editAppointment(shift.id, { title: 'Spätschicht' }, { as: 'lupax' })).toMatchObject({
      revision: 2,
      kind: 'shift',
      read_only: 1,
      title: 'Spätschicht',
    });
    lupax.control.deleteAppointment(shift.id, { as: 'lupax' });
    expect(lupax.control.appointments()).toEqual([]);
  });

  it('an entry with a source can be changed by the connector, not by people', async () => {
    const { id } = await lupax.create({ source: SOURCE, read_only: 1 });
    const refusal = expect.objectContaining({ status: 403 }) as Error;
    expect(() => lupax.control.editAppointment(id, { title: 'x' })).toThrow(refusal);
    expect(() => lupax.control.deleteAppointment(id)).toThrow(refusal);
    const asPerson = lupax.callWith(lupax.jwt);
    const sent = { ...MEETING, title: 'Neu', source: SOURCE, read_only: 1 };
    expect((await asPerson('PUT', `/appointments/${id}`, sent, { 'if-match': '"1"' })).status).toBe(403);
    expect((await lupax.put(id, 1, sent)).status).toBe(200);
    expect((await asPerson('DELETE', `/appointments/${id}`)).status).toBe(403);
    expect((await lupax.call('DELETE', `/appointments/${id}`)).status).toBe(204);
  });

  it('where Lupax gives no connector tokens, the JWT of the login is the connector', async () => {
    const { id } = await lupax.create({ source: SOURCE, read_only: 1 });
    lupax.control.setInterface(lupax.organizationId, { connectorTokens: false });
    const call = lupax.callWith(lupax.jwt);
    expect((await call('POST', '/office365/token')).status).toBe(404);
    expect((await call('DELETE', `/appointments/${id}`)).status).toBe(204);
  });

  it('an entry with a source that is not read-only can be changed by people', async () => {
    const { id } = await lupax.create({ source: SOURCE });
    expect(lupax.control.editAppointment(id, { title: 'von Hand' })).toMatchObject({ revision: 2, source: SOURCE });
  });

  it('the appointments of others are 403', async () => {
    const other = lupax.control.addUser({
      organizationIds: [lupax.organizationId],
      email: 'ben@contoso.example',
      password: 'p',
      firstName: 'Ben',
      lastName: 'Bauer',
      role: 'user',
    });
    const { id } = lupax.control.addAppointment(other, lupax.organizationId, MEETING_INPUT);
    expect((await lupax.call('GET', `/appointments/${id}`)).status).toBe(403);
    expect((await lupax.put(id, 1, MEETING)).status).toBe(403);
    expect((await lupax.call('GET', '/appointments')).body).toEqual([]);
  });
});

const MEETING_INPUT = { title: 'Fremd', date_start: '2026-03-02T10:00', date_end: '2026-03-02T11:00' };
