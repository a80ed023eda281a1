import { computeWindow } from '../sync/core/window.ts';
import { readSettings } from '../sync/choices.ts';
import type { Gates } from './gates.ts';
import type { AccountDeps, SignedInUser } from './types.ts';

export interface ProjectRef {
  id: number;
  title: string;
}

export interface ProjectsService {
  /**
   * Projects of the organisation within the user's window, by title; never what they are worth or for whom they are.
   * @param query words that all occur in the title, in any order and case; all projects without it
   */
  list(user: SignedInUser, query?: string): Promise<ProjectRef[]>;
}

export function createProjectsService(deps: Pick<AccountDeps, 'openSession' | 'now'>, gates: Gates): ProjectsService {
  return {
    async list(user, query = '') {
      const { document, link } = await gates.requireLink(user);
      const { lupax } = await deps.openSession(user, document);
      const { pastDays, futureDays } = readSettings(document);
      const window = computeWindow(deps.now(), pastDays, futureDays);
      const projects = await lupax.listProjects({ ...window, timeZone: link.timeZone });
      const words = query.toLocaleLowerCase('de').split(/\s+/);
      return projects
        .filter(({ title }) => words.every((word) => title.toLocaleLowerCase('de').includes(word)))
        .map(({ id, title }) => ({ id, title }))
        .sort((a, b) => a.title.localeCompare(b.title, 'de'));
    },
  };
}
