import { setTimeout } from 'node:timers/promises';
import { Pool } from 'undici';
import { CLIENT_ID, FIRST_LOOK_MS, PASSWORD, SECRET, TENANT_ID } from './stage.ts';
import { median } from './statistics.ts';
import { recordRequests, type RecordedRequest } from './record.ts';
import { replay, type Place } from './replay.ts';
import { prepare, type Prepared, type Scenario } from './scenarios.ts';

export interface Floor extends Pick<Scenario, 'name' | 'goal'> {
  /** Of the synchronisation and of the bare exchange, ms, each the median. */
  syncMs: number;
  bareMs: number;
  ratio: number;
  requests: { graph: number; lupax: number };
}

/** Of what the bare exchange was answered, so much at least has to be a success: else it was another exchange. */
const LEAST_SUCCESS = 0.98;

/** As long as a synchronisation has to wait for the next one to be asked for: a processor that was busy a moment ago is quicker. */
const REST_MS = FIRST_LOOK_MS;

/**
 * Wall time of a synchronisation, from its record's start to its end, ÷ wall time of the same requests without any logic, against sandboxes in the same
 * state. The recording is a run of its own, so that it slows down neither of the two.
 */
export async function measureFloor(scenario: Scenario, rounds: number): Promise<Floor> {
  const recording = await record(scenario);
  const { times = 1 } = scenario;
  const syncs: number[] = [];
  const bare: number[] = [];
  let requests = { graph: 0, lupax: 0 };
  for (let round = 0; round < rounds; round += 1) {
    await on(scenario, async ({ stage, person }) => {
      await stage.sandbox.graph.clearLog();
      const tries: number[] = [];
      for (let time = 0; time < times; time += 1) {
        const run = await person.syncUnwatched();
        if (run.state !== 'done') throw new Error(`${scenario.name}: the run is ${run.state}`);
        tries.push(Date.parse(run.finishedAt ?? '') - Date.parse(run.startedAt));
        requests = run.requests;
      }
      syncs.push(median(tries));
    });
    await on(scenario, async (prepared) => {
      const place = await makePlace(prepared, recording.env);
      const tries: number[] = [];
      let statuses: Record<string, number> = {};
      for (let time = 0; time < times; time += 1) {
        await setTimeout(REST_MS);
        const replayed = await replay(recording.requests, place);
        tries.push(replayed.ms);
        ({ statuses } = replayed);
      }
      for (const pool of place.pools.values()) await pool.close();
      const good = Object.entries(statuses).reduce((sum, [status, n]) => sum + (Number(status) < 300 ? n : 0), 0);
      if (good < LEAST_SUCCESS * recording.requests.length) {
        throw new Error(`${scenario.name}: the bare exchange was answered ${JSON.stringify(statuses)}`);
      }
      bare.push(median(tries));
    });
  }
  const [syncMs, bareMs] = [median(syncs), median(bare)];
  return { name: scenario.name, goal: scenario.goal, syncMs, bareMs, ratio: syncMs / bareMs, requests };
}

interface Recording {
  requests: RecordedRequest[];
  env: Record<string, string>;
}

async function record(scenario: Scenario): Promise<Recording> {
  return await on(scenario, async ({ stage, person }) => {
    const { env } = stage.sandbox;
    const stop = recordRequests(new Set([env.GRAPH_BASE_URL, env.LUPAX_BASE_URL].map((url) => new URL(url).origin)));
    await person.sync();
    return { requests: stop(), env };
  });
}

/** Another sandbox in the same state, and the keys to it. */
async function makePlace({ stage, person }: Prepared, recorded: Record<string, string>): Promise<Place> {
  const { env } = stage.sandbox;
  const origins = new Map(
    (['GRAPH_BASE_URL', 'LUPAX_BASE_URL'] as const).map((name) => [
      new URL(recorded[name] ?? '').origin,
      new URL(env[name]).origin,
    ]),
  );
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: CLIENT_ID,
    client_secret: SECRET,
    scope: 'https://graph.microsoft.com/.default',
  });
  const token = await fetch(`${env.AZURE_AUTHORITY_HOST}/${TENANT_ID}/oauth2/v2.0/token`, {
    method: 'POST',
    body: form,
  });
  const { access_token: graphToken } = (await token.json()) as { access_token: string };
  const signIn = await fetch(`${env.LUPAX_BASE_URL}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: person.email, password: PASSWORD }),
  });
  const jwt = await signIn.text();
  const unattended = await fetch(`${env.LUPAX_BASE_URL}/organizations/${person.organizationId}/office365/token`, {
    method: 'POST',
    headers: { authorization: `Bearer ${jwt}` },
  });
  const { token: lupaxToken } = (await unattended.json()) as { token: string };
  const authorization = new Map([
    [new URL(env.GRAPH_BASE_URL).origin, `Bearer ${graphToken}`],
    [new URL(env.LUPAX_BASE_URL).origin, `Bearer ${lupaxToken}`],
  ]);
  const pools = new Map([...origins.values()].map((origin) => [origin, new Pool(origin, { connections: 16 })]));
  // The product's connections are open by then, too.
  for (const pool of pools.values()) await (await pool.request({ path: '/', method: 'GET' })).body.dump();
  return { origins, authorization, pools };
}

async function on<T>(scenario: Scenario, work: (prepared: Prepared) => Promise<T>): Promise<T> {
  const prepared = await prepare(scenario);
  try {
    return await work(prepared);
  } finally {
    await prepared.stage.stop();
  }
}
