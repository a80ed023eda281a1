import type { Store, UserId } from '../server/store/types.ts';
import { commitChanges } from '../server/sync/update-record.ts';
import type { Turn } from './turn.ts';

/** The personal chats that reminders go to. */
export interface ChatRegistry {
  /** Whether a Lupax organisation is bound to the tenant: of others, nothing is kept and nobody is linked. */
  isKnownTenant(tenantId: string): Promise<boolean>;
  remember(turn: Turn): Promise<void>;
  /** The app was removed: no reminders any more. */
  forget(user: UserId): Promise<void>;
}

export function createChatRegistry(deps: {
  store: Pick<Store, 'openUser' | 'listOrganizations' | 'listUsers'>;
  now: () => number;
}): ChatRegistry {
  const { store, now } = deps;
  return {
    async isKnownTenant(tenantId) {
      const isSame = (other: string): boolean => other.toLowerCase() === tenantId.toLowerCase();
      // Where Microsoft 365 is not set up yet, people may be linked all the same.
      if ((await store.listOrganizations()).some((organization) => isSame(organization.tenantId))) return true;
      return (await store.listUsers()).some((user) => isSame(user.tenantId));
    },

    async remember({ sender, chat, language }) {
      const document = await store.openUser(sender);
      const before = document.get('bot', 'self');
      const { conversationId, serviceUrl, channelId, botId, memberId } = chat;
      const since = before?.reachable ? before.since : new Date(now()).toISOString();
      const value = { conversationId, serviceUrl, channelId, botId, memberId, language, since, reachable: true };
      if (JSON.stringify(value) !== JSON.stringify(before))
        await commitChanges(document, () => [{ collection: 'bot', key: 'self', value }]);
    },

    async forget(user) {
      const document = await store.openUser(user);
      await commitChanges(document, () =>
        document.get('bot', 'self') ? [{ collection: 'bot', key: 'self', value: null }] : [],
      );
    },
  };
}
