import { beforeEach, describe, expect, it } from 'vitest';
import { ANNA, BEN, TENANT, single, useBench } from './support.ts';
import type { Body, Call } from './support.ts';

const bench = useBench();
let errorOf: (path: string, call?: Call) => Promise<[number, string | undefined]>;
beforeEach(() => {
  errorOf = async (path, call) => {
    const { status, body } = await bench.call(path, call);
    return [status, body.error?.code];
  };
  const token = (name: string, roles: string[], rbac?: string[]) =>
    bench.tokens.set(name, { tid: TENANT, appid: 'app-1', roles, ...(rbac && { rbac }) });
  token('none.of.them', []);
  token('calendars.read.only', ['Calendars.Read', 'MailboxSettings.Read']);
  token('directory.only.x', ['User.ReadBasic.All']);
  token('rbac.only.x', [], [ANNA]);
  bench.tokens.set('other.tenant.x', {
    tid: '99999999-9999-4999-8999-999999999999',
    appid: 'app-1',
    roles: ['Calendars.ReadWrite', 'User.Read.All'],
  });
});

describe('tokens', () => {
  it('that are missing, garbled or unknown are 401', async () => {
    for (const token of ['', 'garbled', 'not.my.token']) {
      expect(await errorOf(`/users/${ANNA}/calendar`, { token })).toEqual([401, 'InvalidAuthenticationToken']);
    }
  });

  it('without a role are refused by Exchange and by the directory in their own ways', async () => {
    const token = 'none.of.them';
    expect(await errorOf(`/users/${ANNA}/calendar`, { token })).toEqual([403, 'ErrorAccessDenied']);
    expect(await errorOf(`/users/${ANNA}/mailboxSettings`, { token })).toEqual([403, 'ErrorAccessDenied']);
    expect(await errorOf(`/users/${ANNA}`, { token })).toEqual([403, 'Authorization_RequestDenied']);
    expect(await errorOf('/users', { token })).toEqual([403, 'Authorization_RequestDenied']);
    expect(await errorOf(`/users/${ANNA}/onlineMeetings`, { token, method: 'POST', body: {} })).toEqual([
      403,
      'Authorization_RequestDenied',
    ]);
  });

  it('that may only read are refused when they write', async () => {
    const token = 'calendars.read.only';
    expect(await errorOf(`/users/${ANNA}/events`, { token })).toEqual([200, undefined]);
    expect(await errorOf(`/users/${ANNA}/events`, { token, method: 'POST', body: single('x') })).toEqual([
      403,
      'ErrorAccessDenied',
    ]);
    expect(await errorOf(`/users/${ANNA}/mailboxSettings`, { token })).toEqual([200, undefined]);
    expect(await errorOf(`/users/${ANNA}/mailboxSettings`, { token, method: 'PATCH', body: {} })).toEqual([
      403,
      'ErrorAccessDenied',
    ]);
    expect(await errorOf(`/users/${ANNA}/calendar/calendarPermissions`, { token })).toEqual([200, undefined]);
  });

  it('of Exchange RBAC work on mailboxes in scope although their roles are empty', async () => {
    const token = 'rbac.only.x';
    expect(await errorOf(`/users/${ANNA}/events`, { token, method: 'POST', body: single('x') })).toEqual([
      201,
      undefined,
    ]);
    expect(await errorOf(`/users/${ANNA}/mailboxSettings`, { token })).toEqual([200, undefined]);
    expect(await errorOf(`/users/${BEN}/events`, { token })).toEqual([403, 'ErrorAccessDenied']);
    expect(await errorOf(`/users/${ANNA}`, { token })).toEqual([403, 'Authorization_RequestDenied']);
    expect(await errorOf('/subscriptions', { token })).toEqual([200, undefined]);
  });

  it('of another tenant find nobody here', async () => {
    expect(await errorOf(`/users/${ANNA}/calendar`, { token: 'other.tenant.x' })).toEqual([404, 'ErrorInvalidUser']);
    expect(await errorOf(`/users/${ANNA}`, { token: 'other.tenant.x' })).toEqual([404, 'Request_ResourceNotFound']);
  });
});

