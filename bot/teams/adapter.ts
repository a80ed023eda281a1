import { Application, TeamsAdapter } from '@microsoft/teams-ai';
import {
  ActivityTypes,
  CardFactory,
  MessageFactory,
  type Activity,
  type ConversationReference,
  type TurnContext,
} from 'botbuilder';
import { AuthenticationConstants, ClaimsIdentity, ServiceClientCredentialsFactory } from 'botframework-connector';
import type { Logger } from 'pino';
import type { Answer, Chat, Message, Turn } from '../turn.ts';
import { readTurn, type ReceivedActivity } from './activity.ts';
import { sendPatiently, toDeliveryError } from './delivery-errors.ts';

/** Microsoft's own for Teams: also what tokens for answering are asked for. */
const AUDIENCE = 'https://api.botframework.com';

/** The policy of @azure/core-client that tries again by itself, also for minutes. */
const RETRY_POLICY = 'defaultRetryPolicy';
const REQUEST_TIMEOUT_MS = 15_000;

type Credentials = Awaited<ReturnType<ServiceClientCredentialsFactory['createCredentials']>>;

export interface TeamsOptions {
  /** '' where nothing is signed: in the demo and the playground. */
  appId: string;
  /** null where nothing is signed. */
  getToken: (() => Promise<string>) | null;
  answer(turn: Turn): Promise<Answer>;
  now: () => number;
  log: Logger;
}

/** Teams through teams-ai and botbuilder. The caller has checked the token and whom the activity is answered to. */
export interface Teams {
  /** @returns status and body of the HTTP answer */
  receive(activity: ReceivedActivity): Promise<{ status: number; body?: unknown }>;
  /** @throws DeliveryError */
  post(chat: Chat, message: Message): Promise<string>;
}

/** Signs what is sent with the bot's token; botbuilder's own factories cannot be pointed at another sign-in address. */
class BotCredentials extends ServiceClientCredentialsFactory {
  constructor(private readonly getToken: TeamsOptions['getToken']) {
    super();
  }
  override isValidAppId = async (): Promise<boolean> => true;
  override isAuthenticationDisabled = async (): Promise<boolean> => this.getToken === null;
  override createCredentials = async (): Promise<Credentials> => ({
    signRequest: async (request) => {
      if (this.getToken) request.headers.set('authorization', `Bearer ${await this.getToken()}`);
      return request;
    },
  });
}

/** What is used of the client's pipeline, which botbuilder's types do not show. */
interface Pipeline {
  removePolicy(options: { name: string }): unknown;
  addPolicy(policy: {
    name: string;
    sendRequest: (request: { timeout: number }, next: (request: unknown) => unknown) => unknown;
  }): void;
}

/** Takes activities whose token was checked before, so that no second check can disagree with the first. */
class CheckedAdapter extends TeamsAdapter {
  constructor(credentials: ServiceClientCredentialsFactory) {
    super({}, credentials);
    const { botFrameworkAuthentication: authentication } = this;
    const createFactory = authentication.createConnectorFactory.bind(authentication);
    authentication.createConnectorFactory = (identity) => {
      const factory = createFactory(identity);
      const create = factory.create.bind(factory);
      factory.create = async (...parameters) => limit(await create(...parameters));
      return factory;
    };
  }

  async receiveChecked(appId: string, activity: Activity, logic: (context: TurnContext) => Promise<void>) {
    const claimsIdentity = this.createClaimsIdentity(appId);
    claimsIdentity.claims.push({ type: AuthenticationConstants.ServiceUrlClaim, value: activity.serviceUrl });
    const connectorFactory = this.botFrameworkAuthentication.createConnectorFactory(claimsIdentity);
    return await this.processActivity({ audience: AUDIENCE, claimsIdentity, connectorFactory }, activity, logic);
  }
}

/**
 * Whoever sends decides about trying again: only that side knows whether a message may come twice. Nobody waits for ever.
 */
