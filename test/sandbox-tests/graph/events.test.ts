import { beforeEach, describe, expect, it } from 'vitest';
import { ANNA, BEN, PROPERTY, at, single, useBench, weekly } from './support.ts';
import type { Body } from './support.ts';

const bench = useBench();
let events: string;
beforeEach(() => {
  events = `/users/${ANNA}/events`;
});

const post = async (body: unknown, path = events) => bench.call(path, { method: 'POST', body });
const patch = (id: string, body: unknown, headers?: Record<string, string>) =>
  bench.call(`${events}/${id}`, { method: 'PATCH', body, ...(headers && { headers }) });
const marked = (value: string) => ({ singleValueExtendedProperties: [{ id: PROPERTY, value }] });
const findBy = (condition: string, id = PROPERTY) =>
  bench.call(
    `${events}?$filter=${encodeURIComponent(`singleValueExtendedProperties/Any(ep: ep/id eq '${id}' and ${condition})`)}`,
  );
const subjects = (body: Body) => body.value.map((event: Body) => event.subject).sort();

describe('creating', () => {
  it('answers 201 with the event, without its extended properties', async () => {
    const { status, body, headers } = await post({ ...single('one'), ...marked('7/appointment/1') });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      subject: 'one',
      type: 'singleInstance',
      isOrganizer: true,
      showAs: 'busy',
      sensitivity: 'normal',
    });
    expect(body).not.toHaveProperty('singleValueExtendedProperties');
    expect(headers.get('location')).toContain(body.id);
    expect(bench.control.events(ANNA)[0]!.extendedProperties[0]!.value).toBe('7/appointment/1');
  });

  it('refuses a used transactionId and names the event that has it', async () => {
    const first = await post({ ...single('one'), transactionId: 't-1' });
    expect(first.body.transactionId).toBe('t-1');
    const again = await post({ ...single('one'), transactionId: 't-1' });
    expect([again.status, again.body.error.code, again.body.error['@event.existingEventId']]).toEqual([
      400,
      'ErrorDuplicateTransactionId',
      first.body.id,
    ]);
    expect(bench.control.events(ANNA)).toHaveLength(1);
  });

  it('assigns ids itself and refuses properties it does not know', async () => {
    const { body } = await post({ ...single('one'), iCalUId: 'mine', id: 'mine' });
    expect([body.iCalUId === 'mine', body.id === 'mine']).toEqual([false, false]);
    expect((await post({ ...single('x'), colour: 'red' })).body.error.code).toBe('RequestBodyRead');
    expect((await post({ ...single('x'), showAs: 'away' })).status).toBe(400);
    expect((await post({ subject: 'no times' })).status).toBe(400);
    expect((await post({ ...single('x'), end: at('2026-08-04T13:00:00') })).status).toBe(400);
    expect((await post(single('x'.repeat(256)))).body.error.code).toBe('ErrorPropertyValidationFailure');
  });

  it('is refused in a calendar that cannot be edited', async () => {
    const readOnly = bench.control.addCalendar(ANNA, { name: 'Shared', canEdit: false });
    const { status, body } = await post(single('x'), `/users/${ANNA}/calendars/${readOnly}/events`);
    expect([status, body.error.code]).toEqual([403, 'ErrorAccessDenied']);
  });

  it('needs a length', async () => {
    const { hostname, port } = new URL(bench.url);
    const { connect } = await import('node:net');
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () =>
        socket.write(`POST /v1.0${events} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good.to.ken\r\n\r\n`),
      );
      socket.once('data', (data) => {
        resolve(data.toString());
        socket.destroy();
      });
    });
    expect(answer).toContain('411');
  });
});

