import { createHash } from 'node:crypto';
import { z } from 'zod';
import { StoreError } from './store/errors.ts';
import {
  asDatabaseUrl,
  asDirectory,
  asGuid,
  asInteger,
  asKey,
  asKeyList,
  asOrigin,
  asTenant,
  asToken,
  asUpnList,
  asUrl,
  LOG_LEVELS,
} from './config-values.ts';

/** `demo` is chosen by the demo program alone; no variable can switch it on by accident. */
export type Mode = 'demo' | 'production';

export interface Config {
  mode: Mode;
  port: number;
  /** Without a slash at the end. */
  publicUrl: string;
  dataDir: string;
  /** Replaces the data folder. Holds a password; null: the folder is used. */
  databaseUrl: string | null;
  encryptionKey: string;
  encryptionKeysOld: string[];
  entra: {
    authorityHost: string;
    clientId: string;
    clientSecret: string | null;
    /** A GUID, or `organizations` for sign-ins of any tenant. */
    tenantId: string;
  };
  /** Lower case. */
  adminUpns: string[];
  /** The id by which Teams knows the app, for links into its tab. */
  teamsAppId: string;
  bot: { id: string; password: string | null; tenantId: string | null } | null;
  botOpenIdMetadataUrl: string | null;
  botLoginUrl: string | null;
  graphBaseUrl: string;
  /** With its path, without a slash at the end. */
  lupaxBaseUrl: string;
  /** 0: only webhooks and explicit calls sync. */
  syncIntervalSeconds: number;
  /** For reading the metrics from another machine; null: only this one may. */
  metricsToken: string | null;
  logLevel: (typeof LOG_LEVELS)[number];
}

export type ConfigReading = { ok: true; config: Config } | { ok: false; faults: string[] };

/** The demo's data are invented, and it listens on loopback only. */
const DEMO_KEY = createHash('sha256').update('lupax-microsoft365 demo').digest('base64');
const DEMO_ID = '00000000-0000-4000-8000-000000000000';

const LONGEST_INTERVAL_SECONDS = 7 * 24 * 60 * 60;

/**
 * Reads the configuration.
 * @param env variables, those of `.env` included; an empty one counts as missing
 * @returns one line per fault, naming the variable, what is wrong and what it should be; never a secret's value
 */
export function readConfig(env: NodeJS.ProcessEnv, mode: Mode = 'production'): ConfigReading {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = describeVariables(mode).safeParse(given);
  if (!parsed.success) {
    return { ok: false, faults: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) };
  }
  const values = parsed.data;
  return {
    ok: true,
    config: {
      mode,
      port: values.PORT,
      publicUrl: values.PUBLIC_URL ?? `http://localhost:${values.PORT}`,
      dataDir: values.DATA_DIR,
      databaseUrl: values.DATABASE_URL ?? null,
      encryptionKey: values.ENCRYPTION_KEY,
      encryptionKeysOld: values.ENCRYPTION_KEYS_OLD,
      entra: {
        authorityHost: values.AZURE_AUTHORITY_HOST,
        clientId: values.AAD_APP_CLIENT_ID,
        clientSecret: values.SECRET_AAD_APP_CLIENT_SECRET ?? null,
        tenantId: values.AAD_APP_TENANT_ID,
      },
      adminUpns: values.ADMIN_UPNS,
      teamsAppId: values.TEAMS_APP_ID ?? values.AAD_APP_CLIENT_ID,
      bot: values.BOT_ID
        ? { id: values.BOT_ID, password: values.SECRET_BOT_PASSWORD ?? null, tenantId: values.BOT_TENANT_ID ?? null }
        : null,
      botOpenIdMetadataUrl: values.BOT_OPENID_METADATA_URL ?? null,
      botLoginUrl: values.BOT_LOGIN_URL ?? null,
      graphBaseUrl: values.GRAPH_BASE_URL,
      lupaxBaseUrl: values.LUPAX_BASE_URL,
      syncIntervalSeconds: values.SYNC_INTERVAL_SECONDS,
      metricsToken: values.METRICS_TOKEN ?? null,
      logLevel: values.LOG_LEVEL,
    },
  };
}

/** The names of all variables that the server reads. */
export function listVariables(): string[] {
  return Object.keys(describeVariables('production').shape);
}

/** Of a command that needs nothing else of the configuration. */
export function readDataDir(env: NodeJS.ProcessEnv): string {
  return asDirectory().parse(env['DATA_DIR']?.trim() || './data');
}

/** Of a command likewise; null: the data are in the folder. @throws StoreError */
export function readDatabaseUrl(env: NodeJS.ProcessEnv): string | null {
  const text = env['DATABASE_URL']?.trim();
  if (!text) return null;
  const parsed = asDatabaseUrl().safeParse(text);
  if (parsed.success) return parsed.data;
  throw new StoreError('unavailable', parsed.error.issues[0]!.message, { variable: 'DATABASE_URL' });
}

function describeVariables(mode: Mode) {
  const demo = mode === 'demo';
  const required = (what: string) => (issue: { input: unknown }) =>
    issue.input === undefined ? `is missing; set it to ${what}` : undefined;
  const text = (what: string) => z.string({ error: required(what) });
  const levels = LOG_LEVELS.join(', ');
  const key = asKey(text('32 random bytes in base64, e.g. from `openssl rand -base64 32`'));
  const clientId = asGuid(text("the client id (GUID) of the product's own Entra app"));
  const tenantId = asTenant(text("the firm's tenant id (GUID), or `organizations`"));
  return z.object({
    PORT: asInteger(0, 65_535).default(3978),
    PUBLIC_URL: asUrl({ httpAnywhere: true }).optional(),
    DATA_DIR: asDirectory().default(() => asDirectory().parse('./data')),
    DATABASE_URL: asDatabaseUrl().optional(),
    ENCRYPTION_KEY: demo ? key.default(DEMO_KEY) : key,
    ENCRYPTION_KEYS_OLD: asKeyList().default([]),
    AAD_APP_CLIENT_ID: demo ? clientId.default(DEMO_ID) : clientId,
    SECRET_AAD_APP_CLIENT_SECRET: z.string().optional(),
    AAD_APP_TENANT_ID: demo ? tenantId.default('organizations') : tenantId,
    ADMIN_UPNS: asUpnList().default([]),
    TEAMS_APP_ID: asGuid(z.string()).optional(),
    BOT_ID: asGuid(z.string()).optional(),
    SECRET_BOT_PASSWORD: z.string().optional(),
    BOT_TENANT_ID: asGuid(z.string()).optional(),
    BOT_OPENID_METADATA_URL: asUrl().optional(),
    BOT_LOGIN_URL: asUrl().optional(),
    AZURE_AUTHORITY_HOST: asOrigin().default('https://login.microsoftonline.com'),
    GRAPH_BASE_URL: asOrigin().default('https://graph.microsoft.com'),
    LUPAX_BASE_URL: asUrl({ httpAnywhere: true }).default('https://api.lupax.org/api/v1'),
    SYNC_INTERVAL_SECONDS: asInteger(0, LONGEST_INTERVAL_SECONDS).default(300),
    METRICS_TOKEN: asToken().optional(),
    LOG_LEVEL: z.enum(LOG_LEVELS, { error: `is not a log level; set it to one of ${levels}` }).default('info'),
  });
}
