import type { Logger } from 'pino';
import type { LupaxSession } from '../lupax/types.ts';
import type { Mailbox } from '../graph/types.ts';
import type { CalendarRecord, FeedRecord, LinkRecord, UserDocument, UserId } from '../store/types.ts';
import type { Choices } from './choices.ts';
import type { Direction } from './core/entry.ts';
import type { PlanCalendar, PlanContext } from './core/plan-types.ts';
import type { PairIndex } from './core/pair-index.ts';
import type { Journal } from './journal.ts';
import type { Window } from './core/window.ts';
import type { Turns } from './turns.ts';

/** Both services as the user, with the HTTP requests that were sent so far. */
export interface SyncSession {
  mailbox: Mailbox;
  lupax: LupaxSession;
  requests: { graph: number; lupax: number };
}

/** What one run works with. */
export interface RunContext {
  user: UserId;
  document: UserDocument;
  choices: Choices;
  index: PairIndex;
  session: SyncSession;
  window: Window;
  now: () => number;
  makeKey: () => string;
  log: Logger;
  /** Lupax user whose projects are shown; null when nobody is known to be responsible. */
  projectsOf: number | null;
  language: 'de' | 'en';
  /** Nobody waits for the run: what keeps being refused is left alone. */
  background: boolean;
  signal: AbortSignal;
  turns: Turns;
  /** Whether somebody wants to know what is there now; after a no, the run looks no more (runners.ts). */
  takeAsked: () => boolean;
  /** Before-images of what this run writes. */
  journal: Journal;
}

export function readLink(document: UserDocument): LinkRecord {
  const link = document.get('link', 'self');
  if (!link) throw new Error('the user is not linked');
  return link;
}

export function readFeed(document: UserDocument): FeedRecord {
  return document.get('feed', 'self') ?? { cursor: null, keptFrom: null };
}

/** The calendars as the planner sees them; sharing `none` closes both directions. */
export function planCalendarOf(record: CalendarRecord, direction: Direction): PlanCalendar {
  const shared = record.sharing !== 'none';
  return {
    id: record.id,
    sharing: record.sharing,
    inSync: direction !== 'off',
    toLupax: shared && (direction === 'to_lupax' || direction === 'both'),
    toOutlook: shared && record.canEdit && (direction === 'to_outlook' || direction === 'both'),
  };
}

export function makePlanContext(context: RunContext): PlanContext {
  const { settings, directions } = context.choices;
  const { connector } = readLink(context.document).interface;
  const calendars = new Map(
    [...context.document.list('calendars').values()].map((record) => {
      const calendar = planCalendarOf(record, directions.get(record.id) ?? 'off');
      // A Lupax without a connector has nowhere to put an entry.
      return [record.id, connector ? calendar : { ...calendar, toLupax: false }];
    }),
  );
  return {
    window: context.window,
    calendars,
    target: [...calendars.values()].find((calendar) => calendar.toOutlook) ?? null,
    conflictWinner: settings.conflictWinner,
    includeFreeEvents: settings.includeFreeEvents,
    includeProjects: settings.includeProjects,
    language: context.language,
  };
}
