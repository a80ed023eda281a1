import { isInSync } from './choices.ts';
import { readLink, type RunContext } from './context.ts';
import { formatMarker } from './core/marker.ts';
import { markGone } from './core/reconcile-lupax.ts';
import { markEventGone, showEvent, type MissingEvent } from './core/reconcile-outlook.ts';
import type { LupaxRef } from './core/pair-index.ts';
import { isWellInWindow } from './core/window.ts';
import { listTargets } from './marked-calendars.ts';

/**
 * Asks for each event that was not shown: `@removed` also stands for events that merely left the window
 * (github.com/microsoftgraph/microsoft-graph-docs/issues/6599), so only a 404, or an event that its calendar no longer
 * shows at its own time, is gone.
 */
export async function confirmEvents(context: RunContext, missing: MissingEvent[]): Promise<void> {
  if (missing.length === 0) return;
  const { index, session } = context;
  const lookups = await session.mailbox.lookUpEvents([...new Set(missing.map((item) => item.eventId))]);
  for (const { pairId, eventId, calendarId } of missing) {
    const pair = index.get(pairId);
    const lookup = lookups.get(eventId);
    // Another calendar of this round may have shown it meanwhile: then it was moved, and the entry with it.
    if (!pair || !lookup || pair.calendarId !== calendarId) continue;
    if (!lookup.found) {
      markEventGone(index, pairId);
      continue;
    }
    if (lookup.isSeriesMaster) {
      // Made into a series: its own time takes place as an occurrence from now on. A copy of ours stays what it is.
      if (pair.origin === 'outlook') markEventGone(index, pairId);
      else showEvent(index, pair, { ...lookup.event, calendarId });
      continue;
    }
    const elsewhere = lookup.event.calendarId;
    const own = pair.origin === 'outlook';
    if (elsewhere !== '' && elsewhere !== calendarId && (!own || isInSync(context.choices, elsewhere))) {
      // Moved to a calendar whose own changes come later, or could not be read this time. A copy goes with the calendar
      // also where that is not synchronised: who sees it there is not known, so nothing more is written into it.
      showEvent(index, pair, lookup.event);
      continue;
    }
    const event = { ...lookup.event, calendarId };
    const expected = own && isWellInWindow(event.time, context.window);
    if (expected && !(await session.mailbox.isShownIn(calendarId, event))) markEventGone(index, pairId);
    else showEvent(index, pair, event);
  }
  await adoptSuccessors(context, missing);
}

/**
 * A copy of a Lupax entry that is gone may stand there under another id (imported again, or replaced by its own copy):
 * then it bears the same marker, and is not gone.
 */
async function adoptSuccessors(context: RunContext, missing: MissingEvent[]): Promise<void> {
  const { index, session, document } = context;
  const { id: organizationId } = readLink(document).organization;
  const gone = missing.flatMap(({ pairId }) => {
    const pair = index.get(pairId);
    return pair?.outlook.gone && pair.origin !== 'outlook' && pair.lupaxRef ? [pair] : [];
  });
  if (gone.length === 0) return;
  const marked = await session.mailbox.listMarkedEvents(listTargets(context));
  const bearers = new Map([...marked].map(([eventId, marker]) => [marker, eventId]));
  const successors = gone.flatMap((pair) => {
    const eventId = bearers.get(formatMarker({ organizationId, ...pair.lupaxRef! }));
    return eventId === undefined || index.findByEventId(eventId) ? [] : [{ pairId: pair.id, eventId }];
  });
  if (successors.length === 0) return;
  const lookups = await session.mailbox.lookUpEvents(successors.map(({ eventId }) => eventId));
  for (const { pairId, eventId } of successors) {
    const pair = index.get(pairId);
    const lookup = lookups.get(eventId);
    if (!pair || !lookup?.found || lookup.isSeriesMaster) continue;
    const known = document.get('calendars', lookup.event.calendarId) !== undefined;
    const calendarId = known ? lookup.event.calendarId : (pair.calendarId ?? lookup.event.calendarId);
    showEvent(index, pair, { ...lookup.event, calendarId });
  }
}

/** Asks for each appointment that a complete read lacked, or that only a marker names. */
export async function confirmAppointments(context: RunContext, refs: LupaxRef[]): Promise<void> {
  await Promise.all(
    refs.map(async (ref) => {
      const appointment = await context.session.lupax.readAppointment(ref.id);
      const pair = context.index.findByLupax(ref);
      if (!pair) return;
      if (!appointment) {
        if (pair.lupax.seen === null) context.index.put({ ...pair, lupax: { ...pair.lupax, gone: true } });
        else markGone(context.index, ref);
        return;
      }
      const seen = { type: 'appointment' as const, item: appointment };
      context.index.put({ ...pair, lupax: { ...pair.lupax, seen, gone: false } });
    }),
  );
}
