import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createGraphConnector } from '../../../server/graph/index.ts';
import type { CalendarReading, Mailbox } from '../../../server/graph/index.ts';
import type { EventDraft, OutlookEvent } from '../../../server/sync/core/outlook-event.ts';
import type { EventInput } from '../../sandbox/graph/index.ts';
import { startSandbox } from '../../sandbox/index.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { APP, createFakeClock, USER } from './fake-graph.ts';

const window = { start: '2026-08-01T00:00:00Z', end: '2026-09-15T00:00:00Z' };

/** A fresh user of one sandbox for each test, and the connector's mailbox of that user. */
export interface Stage {
  sandbox: Sandbox;
  /** How many users there were so far: makes names of further ones unique. */
  users: number;
  userId: string;
  upn: string;
  calendarId: string;
  mailbox: Mailbox;
  openMailbox(userId: string): Mailbox;
  read(deltaLink?: string | null): Promise<CalendarReading['changes']>;
  /** Weekly on Mondays, 9:00 in Berlin, from 3 to 24 August 2026. @returns the id of the master */
  addSeries(more?: object): string;
}

/** Registers the hooks of a test file. The stage is filled before each test. */
export function useSandbox(): Stage {
  const stage = { users: 0 } as Stage;
  beforeAll(async () => {
    stage.sandbox = await startSandbox();
    const secrets = [{ value: 'not-a-real-secret' }];
    const roles = ['Calendars.ReadWrite', 'MailboxSettings.ReadWrite'];
    stage.sandbox.entra.addApp({ tenantId: APP.tenantId, clientId: APP.clientId, secrets, roles });
  });
  afterAll(() => stage.sandbox.stop());

  beforeEach(() => {
    const { graph } = stage.sandbox;
    stage.users += 1;
    stage.userId = USER.replace(/^3{8}/, String(stage.users).padStart(8, '0'));
    stage.upn = `user${stage.users}@example.test`;
    graph.addUser({ tenantId: APP.tenantId, objectId: stage.userId, name: 'Test', upn: stage.upn, mailbox: 'ok' });
    graph.faults.clear();
    graph.clearLog();
    stage.calendarId = graph.defaultCalendarId(stage.userId);
    stage.mailbox = stage.openMailbox(stage.userId);
  });

  stage.openMailbox = (userId) => {
    const { entraUrl, graphUrl } = stage.sandbox;
    const options = { authorityHost: entraUrl, graphBaseUrl: graphUrl, clock: createFakeClock() };
    return createGraphConnector(options).openMailbox(APP, userId);
  };
  stage.read = async (deltaLink = null) => {
    const { calendarId } = stage;
    const reading = (await stage.mailbox.readCalendars([{ calendarId, deltaLink, window }])).get(calendarId);
    if (!reading || reading instanceof Error) throw reading ?? new Error('no reading');
    return reading.changes;
  };
  stage.addSeries = (more = {}) => stage.sandbox.graph.addEvent(stage.userId, stage.calendarId, { ...SERIES, ...more });
  return stage;
}

const SERIES: EventInput = {
  subject: 'Standup',
  body: { contentType: 'text', content: 'Standup agenda' },
  start: { dateTime: '2026-08-03T09:00:00', timeZone: 'W. Europe Standard Time' },
  end: { dateTime: '2026-08-03T09:30:00', timeZone: 'W. Europe Standard Time' },
  recurrence: {
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'], firstDayOfWeek: 'monday' },
    range: { type: 'endDate', startDate: '2026-08-03', endDate: '2026-08-24' },
  },
};

export const timed = (start: string, end: string, zone = 'Europe/Berlin') =>
  ({ allDay: false, start, end, zone }) as const;
export const draft = (more: Partial<EventDraft> = {}): EventDraft => ({
  title: 'Visit',
  notes: '<p>bring <b>keys</b> &amp; <a href="https://example.test/">plan</a></p>',
  location: 'Office',
  time: timed('2026-08-04T12:00:00Z', '2026-08-04T13:00:00Z'),
  showAs: 'tentative',
  sensitivity: 'private',
  reminderMinutes: 30,
  categories: ['Lupax'],
  marker: '7/appointment/12',
  transactionId: crypto.randomUUID(),
  ...more,
});

export const at = (dateTime: string, timeZone = 'Europe/Berlin') => ({ dateTime: `${dateTime}:00:00`, timeZone });

export const byKey = (events: OutlookEvent[]) => Object.fromEntries(events.map((event) => [event.key, event]));
