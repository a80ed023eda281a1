import { createHash, X509Certificate } from 'node:crypto';
import { ConfidentialClientApplication } from '@azure/msal-node';
import type {
  AuthenticationResult,
  Configuration,
  INetworkModule,
  NetworkRequestOptions,
  NetworkResponse,
} from '@azure/msal-node';
import { readBoundedText } from '../bounded-text.ts';
import { nameNetworkError } from '../network-error.ts';
import type { Traffic } from '../traffic.ts';
import type { Clock } from './clock.ts';
import { GraphError } from './errors.ts';
import { createPatience } from './patience.ts';
import type { PatienceLimits } from './patience.ts';
import { isRecord } from './raw-event.ts';
import type { AppRegistration } from './types.ts';
import { parseJson, readRetryAfter } from './verdict.ts';
import type { Failure } from './verdict.ts';

const MICROSOFT_AUTHORITY = 'https://login.microsoftonline.com';
const SCOPE = 'https://graph.microsoft.com/.default';
const TOKEN_TIMEOUT_MS = 30_000;
/** As msal does: a token that is about to end may have ended by the time Graph reads it. */
const RENEWAL_LEAD_MS = 5 * 60_000;

export interface EntraOptions {
  /** Origin of Entra. */
  authorityHost: string;
  clock: Clock;
  signal?: AbortSignal | undefined;
  traffic?: Traffic | undefined;
  /** How often and how long is tried again; as usual when left out. */
  limits?: PatienceLimits;
  /** For one request. */
  timeoutMs?: number;
  /** Told the `Date` of every answer. */
  onDate?: (date: string | null) => void;
}

/** Tokens of one app registration. */
export interface TokenSource {
  /** @throws GraphError `unauthorized` with Entra's codes, `unavailable` when Entra cannot be reached */
  getToken(): Promise<string>;
  /** A token that was not cached: only a new one shows what was granted since. */
  getFreshToken(): Promise<string>;
  /** A new token in place of one that Graph refused. */
  replaceToken(refused: string): Promise<string>;
}

/** msal failed before it asked Entra, as it does when a certificate's key cannot sign. */
const UNUSABLE_CREDENTIAL: Failure = {
  error: new GraphError('unauthorized', 'the credential of the app cannot be used'),
  kind: 'final',
  retryAfterMs: null,
};

/**
 * Sends msal's requests to the configured authority. msal accepts no authority over plain HTTP, so it keeps
 * Microsoft's, and the origin is swapped here. What failed is kept, because msal hides `error_codes` and the cause.
 */
function createEntraNetwork(options: EntraOptions): INetworkModule & { failure: Failure } {
  const { clock, onDate, traffic, timeoutMs = TOKEN_TIMEOUT_MS } = options;
  const origin = new URL(options.authorityHost).origin;
  const network = {
    failure: UNUSABLE_CREDENTIAL,
    sendGetRequestAsync: <T>(url: string, options?: NetworkRequestOptions) => go<T>('GET', url, options),
    sendPostRequestAsync: <T>(url: string, options?: NetworkRequestOptions) => go<T>('POST', url, options),
  };
  async function go<T>(method: string, url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    const { pathname, search } = new URL(url);
    const init: RequestInit = { method, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) };
    if (options?.headers) init.headers = options.headers;
    if (options?.body !== undefined) init.body = options.body;
    network.failure = passing('Entra answered no usable token', {});
    let response: Response;
    let text: string;
    try {
      response = await fetch(origin + pathname + search, init);
      text = await readBoundedText(response);
    } catch (error) {
      traffic?.answered('entra', null);
      network.failure = passing('Entra does not answer', { networkCode: nameNetworkError(error) });
      throw network.failure.error;
    }
    traffic?.answered('entra', response.status);
    if (response.status === 429) traffic?.throttled('entra');
    onDate?.(response.headers.get('date'));
    const body = parseJson(text);
    if (response.ok && isRecord(body)) {
      return { status: response.status, headers: Object.fromEntries(response.headers), body: body as T };
    }
    network.failure = explainRefusal(response, body, clock.now());
    throw network.failure.error;
  }
  return network;
}

function passing(message: string, facts: GraphError['facts'], retryAfterMs: number | null = null): Failure {
  return { error: new GraphError('unavailable', message, facts), kind: 'passing', retryAfterMs };
}

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes: the numbers are stable, the text is not. */
function explainRefusal(response: Response, body: unknown, now: number): Failure {
  const status = response.status;
  const codes = isRecord(body) && Array.isArray(body['error_codes']) ? body['error_codes'] : [];
  const named = isRecord(body) && typeof body['error'] === 'string';
  if (status === 429 || status >= 500 || !named) {
    const retryAfterMs = readRetryAfter((name) => response.headers.get(name), now);
    return passing(
      `Entra answered ${status}`,
      { status, ...(status === 429 ? { throttled: true } : {}) },
      retryAfterMs,
    );
  }
  const entraCodes = codes.filter((code): code is number => typeof code === 'number');
  if (entraCodes.length === 0) {
    const inText = /AADSTS(\d+)/.exec(String(body['error_description'] ?? ''))?.[1];
    if (inText) entraCodes.push(Number(inText));
  }
  const message = `Entra refused the sign-in of the app: ${entraCodes.map((code) => `AADSTS${code}`).join(', ')}`;
  return { error: new GraphError('unauthorized', message, { status, entraCodes }), kind: 'final', retryAfterMs: null };
}

type ClientAuth = Configuration['auth'];

