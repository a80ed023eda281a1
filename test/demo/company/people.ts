import type { CalendarRole } from '../../sandbox/graph/index.ts';

export type Direction = 'off' | 'to_lupax' | 'to_outlook' | 'both';

export interface PlannedCalendar {
  name: string;
  /** The mailbox's own calendar rather than a further one. */
  isDefault: boolean;
  /** What the organisation may see. */
  sharing: CalendarRole;
  direction: Direction;
}

export interface PlannedPerson {
  firstName: string;
  lastName: string;
  /** What the person does, German and English. */
  work: { de: string; en: string };
  objectId: string;
  email: string;
  password: string;
  role: 'admin' | 'user';
  includeProjects: boolean;
  calendars: PlannedCalendar[];
}

/** The company, its Entra tenant and its two applications. All of it is invented. */
export const COMPANY = {
  title: 'Lichtbogen Veranstaltungstechnik Berlin',
  domain: 'lichtbogen.example',
  tenantId: '4f6e1c0a-52d7-4b1e-9a63-0c8d7e5b2a11',
  /** The firm's app registration for application access to the mailboxes. */
  app: {
    clientId: '8b7d2f34-1e5a-4c96-8f20-6a9b3c4d5e22',
    clientSecret: 'demo~secret.of.the.app.registration',
    roles: ['Calendars.ReadWrite', 'MailboxSettings.ReadWrite', 'User.ReadBasic.All', 'OnlineMeetings.ReadWrite.All'],
  },
  /** The product's own application, for single sign-on. */
  productClientId: 'c1d2e3f4-7a8b-4c9d-8e0f-1a2b3c4d5e33',
} as const;

export const TIME_ZONE = 'Europe/Berlin';

const own = (sharing: CalendarRole, direction: Direction): PlannedCalendar => ({
  name: 'Kalender',
  isDefault: true,
  sharing,
  direction,
});

export const PEOPLE = {
  anna: {
    firstName: 'Anna',
    lastName: 'Berger',
    work: { de: 'Projektleitung', en: 'project management' },
    objectId: 'a1a1a1a1-0000-4000-8000-000000000001',
    email: `anna.berger@${COMPANY.domain}`,
    password: 'demo-anna',
    role: 'admin',
    includeProjects: true,
    calendars: [own('read', 'both'), { name: 'Privat', isDefault: false, sharing: 'none', direction: 'off' }],
  },
  tom: {
    firstName: 'Tom',
    lastName: 'Wagner',
    work: { de: 'Tontechnik', en: 'sound engineering' },
    objectId: 'b2b2b2b2-0000-4000-8000-000000000002',
    email: `tom.wagner@${COMPANY.domain}`,
    password: 'demo-tom',
    role: 'user',
    includeProjects: false,
    calendars: [own('freeBusyRead', 'both')],
  },
  mia: {
    firstName: 'Mia',
    lastName: 'Schulz',
    work: { de: 'Disposition', en: 'scheduling' },
    objectId: 'c3c3c3c3-0000-4000-8000-000000000003',
    email: `mia.schulz@${COMPANY.domain}`,
    password: 'demo-mia',
    role: 'user',
    includeProjects: false,
    calendars: [
      own('limitedRead', 'to_lupax'),
      { name: 'Fuhrpark', isDefault: false, sharing: 'write', direction: 'both' },
    ],
  },
} as const satisfies Record<string, PlannedPerson>;

export type PersonKey = keyof typeof PEOPLE;
