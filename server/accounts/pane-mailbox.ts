import { GraphError } from '../graph/errors.ts';
import type { Mailbox } from '../graph/types.ts';

/** What the appointment pane needs of the mailbox. Every call rejects with a GraphError when it fails. */
export interface PaneMailbox {
  /** Immutable ids of REST ids, by REST id; ids that Exchange does not know are left out. */
  translateIds(restIds: string[]): Promise<Map<string, string>>;
  /** null when there is no such event. */
  readCategories(eventId: string): Promise<string[] | null>;
  setCategories(eventId: string, categories: string[]): Promise<void>;
}

/** A mailbox that can also translate ids and write an event's categories. */
export type CapableMailbox = Mailbox & Partial<Pick<PaneMailbox, 'translateIds' | 'setCategories'>>;

export function toPaneMailbox(mailbox: CapableMailbox): PaneMailbox {
  return {
    translateIds: async (restIds) => (await mailbox.translateIds?.(restIds)) ?? new Map(),
    async readCategories(eventId) {
      const found = (await mailbox.lookUpEvents([eventId])).get(eventId);
      return found?.found ? found.event.categories : null;
    },
    async setCategories(eventId, categories) {
      if (!mailbox.setCategories) throw new GraphError('refused', 'this mailbox cannot write categories');
      await mailbox.setCategories(eventId, categories);
    },
  };
}
