import type { Settings, SettingsPatch } from '../../api/types.ts';

/**
 * Whether the next synchronisation may take entries away because of the change, so that it is shown before it is saved. A
 * shorter window takes nothing away: what leaves it stays where it is.
 */
export function takesAway(before: Settings, patch: SettingsPatch): boolean {
  if (before.includeProjects && patch.includeProjects === false) return true;
  if (before.includeFreeEvents && patch.includeFreeEvents === false) return true;
  const isOthersProjects = patch.projectsOf !== undefined && patch.projectsOf !== before.projectsOf;
  return before.includeProjects && isOthersProjects;
}
