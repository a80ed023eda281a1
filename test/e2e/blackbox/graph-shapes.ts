import { DateTime } from 'luxon';
import {
  toIana,
  toInstant,
  type GraphCalendar,
  type GraphEvent,
  type Mailbox,
  type Occurrence,
} from './graph-mailbox.ts';

const CALENDAR_KEYS =
  'allowedOnlineMeetingProviders canEdit canShare canViewPrivateItems changeKey color defaultOnlineMeetingProvider hexColor id isDefaultCalendar isRemovable isTallyingResponses name owner'.split(
    ' ',
  );
const EVENT_KEYS =
  'id createdDateTime lastModifiedDateTime changeKey categories transactionId originalStartTimeZone originalEndTimeZone iCalUId uid reminderMinutesBeforeStart isReminderOn hasAttachments subject bodyPreview importance sensitivity isAllDay isCancelled isOrganizer responseRequested seriesMasterId showAs type webLink onlineMeetingUrl isOnlineMeeting onlineMeetingProvider allowNewTimeProposals occurrenceId isDraft hideAttendees responseStatus body start end location locations recurrence attendees organizer onlineMeeting cancelledOccurrences originalStart'.split(
    ' ',
  );
const WRITABLE_KEYS =
  'attendees body categories end hideAttendees importance isAllDay isOnlineMeeting isReminderOn location locations onlineMeetingProvider recurrence reminderMinutesBeforeStart responseRequested sensitivity showAs start subject allowNewTimeProposals'.split(
    ' ',
  );
const CREATE_KEYS = [...WRITABLE_KEYS, 'transactionId', 'singleValueExtendedProperties', 'extensions'];

export const knownKeys = { calendar: CALENDAR_KEYS, event: EVENT_KEYS };

export function showCalendar(calendar: GraphCalendar, owner: Mailbox): Record<string, unknown> {
  return {
    allowedOnlineMeetingProviders: ['teamsForBusiness'],
    canEdit: calendar.canEdit,
    canShare: true,
    canViewPrivateItems: true,
    changeKey: 'sBrd26skdkm5ORF+XkiJIQAAAAACoA==',
    color: 'lightOrange',
    defaultOnlineMeetingProvider: 'teamsForBusiness',
    hexColor: '',
    id: calendar.id,
    isDefaultCalendar: calendar.isDefaultCalendar,
    isRemovable: !calendar.isDefaultCalendar,
    isTallyingResponses: calendar.isDefaultCalendar,
    name: calendar.name,
    owner: { address: owner.upn, name: 'Owner' },
  };
}

/** Entries of people stand before the organisation's, whose name is localised. */
export function showPermissions(calendar: GraphCalendar): Record<string, unknown>[] {
  const allowedRoles = ['none', 'freeBusyRead', 'limitedRead', 'read', 'write'];
  const common = { allowedRoles, isInsideOrganization: true };
  const person = { name: 'Meine Organisation', address: 'boss@example.test' };
  return [
    { ...common, id: 'L289RXg=', isRemovable: true, role: 'write', emailAddress: person },
    ...(calendar.role === null
      ? []
      : [
          {
            ...common,
            id: 'RGVmYXVsdA==',
            isRemovable: false,
            role: calendar.role,
            emailAddress: { name: 'Moja organizacja' },
          },
        ]),
  ];
}

/** An event in full, with times in the zone that was asked for. */
export function showEvent(event: GraphEvent, zone: string, instance?: Occurrence): Record<string, unknown> {
  const start = instance?.start ?? event.start;
  const end = instance?.end ?? event.end;
  const changeKey = `ck+${event.sequence}==`;
  const series = event.type === 'seriesMaster' && !instance;
  return {
    '@odata.type': '#microsoft.graph.event',
    '@odata.etag': `W/"${changeKey}"`,
    'calendar@odata.associationLink': 'https://graph.microsoft.com/v1.0/association',
    id: instance?.id ?? event.id,
    createdDateTime: '2026-01-01T08:00:00.0000000Z',
    lastModifiedDateTime: '2026-01-01T08:00:00.1234567Z',
    changeKey,
    categories: event.categories,
    transactionId: event.transactionId,
    originalStartTimeZone: event.zone,
    originalEndTimeZone: event.zone,
    iCalUId: `uid-${instance?.id ?? event.id}`,
    uid: `uid-${event.masterId ?? event.id}`,
    reminderMinutesBeforeStart: event.reminderMinutesBeforeStart,
    isReminderOn: event.isReminderOn,
    hasAttachments: false,
    subject: event.subject,
    bodyPreview: event.body.replace(/<[^>]*>/g, '').slice(0, 255),
    importance: 'normal',
    sensitivity: event.sensitivity,
    isAllDay: event.isAllDay,
    isCancelled: event.isCancelled,
    isOrganizer: event.isOrganizer,
    responseRequested: true,
    seriesMasterId: event.masterId ?? (instance ? event.id : null),
    showAs: event.showAs,
    type: instance ? 'occurrence' : event.type,
    webLink: `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(instance?.id ?? event.id)}`,
    onlineMeetingUrl: null,
    isOnlineMeeting: event.isOnlineMeeting,
    onlineMeetingProvider: event.isOnlineMeeting ? 'teamsForBusiness' : 'unknown',
    allowNewTimeProposals: true,
    isDraft: false,
    hideAttendees: false,
    responseStatus: { response: event.response, time: '0001-01-01T00:00:00Z' },
    body: {
      contentType: 'html',
      content: `<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n</head><body>\r\n${event.body}\r\n</body></html>`,
    },
    start: showTime(start, event, zone),
    end: showTime(end, event, zone),
    location: {
      displayName: event.location,
      locationType: 'default',
      uniqueIdType: 'unknown',
      address: {},
      coordinates: {},
    },
    locations: [],
    recurrence: series ? showRecurrence(event) : null,
    attendees: event.attendees,
    organizer: { emailAddress: { name: 'Owner', address: 'owner@example.test' } },
    onlineMeeting: event.isOnlineMeeting ? { joinUrl: `https://teams.example/join/${event.sequence}` } : null,
  };
}

