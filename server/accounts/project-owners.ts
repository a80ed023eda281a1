import { computeWindow } from '../sync/core/window.ts';
import { createDefaultSettings } from '../store/defaults.ts';
import type { Gates } from './gates.ts';
import type { AccountDeps, SignedInUser } from './types.ts';

/** A Lupax user whose projects can be shown. */
export interface ProjectOwner {
  id: number;
  name: string;
}

export interface ProjectOwnersService {
  /** Whoever is responsible for a project within the user's window, by name. @throws SessionError, LupaxError */
  list(user: SignedInUser): Promise<ProjectOwner[]>;
}

/** Lupax has no list of its users; its projects name those who are responsible for them. */
export function createProjectOwnersService(
  deps: Pick<AccountDeps, 'openSession' | 'now'>,
  gates: Gates,
): ProjectOwnersService {
  return {
    async list(user) {
      const { document, link } = await gates.requireLink(user);
      const { pastDays, futureDays } = document.get('settings', 'self') ?? createDefaultSettings();
      const { lupax } = await deps.openSession(user, document);
      const window = computeWindow(deps.now(), pastDays, futureDays);
      const projects = await lupax.listProjects({ ...window, timeZone: link.timeZone });
      const names = new Map<number, string>();
      for (const { responsible } of projects) {
        if (responsible) names.set(responsible.id, `${responsible.firstName} ${responsible.lastName}`.trim());
      }
      return [...names].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name));
    },
  };
}
