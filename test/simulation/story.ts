import type { Settings } from '../../server/store/types.ts';
import type { Direction, Visibility } from '../../server/sync/core/entry.ts';
import type { CalendarRole, ResponseType } from '../sandbox/graph/types.ts';
import type { PlannedFault } from './faults.ts';

/** When an entry takes place, from the day it is written on. */
export interface When {
  day: number;
  hour: number;
  minutes: number;
  allDay: boolean;
}

/** Fields as people fill them in, on either side. Texts are unique, so that nobody mistakes one edit for another. */
export interface Fields {
  title?: string;
  notes?: string;
  place?: string;
  when?: When;
  reminder?: number | null;
  tentative?: boolean;
}

export interface EventFields extends Fields {
  showAs?: 'free' | 'busy' | 'oof' | 'workingElsewhere' | 'tentative';
  sensitivity?: 'normal' | 'personal' | 'private' | 'confidential';
  excluded?: boolean;
}

export interface AppointmentFields extends Fields {
  visibility?: Visibility;
}

/** What happens. `who` is a person's number, `pick` chooses among what is there. */
export type Happening =
  | { do: 'addEvent'; who: number; calendar: number; fields: EventFields }
  | { do: 'addSeries'; who: number; calendar: number; fields: EventFields; count: number; weekly: boolean }
  | { do: 'addMeeting'; who: number; guest: number; fields: EventFields; online: boolean }
  | { do: 'editEvent'; who: number; pick: number; fields: EventFields }
  | { do: 'editTwin'; who: number; fields: EventFields }
  | { do: 'editOccurrence'; who: number; pick: number; nth: number; fields: EventFields }
  | { do: 'deleteOccurrence'; who: number; pick: number; nth: number }
  | { do: 'deleteEvent'; who: number; pick: number }
  | { do: 'deleteEvents'; who: number; copies: boolean; count: number }
  | { do: 'hideEvents'; who: number; sensitivity: 'normal' | 'private'; count: number }
  | { do: 'moveEvent'; who: number; pick: number; calendar: number }
  | { do: 'touchEvent'; who: number; pick: number }
  | { do: 'respond'; who: number; pick: number; response: ResponseType; keep: boolean }
  | { do: 'cancelMeeting'; who: number; pick: number }
  | { do: 'share'; who: number; calendar: number; role: CalendarRole | null }
  | { do: 'addAppointment'; who: number; fields: AppointmentFields; kind: 'appointment' | 'shift' | 'vacation' }
  | { do: 'addAppointments'; who: number; fields: AppointmentFields; count: number }
  | { do: 'editAppointment'; who: number; pick: number; fields: AppointmentFields }
  | { do: 'deleteAppointment'; who: number; pick: number }
  | { do: 'deleteAppointments'; who: number; copies: boolean; count: number }
  | { do: 'addProject'; who: number; fields: Fields }
  | { do: 'editProject'; who: number; pick: number; fields: Fields }
  | { do: 'removeProject'; who: number; pick: number }
  | { do: 'sync'; who: number }
  | { do: 'dryRun'; who: number }
  | { do: 'settle' }
  | { do: 'approve'; who: number; pick: number }
  | { do: 'discard'; who: number; pick: number }
  | { do: 'direct'; who: number; calendar: number; direction: Direction }
  | { do: 'choose'; who: number; settings: Partial<Settings> }
  | { do: 'undo'; who: number; pick: number }
  | { do: 'resume'; who: number }
  | { do: 'unlink'; who: number; copies: 'keep' | 'remove' }
  | { do: 'link'; who: number; directions: Direction[] }
  | { do: 'expireSignIn'; who: number }
  | { do: 'switchInterface'; enabled: boolean }
  | { do: 'lookAgain'; who: number; times: number }
  | { do: 'fault'; fault: PlannedFault }
  | { do: 'lag'; ms: number }
  | { do: 'crash'; boundaries: number; downMs: number };

/** Something that happens `wait` milliseconds after what happened before it. */
export type Step = { wait: number } & Happening;

export interface Cast {
  people: {
    calendars: { direction: Direction; sharing: CalendarRole | null }[];
    settings: Partial<Settings>;
  }[];
}

export interface Story {
  seed: number;
  cast: Cast;
  steps: Step[];
}

const NO_ACTIONS: readonly Happening['do'][] = ['fault', 'lag', 'crash', 'settle', 'sync', 'lookAgain'];

/** Whether the step is something people do, rather than time passing or the world failing. */
export function isAction(step: Step): boolean {
  return !NO_ACTIONS.includes(step.do);
}

/** One line that tells the step. */
export function tellStep({ wait, ...what }: Step): string {
  const { do: verb, ...more } = what;
  return `+${describeSpan(wait)} ${verb} ${JSON.stringify(more)
    .replaceAll(/(lang ){3,}/g, 'lang … ')
    .slice(1, -1)}`;
}

function describeSpan(ms: number): string {
  if (ms < 1_000) return `${ms}ms`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)}s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)}min`;
  return `${Math.round(ms / 3_600_000)}h`;
}
