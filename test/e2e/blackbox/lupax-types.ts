import type { Listening } from './listen.ts';

export interface Appointment {
  id: number;
  revision: number;
  title: string;
  date_start: string;
  date_end: string;
  time_zone: string;
  all_day: 0 | 1;
  notes: string;
  location: string;
  status: string;
  visibility: string;
  project: { id: number; title: string } | null;
  reminder_minutes: number | null;
  participants: { name: string; email: string }[];
  online_meeting: { requested: 0 | 1; join_url: string | null };
  source: { system: string; calendar_id: string; event_id: string } | null;
  read_only: 0 | 1;
  kind: string;
  user: { id: number };
  url: string;
  created_at: string;
  updated_at: string;
  deleted: 0 | 1;
}

export interface LupaxUser {
  id: number;
  email: string;
  password: string;
  first_name: string;
  last_name: string;
  role: 'admin' | 'user';
  orgs: number[];
}

export interface LupaxEmulator extends Listening {
  users: LupaxUser[];
  organizations: { id: number; title: string }[];
  enabled: 0 | 1;
  onlineMeetings: 0 | 1;
  connector: boolean;
  /** `POST office365/token` answers 404. */
  withoutToken: boolean;
  loginForm: 'bare' | 'json' | 'object';
  tokenLifetimeMs: number;
  failWith: number | null;
  /** So many creates are carried out without an answer. */
  cutCreates: number;
  appointments: Map<number, Appointment & { seq: number }>;
  projects: Record<string, unknown>[];
  /** `METHOD /path?query` in their order. */
  requests: string[];
  violations: string[];
  revokeTokens(): void;
  add(userId: number, fields: Partial<Appointment>): Appointment;
  edit(id: number, fields: Partial<Appointment>): void;
  remove(id: number): void;
  of(userId: number): Appointment[];
}
