import type { CalendarQuery, CalendarReading } from '../../../server/graph/index.ts';
import type { OpenMailbox, Reply, Route } from './fake-graph.ts';
import { organizationEntry } from './raw-events.ts';

export const window = { start: '2026-08-01T00:00:00Z', end: '2026-09-01T00:00:00Z' };
export const full = (calendarId = 'cal'): CalendarQuery => ({ calendarId, deltaLink: null, window });
export const LINK = "https://graph.microsoft.com/v1.0/users('u')/calendars('cal')/calendarView/delta?$deltatoken=old";
export const changes = (calendarId = 'cal'): CalendarQuery => ({ calendarId, deltaLink: LINK, window });
export const link = (rest: string): string => `https://graph.microsoft.com/v1.0/next/delta?${rest}`;
export const last = (...value: unknown[]): Reply => ({ json: { value, '@odata.deltaLink': link('$deltatoken=new') } });
export const next = (rest: string, ...value: unknown[]): Reply => ({ json: { value, '@odata.nextLink': link(rest) } });
export const shared: Reply = { json: { value: [organizationEntry('read')] } };

/** Answers deltas by the given function, permissions as shared, instances by the other. */
export const route =
  (delta: (url: string) => Reply | undefined, instances: (url: string) => Reply | undefined = () => undefined): Route =>
  ({ url }) => {
    if (url.includes('calendarPermissions')) return shared;
    if (url.includes('/instances')) return instances(url);
    return url.includes('delta') ? delta(url) : undefined;
  };

export async function readOne(opened: OpenMailbox, query: CalendarQuery): Promise<CalendarReading> {
  const reading = (await opened.mailbox.readCalendars([query])).get(query.calendarId);
  if (!reading || reading instanceof Error) throw reading ?? new Error('no reading');
  return reading;
}
