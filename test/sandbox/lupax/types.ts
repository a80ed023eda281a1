export type Flag = 0 | 1;
export type Visibility = 'public' | 'notes_private' | 'title_and_notes_private';
export type AppointmentKind = 'appointment' | 'shift' | 'vacation';

/** What callers may write. Dates: `YYYY-MM-DDThh:mm:ss±hh:mm`. */
export interface AppointmentContent {
  title: string;
  date_start: string;
  /** Exclusive for all-day entries. */
  date_end: string;
  /** IANA. */
  time_zone: string;
  all_day: Flag;
  /** HTML. */
  notes: string;
  location: string;
  status: 'confirmed' | 'tentative';
  visibility: Visibility;
  project: null | { id: number; title: string };
  reminder_minutes: number | null;
  participants: { name: string; email: string }[];
  online_meeting: { requested: Flag; join_url: string | null };
  source: null | { system: 'office365'; calendar_id: string; event_id: string };
  read_only: Flag;
}

/** An appointment as Lupax answers it. */
export interface Appointment extends AppointmentContent {
  id: number;
  revision: number;
  kind: AppointmentKind;
  user: { id: number };
  url: string;
  created_at: string;
  updated_at: string;
  deleted: Flag;
}

export type AppointmentChange = Appointment | { id: number; revision: number; deleted: 1 };

export interface Organization {
  id: number;
  title: string;
  timeZone: string;
  /** Released (freigeschaltet). */
  enabled: boolean;
  onlineMeetings: boolean;
  /** false: this Lupax has no connector, all its calls are 404. */
  connector: boolean;
  /** false: only `POST …/office365/token` is 404; the login's JWT then acts as the connector. */
  connectorTokens: boolean;
}

export interface User {
  id: number;
  organizationIds: number[];
  email: string;
  password: string;
  firstName: string;
  lastName: string;
  role: 'admin' | 'user';
  language: 'de' | 'en';
  /** IANA. */
  timeZone: string;
}

export interface ProjectClient {
  salutation: string;
  name: string;
  first_name: string;
  last_name: string;
  type: 'company' | 'person';
  customer: Flag;
  partner: Flag;
  deleted: Flag;
  organization: number;
  phone_numbers: string[];
}

export interface Project {
  id: number;
  title: string;
  date_start: string;
  date_end: string;
  /** HTML. */
  description: string;
  client: ProjectClient;
  sales: number;
  responsible: { id: number; first_name: string; last_name: string };
}

/** Filtered by, but not part of what Lupax answers. */
export interface StoredProject {
  organizationId: number;
  project: Project;
  startMs: number;
  endMs: number;
  status: string;
  crewBookingStatus: string;
}

export interface TaskContent {
  title: string;
  notes: string;
  due_at: string;
  remind_at: string | null;
  done: Flag;
  /** RFC 5545 RRULE: a Serienaufgabe. */
  series: null | { rule: string };
}

export interface Task extends TaskContent {
  id: number;
  revision: number;
  url: string;
  deleted: Flag;
}

export type Reminder = {
  id: string;
  item_id: number;
  title: string;
  remind_at: string;
  location: string;
  url: string;
} & ({ kind: 'task'; due_at: string } | { kind: 'appointment'; starts_at: string });
