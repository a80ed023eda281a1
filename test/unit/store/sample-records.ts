import type { CalendarRecord, Change, UserId } from '../../../server/store/types.ts';

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

export function setCalendar(id: string, name?: string): Change {
  return { collection: 'calendars', key: id, value: createCalendar(id, name) };
}