/** What delta tells of an occurrence; its zone is Windows' whatever was asked for. */
export function showSlim({ id, master, start, end }: Occurrence): Record<string, unknown> {
  const zone = 'W. Europe Standard Time';
  return {
    '@odata.type': '#microsoft.graph.event',
    '@odata.etag': `W/"DwAAABYAAACw${master.sequence}"`,
    id,
    seriesMasterId: master.id,
    type: 'occurrence',
    start: showTime(start, master, zone),
    end: showTime(end, master, zone),
  };
}

function showTime(wall: string, event: GraphEvent, zone: string): Record<string, string> {
  const shown = event.isAllDay
    ? DateTime.fromISO(wall, { zone: 'utc' })
    : toInstant(wall, event.zone).setZone(toIana(zone));
  return { dateTime: `${shown.toFormat("yyyy-MM-dd'T'HH:mm:ss")}.0000000`, timeZone: zone };
}

function showRecurrence(event: GraphEvent): Record<string, unknown> {
  const weekday = DateTime.fromISO(event.start, { zone: 'utc' }).setLocale('en').toFormat('cccc').toLowerCase();
  const pattern = {
    type: 'weekly',
    interval: 1,
    month: 0,
    dayOfMonth: 0,
    daysOfWeek: [weekday],
    firstDayOfWeek: 'sunday',
    index: 'first',
  };
  const startDate = event.start.slice(0, 10);
  const range = {
    type: 'numbered',
    startDate,
    endDate: '0001-01-01',
    recurrenceTimeZone: event.zone,
    numberOfOccurrences: event.times,
  };
  return { pattern, range };
}

/** Reads what a client writes. @returns the fields, or what is wrong with them */
export function readEvent(body: Record<string, unknown>, before: GraphEvent | null): Partial<GraphEvent> | string {
  const foreign = Object.keys(body).find((key) => !(before ? WRITABLE_KEYS : CREATE_KEYS).includes(key));
  if (foreign) return `property ${foreign} cannot be written`;
  if ((body.start === undefined) !== (body.end === undefined)) return 'start and end go together';
  const fields: Partial<GraphEvent> = {};
  const start = body.start as { dateTime: string; timeZone: string } | undefined;
  const end = body.end as { dateTime: string; timeZone: string } | undefined;
  const allDay = (body.isAllDay as boolean | undefined) ?? before?.isAllDay ?? false;
  if (start && end) {
    if (/Z$|[+-]\d\d:\d\d$/.test(start.dateTime)) return 'wall times have no offset';
    if (!DateTime.local({ zone: toIana(start.timeZone) }).isValid) return `unknown zone ${start.timeZone}`;
    if (allDay && !(start.dateTime.slice(11, 19) === '00:00:00' && end.dateTime.slice(11, 19) === '00:00:00'))
      return 'The Event.Start property for an all-day event needs to be set to midnight.';
    if (start.timeZone !== end.timeZone) return 'one zone, please';
    if (start.dateTime.slice(0, 19) > end.dateTime.slice(0, 19)) return 'ends before it starts';
    Object.assign(fields, { start: start.dateTime.slice(0, 19), end: end.dateTime.slice(0, 19), zone: start.timeZone });
  } else if (!before) return 'start and end are required';
  if (typeof body.subject === 'string') {
    if (body.subject.length > 255) return 'subject is too long';
    fields.subject = body.subject;
  }
  if (body.body) fields.body = (body.body as { content: string }).content;
  if (body.location) fields.location = (body.location as { displayName: string }).displayName;
  for (const key of [
    'sensitivity',
    'showAs',
    'isAllDay',
    'isReminderOn',
    'reminderMinutesBeforeStart',
    'categories',
    'attendees',
  ] as const)
    if (body[key] !== undefined) Object.assign(fields, { [key]: body[key] });
  if (body.isOnlineMeeting === true) fields.isOnlineMeeting = true;
  if (!before) {
    fields.transactionId = (body.transactionId as string | undefined) ?? null;
    fields.properties = (body.singleValueExtendedProperties as { id: string; value: string }[] | undefined) ?? [];
  }
  return fields;
}