function readCredential(
  credential: AppRegistration['credential'],
): Pick<ClientAuth, 'clientSecret' | 'clientCertificate'> {
  if (credential.kind === 'secret') return { clientSecret: credential.secret };
  const privateKey = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----[\s\S]+?-----END \1PRIVATE KEY-----/.exec(
    credential.pem,
  )?.[0];
  try {
    if (!privateKey) throw new Error('no private key');
    const thumbprintSha256 = new X509Certificate(credential.pem).fingerprint256.replaceAll(':', '');
    return { clientCertificate: { thumbprintSha256, privateKey } };
  } catch {
    throw new GraphError('unauthorized', 'the PEM does not hold a certificate and its private key');
  }
}

export function createTokenSource(app: AppRegistration, options: EntraOptions): TokenSource {
  const { clock, signal } = options;
  const network = createEntraNetwork(options);
  const client = new ConfidentialClientApplication({
    auth: {
      clientId: app.clientId,
      authority: `${MICROSOFT_AUTHORITY}/${encodeURIComponent(app.tenantId)}`,
      ...readCredential(app.credential),
    },
    system: { networkClient: network },
  });

  /** msal would look through its own cache for each request: 3 % of the CPU time of a first export. */
  let held = { token: '', untilMs: -Infinity };

  async function acquire(skipCache: boolean): Promise<string> {
    const onWait = (ms: number): void => options.traffic?.waits('entra', ms);
    const patience = createPatience(clock, (kind) => kind === 'passing', signal, options.limits, onWait);
    for (;;) {
      network.failure = UNUSABLE_CREDENTIAL;
      try {
        const result = await client.acquireTokenByClientCredential({ scopes: [SCOPE], skipCache });
        if (!result?.accessToken) throw new Error('no token');
        held = { token: result.accessToken, untilMs: chooseRenewal(result) };
        return held.token;
      } catch {
        const failure = network.failure;
        if (!(await patience.wait(failure))) throw failure.error;
      }
    }
  }

  // One acquisition at a time, so that `network.failure` belongs to it and a rush of calls asks Entra once.
  let current: Promise<string> | null = null;
  function share(skipCache: boolean): Promise<string> {
    current ??= acquire(skipCache).finally(() => {
      current = null;
    });
    return current;
  }
  return {
    // By the clock that msal counts with.
    getToken: async () => (Date.now() < held.untilMs ? held.token : share(false)),
    getFreshToken: async () => {
      await current?.catch(() => undefined);
      return share(true);
    },
    replaceToken: async (refused) => {
      const token = await share(false);
      return token === refused ? share(true) : token;
    },
  };
}

/** When the token has to be asked for again: instant in ms since 1970. */
function chooseRenewal({ expiresOn, refreshOn }: AuthenticationResult): number {
  return Math.min(expiresOn ? expiresOn.getTime() - RENEWAL_LEAD_MS : -Infinity, refreshOn?.getTime() ?? Infinity);
}

/** Remembers one token source per tenant, client and credential: a new secret never meets the old one's cache. */
export function createTokenSources(options: EntraOptions): (app: AppRegistration) => TokenSource {
  const sources = new Map<string, Remembered>();
  /** Each request asks. */
  const known = new WeakMap<AppRegistration, TokenSource>();
  return (app) => {
    const before = known.get(app);
    if (before) return before;
    const { tenantId, previous } = app;
    const source = find(app);
    const tokens = previous ? withPrevious(source, find({ tenantId, ...previous }), options.clock) : source.tokens;
    known.set(app, tokens);
    return tokens;
  };
  function find(app: AppRegistration): Remembered {
    const secret = app.credential.kind === 'secret' ? app.credential.secret : app.credential.pem;
    const hash = createHash('sha256').update(secret).digest('hex');
    const key = JSON.stringify([app.tenantId, app.clientId, app.credential.kind, hash]);
    let source = sources.get(key);
    if (!source) {
      source = { tokens: createTokenSource(app, options), refusedAtMs: null };
      sources.set(key, source);
    }
    return source;
  }
}

interface Remembered {
  tokens: TokenSource;
  refusedAtMs: number | null;
}

/** A new secret takes Entra minutes to know everywhere; until then each call would ask for it in vain. */
const ASK_AGAIN_MS = 2 * 60_000;

/** Signs in with what was entered before while Entra refuses what was entered last: renewing it stops nothing. */
function withPrevious(latest: Remembered, previous: Remembered, clock: Clock): TokenSource {
  async function choose(ask: (tokens: TokenSource) => Promise<string>): Promise<string> {
    const { refusedAtMs } = latest;
    if (refusedAtMs !== null && clock.now() - refusedAtMs < ASK_AGAIN_MS) return ask(previous.tokens);
    try {
      const token = await ask(latest.tokens);
      latest.refusedAtMs = null;
      return token;
    } catch (error) {
      if (!(error instanceof GraphError) || error.code !== 'unauthorized') throw error;
      latest.refusedAtMs = clock.now();
      // When neither works, what is said is about the one that was entered last.
      return await ask(previous.tokens).catch(() => Promise.reject(error));
    }
  }
  return {
    getToken: () => choose((tokens) => tokens.getToken()),
    getFreshToken: () => choose((tokens) => tokens.getFreshToken()),
    replaceToken: (refused) => choose((tokens) => tokens.replaceToken(refused)),
  };
}

/** Application roles a token grants. A hint only: what Exchange grants by RBAC does not show. */
export function readRolesOf(token: string): string[] {
  const claims = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  const roles = isRecord(claims) ? claims['roles'] : null;
  return Array.isArray(roles) ? roles.filter((role): role is string => typeof role === 'string') : [];
}
