import type { Logger } from 'pino';
import { isLoopback } from '../../server/config-values.ts';
import type { MessagesEndpoint } from '../../server/http/messages.ts';
import { activitySchema } from './activity.ts';
import type { Teams } from './adapter.ts';
import type { CheckedToken, TokenCheck } from './token.ts';

/** Teams sends an activity again when the answer is slow; it must not be carried out twice. */
const REMEMBERED_ACTIVITIES = 1_000;

export interface EndpointOptions {
  /** null: nothing is signed, and only programs on this machine are answered. */
  check: TokenCheck | null;
  /** Loads teams-ai with the first activity that may come in: a second and 100 MB. */
  loadTeams: () => Promise<Teams>;
  log: Logger;
}

/** What is vouched for where nothing is signed: any chat service on this machine. */
const UNSIGNED = 'unsigned';

/** `/api/messages`: who may speak to the bot, and whom it answers. */
export function createEndpoint({
  check,
  loadTeams,
  log,
}: EndpointOptions): MessagesEndpoint<CheckedToken | typeof UNSIGNED> {
  const seen = new Set<string>();

  function isRepeated(key: string): boolean {
    if (seen.has(key)) return true;
    seen.add(key);
    if (seen.size > REMEMBERED_ACTIVITIES) seen.delete(seen.values().next().value!);
    return false;
  }

  return {
    authorize: async (authorization) => (check ? await check(authorization) : UNSIGNED),
    async receive(token, body) {
      const parsed = activitySchema.safeParse(body);
      if (!parsed.success) return { refused: 'invalid_request' };
      const activity = parsed.data;
      if (!isAnswerable(activity, token)) {
        log.warn('an activity named another service than its token');
        return { refused: 'unauthorized' };
      }
      if (activity.id && activity.type !== 'invoke' && isRepeated(`${activity.conversation.id} ${activity.id}`)) {
        return { status: 200 };
      }
      return await (await loadTeams()).receive(activity);
    },
  };
}

/** The bot answers, with its own token, to the address the activity names: it has to be the one its token vouches for. */
function isAnswerable(
  { serviceUrl, channelId }: { serviceUrl: string; channelId?: string | undefined },
  token: CheckedToken | typeof UNSIGNED,
): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  if (token === UNSIGNED) return isLoopback(new URL(serviceUrl).hostname);
  const trim = (url: string): string => url.replace(/\/+$/, '');
  if (trim(serviceUrl) !== trim(token.serviceUrl)) return false;
  return token.endorsements === null || (channelId !== undefined && token.endorsements.includes(channelId));
}
