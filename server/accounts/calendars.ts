import type { Mailbox } from '../graph/types.ts';
import { LupaxError } from '../lupax/errors.ts';
import { Problem } from '../problems.ts';
import type { CalendarRecord, UserDocument } from '../store/types.ts';
import { computeAllowedDirections, isTarget, type DirectionReason } from '../sync/core/direction.ts';
import type { Direction, Visibility } from '../sync/core/entry.ts';
import type { SharingRole } from '../sync/core/outlook-event.ts';
import { computeVisibility } from '../sync/core/visibility.ts';
import { updateRecord } from '../sync/update-record.ts';
import { mergeCalendars } from './calendar-records.ts';
import type { Gates } from './gates.ts';
import type { Refresher } from './refresh.ts';
import type { AccountDeps, SignedInUser } from './types.ts';
import type { WithUserLock } from '../store/user-locks.ts';

export interface CalendarView {
  id: string;
  name: string;
  color: string;
  isDefault: boolean;
  canEdit: boolean;
  sharing: SharingRole;
  /** What the sharing means in Lupax; null when the calendar is not shared. */
  visibility: Visibility | null;
  direction: Direction;
  allowedDirections: Direction[];
  reason: DirectionReason | null;
  lastSyncedAt: string | null;
  /** Synchronised entries. */
  entries: number;
}

export interface CalendarsService {
  /** As Outlook shows them now. @throws GraphError; never an empty list instead */
  list(user: SignedInUser): Promise<CalendarView[]>;
  /** @throws Problem `not_found`, `direction_not_allowed`, `second_target`; GraphError */
  setDirection(user: SignedInUser, calendarId: string, direction: Direction): Promise<CalendarView>;
}

export function createCalendarsService(
  deps: Pick<AccountDeps, 'openSession' | 'subscriptions'>,
  parts: { gates: Gates; refresher: Refresher; withLock: WithUserLock },
): CalendarsService {
  /** Reads calendars and sharing, and keeps what was read. */
  async function look(user: SignedInUser): Promise<{ document: UserDocument; views: CalendarView[] }> {
    const { document } = await parts.gates.requireLink(user);
    const session = await deps.openSession(user, document);
    const { mailbox } = session;
    const [calendars, roles] = await Promise.all([mailbox.listCalendars(), readRoles(mailbox)]);
    const sharings = await mailbox.readSharings(calendars.map(({ id }) => id));
    // One that vanished between the two calls has no sharing any more.
    const present = calendars.filter(({ id }) => sharings.has(id));
    await mergeCalendars(document, present, sharings);
    // The list is the dearest part of what a sync asks hourly; now that it is here, the next sync need not ask.
    await parts.refresher.refreshHourly(user, document, session, present).catch(passOutage);
    const counts = countEntries(document);
    const views = present.flatMap(({ id }) => {
      const record = document.get('calendars', id);
      return record ? [describeCalendar(record, roles, counts.get(id) ?? 0)] : [];
    });
    return { document, views };
  }

  return {
    list: (user) => parts.withLock(user, async () => (await look(user)).views),

    setDirection: (user, calendarId, direction) =>
      parts.withLock(user, async () => {
        const { document, views } = await look(user);
        const view = views.find(({ id }) => id === calendarId);
        if (!view) throw new Problem('not_found');
        if (!view.allowedDirections.includes(direction)) {
          const { allowedDirections, reason } = view;
          throw new Problem('direction_not_allowed', { extensions: { allowedDirections, reason } });
        }
        if (isTarget(direction)) refuseSecondTarget(views, calendarId);
        await updateRecord(document, 'calendars', calendarId, (record) => turn(record, direction));
        deps.subscriptions.tend(user);
        return { ...view, direction };
      }),
  };
}

/** As granted now; while Entra is away, as they were when it was last asked. */
async function readRoles(mailbox: Mailbox): Promise<string[]> {
  return await mailbox.readRoles(true).catch(() => mailbox.readRoles());
}

/** Calendars can be shown while Lupax is away. */
function passOutage(error: unknown): void {
  if (!(error instanceof LupaxError) || error.code !== 'unavailable') throw error;
}

/** Switched on again, a calendar is read from the start: what happened while it was off was not followed. */
function turn(record: CalendarRecord, direction: Direction): CalendarRecord | null {
  if (record.direction === direction) return null;
  return record.direction === 'off'
    ? { ...record, direction, deltaLink: null, window: null }
    : { ...record, direction };
}

function refuseSecondTarget(views: CalendarView[], calendarId: string): void {
  const target = views.find(({ id, direction }) => id !== calendarId && isTarget(direction));
  if (!target) return;
  throw new Problem('second_target', { extensions: { calendar: { id: target.id, name: target.name } } });
}

function describeCalendar(record: CalendarRecord, roles: string[], entries: number): CalendarView {
  const { id, name, color, isDefault, canEdit, sharing, direction, lastSyncedAt } = record;
  const { allowed, reason } = computeAllowedDirections({ sharing, canEdit, roles });
  return {
    id,
    name,
    color,
    isDefault,
    canEdit,
    sharing,
    visibility: computeVisibility(sharing, 'normal'),
    direction,
    allowedDirections: allowed,
    reason,
    lastSyncedAt,
    entries,
  };
}

function countEntries(document: UserDocument): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { calendarId, outlook, lupax } of document.list('pairs').values()) {
    if (calendarId === null || outlook.base === null || lupax.base === null) continue;
    counts.set(calendarId, (counts.get(calendarId) ?? 0) + 1);
  }
  return counts;
}
