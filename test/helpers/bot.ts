import { randomUUID } from 'node:crypto';
import { startBotSandbox, toMemberId } from '../sandbox/bot/index.ts';
import type { SentActivity, TokenChanges } from '../sandbox/bot/index.ts';
import { startApi, type ApiAnswer, type ApiOptions } from './api.ts';

const BOT_MEMBER = '28:lupax';
type ChatKind = 'personal' | 'groupChat' | 'channel';

/** The whole product with its bot, over the sandbox and a Bot Framework of its own. */
export async function startBotApi(options: ApiOptions = {}) {
  const framework = await startBotSandbox({ clock: { now: options.now ?? Date.now } });
  const api = await startApi({ ...options, env: { ...framework.env(), ...options.env } });
  const { control } = framework;

  /** Sends an activity as Teams would. */
  async function send(activity: object, token: TokenChanges | string | null = {}): Promise<ApiAnswer> {
    const authorization = typeof token === 'string' ? token : token && `Bearer ${control.issueToken(token)}`;
    return await api.send('POST', '/api/messages', {
      headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
      body: JSON.stringify(activity),
    });
  }

  /** A person's chat with the bot, alone or with others. */
  function openChat(person: { objectId: string; name: string }, kind: ChatKind = 'personal', tenantId = api.tenantId) {
    const conversationId = kind === 'personal' ? `a:${person.objectId}` : `19:${randomUUID()}@thread.v2`;
    const base = (more: object) => ({
      id: randomUUID(),
      timestamp: new Date().toISOString(),
      serviceUrl: control.serviceUrl,
      channelId: 'msteams',
      from: { id: toMemberId(person.objectId), name: person.name, aadObjectId: person.objectId },
      recipient: { id: BOT_MEMBER, name: 'Lupax' },
      conversation: { id: conversationId, conversationType: kind, tenantId, isGroup: kind !== 'personal' },
      channelData: { tenant: { id: tenantId } },
      locale: 'de-DE',
      ...more,
    });
    const received = (): SentActivity[] => control.sent.filter((sent) => sent.conversationId === conversationId);
    const cardOf = (sent: SentActivity | undefined) => sent?.activity.attachments?.[0]?.content;

    const chat = {
      conversationId,
      base,
      received,
      /** The last message's card. */
      card: () => cardOf(received().at(-1)),
      install: (action: 'add' | 'remove' = 'add') => send(base({ type: 'installationUpdate', action })),
      /** @returns the cards of the answer */
      async say(text: string, more: object = {}) {
        const before = received().length;
        const answer = await send(base({ type: 'message', text, ...more }));
        if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
        return received().slice(before).map(cardOf);
      },
      /** Presses a button. @returns the card that the pressed one turns into, or null */
      async press(verb: string, data: object = {}, more: object = {}) {
        const value = { action: { type: 'Action.Execute', verb, data: { ...data, verb } }, trigger: 'manual' };
        const answer = await send(
          base({ type: 'invoke', name: 'adaptiveCard/action', value, replyToId: received().at(-1)?.id, ...more }),
        );
        return answer.body?.type === 'application/vnd.microsoft.card.adaptive' ? answer.body.value : answer.body;
      },
      /** Presses the button of a card that bears this title, with what was entered. */
      async click(card: unknown, title: string | RegExp, inputs: object = {}) {
        const action = findActions(card).find((candidate) =>
          typeof title === 'string' ? candidate.title === title : title.test(candidate.title),
        );
        if (!action)
          throw new Error(
            `no button "${String(title)}" among ${findActions(card)
              .map((each) => each.title)
              .join(', ')}`,
          );
        return await chat.press(action.verb, { ...action.data, ...inputs });
      },
    };
    return chat;
  }

  return {
    ...api,
    get url() {
      return api.url;
    },
    framework,
    control,
    send,
    openChat,
    async stop() {
      await api.stop();
      await framework.stop();
    },
  };
}

export type BotApi = Awaited<ReturnType<typeof startBotApi>>;
export type BotChat = ReturnType<BotApi['openChat']>;

interface CardAction {
  type: string;
  title: string;
  verb: string;
  data: object;
  url?: string;
  card?: unknown;
}

/** Buttons of a card, those that others reveal included. */
export function findActions(card: unknown): CardAction[] {
  const { actions = [], body = [] } = (card ?? {}) as { actions?: CardAction[]; body?: unknown[] };
  return [...actions, ...actions.flatMap((action) => findActions(action.card)), ...body.flatMap(findActions)];
}

/** Everything a card shows, as one text. */
export function readCard(card: unknown): string {
  const texts: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      const entry = value as Record<string, unknown>;
      if (typeof entry['text'] === 'string') texts.push(entry['text']);
      if (typeof entry['title'] === 'string') texts.push(entry['title']);
      if (entry['type'] === undefined && typeof entry['value'] === 'string') texts.push(entry['value']);
      if (entry['type'] === 'Input.Text' && typeof entry['value'] === 'string') texts.push(entry['value']);
      for (const [key, part] of Object.entries(entry)) if (key !== 'data') walk(part);
    }
  };
  walk(card);
  return texts.join('\n');
}