describe('bodies', () => {
  it('come back as HTML in Exchange wrapping', async () => {
    const { body } = await post({ ...single('one'), body: { contentType: 'text', content: 'a < b\nc' } });
    expect(body.body.contentType).toBe('html');
    expect(body.body.content).toContain('<!-- converted from text -->');
    expect(body.body.content).toContain('<div class="PlainText">a &lt; b<br>\r\nc</div>');
    expect(body.bodyPreview).toBe('a < b\r\nc');
    const html = await post({ ...single('two'), body: { contentType: 'html', content: '<p>hi</p>' } });
    expect(html.body.body.content).toMatch(/^<html><head>[\s\S]*<body>\r\n<p>hi<\/p>\r\n<\/body>/);
  });

  it('have a preview of at most 255 characters', async () => {
    const { body } = await post({ ...single('one'), body: { contentType: 'text', content: 'x'.repeat(300) } });
    expect(body.bodyPreview).toHaveLength(255);
  });
});

describe('versions', () => {
  it('are the change key in the etag, which every write moves', async () => {
    const { body } = await post(single('one'));
    expect(body['@odata.etag']).toBe(`W/"${body.changeKey}"`);
    const changed = await patch(body.id, { subject: 'two' });
    expect(changed.body.changeKey).not.toBe(body.changeKey);
    expect(changed.body.start).toEqual(body.start);
  });

  it('are checked against If-Match on PATCH and DELETE', async () => {
    const { body } = await post(single('one'));
    const stale = { 'If-Match': body['@odata.etag'] };
    expect((await patch(body.id, { subject: 'two' }, stale)).status).toBe(200);
    const late = await patch(body.id, { subject: 'three' }, stale);
    expect([late.status, late.body.error.code]).toEqual([412, 'ErrorIrresolvableConflict']);
    expect((await bench.call(`${events}/${body.id}`, { method: 'DELETE', headers: stale })).status).toBe(412);
    expect((await bench.call(`${events}/${body.id}`, { method: 'DELETE', headers: { 'If-Match': '*' } })).status).toBe(
      204,
    );
    expect((await bench.call(`${events}/${body.id}`, { method: 'DELETE' })).body.error.code).toBe('ErrorItemNotFound');
  });

  it('may move without a visible change', async () => {
    const { body } = await post(single('one'));
    bench.control.touchEvent(ANNA, body.id);
    const after = (await bench.call(`${events}/${body.id}`)).body;
    expect(after.changeKey).not.toBe(body.changeKey);
    expect(after.subject).toBe('one');
  });
});

describe('ids', () => {
  it('are immutable on request and change with the calendar otherwise', async () => {
    const other = bench.control.addCalendar(ANNA, { name: 'Other' });
    const { body } = await post(single('one'));
    const before = (await bench.call(events, { prefer: '' })).body.value[0].id;
    bench.control.moveEvent(ANNA, body.id, other);
    const after = (await bench.call(events, { prefer: '' })).body.value[0].id;
    expect(after).not.toBe(before);
    expect((await bench.call(`${events}/${before}`)).status).toBe(404);
    expect((await bench.call(`${events}/${encodeURIComponent(after)}`)).body.id).toBe(body.id);
    expect((await bench.call(`/users/${ANNA}/calendars/${bench.calendar}/events/${body.id}`)).status).toBe(404);
    expect((await bench.call(`/users('${ANNA}')/calendars('${other}')/events('${body.id}')`)).status).toBe(200);
  });

  it('may differ in the case of a letter only', async () => {
    const ids = await Promise.all(
      Array.from({ length: 40 }, async (_, n) => bench.control.addEvent(ANNA, bench.calendar, single(`e${n}`))),
    );
    expect(new Set(ids).size).toBe(40);
    expect(new Set(ids.map((id) => id.toLowerCase())).size).toBeLessThan(40);
  });

  it('of other mailboxes are not found, garbled ones are malformed', async () => {
    const { body } = await post(single('one'));
    expect((await bench.call(`/users/${BEN}/events/${body.id}`)).status).toBe(404);
    expect((await bench.call(`${events}/nonsense`)).body.error.code).toBe('ErrorInvalidIdMalformed');
  });
});

