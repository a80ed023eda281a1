import { z } from 'zod';

/** https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#step-1-request-an-access-token */
const SCOPE = 'https://api.botframework.com/.default';
const DEFAULT_LOGIN_ORIGIN = 'https://login.microsoftonline.com';
/** The tenant of bots that are registered for many. */
const MULTI_TENANT = 'botframework.com';
const EXPIRY_MARGIN_MS = 5 * 60 * 1000;
const TIMEOUT_MS = 10_000;

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number() });

export interface ConnectorTokenOptions {
  appId: string;
  password: string;
  tenantId: string | null;
  /** `BOT_LOGIN_URL`: an origin, or with the tenant's path. */
  loginUrl: string | null;
  now: () => number;
}

/** The bot's own token for posting, kept until shortly before it expires. Callers that meet share one request. */
export function createConnectorTokens(options: ConnectorTokenOptions): () => Promise<string> {
  const { now } = options;
  let kept: { token: string; expiresAt: number } | null = null;
  let fetching: Promise<string> | null = null;

  async function fetchToken(): Promise<string> {
    const response = await fetch(describeTokenUrl(options), {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: options.appId,
        client_secret: options.password,
        scope: SCOPE,
      }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`the bot's sign-in was refused: ${response.status}`);
    const { access_token: token, expires_in: seconds } = tokenSchema.parse(await response.json());
    kept = { token, expiresAt: now() + seconds * 1000 - EXPIRY_MARGIN_MS };
    return token;
  }

  return async () => {
    if (kept && kept.expiresAt > now()) return kept.token;
    fetching ??= fetchToken().finally(() => (fetching = null));
    return await fetching;
  };
}

export function describeTokenUrl({ loginUrl, tenantId }: Pick<ConnectorTokenOptions, 'loginUrl' | 'tenantId'>): string {
  const base = (loginUrl ?? DEFAULT_LOGIN_ORIGIN).replace(/\/+$/, '');
  if (/\/token$/.test(base)) return base;
  const hasPath = new URL(base).pathname !== '/';
  return `${hasPath ? base : `${base}/${tenantId ?? MULTI_TENANT}`}/oauth2/v2.0/token`;
}
