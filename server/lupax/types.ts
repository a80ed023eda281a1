import type { Appointment, AppointmentChange, AppointmentContent, Project } from '../sync/core/lupax-entry.ts';

import type { LupaxLog } from './http.ts';
import type { LupaxReminder, LupaxTask } from './task-mapper.ts';

export type { LupaxReminder, LupaxTask } from './task-mapper.ts';

export interface LupaxOrganization {
  id: number;
  title: string;
}

export interface LupaxUser {
  id: number;
  email: string;
  firstName: string;
  lastName: string;
  role: 'admin' | 'user';
  language: 'de' | 'en';
  timeZone: string;
}

/** State of the Office365 interface of an organisation; `connector: false` when this Lupax has no connector (404). */
export type LupaxInterface =
  { connector: true; enabled: boolean; onlineMeetings: boolean; timeZone: string } | { connector: false };

export interface LupaxToken {
  token: string;
  /** ISO instant; null when unknown (a login's JWT without `exp`). */
  expiresAt: string | null;
  /** `unattended`: from POST /office365/token; `login`: the login's own JWT where that call is missing. */
  kind: 'unattended' | 'login';
}

/** Projects with dates, and the ids of those that exist but have none: they are not missing. */
export interface ProjectList extends Array<Project> {
  undatedIds?: number[];
}

export interface LupaxSessionOptions {
  /** Called once per HTTP request that is sent to Lupax. */
  onRequest?: () => void;
  /**
   * Of the organisation (Europe/Berlin when left out): midnights of all-day entries are written in it, and it stands in
   * for zones that nobody knows.
   */
  timeZone?: string | undefined;
  /** Of the run that uses it; the connector's own when left out. */
  log?: LupaxLog | undefined;
}

/** Calls that need no organisation yet. */
export interface LupaxConnector {
  /** @throws LupaxError `credentials` */
  signIn(email: string, password: string): Promise<string>;
  listOrganizations(jwt: string): Promise<LupaxOrganization[]>;
  openSession(organizationId: number, token: string, options?: LupaxSessionOptions): LupaxSession;
}

/** Lupax as one signed-in user of one organisation. Every call rejects with a LupaxError when it fails. */
export interface LupaxSession {
  /** Only here does 404 mean "no connector". */
  readInterface(): Promise<LupaxInterface>;
  /** null where Lupax has no such call (404): the login's JWT is used until it expires. */
  requestToken(): Promise<LupaxToken | null>;
  readMe(): Promise<LupaxUser>;
  /**
   * Everything since `cursor`, all pages, last item per id wins; without a cursor everything from the start.
   * `complete` is true for a read from the start. An unknown or expired cursor (410) is answered by a complete read.
   */
  readChanges(cursor: string | null): Promise<{ changes: AppointmentChange[]; cursor: string; complete: boolean }>;
  /** null when it does not exist. */
  readAppointment(id: number): Promise<Appointment | null>;
  /**
   * `deleted: true` when the key's appointment was created and deleted since. `isRepeat`: the key had been used, by an
   * earlier call or by an attempt at this one that went unanswered; the appointment is shown as it is by now.
   */
  createAppointment(
    content: AppointmentContent,
    idempotencyKey: string,
  ): Promise<{ appointment: Appointment; deleted: boolean; isRepeat?: boolean }>;
  /** @throws LupaxError `changed_meanwhile` on 412, `read_only` on 403, `not_found` on 404 */
  replaceAppointment(id: number, revision: number, content: AppointmentContent): Promise<Appointment>;
  /** Resolves also when it is already gone. @throws LupaxError `changed_meanwhile`, `read_only` */
  deleteAppointment(id: number, revision: number): Promise<void>;
  /** All pages. Dates `yyyy-mm-dd hh:ii:ss` in the organisation's zone are made here from instants. */
  listProjects(query: { start: string; end: string; responsible?: number; timeZone: string }): Promise<ProjectList>;
  /** Open and done ones. */
  listTasks(): Promise<LupaxTask[]>;
  createTask(task: Omit<LupaxTask, 'id' | 'revision' | 'url'>): Promise<LupaxTask>;
  /** @throws LupaxError `changed_meanwhile` on 412, `not_found` on 404 */
  replaceTask(task: LupaxTask): Promise<LupaxTask>;
  /** What falls due in the window of instants; some of just outside it may be among them. */
  listReminders(window: { start: string; end: string }): Promise<LupaxReminder[]>;
}
