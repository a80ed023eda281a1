import type { Settings, SettingsPatch } from '../../api/types.ts';

/**
 * Whether the next synchronisation would take entries away because of the change, so that it is shown first. A shorter
 * window is none: what leaves it stays where it is.
 * @returns what takes the change back; null when nothing goes
 */
export function findWayBack(before: Settings, after: Settings): SettingsPatch | null {
  if (before.includeProjects && !after.includeProjects) return { includeProjects: true };
  if (before.includeFreeEvents && !after.includeFreeEvents) return { includeFreeEvents: true };
  const isOthersProjects = before.includeProjects && after.includeProjects && before.projectsOf !== after.projectsOf;
  return isOthersProjects ? { projectsOf: before.projectsOf } : null;
}
