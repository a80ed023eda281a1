import type { FaultControl } from '../web/faults.ts';
import type { LoginAnswer } from './account-routes.ts';
import type {
  Appointment,
  AppointmentContent,
  AppointmentKind,
  Organization,
  Project,
  Task,
  TaskContent,
  User,
} from './types.ts';

export interface LupaxRequest {
  method: string;
  /** Path without the query, from the origin: `/api/v1/…`. */
  path: string;
  /** With its question mark; empty when there is none. */
  query: string;
  /** 0 while, and when, it was not answered. */
  status: number;
  userId: number | null;
  /** Milliseconds since the epoch, by the sandbox's clock. */
  at: number;
}

/** Dates may be any ISO form; without an offset they are wall time of `time_zone` (the organisation's by default). */
export type AppointmentInput = Partial<AppointmentContent> &
  Pick<AppointmentContent, 'title' | 'date_start' | 'date_end'> & { kind?: AppointmentKind };

export interface ProjectInput extends Partial<Omit<Project, 'id' | 'client'>> {
  title: string;
  date_start: string;
  date_end: string;
  client?: Partial<Project['client']>;
  status?: string;
  crew_booking_status?: string;
}

export type UserInput = Omit<User, 'id' | 'language' | 'timeZone'> & Partial<Pick<User, 'language' | 'timeZone'>>;

/** Who changes: the user the appointment belongs to (default), or Lupax itself, whom no rule stops. */
export interface As {
  as?: 'user' | 'lupax';
}

/** What people and planners do in Lupax, and what tests do to it. Methods throw a LupaxRefusal where Lupax refuses. */
export interface LupaxControl {
  addOrganization(input: Partial<Organization> & { title: string }): number;
  addUser(input: UserInput): number;
  setInterface(
    organizationId: number,
    state: Partial<Pick<Organization, 'enabled' | 'onlineMeetings' | 'connector' | 'connectorTokens'>>,
  ): void;
  changeUser(userId: number, patch: Partial<Omit<User, 'id'>>): void;
  /** How the next logins answer ('bare'). */
  loginAnswer: LoginAnswer;
  loginLifetimeMs: number;
  /** 401 from now on, for tokens given so far. */
  expireTokens(userId: number, kind?: 'login' | 'connector'): void;

  addAppointment(userId: number, organizationId: number, input: AppointmentInput): Appointment;
  /** Fields left out stay. @throws LupaxRefusal with `status` 403, 404 or 422 */
  editAppointment(id: number, patch: Partial<AppointmentContent>, options?: As): Appointment;
  deleteAppointment(id: number, options?: As): void;
  /** Living ones; of all users when none is named. */
  appointments(userId?: number): Appointment[];
  /** Deleted ones too (`deleted: 1`). */
  appointment(id: number): Appointment | undefined;
  /** Ends all cursors given so far: 410. */
  expireCursors(): void;
  /** Pages of the change feed repeat items (false). */
  repeatChanges: boolean;

  addProject(organizationId: number, input: ProjectInput): Project;
  editProject(id: number, patch: Partial<ProjectInput>): Project;
  removeProject(id: number): void;

  /** Every answer comes this much later (real ms, 0). */
  setLatency(ms: number): void;

  addTask(
    userId: number,
    organizationId: number,
    input: Partial<TaskContent> & { title: string; due_at: string },
  ): Task;
  editTask(id: number, patch: Partial<TaskContent>): Task;
  deleteTask(id: number): void;
  tasks(userId?: number): Task[];

  readonly requests: LupaxRequest[];
  /** Requests that change data: POST, PUT, DELETE of appointments and tasks. */
  readonly writes: LupaxRequest[];
  clearLog(): void;
  readonly faults: FaultControl;
}
