import { Problem } from '../problems.ts';
import type { Collection, LinkRecord, UserDocument, UserId } from '../store/types.ts';
import { findObstacle } from '../sync/find-obstacle.ts';
import type { Obstacle } from '../sync/obstacles.ts';
import type { Gates } from './gates.ts';
import type { AccountDeps, SignedInUser } from './types.ts';
import type { WithUserLock } from '../store/user-locks.ts';

const COLLECTIONS: Collection[] = [
  'settings',
  'feed',
  'calendars',
  'subscriptions',
  'pairs',
  'runs',
  'attention',
  'bot',
  'reminders',
  'meetings',
];

/** What keeps a user's synchronisation from going on by itself; null when nothing does. */
export type WaitsFor = Obstacle | 'first_sync' | 'paused' | 'approval' | null;

export interface AdminUserView {
  objectId: string;
  email: string;
  state: LinkRecord['state'];
  lastSuccessAt: string | null;
  waitsFor: WaitsFor;
}

export interface AdminUsersService {
  /** The linked users of the administrator's organisation. Never titles. */
  list(admin: SignedInUser): Promise<AdminUserView[]>;
  /** All that is stored about the user; secrets are left out. @throws Problem `not_found` */
  exportData(admin: SignedInUser, objectId: string): Promise<Record<string, unknown>>;
  /** @throws Problem `not_found` */
  deleteData(admin: SignedInUser, objectId: string): Promise<void>;
}

export function createAdminUsersService(
  deps: Pick<AccountDeps, 'store' | 'sync' | 'subscriptions'>,
  parts: { gates: Gates; withLock: WithUserLock },
): AdminUsersService {
  const { store } = deps;

  async function* listMembers(
    admin: SignedInUser,
  ): AsyncGenerator<{ id: UserId; document: UserDocument; link: LinkRecord }> {
    const { link: own } = await parts.gates.requireLink(admin);
    for (const id of await store.listUsers()) {
      const document = await store.openUser(id);
      const link = document.get('link', 'self');
      if (link?.organization.id === own.organization.id) yield { id, document, link };
    }
  }

  async function findMember(admin: SignedInUser, objectId: string) {
    for await (const member of listMembers(admin)) {
      if (member.id.objectId === objectId.toLowerCase()) return member;
    }
    throw new Problem('not_found');
  }

  return {
    async list(admin) {
      const users: AdminUserView[] = [];
      for await (const { id, document, link } of listMembers(admin)) {
        const organization = await store.getOrganization(link.organization.id);
        const { state, lastSuccessAt } = link;
        const waitsFor = findObstacle(document, organization) ?? findPause(document, link);
        users.push({ objectId: id.objectId, email: link.user.email, state, lastSuccessAt, waitsFor });
      }
      return users.sort((a, b) => a.email.localeCompare(b.email));
    },

    async exportData(admin, objectId) {
      const { id, document, link } = await findMember(admin, objectId);
      const { token: _token, ...safeLink } = link;
      const records = COLLECTIONS.map((collection) => [collection, listRecords(document, collection)]);
      return { user: id, link: safeLink, ...Object.fromEntries(records) };
    },

    async deleteData(admin, objectId) {
      const { id } = await findMember(admin, objectId);
      await parts.withLock(id, async () => {
        await deps.sync.settle(id);
        await deps.subscriptions.drop(id);
        await store.deleteUser(id);
      });
    },
  };
}

function listRecords(document: UserDocument, collection: Collection): unknown {
  if (collection === 'settings' || collection === 'feed' || collection === 'bot')
    return document.get(collection, 'self') ?? null;
  // Before-images for undoing are encrypted: as they stand they tell nobody anything.
  if (collection === 'runs') return [...document.list('runs').values()];
  return [...document.list(collection).values()];
}

/** What the user alone has to do. */
function findPause(document: UserDocument, link: LinkRecord): WaitsFor {
  if (document.get('settings', 'self')?.paused) return 'paused';
  if (!link.started) return 'first_sync';
  const waiting = [...document.list('runs').values()].some(({ state }) => state === 'waiting_for_approval');
  return waiting ? 'approval' : null;
}
