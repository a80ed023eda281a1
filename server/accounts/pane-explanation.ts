import type { CalendarRecord, Settings } from '../store/types.ts';
import type { Direction, Visibility } from '../sync/core/entry.ts';
import type { Appointment } from '../sync/core/lupax-entry.ts';
import type { OutlookEvent, SharingRole } from '../sync/core/outlook-event.ts';
import type { Pair } from '../sync/core/pair.ts';
import { findObstacle } from '../sync/core/plan-outlook-entry.ts';
import { computeVisibility, isStricter } from '../sync/core/visibility.ts';
import { isInWindow, type Window } from '../sync/core/window.ts';
import { mayCategorize } from './pane-event.ts';

/** Why an event is as visible in Lupax as it is. */
export const VISIBILITY_SOURCES = ['sharing', 'sensitivity', 'raised', 'lupax'] as const;
export type VisibilitySource = (typeof VISIBILITY_SOURCES)[number];

/** What keeps an event from being synchronised; `next_sync`: nothing does, it only has not been its turn yet. */
export const PANE_OBSTACLES = [
  'series',
  'not_shared',
  'calendar_off',
  'only_to_outlook',
  'cancelled',
  'declined',
  'free_event',
  'outside_window',
  'paused',
  'next_sync',
] as const;
export type PaneObstacle = (typeof PANE_OBSTACLES)[number];

/** What stands behind a PaneView, as far as the last look at the calendars and the last run tell. */
export interface PaneExplanation {
  /** null when the calendar is not one of the user's that this product has seen. */
  calendar: { id: string; name: string; sharing: SharingRole; direction: Direction } | null;
  kind: 'single' | 'occurrence' | 'series';
  origin: 'outlook' | 'lupax' | 'project';
  /** It has attendees: the sync writes nothing into it. */
  isMeeting: boolean;
  /** Whether it can be kept out, or let in again, here. */
  canExclude: boolean;
  /** Whether its project and visibility can be changed here; shifts, vacations and projects cannot. */
  isEditable: boolean;
  /** null while it is not in Lupax. */
  visibilityFrom: VisibilitySource | null;
  obstacle: PaneObstacle | null;
}

export interface ExplanationFacts {
  event: OutlookEvent;
  pair: Pair | null;
  appointment: Appointment | null;
  calendar: CalendarRecord | undefined;
  settings: Pick<Settings, 'includeFreeEvents' | 'paused'>;
  window: Window;
  inSync: boolean;
}

/** Pure: says in the terms of the rules what is the matter with one event. */
export function explainEvent(facts: ExplanationFacts): PaneExplanation {
  const { event, pair, appointment, calendar } = facts;
  const origin = pair?.origin === 'appointment' ? 'lupax' : (pair?.origin ?? 'outlook');
  return {
    calendar: calendar
      ? { id: calendar.id, name: calendar.name, sharing: calendar.sharing, direction: calendar.direction }
      : null,
    kind: event.kind === 'exception' ? 'occurrence' : event.kind,
    origin,
    isMeeting: event.attendees.length > 0,
    // What is Lupax' own stays there, category or not.
    canExclude: origin === 'outlook' && mayCategorize(event),
    // Read-only without a source is Lupax' own shift or vacation: 403 for everyone.
    isEditable: appointment !== null && !(appointment.readOnly && appointment.source === null),
    visibilityFrom: appointment && findVisibilitySource(facts, origin, appointment.visibility),
    obstacle: findPaneObstacle(facts, origin),
  };
}

function findVisibilitySource(
  { event, calendar }: ExplanationFacts,
  origin: PaneExplanation['origin'],
  visibility: Visibility,
): VisibilitySource | null {
  if (origin !== 'outlook') return 'lupax';
  if (!calendar) return null;
  const bySharing = computeVisibility(calendar.sharing, 'normal') ?? 'title_and_notes_private';
  const byBoth = computeVisibility(calendar.sharing, event.sensitivity) ?? 'title_and_notes_private';
  if (isStricter(visibility, byBoth)) return 'raised';
  return isStricter(byBoth, bySharing) ? 'sensitivity' : 'sharing';
}

/** In the order in which the plan asks. */
function findPaneObstacle(
  { event, calendar, settings, window, inSync }: ExplanationFacts,
  origin: PaneExplanation['origin'],
): PaneObstacle | null {
  if (event.kind === 'series' && !inSync) return 'series';
  if (!calendar) return null;
  if (calendar.sharing === 'none') return 'not_shared';
  if (calendar.direction === 'off') return 'calendar_off';
  if (origin === 'outlook') {
    if (calendar.direction === 'to_outlook') return 'only_to_outlook';
    const obstacle = findObstacle(event, settings);
    if (obstacle === 'excluded') return null;
    if (obstacle) return obstacle;
    if (!inSync && !isInWindow(event.time, window)) return 'outside_window';
  }
  if (settings.paused) return 'paused';
  return inSync ? null : 'next_sync';
}
