import type { MeetingRecord, Slot } from '../../server/meetings/draft.ts';

/** What comes next: work that needs no answer, a question, the confirmation, or an end. */
export type Step =
  | { kind: 'look_up' }
  | { kind: 'find_time' }
  | { kind: 'create' }
  | { kind: 'ask_people' }
  | { kind: 'choose_person'; index: number }
  | { kind: 'name_person'; index: number }
  | { kind: 'ask_time' }
  | { kind: 'no_time' }
  | { kind: 'choose_time' }
  | { kind: 'confirm'; slot: Slot }
  | { kind: 'result' }
  | { kind: 'ask_cancel' }
  | { kind: 'cancelled' }
  | { kind: 'dropped' };

/** The next step of a booking, from what is known by now. Nothing but a confirmation leads to `create`. */
export function decideStep(draft: MeetingRecord): Step {
  if (draft.state === 'created') return { kind: 'result' };
  if (draft.state === 'confirmed') return { kind: 'create' };
  if (draft.state === 'cancelled' || draft.state === 'dropped') return { kind: draft.state };
  if (draft.people.length === 0) return { kind: 'ask_people' };
  if (draft.people.some(({ state }) => state === 'open')) return { kind: 'look_up' };
  const index = draft.people.findIndex(({ state }) => state !== 'known');
  if (index >= 0) return { kind: draft.people[index]!.state === 'choose' ? 'choose_person' : 'name_person', index };
  if (draft.when.kind === 'none') return { kind: 'ask_time' };
  if (draft.slot) return { kind: 'confirm', slot: draft.slot };
  if (!draft.availability) return { kind: 'find_time' };
  return { kind: draft.availability.proposals.length > 0 ? 'choose_time' : 'no_time' };
}
