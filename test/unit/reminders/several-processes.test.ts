import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createSending } from '../../../server/reminders/sending.ts';
import type { BotChatRecord, ReminderRecord } from '../../../server/store/types.ts';
import { createPostgres } from '../store/postgres-place.ts';
import { ANNA } from '../store/sample-records.ts';

const NOW = Date.parse('2026-11-27T09:00:00Z');
const REMINDERS = 6;
const RECORD: ReminderRecord = {
  kind: 'task',
  itemId: 1,
  title: 'Angebot',
  at: null,
  location: '',
  url: 'https://lupax.example/1',
  plannedAt: new Date(NOW).toISOString(),
  snoozed: false,
  state: 'waiting',
  claim: null,
  attempts: 0,
  retryAt: null,
  reason: null,
  messageId: null,
  updatedAt: new Date(NOW).toISOString(),
};
const CHAT: BotChatRecord = {
  conversationId: 'c',
  serviceUrl: 'https://teams.example',
  channelId: 'msteams',
  botId: 'b',
  memberId: 'm',
  language: 'de',
  since: new Date(NOW).toISOString(),
  reachable: true,
};

it('processes that look at the same reminders at the same time post each of them once', async () => {
  const under = await createPostgres();
  const stores = [under.store, await under.openOther(), await under.openOther()];
  const keys = Array.from({ length: REMINDERS }, (_none, n) => `task-${n}`);
  const document = await under.store.openUser(ANNA);
  await document.commit([
    { collection: 'bot', key: 'self', value: CHAT },
    ...keys.map((key) => ({ collection: 'reminders' as const, key, value: RECORD })),
  ]);

  const posted: string[] = [];
  const look = async (store: (typeof stores)[number]): Promise<void> => {
    const sending = createSending({
      deliver: async (_user, _chat, { reminders }) => {
        posted.push(...reminders.map(({ key }) => key));
        return 'message';
      },
      now: () => NOW,
      log: pino({ level: 'silent' }),
    });
    const own = await store.openUser(ANNA);
    for (const key of keys) {
      const reminders = [{ key, ...own.get('reminders', key)! }];
      await sending.send(ANNA, own, CHAT, { reminders, now: NOW, timeZone: 'Europe/Berlin', language: 'de' } as never);
    }
  };
  await Promise.all(stores.map(look));

  expect(posted.sort()).toEqual(keys);
  const states = [...(await under.store.openUser(ANNA)).list('reminders').values()].map(({ state }) => state);
  expect(new Set(states)).toEqual(new Set(['posted']));
  for (const store of stores.slice(1)) await store.close();
  await under.destroy();
});
