import express from 'express';
import type { Request, Response } from 'express';
import { createHash, randomUUID } from 'node:crypto';
import { createKeyRing, createSigningKey } from '../entra/keys.ts';
import type { SigningKey } from '../entra/keys.ts';
import { decodeJwt, signJwt, verifyJwtSignature } from '../entra/jwt.ts';
import type { Clock } from '../web/clock.ts';
import { createFaults } from '../web/faults.ts';
import type { FaultControl } from '../web/faults.ts';
import { listenOnLoopback } from '../web/listen.ts';

const ISSUER = 'https://api.botframework.com';
const TOKEN_SECONDS = 3_600;

/** What the bot sent, as the Connector received it. */
export interface SentActivity {
  conversationId: string;
  id: string;
  /** Whether it replaced an activity that was there. */
  isUpdate: boolean;
  // The tests say what they expect of it.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  activity: any;
  at: number;
  /** Whether whoever sent it was still there for the answer. */
  isAnswered: boolean;
}

/** How the token of an activity differs from a good one. */
export interface TokenChanges {
  claims?: Record<string, unknown>;
  key?: 'published' | 'unknown' | 'unknownWithKnownKid';
  alg?: 'RS256' | 'HS256' | 'none';
  expiresInSeconds?: number;
}

export interface BotSandboxControl {
  /** The bot's registration. */
  readonly appId: string;
  readonly password: string;
  /** Where activities say they come from. */
  readonly serviceUrl: string;
  /** A token as Teams sends it along. */
  issueToken(changes?: TokenChanges): string;
  /** What the bot sent so far, oldest first. */
  readonly sent: SentActivity[];
  /** Tokens that the bot asked for. */
  readonly tokenRequests: { path: string; clientId: string }[];
  /** Conversations the bot is not in (any more): 403. */
  readonly closed: Set<string>;
  readonly faults: FaultControl;
  /** What is received is recorded at once and answered that much later. */
  answerDelayMs: number;
}

export interface BotSandbox {
  readonly url: string;
  readonly control: BotSandboxControl;
  env(): Record<'BOT_ID' | 'SECRET_BOT_PASSWORD' | 'BOT_OPENID_METADATA_URL' | 'BOT_LOGIN_URL', string>;
  stop(): Promise<void>;
}

/** The Bot Framework as far as a bot in Teams meets it: sign-in, published keys and Connector, on loopback. */
export async function startBotSandbox({ port = 0, clock }: { port?: number; clock: Clock }): Promise<BotSandbox> {
  const keys = createKeyRing();
  const { control: faults, middleware } = createFaults();
  const appId = randomUUID();
  const password = `bot~${randomUUID()}`;
  const sent: SentActivity[] = [];
  const tokenRequests: { path: string; clientId: string }[] = [];
  const closed = new Set<string>();
  let unknown: SigningKey | undefined;
  let origin = '';
  const serviceUrl = (): string => `${origin}/teams/`;
  const nowSeconds = (): number => Math.floor(clock.now() / 1000);

  const app = express();
  app.use(express.json({ limit: '1mb' }), express.urlencoded({ extended: false }));
  app.get('/v1/.well-known/openidconfiguration', (_request, response) => {
    response.json({
      issuer: ISSUER,
      authorization_endpoint: 'https://invalid.botframework.com',
      jwks_uri: `${origin}/v1/.well-known/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    });
  });
  app.get('/v1/.well-known/keys', (_request, response) => {
    response.json({ keys: keys.publishedJwks().keys.map((key) => ({ ...key, endorsements: ['msteams'] })) });
  });

  app.post('/:tenant/oauth2/v2.0/token', (request, response) => {
    const { client_id: clientId, client_secret: secret, grant_type: grant } = request.body as Record<string, string>;
    tokenRequests.push({ path: request.path, clientId: clientId ?? '' });
    if (grant !== 'client_credentials' || clientId !== appId || secret !== password) {
      response
        .status(401)
        .json({ error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret.' });
      return;
    }
    const times = { iat: nowSeconds(), nbf: nowSeconds(), exp: nowSeconds() + TOKEN_SECONDS };
    const token = signJwt({ aud: ISSUER, iss: `${origin}/bot`, appid: appId, ...times }, keys.current());
    response.json({ token_type: 'Bearer', expires_in: TOKEN_SECONDS, access_token: token });
  });

  /** @returns whether the call may go on */
  function admit(request: Request, response: Response): boolean {
    const jwt = decodeJwt((request.headers.authorization ?? '').replace(/^Bearer /, ''));
    const key = jwt && keys.find(jwt.header.kid ?? '');
    const isGood =
      jwt &&
      key &&
      verifyJwtSignature(jwt, key.publicKey) &&
      jwt.claims['aud'] === ISSUER &&
      jwt.claims['appid'] === appId;
    if (!isGood) {
      response.status(401).json({ error: { code: 'Unauthorized', message: 'Authorization has been denied.' } });
      return false;
    }
    if (closed.has(String(request.params['conversation']))) {
      response
        .status(403)
        .json({ error: { code: 'BotNotInConversationRoster', message: 'The bot is not part of it.' } });
      return false;
    }
    return true;
  }

  function record(request: Request, response: Response, id: string, isUpdate: boolean): void {
    if (!admit(request, response)) return;
    const conversationId = String(request.params['conversation']);
    const received = { conversationId, id, isUpdate, activity: request.body, at: clock.now(), isAnswered: false };
    sent.push(received);
    response.on('finish', () => (received.isAnswered = true));
    const answer = (): unknown => !response.destroyed && response.status(isUpdate ? 200 : 201).json({ id });
    if (control.answerDelayMs > 0) setTimeout(answer, control.answerDelayMs);
    else answer();
  }
  const activities = '/teams/v3/conversations/:conversation/activities';
  app.use('/teams', middleware);
  app.post(activities, (request, response) => record(request, response, randomUUID(), false));
  app.post(`${activities}/:activity`, (request, response) => record(request, response, randomUUID(), false));
  app.put(`${activities}/:activity`, (request, response) => record(request, response, request.params.activity, true));

  const server = await listenOnLoopback(app, port);
  origin = server.origin;

  const control: BotSandboxControl = {
    appId,
    password,
    get serviceUrl() {
      return serviceUrl();
    },
    issueToken({ claims = {}, key = 'published', alg = 'RS256', expiresInSeconds = TOKEN_SECONDS } = {}) {
      const signing =
        key === 'published'
          ? keys.current()
          : key === 'unknown'
            ? (unknown ??= createSigningKey())
            : { ...(unknown ??= createSigningKey()), kid: keys.current().kid };
      const nbf = nowSeconds() - TOKEN_SECONDS;
      const exp = nowSeconds() + expiresInSeconds;
      return signJwt({ iss: ISSUER, aud: appId, serviceurl: serviceUrl(), nbf, exp, ...claims }, signing, alg);
    },
    sent,
    tokenRequests,
    closed,
    faults,
    answerDelayMs: 0,
  };
  return {
    url: origin,
    control,
    env: () => ({
      BOT_ID: appId,
      SECRET_BOT_PASSWORD: password,
      BOT_OPENID_METADATA_URL: `${origin}/v1/.well-known/openidconfiguration`,
      BOT_LOGIN_URL: origin,
    }),
    stop: () => server.stop(),
  };
}

/** The id Teams gives a person towards a bot: stable, and not the object id. */
export function toMemberId(objectId: string): string {
  return `29:${createHash('sha256').update(objectId).digest('base64url')}`;
}
