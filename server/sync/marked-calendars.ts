import type { UserDocument } from '../store/types.ts';
import type { RunContext } from './context.ts';
import { isTarget } from './core/direction.ts';

/** Calendars besides the default one that receive appointments: where copies are looked for by their marker. */
export function listTargets({ document, choices }: Pick<RunContext, 'document' | 'choices'>): string[] {
  return listOthers(document).filter((id) => isTarget(choices.directions.get(id) ?? 'off'));
}

/** Calendars besides the default one that may hold copies from whenever they received appointments. */
export function listOthers(document: UserDocument): string[] {
  return [...document.list('calendars').values()]
    .filter(({ isDefault, canEdit }) => !isDefault && canEdit)
    .map(({ id }) => id);
}
