import { z } from 'zod';
import { isGuid } from '../../server/config-values.ts';
import type { Chat, ChatKind, MentionedPerson, Turn } from '../turn.ts';

/** What is read of an activity (https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference). */
export const activitySchema = z.looseObject({
  type: z.string(),
  id: z.string().optional(),
  serviceUrl: z.string(),
  channelId: z.string().optional(),
  conversation: z.looseObject({
    id: z.string(),
    conversationType: z.string().nullish(),
    isGroup: z.boolean().nullish(),
    tenantId: z.string().nullish(),
  }),
});
export type ReceivedActivity = z.output<typeof activitySchema>;

const partsSchema = z.looseObject({
  from: z.looseObject({ id: z.string(), name: z.string().nullish(), aadObjectId: z.string().nullish() }),
  recipient: z.looseObject({ id: z.string() }),
  channelData: z.looseObject({ tenant: z.looseObject({ id: z.string() }).nullish() }).nullish(),
  text: z.string().nullish(),
  locale: z.string().nullish(),
  name: z.string().nullish(),
  action: z.string().nullish(),
  membersAdded: z.array(z.looseObject({ id: z.string() })).nullish(),
  value: z.unknown().optional(),
  entities: z.array(z.looseObject({ type: z.string() })).nullish(),
});

const KINDS: Record<string, ChatKind> = { personal: 'personal', groupchat: 'group', channel: 'channel' };

/**
 * The turn that an activity is.
 * @returns null for what the bot has nothing to say to: other events, or a sender who is nobody of a tenant
 */
export function readTurn(activity: ReceivedActivity): Turn | null {
  const parsed = partsSchema.safeParse(activity);
  if (!parsed.success) return null;
  const parts = parsed.data;
  const tenantId = parts.channelData?.tenant?.id ?? activity.conversation.tenantId ?? '';
  const objectId = parts.from.aadObjectId ?? '';
  if (!isGuid(tenantId) || !isGuid(objectId)) return null;
  const common = {
    sender: { tenantId: tenantId.toLowerCase(), objectId: objectId.toLowerCase(), name: parts.from.name ?? '' },
    chat: readChat(activity, parts),
    language: readLanguage(parts.locale),
  };
  if (activity.type === 'message') {
    const pressed = parts.value;
    // Action.Submit of hosts that do not know Action.Execute.
    if (!parts.text && isObject(pressed)) return { ...common, kind: 'action', ...readAction(pressed) };
    return {
      ...common,
      kind: 'message',
      text: parts.text ?? '',
      mentions: readMentions(parts.entities ?? [], parts.recipient.id),
    };
  }
  if (activity.type === 'invoke' && parts.name === 'adaptiveCard/action') {
    const action = isObject(parts.value) && isObject(parts.value['action']) ? parts.value['action'] : {};
    const data = isObject(action['data']) ? action['data'] : {};
    return { ...common, kind: 'action', verb: String(action['verb'] ?? data['verb'] ?? ''), data };
  }
  if (activity.type === 'installationUpdate') {
    return { ...common, kind: parts.action?.startsWith('remove') ? 'uninstalled' : 'installed' };
  }
  // Teams says both when the app is installed; other channels only this.
  const isBotNew = parts.membersAdded?.some(({ id }) => id === parts.recipient.id) === true;
  return activity.type === 'conversationUpdate' && isBotNew ? { ...common, kind: 'installed' } : null;
}

function readAction(data: Record<string, unknown>): { verb: string; data: Record<string, unknown> } {
  return { verb: String(data['verb'] ?? ''), data };
}

function readChat(activity: ReceivedActivity, parts: z.output<typeof partsSchema>): Chat {
  const { conversation, serviceUrl } = activity;
  const kind =
    KINDS[(conversation.conversationType ?? '').toLowerCase()] ?? (conversation.isGroup ? 'group' : 'personal');
  return {
    kind,
    conversationId: conversation.id,
    serviceUrl,
    channelId: activity.channelId ?? 'msteams',
    botId: parts.recipient.id,
    memberId: parts.from.id,
  };
}

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-messages */
function readMentions(entities: { type: string; [key: string]: unknown }[], botId: string): MentionedPerson[] {
  return entities.flatMap((entity) => {
    const who = entity['mentioned'];
    if (entity.type !== 'mention' || !isObject(who)) return [];
    const id = String(who['id'] ?? '');
    const name = String(who['name'] ?? '');
    const aadObjectId = typeof who['aadObjectId'] === 'string' ? who['aadObjectId'] : null;
    return [{ text: String(entity['text'] ?? `<at>${name}</at>`), name, id: aadObjectId ?? id, isBot: id === botId }];
  });
}

function readLanguage(locale: string | null | undefined): 'de' | 'en' | null {
  if (!locale) return null;
  return /^de\b/i.test(locale) ? 'de' : 'en';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
