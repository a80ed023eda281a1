import type { Logger } from 'pino';
import type { Accounts } from '../server/accounts/index.ts';
import type { Config } from '../server/config.ts';
import { writeTabLink, type LinkTab } from '../server/deep-links.ts';
import type { MessagesEndpoint } from '../server/http/messages.ts';
import type { MeetingService } from '../server/meetings/service.ts';
import type { ReminderActions } from '../server/reminders/actions.ts';
import type { DeliverNotice } from '../server/reminders/delivery.ts';
import type { Store } from '../server/store/types.ts';
import type { OpenLupax } from '../server/sync/session.ts';
import type { SyncService } from '../server/sync/types.ts';
import { createAnswerer } from './answer.ts';
import { createChatRegistry } from './chats.ts';
import { writeNotice } from './cards/reminder.ts';
import { createBooking } from './dialogue/booking.ts';
import { createProjectSetter } from './dialogue/after-booking.ts';
import { createConnectorTokens } from './teams/connector-token.ts';
import { createEndpoint } from './teams/endpoint.ts';
import type { Teams } from './teams/adapter.ts';
import { createTokenCheck, DEFAULT_METADATA_URL } from './teams/token.ts';
import { understandDetails, understandSentence } from './understand/understand.ts';

export interface BotDeps {
  config: Pick<Config, 'mode' | 'bot' | 'botOpenIdMetadataUrl' | 'botLoginUrl' | 'publicUrl' | 'teamsAppId'>;
  store: Store;
  accounts: Accounts;
  sync: SyncService;
  openLupax: OpenLupax;
  meetings: MeetingService;
  reminders: ReminderActions;
  now: () => number;
  log: Logger;
}

export interface Bot {
  endpoint: MessagesEndpoint;
  deliver: DeliverNotice;
}

/**
 * The bot, or null where it is off: without a registration it only answers in the demo, which listens on loopback.
 */
export function createBot(deps: BotDeps): Bot | null {
  const { config, store, now, log } = deps;
  const { bot } = config;
  if (!bot && config.mode !== 'demo') return null;
  const linkTab = describeTabLinks(config);
  const chats = createChatRegistry({ store, now });
  const booking = createBooking({
    meetings: deps.meetings,
    understandDetails,
    onBooked: createProjectSetter({ sync: deps.sync, store, pane: deps.accounts.pane, log }),
    now,
  });
  const answer = createAnswerer({ ...deps, chats, booking, understand: understandSentence, linkTab });

  let loading: Promise<Teams> | null = null;
  const loadTeams = (): Promise<Teams> =>
    (loading ??= import('./teams/adapter.ts').then(({ createTeams }) => {
      const getToken = bot
        ? createConnectorTokens({
            appId: bot.id,
            password: bot.password ?? '',
            tenantId: bot.tenantId,
            loginUrl: config.botLoginUrl,
            now,
          })
        : null;
      return createTeams({ appId: bot?.id ?? '', getToken, answer, now, log });
    }));
  const check = bot
    ? createTokenCheck({ appId: bot.id, metadataUrl: config.botOpenIdMetadataUrl ?? DEFAULT_METADATA_URL, now, log })
    : null;

  return {
    endpoint: createEndpoint({ check, loadTeams, log }) as MessagesEndpoint,
    async deliver(_user, chat, notice) {
      const { conversationId, serviceUrl, channelId, botId, memberId } = chat;
      const to = { kind: 'personal', conversationId, serviceUrl, channelId, botId, memberId } as const;
      return await (await loadTeams()).post(to, writeNotice(notice, linkTab));
    },
  };
}

/** The app's tab in Teams; in the demo, which Teams does not know, the page that stands in for it (test/demo/host). */
function describeTabLinks({ mode, publicUrl, teamsAppId }: BotDeps['config']): LinkTab {
  if (mode === 'demo') return (view) => (view === undefined ? publicUrl : `${publicUrl}/?view=${view}`);
  return (view) => writeTabLink(teamsAppId, publicUrl, view);
}
