import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLupaxConnector } from '../../../server/lupax/connector.ts';
import type { LupaxConnector, LupaxSession } from '../../../server/lupax/types.ts';
import { startLupaxSandbox } from '../../sandbox/lupax/index.ts';
import type { LupaxSandbox } from '../../sandbox/lupax/index.ts';
import { createContent, startFakeLupax } from './fake-lupax.ts';

describe('the connector to Lupax', () => {
  let lupax: LupaxSandbox;
  let connector: LupaxConnector;
  let organizationId: number;
  let userId: number;
  const user = { email: 'anna@example.org', password: 'geheim', firstName: 'Anna', lastName: 'Muster' };

  beforeEach(async () => {
    lupax = await startLupaxSandbox();
    organizationId = lupax.control.addOrganization({ title: 'Zeltverleih', timeZone: 'Europe/Vienna' });
    userId = lupax.control.addUser({ ...user, organizationIds: [organizationId], role: 'admin' });
    lupax.control.setInterface(organizationId, { enabled: true, onlineMeetings: true });
    connector = createLupaxConnector({ baseUrl: `${lupax.url}/` });
  });
  afterEach(() => lupax.stop());

  const open = async (): Promise<LupaxSession> => {
    const jwt = await connector.signIn(user.email, user.password);
    const token = await connector.openSession(organizationId, jwt).requestToken();
    return connector.openSession(organizationId, token?.token ?? jwt, { timeZone: 'Europe/Vienna' });
  };

  it.each(['bare', 'json', 'object'] as const)('signs in when Lupax answers its token %s', async (form) => {
    lupax.control.loginAnswer = form;
    const jwt = await connector.signIn(user.email, user.password);
    expect(await connector.listOrganizations(jwt)).toEqual([{ id: organizationId, title: 'Zeltverleih' }]);
  });

  it('says that e-mail or password are wrong', async () => {
    const signingIn = connector.signIn(user.email, 'falsch');
    await expect(signingIn).rejects.toMatchObject({ code: 'credentials', facts: { status: 401 } });
  });

  it.each(['', '<html>Login</html>', '{"jwt":"x"}', '""', 'two words'])('takes %j for no token', async (text) => {
    const fake = await startFakeLupax(() => ({ text }));
    await expect(fake.connector.signIn('a@b.c', 'x')).rejects.toMatchObject({ code: 'unavailable' });
    await fake.stop();
  });

  it('asks for the interface, a token for unattended use, and the user', async () => {
    const session = connector.openSession(organizationId, await connector.signIn(user.email, user.password));
    const released = { connector: true, enabled: true, onlineMeetings: true, timeZone: 'Europe/Vienna' };
    expect(await session.readInterface()).toEqual(released);
    const token = await session.requestToken();
    expect(token).toMatchObject({ kind: 'unattended', expiresAt: expect.stringMatching(/^\d{4}-.+:\d\dZ$/) });
    expect(Date.parse(String(token?.expiresAt))).toBeGreaterThan(Date.now() + 89 * 86_400_000);
    const me = { id: userId, email: user.email, firstName: 'Anna', lastName: 'Muster', role: 'admin', language: 'de' };
    expect(await session.readMe()).toMatchObject(me);
  });

  it('creates, reads, replaces and deletes an appointment', async () => {
    const session = await open();
    const content = createContent({
      source: { calendarId: 'cal', eventId: 'ev' },
      readOnly: true,
      reminderMinutes: 15,
      visibility: 'notes_private',
      participants: [{ name: 'Ben', email: 'ben@example.org' }],
    });
    const { appointment } = await session.createAppointment(content, 'key-1');
    expect(appointment).toMatchObject(content);
    expect(await session.readAppointment(appointment.id)).toEqual(appointment);

    const replaced = await session.replaceAppointment(appointment.id, appointment.revision, {
      ...appointment,
      title: 'Neu',
    });
    expect(replaced).toEqual({ ...appointment, title: 'Neu', revision: replaced.revision });
    const late = session.replaceAppointment(appointment.id, appointment.revision, content);
    await expect(late).rejects.toMatchObject({ code: 'changed_meanwhile' });
    await expect(session.deleteAppointment(appointment.id, appointment.revision)).rejects.toMatchObject({
      code: 'changed_meanwhile',
    });

    await session.deleteAppointment(appointment.id, replaced.revision);
    await session.deleteAppointment(appointment.id, replaced.revision);
    expect(await session.readAppointment(appointment.id)).toBeNull();
    const gone = session.replaceAppointment(appointment.id, replaced.revision, content);
    await expect(gone).rejects.toMatchObject({ code: 'not_found' });
    expect(await session.createAppointment(content, 'key-1')).toMatchObject({ deleted: true });
  });

  it('creates once although the answer is lost', async () => {
    const session = await open();
    lupax.control.faults.add({ kind: 'lostAnswer', match: { method: 'POST', url: '/appointments' } });
    await session.createAppointment(createContent(), 'key-1');
    expect(lupax.control.appointments()).toHaveLength(1);
  });

  it('keeps the dates of an all-day entry, in the zone of the organisation', async () => {
    const session = await open();
    const time = { allDay: true as const, start: '2026-10-24', end: '2026-10-26' };
    const { appointment } = await session.createAppointment(createContent({ time }), 'key-1');
    expect(appointment.time).toEqual(time);
    expect(lupax.control.appointment(appointment.id)).toMatchObject({
      date_start: '2026-10-24T00:00:00+02:00',
      date_end: '2026-10-26T00:00:00+01:00',
      time_zone: 'Europe/Vienna',
    });
  });

  it('follows the changes', async () => {
    const session = await open();
    const input = { date_start: '2026-08-03T09:00:00+02:00', date_end: '2026-08-03T10:00:00+02:00' };
    const added = Array.from({ length: 620 }, (_none, index) =>
      lupax.control.addAppointment(userId, organizationId, { ...input, title: `Termin ${index}` }),
    );
    lupax.control.repeatChanges = true;
    const all = await session.readChanges(null);
    expect(all.complete).toBe(true);
    expect(all.changes).toHaveLength(620);

    const [first, second] = added;
    lupax.control.editAppointment(first!.id, { title: 'Anders' });
    lupax.control.deleteAppointment(second!.id);
    const since = await session.readChanges(all.cursor);
    expect(since.complete).toBe(false);
    expect(since.changes).toMatchObject([
      { deleted: false, appointment: { id: first!.id, title: 'Anders' } },
      { deleted: true, id: second!.id },
    ]);

    lupax.control.expireCursors();
    const again = await session.readChanges(since.cursor);
    expect(again.complete).toBe(true);
    expect(again.changes.filter(({ deleted }) => !deleted)).toHaveLength(619);
  });

  it('lists the projects of one person', async () => {
    const session = await open();
    const responsible = { id: userId, first_name: 'Anna', last_name: 'Muster' };
    const dates = { date_start: '2026-08-03T00:00:00+02:00', date_end: '2026-08-05T00:00:00+02:00' };
    lupax.control.addProject(organizationId, { title: 'Stadtfest', ...dates, responsible });
    lupax.control.addProject(organizationId, { title: 'Messe', ...dates });
    const window = { start: '2026-08-01T00:00:00Z', end: '2026-09-01T00:00:00Z', timeZone: 'Europe/Vienna' };
    const projects = await session.listProjects({ ...window, responsible: userId });
    const time = { allDay: true, start: '2026-08-03', end: '2026-08-05' };
    expect([...projects]).toMatchObject([{ title: 'Stadtfest', time, responsible: { id: userId } }]);
  });

  it('tells a Lupax without connector from one whose interface is not released', async () => {
    const jwt = await connector.signIn(user.email, user.password);
    const session = connector.openSession(organizationId, jwt);
    lupax.control.setInterface(organizationId, { enabled: false });
    expect(await session.readInterface()).toMatchObject({ connector: true, enabled: false });
    await expect(session.requestToken()).rejects.toMatchObject({ code: 'interface_disabled' });
    await expect(session.readChanges(null)).rejects.toMatchObject({ code: 'interface_disabled' });
    lupax.control.setInterface(organizationId, { connector: false });
    expect(await session.readInterface()).toEqual({ connector: false });
    expect(await session.requestToken()).toBeNull();
    await expect(session.readChanges(null)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('says that the sign-in expired', async () => {
    const session = await open();
    lupax.control.expireTokens(userId);
    await expect(session.readChanges(null)).rejects.toMatchObject({ code: 'sign_in_expired' });
  });
});
