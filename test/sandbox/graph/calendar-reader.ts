import { calendarIdOf } from './request.ts';
import type { Calendar, Json } from './types.ts';

/** The names `$select` accepts for a calendar. */
export const CALENDAR_PROPERTIES: ReadonlySet<string> = new Set(
  [
    'id name color hexColor groupClassId isDefaultCalendar changeKey canShare canViewPrivateItems canEdit owner isRemovable',
    'allowedOnlineMeetingProviders defaultOnlineMeetingProvider isTallyingResponses calendarPermissions events calendarView',
  ].flatMap((line) => line.split(' ')),
);

/** Writes a calendar with the properties v1.0 returns. */
export function renderCalendar(calendar: Calendar, immutableIds: boolean): Json {
  return {
    id: calendarIdOf(calendar, immutableIds),
    name: calendar.name,
    color: calendar.color,
    hexColor: calendar.hexColor,
    groupClassId: '0006f0b7-0000-0000-c000-000000000046',
    isDefaultCalendar: calendar.isDefault,
    changeKey: calendar.changeKey,
    canShare: calendar.isOwned,
    canViewPrivateItems: calendar.isOwned,
    canEdit: calendar.canEdit,
    allowedOnlineMeetingProviders: calendar.onlineMeetingProviders,
    defaultOnlineMeetingProvider: calendar.onlineMeetingProviders[0] ?? 'unknown',
    isTallyingResponses: calendar.isDefault,
    isRemovable: !calendar.isDefault,
    owner: calendar.owner,
  };
}
