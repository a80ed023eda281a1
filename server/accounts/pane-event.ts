import { GraphError } from '../graph/errors.ts';
import type { Mailbox } from '../graph/types.ts';
import { Problem } from '../problems.ts';
import type { OutlookEvent } from '../sync/core/outlook-event.ts';
import { EXCLUDED_CATEGORY } from '../sync/core/marker.ts';

/** Office.js writes ids in plain base64; in REST ids `/` is `-` and `+` is `_` (learn.microsoft.com/javascript/api/outlook/office.mailbox, convertToRestId). */
export function toRestId(id: string): string {
  return id.replaceAll('/', '-').replaceAll('+', '_');
}

/**
 * The event as Outlook shows it now; its `id` is the immutable one, whatever id was asked for: Graph takes both and
 * answers as `Prefer: IdType` asks. translateExchangeIds is no way, it takes no application permission
 * (learn.microsoft.com/graph/api/user-translateexchangeids).
 * @throws Problem `not_found`, GraphError
 */
export async function readPaneEvent(mailbox: Mailbox, id: string): Promise<OutlookEvent> {
  const event = await lookUp(mailbox, id);
  if (!event) throw new Problem('not_found');
  return event;
}

async function lookUp(mailbox: Mailbox, id: string): Promise<OutlookEvent | null> {
  try {
    const lookup = (await mailbox.lookUpEvents([id])).get(id);
    return lookup?.found ? lookup.event : null;
  } catch (error) {
    // Text that is no id at all.
    if (error instanceof GraphError && error.facts.status === 400) return null;
    throw error;
  }
}

export function isExcluded(event: OutlookEvent): boolean {
  return event.categories.includes(EXCLUDED_CATEGORY);
}

/**
 * Whether its category can be set here. Any PATCH of an organizer's meeting mails its attendees, and nothing prevents
 * that (github.com/microsoftgraph/microsoft-graph-docs/issues/5647); an attendee's copy is that attendee's own.
 */
export function mayCategorize({ attendees, isOrganizer }: OutlookEvent): boolean {
  return attendees.length === 0 || !isOrganizer;
}

/** @throws Problem `has_attendees` when it would have to be written and may not be */
export function refuseMailing(event: OutlookEvent, excluded: boolean): void {
  if (isExcluded(event) !== excluded && !mayCategorize(event)) throw new Problem('has_attendees');
}

/** Adds or removes the category; the others stay. @throws Problem `changed_meanwhile`, GraphError */
export async function setExcluded(mailbox: Mailbox, event: OutlookEvent, excluded: boolean): Promise<OutlookEvent> {
  if (isExcluded(event) === excluded) return event;
  const others = event.categories.filter((category) => category !== EXCLUDED_CATEGORY);
  const categories = excluded ? [...others, EXCLUDED_CATEGORY] : others;
  const { id, calendarId, etag } = event;
  if (etag === null) throw new Problem('changed_meanwhile');
  try {
    return await mailbox.updateEvent({ id, calendarId, etag }, { categories });
  } catch (error) {
    if (!(error instanceof GraphError) || error.code !== 'changed_meanwhile') throw error;
    throw new Problem('changed_meanwhile', {}, { cause: error });
  }
}
