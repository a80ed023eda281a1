import ICAL from 'ical.js';
import type { EventInput } from '../../sandbox/graph/index.ts';
import { readText } from './entries.ts';
import type { Item } from './entries.ts';
import { toMs } from './times.ts';

/** What Outlook takes of a title. */
const MAX_TITLE_LENGTH = 255;
const MAX_ATTENDEES = 500;
const MINUTE_SECONDS = 60;

const SENSITIVITIES: Record<string, string> = {
  '': 'normal',
  PUBLIC: 'normal',
  'X-PERSONAL': 'personal',
  CONFIDENTIAL: 'confidential',
};
const BUSY_STATES: Record<string, string> = {
  FREE: 'free',
  TENTATIVE: 'tentative',
  BUSY: 'busy',
  OOF: 'oof',
  WORKINGELSEWHERE: 'workingElsewhere',
};
const RESPONSES: Record<string, string> = {
  ACCEPTED: 'accepted',
  TENTATIVE: 'tentativelyAccepted',
  DECLINED: 'declined',
  'NEEDS-ACTION': 'notResponded',
};

/** The fields of a Graph event that a VEVENT says, all but when it takes place and how it recurs. */
export function readEventFields({ component, title, time }: Item): EventInput {
  const location = readText(component, 'location');
  const categories = component.getAllProperties('categories').flatMap((property) => property.getValues().map(String));
  return {
    subject: shorten(title),
    body: { contentType: 'html', content: readNotes(component) },
    location: { displayName: location },
    sensitivity: SENSITIVITIES[readText(component, 'class').toUpperCase()] ?? 'private',
    showAs: readShowAs(component),
    categories: categories.map((name) => name.trim()).filter((name) => name !== ''),
    ...readReminder(component, time.start),
    ...readPeople(component),
  };
}

/** By characters, so that none is torn apart. */
function shorten(title: string): string {
  return title.length <= MAX_TITLE_LENGTH
    ? title
    : `${title.slice(0, MAX_TITLE_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function readNotes(component: ICAL.Component): string {
  const html = component.getFirstProperty('x-alt-desc');
  if (html && String(html.getParameter('fmttype')).toLowerCase() === 'text/html')
    return readText(component, 'x-alt-desc');
  const text = readText(component, 'description');
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return escaped.replace(/\r?\n/g, '<br>');
}

function readShowAs(component: ICAL.Component): string {
  const state = BUSY_STATES[readText(component, 'x-microsoft-cdo-busystatus').toUpperCase()];
  if (state) return state;
  if (readText(component, 'transp').toUpperCase() === 'TRANSPARENT') return 'free';
  return readText(component, 'status').toUpperCase() === 'TENTATIVE' ? 'tentative' : 'busy';
}

/** The first alarm; one after the start counts as one at the start, because Outlook knows no later ones. */
function readReminder(component: ICAL.Component, start: ICAL.Time): EventInput {
  const trigger = component.getFirstSubcomponent('valarm')?.getFirstPropertyValue('trigger');
  const seconds =
    trigger instanceof ICAL.Duration
      ? -trigger.toSeconds()
      : trigger instanceof ICAL.Time
        ? (toMs(start) - toMs(trigger)) / 1000
        : null;
  if (seconds === null) return { isReminderOn: false };
  const minutes = Math.max(0, Math.round(seconds / MINUTE_SECONDS));
  return { isReminderOn: true, reminderMinutesBeforeStart: minutes };
}

/** With attendees it is a meeting of whoever organises it. Nobody is written to. */
function readPeople(component: ICAL.Component): EventInput {
  const attendees = component.getAllProperties('attendee').flatMap((property) => {
    const emailAddress = readAddress(property);
    if (!emailAddress) return [];
    const role = String(property.getParameter('role')).toUpperCase();
    const response = RESPONSES[String(property.getParameter('partstat')).toUpperCase()] ?? 'none';
    return [{ type: role === 'OPT-PARTICIPANT' ? 'optional' : 'required', status: { response }, emailAddress }];
  });
  if (attendees.length === 0) return {};
  const organizer = component.getFirstProperty('organizer');
  const emailAddress = organizer && readAddress(organizer);
  return {
    attendees: attendees.slice(0, MAX_ATTENDEES),
    isOrganizer: false,
    organizer: { emailAddress: emailAddress ?? attendees[0]!.emailAddress },
    responseStatus: { response: 'accepted' },
  };
}

function readAddress(property: ICAL.Property): { name: string; address: string } | null {
  const address = String(property.getFirstValue() ?? '')
    .replace(/^mailto:/i, '')
    .trim();
  if (!/^[^\s@]+@[^\s@]+$/.test(address)) return null;
  const name = property.getParameter('cn');
  return { name: typeof name === 'string' && name !== '' ? name : address, address };
}
