import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startApi } from '../helpers/api.ts';
import { startBotApi, type BotApi, type BotChat } from '../helpers/bot.ts';

let api: BotApi;
let chat: BotChat;
beforeAll(async () => {
  api = await startBotApi();
  chat = api.openChat(await api.setUp());
});
afterAll(() => api.stop());
beforeEach(() => void api.control.sent.splice(0));

const hello = (more: object = {}) => chat.base({ type: 'message', text: 'hallo', ...more });
const FOREIGN = 'https://attacker.example/teams/';

test.each([
  ['no token', null],
  ['no bearer', 'Basic abc'],
  ['no JWT', 'Bearer abc'],
  ['something like a JWT', 'Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln'],
  ['a token for another bot', { claims: { aud: '11111111-2222-4333-8444-555555555555' } }],
  ['a token of another issuer', { claims: { iss: 'https://sts.windows.net/evil/' } }],
  ['an unknown key', { key: 'unknown' }],
  ['a forged signature under a known key', { key: 'unknownWithKnownKid' }],
  ['HS256 with the public key as secret', { alg: 'HS256' }],
  ['no signature', { alg: 'none' }],
  ['an expired token', { expiresInSeconds: -3_000 }],
  ['a token that never expires', { claims: { exp: undefined } }],
  ['a token that is not valid yet', { claims: { nbf: Math.floor(Date.now() / 1000) + 3_000 } }],
  ['a token of another service', { claims: { serviceurl: FOREIGN } }],
  ['a token without a service', { claims: { serviceurl: undefined } }],
] as const)('%s: 401, and nothing is answered', async (_name, token) => {
  const answer = await api.send(hello(), token);
  expect(answer.status).toBe(401);
  expect(answer.body).toMatchObject({ code: 'unauthorized' });
  expect(api.control.sent).toEqual([]);
});

test('a token that checks out is answered, with the token of the bot', async () => {
  expect((await api.send(hello())).status).toBe(200);
  expect(api.control.sent).toHaveLength(1);
  expect(api.control.tokenRequests).toEqual([
    { path: '/botframework.com/oauth2/v2.0/token', clientId: api.control.appId },
  ]);
  await api.send(hello());
  expect(api.control.tokenRequests).toHaveLength(1);
});

test('an activity that names another address than its token is refused: nothing is ever posted there', async () => {
  for (const serviceUrl of [FOREIGN, `${api.control.serviceUrl}x/`, 'no address', '']) {
    expect((await api.send(hello({ serviceUrl }))).status).toBe(401);
  }
  expect(api.control.sent).toEqual([]);
});

test('a channel that the key may not speak for is refused', async () => {
  expect((await api.send(hello({ channelId: 'webchat' }))).status).toBe(401);
});

test('what is no activity is 422, what is no JSON 400, and both only with a good token', async () => {
  expect((await api.send({ text: 'hallo' })).status).toBe(422);
  expect((await api.send({ text: 'hallo' }, null)).status).toBe(401);
  const init = {
    headers: { authorization: `Bearer ${api.control.issueToken()}`, 'content-type': 'application/json' },
    body: '{',
  };
  const send = (more: object = {}) => fetch(`${api.url}/api/messages`, { method: 'POST', ...init, ...more });
  expect((await send()).status).toBe(400);
  expect((await send({ headers: { 'content-type': 'application/json' } })).status).toBe(401);
  expect((await fetch(`${api.url}/api/messages`)).status).toBe(405);
});

test('the same activity once more is carried out once', async () => {
  const activity = hello();
  await api.send(activity);
  await api.send(activity);
  expect(api.control.sent).toHaveLength(1);
});

test('of a tenant that nobody is linked in, nothing is kept, and the answer leads to the tab', async () => {
  const stranger = { objectId: '99999999-0000-4000-8000-000000000001', name: 'Fremde Person' };
  const strange = api.openChat(stranger, 'personal', '99999999-0000-4000-8000-00000000000a');
  const [card] = await strange.say('heute');
  expect(JSON.stringify(card)).toContain('https://teams.microsoft.com/l/entity/');
});

test('keys that cannot be read: 401, never 5xx', async () => {
  const blind = await startApi({
    env: { ...api.framework.env(), BOT_OPENID_METADATA_URL: 'http://127.0.0.1:9/keys' },
  });
  try {
    const answer = await blind.send('POST', '/api/messages', {
      headers: { authorization: `Bearer ${api.control.issueToken()}`, 'content-type': 'application/json' },
      body: JSON.stringify(hello()),
    });
    expect(answer.status).toBe(401);
  } finally {
    await blind.stop();
  }
});

test('without a registration the bot is off', async () => {
  const off = await startApi();
  try {
    const answer = await off.send('POST', '/api/messages', {
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(404);
  } finally {
    await off.stop();
  }
});
