import { beforeEach, describe, expect, it } from 'vitest';
import { ANNA, BEN, TENANT, at, single, useBench, weekly } from './support.ts';
import type { Body } from './support.ts';

const bench = useBench();
let meeting: string;
let copy: string;
beforeEach(() => {
  meeting = bench.control.addMeeting(ANNA, bench.calendar, single('Planning'), [BEN]);
  copy = bench.control.copyOf(BEN, ANNA, meeting)!;
});

const read = async (oid: string, id: string): Promise<Body> => (await bench.call(`/users/${oid}/events/${id}`)).body;
const act = (oid: string, id: string, action: string, body: unknown = {}) =>
  bench.call(`/users/${oid}/events/${id}/${action}`, { method: 'POST', body });
const patch = (oid: string, id: string, body: unknown) =>
  bench.call(`/users/${oid}/events/${id}`, { method: 'PATCH', body });

describe('a meeting', () => {
  it('appears in the attendee’s calendar with the same iCalUId, organised by somebody else', async () => {
    const [own, theirs] = [await read(ANNA, meeting), await read(BEN, copy)];
    expect(theirs.iCalUId).toBe(own.iCalUId);
    expect([own.isOrganizer, own.responseStatus.response]).toEqual([true, 'organizer']);
    expect([theirs.isOrganizer, theirs.responseStatus.response]).toEqual([false, 'notResponded']);
    expect(theirs.organizer.emailAddress.address).toBe('anna@contoso.test');
    expect(theirs.attendees[0]).toMatchObject({
      emailAddress: { address: 'anna@contoso.test' },
      status: { response: 'none' },
    });
    expect(bench.control.mails).toEqual([]);
  });

  it('is accepted or tentatively accepted with 202, which the organizer sees', async () => {
    expect((await act(BEN, copy, 'tentativelyAccept', { SendResponse: true })).status).toBe(202);
    expect((await read(BEN, copy)).responseStatus.response).toBe('tentativelyAccepted');
    expect((await read(ANNA, meeting)).attendees[0].status.response).toBe('tentativelyAccepted');
    expect(bench.control.mails).toEqual([{ oid: BEN, eventId: copy, kind: 'response', to: ['anna@contoso.test'] }]);
    expect((await act(ANNA, meeting, 'accept')).status).toBe(400);
  });

  it('leaves the calendar of who declines, unless it is kept', async () => {
    bench.control.respond(BEN, copy, 'declined', { keep: true });
    expect((await read(BEN, copy)).responseStatus.response).toBe('declined');
    expect((await act(BEN, copy, 'decline', { comment: 'no', sendResponse: false })).status).toBe(202);
    expect((await bench.call(`/users/${BEN}/events/${copy}`)).body.error.code).toBe('ErrorItemNotFound');
    expect(bench.control.mails).toEqual([]);
  });

  it('can only be cancelled by its organizer; copies stay behind, cancelled', async () => {
    const refused = await act(BEN, copy, 'cancel', { Comment: 'x' });
    expect(refused.body.error).toMatchObject({
      code: 'ErrorInvalidRequest',
      message: expect.stringContaining('You need to be an organizer'),
    });
    expect((await act(ANNA, meeting, 'cancel', { comment: 'sorry' })).status).toBe(202);
    expect((await bench.call(`/users/${ANNA}/events/${meeting}`)).status).toBe(404);
    expect(await read(BEN, copy)).toMatchObject({ isCancelled: true, subject: 'Abgesagt: Planning' });
    expect(bench.control.mails).toMatchObject([{ oid: ANNA, kind: 'cancellation', to: ['ben@contoso.test'] }]);
  });

  it('is cancelled silently, as far as the app is concerned, by the organizer in Outlook', async () => {
    bench.control.cancelMeeting(ANNA, meeting);
    expect((await read(BEN, copy)).isCancelled).toBe(true);
    expect(bench.control.mails).toEqual([]);
  });

  it('is changed for everyone by the organizer, for oneself by an attendee', async () => {
    await patch(BEN, copy, { subject: 'Mine', categories: ['red'] });
    expect((await read(ANNA, meeting)).subject).toBe('Planning');
    expect(bench.control.mails).toEqual([]);
    bench.control.patchEvent(ANNA, meeting, {
      subject: 'Planning 2',
      start: at('2026-08-05T10:00:00'),
      end: at('2026-08-05T11:00:00'),
    });
    expect(await read(BEN, copy)).toMatchObject({
      subject: 'Planning 2',
      categories: ['red'],
      start: { dateTime: '2026-08-05T08:00:00.0000000' },
    });
    expect(bench.control.mails).toEqual([]);
  });
});

