import { previewOf, wrapBody } from './body.ts';
import { invalidBody, validationFailure, zoneNotSupported } from './errors.ts';
import type { Address, Attendee, EventFields, Json, ResponseStatus } from './types.ts';
import { UTC, findZone, momentAtUtc, momentAtWall, parseDateTime } from './zones.ts';
import type { Moment } from './zones.ts';

export const NEVER = '0001-01-01T00:00:00Z';
const MAX_SUBJECT_LENGTH = 255;
const MAX_ATTENDEES = 500;

const ENUMS: Record<string, string[]> = {
  sensitivity: ['normal', 'personal', 'private', 'confidential'],
  showAs: ['unknown', 'free', 'tentative', 'busy', 'oof', 'workingElsewhere'],
  importance: ['low', 'normal', 'high'],
  onlineMeetingProvider: ['unknown', 'skypeForBusiness', 'skypeForConsumer', 'teamsForBusiness'],
};
const BOOLEANS = ['isAllDay', 'isReminderOn', 'responseRequested', 'allowNewTimeProposals', 'hideAttendees'];
/** Accepted and not looked at: the service assigns them (https://learn.microsoft.com/graph/api/event-update). */
const READ_ONLY = [
  'id iCalUId uid occurrenceId changeKey createdDateTime lastModifiedDateTime type seriesMasterId isCancelled isDraft',
  'isOrganizer organizer responseStatus onlineMeeting onlineMeetingUrl webLink hasAttachments bodyPreview originalStart',
  'originalStartTimeZone originalEndTimeZone cancelledOccurrences multiValueExtendedProperties',
].flatMap((line) => line.split(' '));
const HANDLED = [
  'subject body start end recurrence attendees categories location locations reminderMinutesBeforeStart isOnlineMeeting',
  'transactionId extensions singleValueExtendedProperties',
].flatMap((line) => line.split(' '));
const KNOWN = new Set([...Object.keys(ENUMS), ...BOOLEANS, ...READ_ONLY, ...HANDLED]);

/** What a request wants to change. Start, end and recurrence depend on each other and are settled by the store. */
export interface EventChanges {
  readonly fields: Partial<EventFields>;
  readonly recurrence?: Json | null;
  readonly wantsOnlineMeeting?: boolean;
  readonly extended: ReadonlyMap<string, string>;
  readonly transactionId: string | null;
  readonly extensions: readonly Json[];
}

/** Canonical spelling of an extended property's id: type and GUID in lower case, the name as it is. */
export function canonicalPropertyId(id: string): string {
  const match = /^(\w+)\s+(\{[0-9a-f-]+\})\s+(name|id)\s+(.+)$/i.exec(id.trim());
  if (!match) return id.trim().toLowerCase();
  return `${match[1]!.toLowerCase()} ${match[2]!.toLowerCase()} ${match[3]!.toLowerCase()} ${match[4]!}`;
}

/** The usual spelling of a canonical property id. */
export function displayPropertyId(canonical: string): string {
  const [type = '', guid = '', kind = '', ...name] = canonical.split(' ');
  const capitalize = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  return [capitalize(type), guid, capitalize(kind), ...name].join(' ').trim();
}

/** Reads `dateTimeTimeZone`; a missing zone is UTC. 400 for unknown zones and malformed times. */
export function readMoment(value: unknown, name: string): Moment {
  const json = (value ?? {}) as { dateTime?: unknown; timeZone?: unknown };
  const zoneName = typeof json.timeZone === 'string' && json.timeZone !== '' ? json.timeZone : 'UTC';
  const zone = zoneName === 'UTC' ? UTC : findZone(zoneName);
  if (!zone) throw zoneNotSupported(zoneName);
  const time = parseDateTime(json.dateTime);
  if (!time)
    throw invalidBody(`Cannot convert the literal '${String(json.dateTime)}' of '${name}' to a date and time.`);
  return time.offset ? momentAtUtc(time.ms, zone) : momentAtWall(time.ms, zone);
}

function readAttendee(value: Json): Attendee {
  const email = (value['emailAddress'] ?? {}) as Partial<Address>;
  if (!email.address) throw validationFailure('An attendee needs an emailAddress with an address.');
  const status = (value['status'] ?? {}) as Partial<ResponseStatus>;
  return {
    type: (value['type'] as Attendee['type'] | undefined) ?? 'required',
    status: { response: status.response ?? 'none', time: status.time ?? NEVER },
    emailAddress: { name: email.name ?? email.address, address: email.address },
  };
}

/** The location as it is read back for one that was written; the recorded neutral value when empty. */
export function completeLocation(value: Json | null): Json {
  const displayName = String(value?.['displayName'] ?? '');
  if (displayName === '') {
    return { displayName: '', locationType: 'default', uniqueIdType: 'unknown', address: {}, coordinates: {} };
  }
  return { ...value, displayName, locationType: 'default', uniqueId: displayName, uniqueIdType: 'private' };
}

