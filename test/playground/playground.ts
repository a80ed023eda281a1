import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../helpers/free-port.ts';

/** Somebody in the playground, as its configuration describes people. */
export interface PlaygroundPerson {
  objectId: string;
  firstName: string;
  lastName: string;
  email: string;
}

export interface Playground {
  /** Where a browser finds it. */
  url: string;
  stop(): Promise<void>;
}

const START_PATIENCE_MS = 30_000;
const STOP_PATIENCE_MS = 5_000;

/**
 * Starts the Microsoft 365 Agents Playground: Teams as far as a bot meets it, on this machine and without the internet.
 * @param options.people the first one is who uses it; exactly five others are in the groups
 */
export async function startPlayground(options: {
  endpoint: string;
  tenantId: string;
  people: PlaygroundPerson[];
  port?: number;
}): Promise<Playground> {
  const folder = await mkdtemp(join(tmpdir(), 'lupax-playground-'));
  const configPath = join(folder, 'playground.yml');
  await writeFile(configPath, writeConfig(options.tenantId, options.people));
  const port = options.port ?? (await findFreePort());
  const child = spawn(process.execPath, [findProgram(), 'start', '--disable-telemetry', '-p', String(port)], {
    cwd: folder,
    env: {
      ...process.env,
      BOT_ENDPOINT: options.endpoint,
      M365_AGENTS_PLAYGROUND_CONFIG_PATH: configPath,
      M365_AGENTS_PLAYGROUND_LOGFILE: join(folder, 'playground.log'),
      TEAMSAPPTESTER_BROWSER: 'none',
      // Without it, the telemetry library looks for its services even though telemetry is off.
      APPLICATION_INSIGHTS_NO_STATSBEAT: 'true',
    },
    stdio: 'ignore',
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const killed = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
    await gone;
    clearTimeout(killed);
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://localhost:${port}`;
  try {
    await waitUntilUp(url, () => child.exitCode !== null);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

function findProgram(): string {
  const manifest = createRequire(import.meta.url).resolve('@microsoft/m365agentsplayground/package.json');
  const { bin } = createRequire(import.meta.url)(manifest) as { bin: Record<string, string> };
  return join(dirname(manifest), bin['agentsplayground'] ?? Object.values(bin)[0]!);
}

async function waitUntilUp(url: string, hasEnded: () => boolean): Promise<void> {
  const until = Date.now() + START_PATIENCE_MS;
  while (Date.now() < until) {
    if (hasEnded()) throw new Error('the playground has ended at once');
    const isUp = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) return;
    await sleep(200);
  }
  throw new Error('the playground does not answer');
}

/** Schema: https://aka.ms/teams-app-test-tool-config/0.1.1/config.schema.json. JSON is YAML, too. */
function writeConfig(tenantId: string, people: PlaygroundPerson[]): string {
  const [first, ...others] = people.map(({ objectId, firstName, lastName, email }) => ({
    id: `29:${objectId}`,
    name: `${firstName} ${lastName}`,
    userPrincipleName: email,
    aadObjectId: objectId,
    givenName: firstName,
    surname: lastName,
    email,
  }));
  return JSON.stringify({
    version: '0.1.1',
    tenantId,
    bot: { id: '28:lupax', name: 'Lupax' },
    currentUser: first,
    users: others,
    personalChat: { id: `a:${people[0]!.objectId}` },
    groupChat: { id: '19:lupax-gruppe@thread.v2', name: 'Produktion' },
    team: {
      id: '19:lupax-team@thread.tacv2',
      name: 'Produktion',
      aadGroupId: 'bbbbbbbb-0000-4000-8000-000000000001',
      channels: [{ id: '19:lupax-kanal@thread.tacv2', name: 'Allgemein' }],
    },
  });
}