describe('extended properties', () => {
  const expand = (filter = `($filter=id eq '${PROPERTY}')`) =>
    `$expand=${encodeURIComponent(`singleValueExtendedProperties${filter}`)}`;

  it('are read with $expand and a $filter only', async () => {
    const { body } = await post({ ...single('one'), ...marked('7/appointment/1') });
    const with_ = await bench.call(`${events}/${body.id}?${expand()}`);
    expect(with_.body.singleValueExtendedProperties).toEqual([{ id: PROPERTY, value: '7/appointment/1' }]);
    expect((await bench.call(`${events}/${body.id}?${expand('')}`)).body).not.toHaveProperty(
      'singleValueExtendedProperties',
    );
    expect((await bench.call(`${events}?${expand()}`)).body.value[0]).toHaveProperty('singleValueExtendedProperties');
    const view = `/users/${ANNA}/calendarView?startDateTime=2026-08-01&endDateTime=2026-09-01&${expand()}`;
    expect((await bench.call(view)).body.value[0]).toHaveProperty('singleValueExtendedProperties');
  });

  it('are searched for by value, whose case does not matter, and by name, whose case does', async () => {
    await post({ ...single('one'), ...marked('Org/appointment/1') });
    await post({ ...single('two'), ...marked('Org/project/2') });
    await post(single('three'));
    expect(subjects((await findBy(`ep/value eq 'org/APPOINTMENT/1'`)).body)).toEqual(['one']);
    expect(subjects((await findBy(`ep/value ne 'org/appointment/1'`)).body)).toEqual(['two']);
    expect(subjects((await findBy(`startswith(ep/value,'org/')`)).body)).toEqual(['one', 'two']);
    expect(subjects((await findBy(`contains(ep/value,'project')`)).body)).toEqual(['two']);
    expect(subjects((await findBy(`ep/value ne 'x'`, PROPERTY.replace('Lupax', 'lupax'))).body)).toEqual([]);
    expect(
      subjects(
        (await findBy(`ep/value ne 'x'`, PROPERTY.toUpperCase().replace('NAME LUPAXENTRY', 'Name LupaxEntry'))).body,
      ),
    ).toEqual(['one', 'two']);
  });

  it('stay with the event when it moves, and are found in every calendar', async () => {
    const other = bench.control.addCalendar(ANNA, { name: 'Other' });
    const { body } = await post({ ...single('one'), ...marked('7/appointment/1') });
    bench.control.moveEvent(ANNA, body.id, other);
    expect((await findBy(`ep/value ne 'x'`)).body.value.map((event: Body) => event.id)).toEqual([body.id]);
  });

  it('find the exceptions of a marked series beside its master', async () => {
    const { body } = await post({ ...weekly(), ...marked('7/appointment/1') });
    bench.control.patchOccurrence(ANNA, body.id, '2026-08-10', { subject: 'own' });
    expect(subjects((await findBy(`ep/value ne 'x'`)).body)).toEqual(['Weekly', 'own']);
    expect((await bench.call(events)).body.value).toHaveLength(1);
  });
});

