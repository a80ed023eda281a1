import { DateTime } from 'luxon';
import { Problem } from '../problems.ts';
import type { Settings, UserDocument } from '../store/types.ts';
import type { EntryTime, Visibility } from '../sync/core/entry.ts';
import type { Pair } from '../sync/core/pair.ts';
import { computeVisibility, stricter } from '../sync/core/visibility.ts';
import type { Gates } from './gates.ts';
import type { SignedInUser } from './types.ts';

/** The widest window that the settings allow is shorter. */
const MAX_SPAN_DAYS = 1_500;

export interface EntryView {
  id: string;
  origin: 'outlook' | 'lupax' | 'project';
  title: string;
  /** UTC instant, or a date when `allDay`. */
  start: string;
  end: string;
  allDay: boolean;
  visibility: Visibility | null;
  calendarId: string | null;
  project: { id: number; title: string } | null;
  outlookUrl: string | null;
  lupaxUrl: string | null;
}

export interface EntriesService {
  /**
   * Both sides together, each entry once, by start.
   * @param from,to half-open; an instant, or a date (midnight in the user's zone)
   * @throws Problem `invalid_request`
   */
  list(user: SignedInUser, window: { from: string; to: string }): Promise<EntryView[]>;
}

export function createEntriesService(gates: Gates): EntriesService {
  return {
    async list(user, { from, to }) {
      const { document, link } = await gates.requireLink(user);
      const start = DateTime.fromISO(from, { zone: link.timeZone });
      const end = DateTime.fromISO(to, { zone: link.timeZone });
      const days = end.diff(start, 'days').days;
      if (!(days > 0 && days <= MAX_SPAN_DAYS)) {
        const message = `must be after \`from\`, and at most ${MAX_SPAN_DAYS} days after it`;
        throw new Problem('invalid_request', { extensions: { errors: [{ in: 'query', pointer: '/to', message }] } });
      }
      const zone = link.timeZone;
      const entries = [...document.list('pairs').values()]
        .filter((pair) => isShown(pair, document.get('settings', 'self')))
        .flatMap((pair) => {
          const time = readTime(pair);
          return time && overlaps(time, start.toMillis(), end.toMillis(), zone) ? [describe(pair, time, document)] : [];
        });
      return entries.sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.id < b.id ? -1 : 1));
    },
  };
}

/** What is there on at least one side and means something to the user. */
function isShown(pair: Pair, settings: Settings | undefined): boolean {
  const event = pair.outlook.gone ? null : pair.outlook.seen;
  const inLupax = pair.lupax.seen !== null && !pair.lupax.gone;
  if (inLupax) return true;
  if (!event || event.isCancelled || event.isDeclined) return false;
  const isFree = event.showAs === 'free' || event.showAs === 'workingElsewhere';
  return !isFree || settings?.includeFreeEvents === true;
}

/** The side the entry came from knows best; after a deletion there, the other one. */
function readTime(pair: Pair): EntryTime | null {
  const outlook = pair.outlook.gone ? undefined : pair.outlook.seen?.time;
  const lupax = pair.lupax.gone ? undefined : pair.lupax.seen?.item.time;
  return (pair.origin === 'outlook' ? (outlook ?? lupax) : (lupax ?? outlook)) ?? null;
}

function describe(pair: Pair, time: EntryTime, document: UserDocument): EntryView {
  const event = pair.outlook.gone ? null : pair.outlook.seen;
  const lupax = pair.lupax.gone ? null : pair.lupax.seen;
  const appointment = lupax?.type === 'appointment' ? lupax.item : null;
  const [first, second] = pair.origin === 'outlook' ? [event, lupax?.item] : [lupax?.item, event];
  return {
    id: pair.id,
    origin: pair.origin === 'appointment' ? 'lupax' : pair.origin,
    title: first?.title ?? second?.title ?? '',
    start: time.start,
    end: time.end,
    allDay: time.allDay,
    visibility: findVisibility(pair, document),
    calendarId: event ? pair.calendarId : null,
    project:
      lupax?.type === 'project' ? { id: lupax.item.id, title: lupax.item.title } : (appointment?.project ?? null),
    outlookUrl: event?.webLink || null,
    lupaxUrl: appointment?.url ?? null,
  };
}

/** As Lupax shows it; before an entry is there, as it will. */
export function findVisibility(pair: Pair, document: UserDocument): Visibility | null {
  if (pair.origin === 'project') return 'notes_private';
  const { seen } = pair.lupax;
  if (seen?.type === 'appointment' && !pair.lupax.gone) return seen.item.visibility;
  const event = pair.outlook.seen;
  const calendar = event && document.get('calendars', event.calendarId);
  const visibility = calendar ? computeVisibility(calendar.sharing, event.sensitivity) : null;
  return visibility && pair.raisedVisibility ? stricter(visibility, pair.raisedVisibility) : visibility;
}

function overlaps(time: EntryTime, from: number, to: number, zone: string): boolean {
  const start = DateTime.fromISO(time.start, { zone }).toMillis();
  const end = DateTime.fromISO(time.end, { zone }).toMillis();
  return start < to && Math.max(end, start + 1) > from;
}
