import type { RawEvent } from '../../../server/graph/raw-event.ts';

/** How Exchange wraps a body that was sent as text. */
export const wrapText = (text: string): string =>
  '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n' +
  '<meta name="Generator" content="Microsoft Exchange Server">\r\n<!-- converted from text -->\r\n' +
  '<style><!-- .EmailQuote { margin-left: 1pt; padding-left: 4pt; border-left: #800000 2px solid; } --></style></head>\r\n' +
  `<body>\r\n<font size="2"><span style="font-size:11pt;"><div class="PlainText">${text}</div></span></font>\r\n</body>\r\n</html>\r\n`;

export const MASTER_ID = 'AAMkMaster/+=';

/** A single event in the shape of a calendarView delta without `Prefer: outlook.timezone`. */
export const single = (more: Partial<RawEvent> = {}): RawEvent => ({
  '@odata.etag': 'W/"single-1"',
  id: 'AAMkSingle',
  type: 'singleInstance',
  seriesMasterId: null,
  occurrenceId: null,
  originalStartTimeZone: 'W. Europe Standard Time',
  subject: 'One-off',
  body: { contentType: 'html', content: wrapText('A single timed event.') },
  location: { displayName: '' },
  start: { dateTime: '2026-08-04T12:00:00.0000000', timeZone: 'UTC' },
  end: { dateTime: '2026-08-04T13:00:00.0000000', timeZone: 'UTC' },
  isAllDay: false,
  isCancelled: false,
  isOrganizer: true,
  isReminderOn: true,
  reminderMinutesBeforeStart: 15,
  showAs: 'busy',
  sensitivity: 'normal',
  categories: [],
  attendees: [],
  organizer: { emailAddress: { name: 'Test User', address: 'testuser@example.test' } },
  responseStatus: { response: 'organizer' },
  isOnlineMeeting: false,
  onlineMeeting: null,
  onlineMeetingUrl: null,
  webLink: 'https://outlook.example.test/item',
  transactionId: 'tx-1',
  ...more,
});

export const master = (more: Partial<RawEvent> = {}): RawEvent =>
  single({
    '@odata.etag': 'W/"master-1"',
    id: MASTER_ID,
    type: 'seriesMaster',
    subject: 'Standup',
    body: { contentType: 'html', content: wrapText('Standup agenda') },
    location: { displayName: 'Room A' },
    start: { dateTime: '2026-08-03T07:00:00.0000000', timeZone: 'UTC' },
    end: { dateTime: '2026-08-03T07:30:00.0000000', timeZone: 'UTC' },
    ...more,
  });

/** The seven properties that a delta gives of an occurrence. */
export const slimOccurrence = (date: string, more: Partial<RawEvent> = {}): RawEvent => ({
  '@odata.etag': 'W/"view-etag"',
  id: `AAMkOcc-${date}`,
  seriesMasterId: MASTER_ID,
  type: 'occurrence',
  start: { dateTime: `${date}T09:00:00.0000000`, timeZone: 'W. Europe Standard Time' },
  end: { dateTime: `${date}T09:30:00.0000000`, timeZone: 'W. Europe Standard Time' },
  ...more,
});

/** An occurrence as `/instances` lists it. */
export const instance = (date: string, more: Partial<RawEvent> = {}): RawEvent =>
  master({
    id: `AAMkOcc-${date}`,
    type: 'occurrence',
    seriesMasterId: MASTER_ID,
    occurrenceId: `OID.otherFormatOfTheMaster.${date}`,
    start: { dateTime: `${date}T07:00:00.0000000`, timeZone: 'UTC' },
    end: { dateTime: `${date}T07:30:00.0000000`, timeZone: 'UTC' },
    ...more,
  });

export const exception = (date: string, more: Partial<RawEvent> = {}): RawEvent =>
  instance(date, {
    '@odata.etag': 'W/"exception-1"',
    type: 'exception',
    subject: 'Standup (moved)',
    start: { dateTime: `${date}T09:00:00.0000000`, timeZone: 'UTC' },
    end: { dateTime: `${date}T09:45:00.0000000`, timeZone: 'UTC' },
    ...more,
  });

export const organizationEntry = (role: string): Record<string, unknown> => ({
  id: 'RGVmYXVsdA==',
  isRemovable: false,
  isInsideOrganization: true,
  role,
  allowedRoles: ['none', 'freeBusyRead', 'limitedRead', 'read', 'write'],
  emailAddress: { name: 'Meine Organisation' },
});
