import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GRAPH_CLIENT_ID, PASSWORD, startApi, type ApiPerson } from '../../helpers/api.ts';
import type { FuzzRequest, Known } from './requests.ts';

const SECRET = 'a-secret-for-tests';
const DAY_MS = 86_400_000;

/** A company that is linked and synchronised, what an attacker may know of it, and what is stored about it. */
export async function createFuzzWorld() {
  // Behind a proxy, so that failed sign-ins of the fuzzer do not use up the limit of this address.
  const api = await startApi({ env: { PUBLIC_URL: 'https://lupax.localhost' } });
  const ada = await api.setUp();
  const anna = api.addPerson('Anna Beispiel');
  const bob = api.addPerson('Bob Muster');
  await anna.link();
  const calendarId = api.sandbox.graph.defaultCalendarId(anna.objectId);
  api.sandbox.graph.setSharing(anna.objectId, calendarId, 'read');
  await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(calendarId)}`, { direction: 'both' });
  const at = (hours: number) => new Date(Date.now() + DAY_MS + hours * 3_600_000).toISOString().slice(0, 19);
  const eventId = api.sandbox.graph.addEvent(anna.objectId, calendarId, {
    subject: 'Aufbau',
    start: { dateTime: at(0), timeZone: 'UTC' },
    end: { dateTime: at(1), timeZone: 'UTC' },
  });
  api.sandbox.lupax.addAppointment(anna.lupaxUserId, api.organizationId, {
    title: 'Schicht',
    date_start: at(2),
    date_end: at(3),
  });
  for (const query of ['', '?dryRun=true']) {
    await anna.finish((await anna.call('POST', `/api/me/sync${query}`)).body.runId);
  }
  const runIds: string[] = (await anna.get('/api/me/runs')).body.map(({ id }: { id: string }) => id);
  const events = api.sandbox.graph.events(anna.objectId).map(({ id }) => id);
  await ada.get('/api/me/calendars');

  const bearer = (who: ApiPerson, more: object = {}) =>
    `Bearer ${who.issueToken({ expiresInSeconds: 3_600, ...more })}`;
  const tokens: Known['tokens'] = {
    linked: bearer(anna),
    admin: bearer(ada),
    unlinked: bearer(bob),
    expired: bearer(anna, { expiresInSeconds: -1 }),
    foreign: bearer(anna, { claims: { tid: randomUUID() } }),
    forged: bearer(anna, { key: 'unknownWithKnownKid' }),
    unsigned: bearer(anna, { alg: 'none' }),
    otherAudience: bearer(anna, { audience: randomUUID() }),
    none: null,
    empty: 'Bearer ',
    basic: 'Basic YTpi',
    long: `Bearer ${'a'.repeat(2_000)}.b.c`,
  };
  const microsoft365 = { tenantId: api.tenantId, clientId: GRAPH_CLIENT_ID, clientSecret: SECRET };

  const known: Known = {
    tokens,
    ids(template, name) {
      if (name === 'objectId') return [anna.objectId, anna.objectId.toUpperCase(), bob.objectId, randomUUID()];
      if (template.includes('/runs/')) return [...runIds, randomUUID()];
      if (template.includes('/calendars/')) {
        return [calendarId, api.sandbox.graph.defaultCalendarId(bob.objectId), 'AAMkUnknown'];
      }
      return [eventId, ...events, 'AAMkUnknown', 'AAA/BBB+CCC='];
    },
    bodies(template) {
      if (template.endsWith('/link'))
        return [{ email: bob.email, password: PASSWORD, organizationId: api.organizationId }];
      if (template.endsWith('/microsoft365')) return [{ ...microsoft365, allowedUsers: null, enabled: true }];
      if (template.includes('/calendars/')) return [{ direction: 'both' }, { direction: 'off' }];
      if (template.endsWith('/settings')) {
        return [
          { pastDays: 20, reminders: { leadMinutes: 5, quietFrom: '20:00' } },
          { paused: false, language: 'de' },
        ];
      }
      return [{ excluded: false }, { visibility: 'title_and_notes_private' }, { projectId: 1, excluded: true }];
    },
  };

  const isLinked = async (who: ApiPerson) => (await who.get('/api/me')).body.link !== null;

  return {
    url: api.url,
    known,
    readDocument: async () => (await api.send('GET', '/api/openapi.json')).body,
    /** Everything that is stored, as an administrator is told, and whose files there are. */
    async snapshot(): Promise<string> {
      const data = (who: ApiPerson) => ada.get(`/api/admin/users/${who.objectId}/data`);
      const [ofAnna, ofAda, organization, files] = await Promise.all([
        data(anna),
        data(ada),
        ada.get('/api/admin/microsoft365'),
        readdir(join(api.dataDir, 'users')),
      ]);
      const owners = new Set(files.map((name) => name.split('.')[0]));
      return JSON.stringify([ofAnna.body, ofAda.body, organization.body, [...owners].sort()]);
    },
    /** What a request that was carried out has changed is put right again, as far as further requests need it. */
    async restore(): Promise<void> {
      for (const who of [anna, ada]) {
        if (!(await isLinked(who))) await who.link();
      }
      if (await isLinked(bob)) await bob.call('DELETE', '/api/me/link');
      await ada.call('PUT', '/api/admin/microsoft365', { ...microsoft365, enabled: true, allowedUsers: null });
      for (const who of [anna, ada]) {
        const { body } = await who.get('/api/me/runs');
        const running = Array.isArray(body) ? body.filter(({ state }: { state: string }) => state === 'running') : [];
        for (const { id } of running) await who.finish(id);
        // Reading them keeps what was read.
        await who.get('/api/me/calendars');
        await who.get('/api/me/attention');
      }
    },
    /** Only the person without a link tries to sign in to Lupax: failed attempts would lock out the others. */
    redirect(request: FuzzRequest): FuzzRequest {
      const { authorization } = request.headers;
      if (request.template !== '/api/me/link' || request.method !== 'PUT') return request;
      if (authorization !== tokens['linked'] && authorization !== tokens['admin']) return request;
      const headers = { 'x-forwarded-for': '198.51.100.7', ...request.headers, authorization: tokens['unlinked']! };
      return { ...request, headers };
    },
    stop: () => api.stop(),
  };
}