describe('mails', () => {
  it('are sent for everything the API does to a meeting as its organizer', async () => {
    const attendees = [{ type: 'required', emailAddress: { name: 'Out', address: 'out@fabrikam.test' } }];
    const { body } = await bench.call(`/users/${ANNA}/events`, { method: 'POST', body: { ...single('x'), attendees } });
    await patch(ANNA, body.id, { categories: ['Lupax'] });
    await bench.call(`/users/${ANNA}/events/${body.id}`, { method: 'DELETE' });
    expect(bench.control.mails.map((mail) => [mail.kind, mail.to])).toEqual([
      ['invitation', ['out@fabrikam.test']],
      ['update', ['out@fabrikam.test']],
      ['cancellation', ['out@fabrikam.test']],
    ]);
  });

  it('are one more for each occurrence that was changed by itself', async () => {
    const series = bench.control.addMeeting(ANNA, bench.calendar, weekly(), [BEN]);
    bench.control.patchOccurrence(ANNA, series, '2026-08-10', { subject: 'own' });
    await patch(ANNA, series, { location: { displayName: 'Room B' } });
    expect(bench.control.mails.map((mail) => mail.kind)).toEqual(['update', 'update']);
  });

  it('are not sent for events without attendees', async () => {
    const { body } = await bench.call(`/users/${ANNA}/events`, { method: 'POST', body: single('x') });
    await patch(ANNA, body.id, { subject: 'y' });
    await bench.call(`/users/${ANNA}/events/${body.id}/permanentDelete`, { method: 'POST', body: {} });
    expect(bench.control.mails).toEqual([]);
    expect((await bench.call(`/users/${ANNA}/events/${body.id}`)).status).toBe(404);
  });
});

describe('a series of meetings', () => {
  it('carries changed and cancelled occurrences into the copies', async () => {
    const series = bench.control.addMeeting(ANNA, bench.calendar, weekly(), [BEN]);
    const theirs = bench.control.copyOf(BEN, ANNA, series)!;
    bench.control.patchOccurrence(ANNA, series, '2026-08-10', { subject: 'own' });
    bench.control.deleteOccurrence(ANNA, series, '2026-08-17');
    expect(await read(BEN, `OID.${theirs}.2026-08-10`)).toMatchObject({ type: 'exception', subject: 'own' });
    expect(await read(BEN, `OID.${theirs}.2026-08-17`)).toMatchObject({ isCancelled: true });
  });
});

describe('schedules', () => {
  it('show who is busy, hide private subjects, and tell failures inside a 200', async () => {
    bench.control.addEvent(
      ANNA,
      bench.calendar,
      single('Secret', '2026-08-04', {
        sensitivity: 'private',
        showAs: 'oof',
        start: at('2026-08-04T15:00:00'),
        end: at('2026-08-04T16:00:00'),
      }),
    );
    const body = {
      Schedules: ['anna@contoso.test', 'nobody@contoso.test'],
      StartTime: at('2026-08-04T14:00:00'),
      EndTime: at('2026-08-04T17:00:00'),
      AvailabilityViewInterval: 60,
    };
    const { status, body: answer } = await bench.call(`/users/${ANNA}/calendar/getSchedule`, { method: 'POST', body });
    expect(status).toBe(200);
    expect(answer.value[0]).toMatchObject({ scheduleId: 'anna@contoso.test', availabilityView: '230' });
    expect(answer.value[0].scheduleItems.map((item: Body) => item.subject)).toEqual(['Planning', undefined]);
    expect(answer.value[1].error.responseCode).toBe('ErrorMailRecipientNotFound');
  });
});

describe('Teams meetings without an event', () => {
  it('need an access policy and the object id of the user', async () => {
    const post = (user: string) =>
      bench.call(`/users/${user}/onlineMeetings`, { method: 'POST', body: { subject: 'x' } });
    const { status, body } = await post(ANNA);
    expect([status, body.joinWebUrl.startsWith('https://teams.microsoft.com/')]).toEqual([201, true]);
    expect((await post('anna@contoso.test')).status).toBe(400);
    bench.control.setMeetingPolicy(TENANT, false);
    const refused = await post(ANNA);
    expect([refused.status, refused.body.error.code]).toEqual([403, 'Forbidden']);
    expect(refused.body.error.message).toMatch(/application access policy/i);
  });
});