describe('lists', () => {
  it('have pages of ten with a nextLink', async () => {
    for (let n = 0; n < 12; n++) bench.control.addEvent(ANNA, bench.calendar, single(`e${n}`));
    const first = await bench.call(`${events}?$count=true`);
    expect([first.body.value.length, first.body['@odata.count']]).toEqual([10, 12]);
    expect(first.body['@odata.nextLink']).toMatch(/^https:\/\/graph\.microsoft\.com\/v1\.0\/users\/.*\$skip=10/);
    const second = await bench.call(first.body['@odata.nextLink']);
    expect(second.body.value).toHaveLength(2);
    expect(second.body).not.toHaveProperty('@odata.nextLink');
    expect((await bench.call(`${events}?$top=3&$skip=11`)).body.value).toHaveLength(1);
  });

  it('of the mailbox hold all calendars, of a calendar its own', async () => {
    const other = bench.control.addCalendar(ANNA, { name: 'Other' });
    bench.control.addEvent(ANNA, bench.calendar, single('here'));
    bench.control.addEvent(ANNA, other, single('there'));
    expect(subjects((await bench.call(events)).body)).toEqual(['here', 'there']);
    expect(subjects((await bench.call(`/users/${ANNA}/calendar/events`)).body)).toEqual(['here']);
    expect(subjects((await bench.call(`/users/${ANNA}/calendars/${other}/events`)).body)).toEqual(['there']);
  });

  it('are filtered and ordered', async () => {
    const early = bench.control.addEvent(ANNA, bench.calendar, single("it's early", '2026-08-01'));
    bench.control.addEvent(ANNA, bench.calendar, single('late', '2026-09-01', { categories: ['Lupax'] }));
    const list = (query: string) => bench.call(`${events}?${query}`);
    const filter = (text: string) => list(`$filter=${encodeURIComponent(text)}`);
    expect(subjects((await filter("start/dateTime ge '2026-08-15T00:00:00'")).body)).toEqual(['late']);
    expect(subjects((await filter("subject eq 'it''s early'")).body)).toEqual(["it's early"]);
    expect(subjects((await filter("categories/any(c:c eq 'lupax') and isAllDay eq false")).body)).toEqual(['late']);
    const { iCalUId } = (await bench.call(`${events}/${early}`)).body;
    expect(subjects((await filter(`iCalUId eq '${iCalUId}'`)).body)).toEqual(["it's early"]);
    expect((await list('$orderby=start/dateTime desc')).body.value[0].subject).toBe('late');
    expect((await filter("transactionId eq 'x'")).status).toBe(400);
    expect((await filter('subject eq')).status).toBe(400);
  });

  it('give what $select names and refuse names that are no properties', async () => {
    bench.control.addEvent(ANNA, bench.calendar, single('one'));
    const { body } = await bench.call(`${events}?$select=subject,start`);
    expect(Object.keys(body.value[0]).sort()).toEqual(['@odata.etag', 'id', 'start', 'subject']);
    const wrong = await bench.call(`${events}?$select=colour`);
    expect(wrong.body.error).toMatchObject({
      code: 'BadRequest',
      message:
        "Parsing OData Select and Expand failed: Could not find a property named 'colour' on type 'microsoft.graph.event'.",
    });
  });
});

describe('online meetings of events', () => {
  const online = { isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' };

  it('are made with a join link and never unmade', async () => {
    const { body } = await post({ ...single('one'), ...online });
    expect(body.onlineMeeting.joinUrl).toMatch(/^https:\/\/teams\.microsoft\.com\//);
    expect([body.onlineMeetingUrl, body.onlineMeetingProvider]).toEqual([null, 'teamsForBusiness']);
    expect(body.body.content).toContain(body.onlineMeeting.joinUrl);
    const off = await patch(body.id, { isOnlineMeeting: false, onlineMeetingProvider: 'unknown' });
    expect([off.status, off.body.isOnlineMeeting, off.body.onlineMeeting]).toEqual([200, true, body.onlineMeeting]);
  });

  it('lose the link when the body is replaced, and keep it when the block is kept', async () => {
    const { body } = await post({ ...single('one'), ...online });
    const kept = await patch(body.id, {
      body: { contentType: 'html', content: body.body.content.replace('<body>', '<body>More') },
    });
    expect(kept.body.onlineMeeting).toEqual(body.onlineMeeting);
    const lost = await patch(body.id, { body: { contentType: 'html', content: 'new' } });
    expect([lost.body.isOnlineMeeting, lost.body.onlineMeeting]).toEqual([true, null]);
  });

  it('are not made where the calendar does not allow the provider', async () => {
    const plain = bench.control.addCalendar(ANNA, { name: 'Plain', onlineMeetingProviders: ['unknown'] });
    const { body } = await post({ ...single('one'), ...online }, `/users/${ANNA}/calendars/${plain}/events`);
    expect([body.isOnlineMeeting, body.onlineMeeting]).toEqual([false, null]);
  });
});

describe('open extensions', () => {
  it('are kept apart from the event', async () => {
    const { body } = await post(single('one'));
    const extension = { '@odata.type': 'microsoft.graph.openTypeExtension', extensionName: 'org.test', value: 1 };
    expect((await post(extension, `${events}/${body.id}/extensions`)).status).toBe(201);
    expect((await bench.call(`${events}/${body.id}/extensions/org.test`)).body.value).toBe(1);
  });
});
