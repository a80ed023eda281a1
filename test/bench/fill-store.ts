import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CalendarRecord, Change, LinkRecord, SubscriptionRecord } from '../../server/store/types.ts';
import { createDefaultSettings } from '../../server/store/defaults.ts';
import { createRecords, encodeRecords } from '../../server/store/records.ts';
import { USERS_FOLDER } from '../../server/store/snapshot.ts';
import { toUserKey } from '../../server/store/user-ids.ts';
import { asItem, makeAgreed, makeCopy, makeEvent } from '../unit/sync/make.ts';
import { TENANT_ID } from './stage.ts';

/** Documents that are written at the same time. */
const AT_ONCE = 32;
const ORGANIZATION_ID = 7;
const NOTES = '<p>Aufbau ab acht, Licht und Ton aus Halle 3, Rigging nach Plan. Fragen an die Projektleitung.</p>';

/**
 * Puts people into a data folder who are linked, have synchronised, and have this many entries each: as the store would
 * write them, but without waiting for the disk after each.
 */
export async function fillFolder(dataDir: string, users: number, entries: number): Promise<void> {
  const folder = join(dataDir, USERS_FOLDER);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let next = 0;
  const work = async (): Promise<void> => {
    for (let user = next++; user < users; user = next++) {
      const objectId = `0b000000-0000-4000-8001-${String(user).padStart(12, '0')}`;
      const records = createRecords();
      for (const { collection, key, value } of describeUser(user, objectId, entries)) {
        records.get(collection)!.set(key, value);
      }
      const file = join(folder, `${toUserKey({ tenantId: TENANT_ID, objectId })}.json`);
      await writeFile(file, JSON.stringify(encodeRecords(records)), { mode: 0o600 });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

function describeUser(user: number, objectId: string, entries: number): Change[] {
  const calendarId = `AAMkA${Buffer.from(objectId).toString('base64')}AAAAAAEGAAA=`;
  const cursor = { cursor: `${user}.${entries}`, keptFrom: '2026-01-01T00:00:00Z' };
  return [
    { collection: 'link', key: 'self', value: makeLink(user) },
    { collection: 'settings', key: 'self', value: createDefaultSettings() },
    { collection: 'feed', key: 'self', value: cursor },
    { collection: 'calendars', key: calendarId, value: makeCalendar(calendarId) },
    { collection: 'subscriptions', key: calendarId, value: makeSubscription(objectId) },
    ...Array.from({ length: entries }, (_, entry): Change => {
      const id = `${calendarId}-${entry}`;
      const event = makeEvent({ id, calendarId, title: `Besprechung ${entry}`, notes: NOTES });
      const copy = makeCopy({ id: user * entries + entry, source: { calendarId, eventId: id }, notes: NOTES });
      const pair = makeAgreed('outlook', event, asItem(copy));
      return { collection: 'pairs', key: id, value: { ...pair, id, calendarId } };
    }),
  ];
}

function makeLink(user: number): LinkRecord {
  const email = `person${user}@hauptstadt.example`;
  return {
    state: 'ok',
    user: { name: `Person ${user}`, email },
    email,
    organization: { id: ORGANIZATION_ID, title: 'Hauptstadt Events GmbH' },
    lupaxUserId: user,
    role: 'user',
    token: `v1.${'k'.repeat(8)}.${'i'.repeat(16)}.${'d'.repeat(300)}`,
    tokenKind: 'unattended',
    tokenExpiresAt: null,
    linkedAt: '2026-11-01T08:00:00.000Z',
    timeZone: 'Europe/Berlin',
    interface: { connector: true, enabled: true, onlineMeetings: false },
    askedAt: '2026-11-01T08:00:00.000Z',
    started: true,
    category: 'found',
    lastSuccessAt: '2026-11-01T08:00:00.000Z',
  };
}

function makeCalendar(id: string): CalendarRecord {
  return {
    id,
    name: 'Kalender',
    color: 'auto',
    isDefault: true,
    canEdit: true,
    sharing: 'read',
    direction: 'both',
    deltaLink: `https://graph.microsoft.com/v1.0/users/x/calendarView/delta?$deltatoken=${'t'.repeat(400)}`,
    window: { start: '2026-10-01T00:00:00Z', end: '2027-11-01T00:00:00Z' },
    lastSyncedAt: '2026-11-01T08:00:00.000Z',
  };
}

/** Lasts longer than the measurement. */
function makeSubscription(id: string): SubscriptionRecord {
  const later = new Date(Date.now() + 6 * 86_400_000).toISOString();
  const url = 'https://lupax.firma.example/api/webhooks/graph';
  const renewedAt = new Date().toISOString();
  return { state: 'active', id, nonce: 'n'.repeat(22), clientId: id, url, expiresAt: later, renewAt: later, renewedAt };
}
