import type { UserDocument } from '../store/types.ts';

/** Calendars besides the default one that receive appointments: where copies are looked for by their marker. */
export function listTargets(document: UserDocument): string[] {
  const isTarget = new Set<string>(['to_outlook', 'both']);
  return listOthers(document).filter((id) => isTarget.has(document.get('calendars', id)!.direction));
}

/** Calendars besides the default one that may hold copies from whenever they received appointments. */
export function listOthers(document: UserDocument): string[] {
  return [...document.list('calendars').values()]
    .filter(({ isDefault, canEdit }) => !isDefault && canEdit)
    .map(({ id }) => id);
}
