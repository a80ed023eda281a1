import { GraphError } from '../graph/errors.ts';
import type { Mailbox } from '../graph/types.ts';
import { Problem } from '../problems.ts';
import type { OutlookEvent } from '../sync/core/outlook-event.ts';
import { EXCLUDED_CATEGORY } from '../sync/core/marker.ts';

/** A mailbox that may also be able to translate ids. */
export type PaneMailbox = Mailbox & {
  /** Immutable ids of REST ids, by REST id; ids that Exchange does not know are left out. */
  translateIds?(restIds: string[]): Promise<Map<string, string>>;
};

/** Office.js writes ids in plain base64; in REST ids `/` is `-` and `+` is `_` (learn.microsoft.com/javascript/api/outlook/office.mailbox, convertToRestId). */
export function toRestId(id: string): string {
  return id.replaceAll('/', '-').replaceAll('+', '_');
}

/**
 * The event as Outlook shows it now; its `id` is the immutable one, whatever id was asked for.
 * @throws Problem `not_found`, GraphError
 */
export async function readPaneEvent(mailbox: PaneMailbox, id: string): Promise<OutlookEvent> {
  const event = await lookUp(mailbox, id);
  if (event) return event;
  const translated = (await mailbox.translateIds?.([id]))?.get(id);
  const found = translated === undefined || translated === id ? null : await lookUp(mailbox, translated);
  if (!found) throw new Problem('not_found');
  return found;
}

async function lookUp(mailbox: PaneMailbox, id: string): Promise<OutlookEvent | null> {
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

/** Adds or removes the category; the others stay. @throws Problem `changed_meanwhile`, GraphError */
export async function setExcluded(mailbox: PaneMailbox, event: OutlookEvent, excluded: boolean): Promise<OutlookEvent> {
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