function limit<Client extends object>(client: Client): Client {
  const { pipeline } = (client as unknown as { client: { pipeline: Pipeline } }).client;
  pipeline.removePolicy({ name: RETRY_POLICY });
  pipeline.addPolicy({
    name: 'lupaxTimeout',
    sendRequest: (request, next) => next(Object.assign(request, { timeout: REQUEST_TIMEOUT_MS })),
  });
  return client;
}

export function createTeams({ appId, getToken, answer, now, log }: TeamsOptions): Teams {
  const adapter = new CheckedAdapter(new BotCredentials(getToken));
  adapter.onTurnError = async (_context, error) => {
    throw error;
  };
  const app = new Application({ adapter, startTypingTimer: false, removeRecipientMention: false });

  app.adaptiveCards.actionExecute(/.*/, async (context) => {
    const turn = readTurn(context.activity as unknown as ReceivedActivity);
    if (!turn) return '';
    const { messages, replacement } = await answer(turn);
    for (const message of messages) await sendPatiently(() => context.sendActivity(toActivity(message)), now);
    // A card that everybody in a group sees changes for everybody.
    if (replacement && turn.chat.kind !== 'personal' && context.activity.replyToId) {
      await context.updateActivity({ ...toActivity(replacement), id: context.activity.replyToId });
    }
    // A text is shown for a moment; an empty one is no answer to Teams.
    return (replacement?.card ?? messages[0]?.text ?? '…') as never;
  });
  app.activity(
    async () => true,
    async (context) => {
      const turn = readTurn(context.activity as unknown as ReceivedActivity);
      if (!turn) return;
      const { messages, replacement } = await answer(turn);
      if (replacement && context.activity.replyToId) {
        await context.updateActivity({ ...toActivity(replacement), id: context.activity.replyToId });
      }
      for (const message of messages) await sendPatiently(() => context.sendActivity(toActivity(message)), now);
    },
  );

  return {
    async receive(activity) {
      try {
        const reply = await adapter.receiveChecked(appId, activity as unknown as Activity, async (context) => {
          await app.run(context);
        });
        return { status: reply?.status ?? 200, body: reply?.body };
      } catch (error) {
        // Teams would send the activity again, and what was done would be done twice.
        const { code, facts } = toDeliveryError(error, now());
        log.error({ err: error, code, status: facts.status }, 'an activity was not answered');
        return activity.type === ActivityTypes.Invoke
          ? {
              status: 200,
              body: { statusCode: 500, type: 'application/vnd.microsoft.error', value: { code, message: '' } },
            }
          : { status: 200 };
      }
    },
    async post(chat, message) {
      let id = '';
      try {
        const identity = new ClaimsIdentity(
          [AuthenticationConstants.AudienceClaim, AuthenticationConstants.AppIdClaim].map((type) => ({
            type,
            value: appId,
          })),
        );
        await adapter.continueConversationAsync(identity, toReference(chat), async (context) => {
          id = (await context.sendActivity(toActivity(message)))?.id ?? '';
        });
        return id;
      } catch (error) {
        throw toDeliveryError(error, now());
      }
    },
  };
}

function toActivity({ card, text }: Message): Partial<Activity> {
  const activity = MessageFactory.attachment(CardFactory.adaptiveCard(card));
  // Shown in notifications; `text` would be shown above the card, too.
  activity.summary = text;
  return activity;
}

const CONVERSATION_TYPES: Record<Chat['kind'], string> = {
  personal: 'personal',
  group: 'groupChat',
  channel: 'channel',
};

function toReference(chat: Chat): Partial<ConversationReference> {
  return {
    serviceUrl: chat.serviceUrl,
    channelId: chat.channelId,
    bot: { id: chat.botId, name: '' },
    user: { id: chat.memberId, name: '' },
    conversation: {
      id: chat.conversationId,
      isGroup: chat.kind !== 'personal',
      conversationType: CONVERSATION_TYPES[chat.kind],
      name: '',
    },
  };
}