function readText(value: unknown, name: string): string {
  if (value !== null && typeof value !== 'string') throw invalidBody(`The property '${name}' must be a string.`);
  return value ?? '';
}

function readSimpleFields(json: Json): Partial<EventFields> {
  const fields: Record<string, unknown> = {};
  for (const [name, values] of Object.entries(ENUMS)) {
    if (json[name] === undefined) continue;
    if (!values.includes(json[name] as string)) throw invalidBody(`'${String(json[name])}' is not a value of ${name}.`);
    fields[name] = json[name];
  }
  for (const name of BOOLEANS) {
    if (json[name] === undefined) continue;
    if (typeof json[name] !== 'boolean') throw invalidBody(`The property '${name}' must be a boolean.`);
    fields[name] = json[name];
  }
  const minutes = json['reminderMinutesBeforeStart'];
  if (minutes !== undefined) {
    if (!Number.isInteger(minutes)) throw invalidBody("The property 'reminderMinutesBeforeStart' must be an integer.");
    fields['reminderMinutesBeforeStart'] = minutes;
  }
  return fields as Partial<EventFields>;
}

function readContent(json: Json): Partial<EventFields> {
  const fields: Partial<EventFields> = {};
  const set = (more: Partial<EventFields>) => Object.assign(fields, more);
  if (json['subject'] !== undefined) {
    const subject = readText(json['subject'], 'subject');
    if (subject.length > MAX_SUBJECT_LENGTH) throw validationFailure('The subject exceeds 255 characters.');
    set({ subject });
  }
  if (json['body'] !== undefined) {
    const body = (json['body'] ?? {}) as { contentType?: string; content?: string };
    const bodyHtml = wrapBody(body.contentType ?? 'text', body.content ?? '');
    set({ bodyHtml, bodyPreview: previewOf(bodyHtml) });
  }
  const locations = json['locations'] as Json[] | undefined;
  if (json['location'] !== undefined || locations !== undefined) {
    const location = completeLocation((json['location'] as Json | null | undefined) ?? locations?.[0] ?? null);
    set({ location, locations: location['displayName'] === '' ? [] : (locations ?? [location]).map(completeLocation) });
  }
  if (json['categories'] !== undefined) {
    const categories = json['categories'];
    if (!Array.isArray(categories) || categories.some((name) => typeof name !== 'string')) {
      throw invalidBody("The property 'categories' must be a collection of strings.");
    }
    set({ categories: [...new Set(categories as string[])] });
  }
  if (json['attendees'] !== undefined) {
    const attendees = ((json['attendees'] ?? []) as Json[]).map(readAttendee);
    if (attendees.length > MAX_ATTENDEES) throw validationFailure('An event has at most 500 attendees.');
    set({ attendees });
  }
  return fields;
}

/** Properties only the person in Outlook (the control), never the API, can set. */
function readTrusted(json: Json): Partial<EventFields> {
  const organizer = (json['organizer'] as { emailAddress?: Address } | undefined)?.emailAddress;
  const response = json['responseStatus'] as Partial<ResponseStatus> | undefined;
  return {
    ...(typeof json['isOrganizer'] === 'boolean' && { isOrganizer: json['isOrganizer'] }),
    ...(typeof json['isCancelled'] === 'boolean' && { isCancelled: json['isCancelled'] }),
    ...(typeof json['hasAttachments'] === 'boolean' && { hasAttachments: json['hasAttachments'] }),
    ...(organizer && { organizer }),
    ...(response?.response && { responseStatus: { response: response.response, time: response.time ?? NEVER } }),
  };
}

/** Reads the JSON of a create or an update. 400 for unknown properties and wrong types, as `RequestBodyRead`. */
export function readEventChanges(json: Json, trusted = false): EventChanges {
  for (const name of Object.keys(json)) {
    if (!KNOWN.has(name) && !name.includes('@')) {
      throw invalidBody(
        `The property '${name}' does not exist on type 'microsoft.graph.event'. Make sure to only use property names that are defined by the type.`,
      );
    }
  }
  const properties = (json['singleValueExtendedProperties'] ?? []) as { id?: unknown; value?: unknown }[];
  return {
    fields: {
      ...readSimpleFields(json),
      ...readContent(json),
      ...(json['start'] !== undefined && { start: readMoment(json['start'], 'start') }),
      ...(json['end'] !== undefined && { end: readMoment(json['end'], 'end') }),
      ...(trusted && readTrusted(json)),
    },
    ...(json['recurrence'] !== undefined && { recurrence: json['recurrence'] as Json | null }),
    ...(typeof json['isOnlineMeeting'] === 'boolean' && { wantsOnlineMeeting: json['isOnlineMeeting'] }),
    extended: new Map(properties.map((entry) => [canonicalPropertyId(String(entry.id)), String(entry.value)])),
    transactionId: typeof json['transactionId'] === 'string' ? json['transactionId'] : null,
    extensions: (json['extensions'] ?? []) as Json[],
  };
}
