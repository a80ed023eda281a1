import type { Mailbox } from '../graph/types.ts';
import { LupaxError } from '../lupax/errors.ts';
import type { LupaxSession } from '../lupax/types.ts';
import { Problem } from '../problems.ts';
import type { UserDocument } from '../store/types.ts';
import type { Visibility } from '../sync/core/entry.ts';
import type { Appointment } from '../sync/core/lupax-entry.ts';
import type { OutlookEvent } from '../sync/core/outlook-event.ts';
import type { Pair } from '../sync/core/pair.ts';
import { isLooser } from '../sync/core/visibility.ts';
import { computeWindow } from '../sync/core/window.ts';
import { readSettings } from '../sync/choices.ts';
import { findVisibility } from './entries.ts';
import type { Gates } from './gates.ts';
import { isExcluded, readPaneEvent, refuseMailing, setExcluded, toRestId } from './pane-event.ts';
import { explainEvent, type PaneExplanation } from './pane-explanation.ts';
import type { AccountDeps, SignedInUser } from './types.ts';

export interface PaneView {
  inSync: boolean;
  /** Kept out of Lupax by the user. */
  excluded: boolean;
  project: { id: number; title: string } | null;
  visibility: Visibility | null;
}

export interface PanePatch {
  excluded?: boolean | undefined;
  projectId?: number | null | undefined;
  visibility?: Visibility | undefined;
}

export interface PaneService {
  /** @param eventId immutable, REST or Office.js id. @throws Problem `not_found`, GraphError, LupaxError */
  read(user: SignedInUser, eventId: string): Promise<PaneView>;
  /** Why it is so. @throws as `read` */
  explain(user: SignedInUser, eventId: string): Promise<PaneExplanation>;
  /** @throws Problem `not_found`, `not_in_sync`, `visibility_only_raised`, `read_only`, `changed_meanwhile`, `has_attendees` */
  change(user: SignedInUser, eventId: string, patch: PanePatch): Promise<PaneView>;
}

/** One event as both services show it now. */
interface Found {
  document: UserDocument;
  mailbox: Mailbox;
  lupax: LupaxSession;
  event: OutlookEvent;
  pair: Pair | null;
  appointment: Appointment | null;
}

export function createPaneService(deps: Pick<AccountDeps, 'openSession' | 'now'>, gates: Gates): PaneService {
  async function find(user: SignedInUser, givenId: string): Promise<Found> {
    const { document } = await gates.requireLink(user);
    const { mailbox, lupax } = await deps.openSession(user, document);
    const known = findPair(document, givenId) ?? findPair(document, toRestId(givenId));
    const event = await readPaneEvent(mailbox, known?.outlook.seen?.id ?? toRestId(givenId));
    const pair = known ?? findPair(document, event.id);
    return { document, mailbox, lupax, event, pair, appointment: await readAppointment(lupax, pair) };
  }

  return {
    read: async (user, eventId) => describe(await find(user, eventId)),

    async explain(user, eventId) {
      const found = await find(user, eventId);
      const { document, event } = found;
      const settings = readSettings(document);
      return explainEvent({
        ...found,
        calendar: document.get('calendars', event.calendarId || (found.pair?.calendarId ?? '')),
        settings,
        window: computeWindow(deps.now(), settings.pastDays, settings.futureDays),
        inSync: describe(found).inSync,
      });
    },

    async change(user, eventId, patch) {
      const found = await find(user, eventId);
      if (patch.excluded !== undefined) refuseMailing(found.event, patch.excluded);
      if (patch.projectId !== undefined || patch.visibility !== undefined) {
        found.appointment = await writeAppointment(found, patch);
      }
      if (patch.excluded !== undefined) found.event = await setExcluded(found.mailbox, found.event, patch.excluded);
      return describe(found);
    },
  };
}

function findPair(document: UserDocument, eventId: string): Pair | null {
  const pairs = [...document.list('pairs').values()];
  return pairs.find((pair) => pair.outlook.seen?.id === eventId) ?? null;
}

async function readAppointment(lupax: LupaxSession, pair: Pair | null): Promise<Appointment | null> {
  if (pair?.lupaxRef?.type !== 'appointment') return null;
  return await lupax.readAppointment(pair.lupaxRef.id);
}

/** Written to Lupax like a user's own edit there; the next sync takes it from there. */
async function writeAppointment(found: Found, patch: PanePatch): Promise<Appointment> {
  const { appointment, lupax } = found;
  if (!appointment) throw new Problem('not_in_sync');
  const { id, revision, kind: _kind, url: _url, ...content } = appointment;
  const visibility = patch.visibility ?? content.visibility;
  if (isLooser(visibility, content.visibility)) throw new Problem('visibility_only_raised');
  const project = chooseProject(content.project, patch.projectId);
  try {
    return await lupax.replaceAppointment(id, revision, { ...content, visibility, project });
  } catch (error) {
    if (!(error instanceof LupaxError) || error.code !== 'refused') throw error;
    // Lupax knows no such project, or this user may not use it.
    const errors = [{ in: 'body', pointer: '/projectId', message: 'is not accepted by Lupax' }];
    throw new Problem('invalid_request', { extensions: { errors } }, { cause: error });
  }
}

function chooseProject(current: Appointment['project'], wanted: number | null | undefined): Appointment['project'] {
  if (wanted === undefined || wanted === current?.id) return current;
  // Lupax goes by the id and answers with its own title.
  return wanted === null ? null : { id: wanted, title: '' };
}

function describe({ document, event, pair, appointment }: Found): PaneView {
  const excluded = isExcluded(event);
  // The category keeps out what comes from Outlook; what is Lupax' own stays there.
  const keptOut = excluded && pair?.origin === 'outlook';
  const inSync = pair !== null && !keptOut && pair.outlook.base !== null && pair.lupax.base !== null;
  return {
    inSync,
    excluded,
    project: appointment?.project ?? null,
    visibility: appointment?.visibility ?? (pair ? findVisibility(pair, document) : null),
  };
}
