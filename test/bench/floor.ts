import { setTimeout } from 'node:timers/promises';
import { Pool } from 'undici';
import { CLIENT_ID, FIRST_LOOK_MS, PASSWORD, SECRET, TENANT_ID } from './stage.ts';
import type { PublicRun, Stage, StagePerson } from './stage.ts';
import { median } from './statistics.ts';
import { recordRequests, type RecordedRequest } from './record.ts';
import { replay, type Place } from './replay.ts';
import { prepareGroup, type PreparedGroup, type Scenario } from './scenarios.ts';

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

/** One after the other, on two sandboxes in the same state. */
interface Turn {
  syncMs: number;
  bareMs: number;
  requests: Floor['requests'];
}

const SETTLE_MS = 500;

/**
 * Wall time of a synchronisation, from its record's start to its end, ÷ wall time of the same requests without any logic, against sandboxes in the same
 * state. Somebody is synchronised, the same requests are sent, and again with the next person: a machine that is slower for a minute is so for both. The
 * recordings are runs of their own, so that they slow down neither of the two.
 */
export async function measureFloor(scenario: Scenario, rounds: number): Promise<Floor> {
  const recorded = await onStage(scenario, rounds, async ({ stage, people }) => {
    const recordings: RecordedRequest[][] = [];
    for (const person of people) recordings.push(await record(stage, person));
    return { recordings, env: stage.sandbox.env };
  });
  const turns = await onStage(scenario, rounds, async (synced) =>
    onStage(scenario, rounds, async (bare) => {
      const all: Turn[] = [];
      for (const [round, requests] of recorded.recordings.entries()) {
        const place = await makePlace(bare.stage, bare.people[round]!, recorded.env);
        const sync = async () => await timeSync(scenario, synced.people[round]!);
        const replayed = async () => await timeReplay(scenario, requests, place);
        const bareFirst = round % 2 === 1 ? await replayed() : null;
        const { ms: syncMs, run } = await sync();
        all.push({ syncMs, bareMs: bareFirst ?? (await replayed()), requests: run.requests });
        for (const pool of place.pools.values()) await pool.close();
      }
      return all;
    }),
  );
  return {
    name: scenario.name,
    goal: scenario.goal,
    syncMs: median(turns.map(({ syncMs }) => syncMs)),
    bareMs: median(turns.map(({ bareMs }) => bareMs)),
    ratio: median(turns.map(({ syncMs, bareMs }) => syncMs / bareMs)),
    requests: turns.at(-1)!.requests,
  };
}

async function timeSync({ name, times = 1 }: Scenario, person: StagePerson): Promise<{ ms: number; run: PublicRun }> {
  const tries: number[] = [];
  for (;;) {
    const run = await person.syncUnwatched();
    if (run.state !== 'done') throw new Error(`${name}: the run is ${run.state}`);
    tries.push(Date.parse(run.finishedAt ?? '') - Date.parse(run.startedAt));
    if (tries.length >= times) return { ms: median(tries), run };
  }
}

async function timeReplay(
  { name, times = 1 }: Scenario,
  requests: readonly RecordedRequest[],
  place: Place,
): Promise<number> {
  const tries: number[] = [];
  let statuses: Record<string, number> = {};
  for (let time = 0; time < times; time += 1) {
    await setTimeout(REST_MS);
    const replayed = await replay(requests, place);
    tries.push(replayed.ms);
    ({ statuses } = replayed);
  }
  const good = Object.entries(statuses).reduce((sum, [status, n]) => sum + (Number(status) < 300 ? n : 0), 0);
  if (good < LEAST_SUCCESS * requests.length) {
    throw new Error(`${name}: the bare exchange was answered ${JSON.stringify(statuses)}`);
  }
  return median(tries);
}

async function record({ sandbox: { env } }: Stage, person: StagePerson): Promise<RecordedRequest[]> {
  // What follows on the synchronisation before is over by then.
  await setTimeout(SETTLE_MS);
  const stop = recordRequests(new Set([env.GRAPH_BASE_URL, env.LUPAX_BASE_URL].map((url) => new URL(url).origin)));
  await person.sync();
  return stop();
}

/** Another sandbox in the same state, and the keys to it. */
async function makePlace({ sandbox }: Stage, person: StagePerson, recorded: Record<string, string>): Promise<Place> {
  const { env } = sandbox;
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

async function onStage<T>(
  scenario: Scenario,
  people: number,
  work: (prepared: PreparedGroup) => Promise<T>,
): Promise<T> {
  const prepared = await prepareGroup(scenario, people);
  try {
    return await work(prepared);
  } finally {
    await prepared.stage.stop();
  }
}
