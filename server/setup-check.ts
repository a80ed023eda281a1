import { readConfig, type Config } from './config.ts';
import { readEnvironment } from './environment.ts';
import { createGraphConnector } from './graph/index.ts';
import type { AppRegistration } from './graph/types.ts';
import { translate } from './i18n/index.ts';
import { createLupaxConnector } from './lupax/connector.ts';
import { LupaxError } from './lupax/errors.ts';
import { createSetupCheck } from './setup/check.ts';
import { readCommandLanguage, readCommandOptions, type CommandOptions } from './setup/command-options.ts';
import type { CheckSubject, LupaxQuestion } from './setup/context.ts';
import { printCheck } from './setup/print.ts';
import { describeStartFault } from './start-faults.ts';
import { peekIntoStore, type StoreGlimpse } from './store/peek.ts';
import { connectDatabase } from './store/postgres/database.ts';
import { peekIntoDatabase } from './store/postgres/peek.ts';
import { createSecrets, SecretError, type Secrets } from './store/secrets.ts';
import { describeTokenContext, readAppRegistration } from './sync/session.ts';

/** `npm run setup:check`: the same check as the administration's page, from what is stored and the environment. */
const LUPAX_TIMEOUT_MS = 8_000;
const DEFAULT_WIDTH = 110;

class Refusal extends Error {}

const args = process.argv.slice(2);
const language = readCommandLanguage(args);
const say = (key: string, params: Record<string, unknown> = {}): string =>
  translate(language, `setup.command.${key}`, params) ?? key;

try {
  const options = readCommandOptions(args);
  if (!options) throw new Refusal(say('usage'));
  const reading = readConfig(readEnvironment(process.cwd()));
  if (!reading.ok) throw new Refusal(reading.faults.join('\n'));
  const isFine = await check(reading.config, options);
  process.exitCode = isFine ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Refusal ? error.message : describeStartFault(error)}\n`);
  process.exitCode = 1;
}

/** @returns whether no step failed */
async function check(config: Config, { email, write, json, organizationId }: CommandOptions): Promise<boolean> {
  const { authorityHost } = config.entra;
  const graph = createGraphConnector({ authorityHost, graphBaseUrl: config.graphBaseUrl });
  const checkSetup = createSetupCheck({
    place: { ...config, authorityHost },
    openProbe: graph.openProbe,
    now: Date.now,
  });
  const subject = await findSubject(config, email, organizationId);
  const results = await checkSetup(subject, { write, language });
  const text = json
    ? `${JSON.stringify(results, null, 2)}\n`
    : printCheck(results, language, process.stdout.columns ?? DEFAULT_WIDTH);
  process.stdout.write(text);
  return results.every(({ status }) => status !== 'failed');
}

async function peek({ dataDir, databaseUrl }: Config): Promise<StoreGlimpse> {
  if (databaseUrl === null) return await peekIntoStore(dataDir);
  const database = connectDatabase({ url: databaseUrl });
  return await peekIntoDatabase(database).finally(() => database.close());
}

async function findSubject(config: Config, email: string, organizationId: number | null): Promise<CheckSubject> {
  const secrets = createSecrets({ key: config.encryptionKey, oldKeys: config.encryptionKeysOld });
  const glimpse = await peek(config);
  const own = glimpse.links.find(({ link }) => link.user.email.toLowerCase() === email.toLowerCase());
  const configured = glimpse.organizations.filter(
    ({ clientId, credential }) => clientId !== null && credential !== null,
  );
  const wanted = organizationId ?? own?.link.organization.id;
  const organization =
    configured.find(({ id }) => id === wanted) ??
    (wanted === organizationId && organizationId !== null
      ? undefined
      : configured.length === 1
        ? configured[0]
        : undefined);
  if (organization) {
    return {
      app: readAppRegistration(organization, secrets),
      secretExpiresOn: organization.secretExpiresOn,
      tenantId: organization.tenantId,
      clientId: organization.clientId!,
      user: { objectId: own?.user.objectId ?? null, email },
      lupax: askLupax(config, secrets, glimpse, organization.id, own?.user.objectId),
    };
  }
  if (configured.length > 0)
    throw new Refusal(say('chooseOrganization', { ids: configured.map(({ id }) => id).join(', ') }));
  const app = readOwnApp(config);
  if (!app) throw new Refusal(say('notConfigured'));
  const { tenantId, clientId } = app;
  const lupax = askLupax(config, secrets, glimpse, null);
  return { app, secretExpiresOn: null, tenantId, clientId, user: { objectId: null, email }, lupax };
}

/** Before anything is entered in the tab: the app of the environment, which small firms use for both. */
function readOwnApp({ entra: { tenantId, clientId, clientSecret } }: Config): AppRegistration | null {
  if (clientSecret === null || tenantId === 'organizations') return null;
  return { tenantId, clientId, credential: { kind: 'secret', secret: clientSecret } };
}

/** As the person, or as anybody of the organisation who is linked; else only whether Lupax answers. */
function askLupax(
  config: Config,
  secrets: Secrets,
  { links }: StoreGlimpse,
  organizationId: number | null,
  objectId?: string,
): LupaxQuestion {
  const lupax = createLupaxConnector({ baseUrl: config.lupaxBaseUrl, timeoutMs: LUPAX_TIMEOUT_MS });
  const members = links.filter(({ link }) => link.organization.id === organizationId);
  const linked = members.find(({ user }) => user.objectId === objectId) ?? members[0];
  return {
    hadConnector: linked?.link.interface.connector ?? false,
    async ask() {
      if (linked) return lupax.openSession(organizationId!, decryptToken(secrets, linked)).readInterface();
      await lupax.listOrganizations('none').catch((error: unknown) => {
        if (!(error instanceof LupaxError) || error.code !== 'sign_in_expired') throw error;
      });
      return 'reachable';
    },
  };
}

function decryptToken(secrets: Secrets, { user, link }: StoreGlimpse['links'][number]): string {
  try {
    return secrets.decrypt(link.token, describeTokenContext(user));
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    throw new LupaxError('sign_in_expired', 'the stored token cannot be read');
  }
}
