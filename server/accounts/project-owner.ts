import type { LupaxSession } from '../lupax/types.ts';
import type { LinkRecord, Settings, UserDocument } from '../store/types.ts';
import { computeWindow } from '../sync/core/window.ts';

/** People rarely get another name, and a list of projects is long. */
const REMEMBER_MS = 60 * 60 * 1000;

export type FindProjectOwner = (
  document: UserDocument,
  session: { lupax: LupaxSession },
  /** Those that are stored when left out. */
  settings?: Settings,
) => Promise<number | null>;

/**
 * The Lupax user whose projects are shown: the one in the settings, else the signed-in one; where Lupax does not say who
 * that is, the one person responsible for a project who bears the user's first and last name.
 * @returns a function that answers null when nobody, or more than one, is called so
 */
export function createProjectOwnerFinder(now: () => number): FindProjectOwner {
  const remembered = new WeakMap<UserDocument, { name: string; owner: number | null; untilMs: number }>();

  return async (document, { lupax }, settings = document.get('settings', 'self')) => {
    const link = document.get('link', 'self');
    if (settings?.projectsOf != null) return settings.projectsOf;
    if (!settings || !link || link.lupaxUserId !== null) return link?.lupaxUserId ?? null;
    const name = normalizeName(link.user.name);
    const known = remembered.get(document);
    if (known?.name === name && known.untilMs > now()) return known.owner;
    const window = computeWindow(now(), settings.pastDays, settings.futureDays);
    const owner = await findByName(lupax, window, link, name);
    remembered.set(document, { name, owner, untilMs: now() + REMEMBER_MS });
    return owner;
  };
}

async function findByName(
  lupax: LupaxSession,
  window: { start: string; end: string },
  link: LinkRecord,
  name: string,
): Promise<number | null> {
  const projects = await lupax.listProjects({ ...window, timeZone: link.timeZone });
  const ids = new Set(
    projects.flatMap(({ responsible }) =>
      responsible && normalizeName(`${responsible.firstName} ${responsible.lastName}`) === name ? [responsible.id] : [],
    ),
  );
  const [id] = ids;
  return ids.size === 1 && id !== undefined ? id : null;
}

/** Directories also write "Beispiel, Anna". */
function normalizeName(name: string): string {
  const [last, first] = name.split(',');
  const ordered = first === undefined ? name : `${first} ${last}`;
  return ordered.normalize('NFC').toLowerCase().split(/\s+/).filter(Boolean).join(' ');
}
