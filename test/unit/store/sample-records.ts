import type {
  AttentionRecord,
  CalendarRecord,
  Change,
  LinkRecord,
  SubscriptionRecord,
  UserId,
} from '../../../server/store/types.ts';

export const ANNA: UserId = {
  tenantId: '11111111-1111-4111-8111-111111111111',
  objectId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
};
export const BEN: UserId = { tenantId: ANNA.tenantId, objectId: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb' };

export function createCalendar(id: string, name = 'Kalender'): CalendarRecord {
  return {
    id,
    name,
    color: 'auto',
    isDefault: false,
    canEdit: true,
    sharing: 'read',
    direction: 'off',
    deltaLink: null,
    window: null,
    lastSyncedAt: null,
  };
}

export const REFUSED: SubscriptionRecord = {
  state: 'refused',
  code: 'refused',
  failures: 1,
  retryAt: '2026-01-01T00:00:00.000Z',
};

export function setCalendar(id: string, name?: string): Change {
  return { collection: 'calendars', key: id, value: createCalendar(id, name) };
}

export function createLink(): LinkRecord {
  return {
    state: 'ok',
    user: { name: 'Anna Berger', email: 'anna@hauptstadt.example' },
    email: 'anna@hauptstadt.example',
    organization: { id: 7, title: 'Hauptstadt Events GmbH' },
    lupaxUserId: 1,
    role: 'user',
    token: 'v1.k.i.d',
    tokenKind: 'unattended',
    tokenExpiresAt: null,
    linkedAt: '2026-11-01T08:00:00.000Z',
    timeZone: 'Europe/Berlin',
    interface: { connector: true, enabled: true, onlineMeetings: false },
    askedAt: null,
    started: false,
    category: 'unknown',
    lastSuccessAt: null,
  };
}

export function createAttention(id: string, code: string): AttentionRecord {
  return { id, code, since: '2026-11-01T08:00:00.000Z', params: {}, entry: null };
}
