import { afterEach, describe, expect, it } from 'vitest';
import { createAppointmentJson, createContent, startFakeLupax } from './fake-lupax.ts';
import type { FakeAnswer, FakeLupax } from './fake-lupax.ts';
import type { LupaxSession } from '../../../server/lupax/types.ts';

const CALLS = {
  readInterface: (session: LupaxSession) => session.readInterface(),
  requestToken: (session: LupaxSession) => session.requestToken(),
  readMe: (session: LupaxSession) => session.readMe(),
  readChanges: (session: LupaxSession) => session.readChanges('c'),
  readAppointment: (session: LupaxSession) => session.readAppointment(42),
  createAppointment: (session: LupaxSession) => session.createAppointment(createContent(), 'key'),
  replaceAppointment: (session: LupaxSession) => session.replaceAppointment(42, 3, createContent()),
  deleteAppointment: (session: LupaxSession) => session.deleteAppointment(42, 3),
};
type Call = keyof typeof CALLS;
const READS: Call[] = ['readInterface', 'requestToken', 'readMe', 'readChanges', 'readAppointment'];
const WRITES: Call[] = ['createAppointment', 'replaceAppointment', 'deleteAppointment'];
const INTERFACE = { body: { enabled: 1, online_meetings: 1, time_zone: 'Europe/Vienna' } };

describe('a refusal of Lupax', () => {
  let lupax: FakeLupax;
  afterEach(() => lupax.stop());

  const start = async (answer: FakeAnswer, interfaceAnswer?: FakeAnswer): Promise<void> => {
    lupax = await startFakeLupax(({ url }) => (url.endsWith('/office365') ? (interfaceAnswer ?? answer) : answer));
  };
  const run = (call: Call): Promise<unknown> => CALLS[call](lupax.session);

  it.each([...READS, ...WRITES])('with 401 means for %s that the sign-in expired', async (call) => {
    await start({ status: 401 });
    await expect(run(call)).rejects.toMatchObject({ code: 'sign_in_expired', facts: { status: 401 } });
  });

  it.each(READS)('with 403 means for %s that the interface is not released', async (call) => {
    await start({ status: 403, body: { error: { code: 'interface_disabled', message: '' } } });
    const expected = { code: 'interface_disabled', facts: { status: 403, lupaxCode: 'interface_disabled' } };
    await expect(run(call)).rejects.toMatchObject(expected);
  });

  it.each(WRITES)('with 403 means for %s that it is read-only, unless Lupax says otherwise', async (call) => {
    await start({ status: 403 });
    await expect(run(call)).rejects.toMatchObject({ code: 'read_only' });
    await lupax.stop();
    await start({ status: 403, body: { error: { code: 'interface_disabled' } } });
    await expect(run(call)).rejects.toMatchObject({ code: 'interface_disabled' });
  });

  it.each(['readMe', 'readChanges', 'createAppointment'] as const)(
    'with 404 means for %s that Lupax does not offer the call, not that there is nothing',
    async (call) => {
      await start({ status: 404 });
      await expect(run(call)).rejects.toMatchObject({ code: 'unavailable', facts: { status: 404 } });
    },
  );

  it('with 404 means for the interface that there is no connector, and for the token that there are none', async () => {
    await start({ status: 404 });
    expect(await run('readInterface')).toEqual({ connector: false });
    expect(await run('requestToken')).toBeNull();
  });

  it('with 404 means for one appointment that it is gone', async () => {
    await start({ status: 404 }, INTERFACE);
    expect(await run('readAppointment')).toBeNull();
    await expect(run('replaceAppointment')).rejects.toMatchObject({ code: 'not_found' });
    await expect(run('deleteAppointment')).resolves.toBeUndefined();
  });

  it.each(['readAppointment', 'replaceAppointment', 'deleteAppointment'] as const)(
    'with 404 is no proof for %s when the whole connector is gone',
    async (call) => {
      await start({ status: 404 });
      await expect(run(call)).rejects.toMatchObject({ code: 'unavailable' });
    },
  );

  it.each(['replaceAppointment', 'deleteAppointment'] as const)(
    'with 412 means for %s that somebody was faster',
    async (call) => {
      await start({ status: 412 });
      await expect(run(call)).rejects.toMatchObject({ code: 'changed_meanwhile' });
    },
  );

  it.each([400, 409, 422])('with %i is for good', async (status) => {
    await start({ status });
    await expect(run('createAppointment')).rejects.toMatchObject({ code: 'refused', facts: { status } });
  });

  it.each([
    ['readInterface', { enabled: 1, time_zone: 'Europe/Berlin' }],
    ['requestToken', { expires_at: '2026-12-01T00:00:00+01:00' }],
    ['readMe', { id: 1, email: 'a@b.c', first_name: 'A', last_name: 'B', role: 'boss', time_zone: 'Europe/Berlin' }],
    ['readChanges', { items: [], cursor: 'c' }],
    [
      'readChanges',
      { items: [createAppointmentJson(), createAppointmentJson({ title: null })], cursor: 'c', has_more: 0 },
    ],
    ['readChanges', []],
  ] as const)('is what an answer to %s counts as that lacks what is needed: %j', async (call, body) => {
    await start({ body });
    await expect(run(call)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