describe('mailboxes', () => {
  it('that are unknown, missing or blocked answer as Exchange does', async () => {
    const path = `/users/${ANNA}/calendarView?startDateTime=2026-08-01&endDateTime=2026-09-01`;
    expect(await errorOf('/users/nobody@contoso.test/calendar')).toEqual([404, 'ErrorInvalidUser']);
    bench.control.setMailboxState(ANNA, 'none');
    expect(await errorOf(path)).toEqual([404, 'MailboxNotEnabledForRESTAPI']);
    expect(await errorOf(`/users/${ANNA}`)).toEqual([200, undefined]);
    bench.control.setMailboxState(ANNA, 'blocked');
    expect(await errorOf(path)).toEqual([403, 'ErrorAccessDenied']);
    expect((await bench.call(path)).body.error.message).toContain('[RAOP]');
    bench.control.setMailboxState(ANNA, 'ok');
    expect(await errorOf(path)).toEqual([200, undefined]);
  });

  it('have settings with a zone that can be changed', async () => {
    const path = `/users/${ANNA}/mailboxSettings`;
    expect((await bench.call(path)).body).toMatchObject({ timeZone: 'W. Europe Standard Time', userPurpose: 'user' });
    await bench.call(path, { method: 'PATCH', body: { timeZone: 'Europe/Lisbon' } });
    expect((await bench.call(`${path}/timeZone`)).body.value).toBe('Europe/Lisbon');
    expect(await errorOf(path, { method: 'PATCH', body: { timeZone: 'Nowhere' } })).toEqual([
      400,
      'TimeZoneNotSupportedException',
    ]);
  });

  it('have master categories, each name once', async () => {
    const path = `/users/${ANNA}/outlook/masterCategories`;
    const { status, body } = await bench.call(path, {
      method: 'POST',
      body: { displayName: 'Lupax', color: 'preset4' },
    });
    expect([status, body.color]).toEqual([201, 'preset4']);
    expect(await errorOf(path, { method: 'POST', body: { displayName: 'lupax' } })).toEqual([
      409,
      'ErrorItemSaveConflict',
    ]);
    expect(bench.control.masterCategories(ANNA)).toMatchObject([{ displayName: 'Lupax' }]);
    expect((await bench.call(`${path}/${body.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await bench.call(path)).body.value).toEqual([]);
  });
});

describe('the directory', () => {
  it('finds users by object id and sign-in name', async () => {
    const { body } = await bench.call('/users/ANNA@contoso.test?$select=id,userPrincipalName,accountEnabled');
    expect(body).toMatchObject({ id: ANNA, userPrincipalName: 'anna@contoso.test', accountEnabled: true });
    expect(await errorOf('/users/nobody@contoso.test')).toEqual([404, 'Request_ResourceNotFound']);
    const filter = encodeURIComponent("startswith(userPrincipalName,'ben')");
    expect((await bench.call(`/users?$filter=${filter}`)).body.value.map((user: Body) => user.id)).toEqual([BEN]);
    expect((await bench.call('/users?$top=1')).body['@odata.nextLink']).toContain('$skip=1');
  });

  it('knows the zones of a mailbox', async () => {
    const windows = await bench.call(`/users/${ANNA}/outlook/supportedTimeZones`);
    expect(windows.body.value.map((zone: Body) => zone.alias)).toContain('W. Europe Standard Time');
    const iana = await bench.call(
      `/users/${ANNA}/outlook/supportedTimeZones(TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana')`,
    );
    expect(iana.body.value.map((zone: Body) => zone.alias)).toContain('Europe/Berlin');
  });
});

describe('calendars', () => {
  it('are listed in pages, created, renamed and deleted with what they hold', async () => {
    const path = `/users/${ANNA}/calendars`;
    const { status, body } = await bench.call(path, { method: 'POST', body: { name: 'Lupax', color: 'lightBlue' } });
    expect([status, body.hexColor, body.isDefaultCalendar, body.canEdit]).toEqual([201, '#0078d4', false, true]);
    expect(await errorOf(path, { method: 'POST', body: { name: 'lupax' } })).toEqual([409, 'ErrorFolderExists']);
    const renamed = await bench.call(`${path}/${body.id}`, { method: 'PATCH', body: { name: 'Projects' } });
    expect([renamed.status, renamed.body.name, renamed.body.changeKey === body.changeKey]).toEqual([
      200,
      'Projects',
      false,
    ]);
    const event = bench.control.addEvent(ANNA, body.id, single('x'));
    expect((await bench.call(`${path}/${body.id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await errorOf(`${path}/${body.id}`)).toEqual([404, 'ErrorItemNotFound']);
    expect(await errorOf(`/users/${ANNA}/events/${event}`)).toEqual([404, 'ErrorItemNotFound']);
    expect((await bench.call(`${path}/${bench.calendar}`, { method: 'DELETE' })).status).toBe(400);
    for (let n = 0; n < 10; n++) bench.control.addCalendar(ANNA, { name: `c${n}` });
    const page = await bench.call(path);
    expect(page.body.value).toHaveLength(10);
    expect((await bench.call(page.body['@odata.nextLink'])).body.value).toHaveLength(1);
  });

  it('have other ids without the immutable header', async () => {
    const plain = (await bench.call(`/users/${ANNA}/calendar`, { prefer: '' })).body.id;
    expect(plain).not.toBe(bench.calendar);
    expect((await bench.call(`/users/${ANNA}/calendars/${plain}`)).body.id).toBe(bench.calendar);
  });
});

describe('calendar permissions', () => {
  it('hold one entry for the organisation, without an address', async () => {
    const { body } = await bench.call(`/users/${ANNA}/calendars/${bench.calendar}/calendarPermissions`);
    expect(body.value).toEqual([
      {
        id: 'RGVmYXVsdA==',
        isRemovable: false,
        isInsideOrganization: true,
        role: 'freeBusyRead',
        allowedRoles: ['none', 'freeBusyRead', 'limitedRead', 'read', 'write'],
        emailAddress: { name: 'My Organization' },
      },
    ]);
  });

  it('change with the sharing, and the entry may be missing', async () => {
    const path = `/users/${ANNA}/calendar/calendarPermissions`;
    bench.control.setSharing(ANNA, bench.calendar, 'limitedRead');
    expect((await bench.call(path)).body.value[0].role).toBe('limitedRead');
    bench.control.setSharing(ANNA, bench.calendar, null);
    expect((await bench.call(path)).body.value).toEqual([]);
    expect(bench.control.calendars(ANNA)[0]!.sharing).toBeNull();
  });

  it('are empty on a calendar that somebody else shared', async () => {
    const theirs = bench.control.addCalendar(ANNA, {
      name: 'Ben',
      owner: { name: 'Ben Tal', address: 'ben@contoso.test' },
    });
    const { status, body } = await bench.call(`/users/${ANNA}/calendars/${theirs}/calendarPermissions`);
    expect([status, body.value]).toEqual([200, []]);
  });

  it('are added with 200, updated within the allowed roles, and removed, except the organisation’s', async () => {
    const path = `/users/${ANNA}/calendar/calendarPermissions`;
    const ben = {
      emailAddress: { name: 'Ben', address: 'ben@contoso.test' },
      isInsideOrganization: true,
      isRemovable: true,
      role: 'read',
    };
    const { status, body } = await bench.call(path, { method: 'POST', body: ben });
    expect([status, body.emailAddress.address, body.isRemovable]).toEqual([200, 'ben@contoso.test', true]);
    const one = `${path}/${encodeURIComponent(body.id)}`;
    expect((await bench.call(one, { method: 'PATCH', body: { role: 'write' } })).body.role).toBe('write');
    expect((await bench.call(one, { method: 'PATCH', body: { role: 'none' } })).status).toBe(400);
    expect((await bench.call(one, { method: 'DELETE' })).status).toBe(204);
    const organisation = `${path}/${encodeURIComponent('RGVmYXVsdA==')}`;
    expect((await bench.call(organisation, { method: 'DELETE' })).status).toBe(400);
    expect((await bench.call(organisation, { method: 'PATCH', body: { role: 'read' } })).body.role).toBe('read');
  });
});

describe('paths', () => {
  it('are read regardless of case and refused when nobody serves them', async () => {
    expect(await errorOf(`/Users/${ANNA}/Calendar`)).toEqual([200, undefined]);
    expect(await errorOf(`/users/${ANNA}/messages/x`)).toEqual([400, 'BadRequest']);
    expect(await errorOf(`/users/${ANNA}/events`, { method: 'PUT', body: {} })).toEqual([405, 'UnsupportedMethod']);
  });
});
