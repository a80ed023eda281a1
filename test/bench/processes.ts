import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../helpers/free-port.ts';
import { readCpuSeconds } from './cpu-time.ts';
import { startDatabase, type BenchDatabase } from './database.ts';
import { addSyncedPerson } from './scenarios.ts';
import { startServerChild, type ServerChild } from './server-child.ts';
import { startStage, type Stage, type StagePerson } from './stage.ts';
import { median } from './statistics.ts';

const PEOPLE = 120;
const ENTRIES_EACH = 5;
const SETTING_UP_AT_ONCE = 4;
/** One of four processes has a quarter of the mailboxes of a round. */
const WARM_UP_ROUNDS = 6;
/** Long enough for nobody's turn to come by itself meanwhile. */
const INTERVAL_SECONDS = 24 * 60 * 60;
const PATIENCE_MS = 120_000;

export interface Throughput {
  processes: number;
  /** Of each answer of Graph, ms. */
  latencyMs: number;
  /** Mailboxes in which one event had changed, synchronised a second. */
  perSecond: number;
  /** CPU seconds a wall second, of the two cores or more that there are. */
  cores: { servers: number; sandbox: number; database: number };
}

interface Round {
  perSecond: number;
  cores: Throughput['cores'];
}

/**
 * Mailboxes a second by processes on one PostgreSQL: everybody has changed an event and is due at once.
 * @param latencies of each answer of the sandbox's Graph
 */
export async function measureProcesses(
  counts: readonly number[],
  latencies: readonly number[],
  rounds: number,
): Promise<Throughput[]> {
  const database = await startDatabase({ durable: true });
  const servers: ServerChild[] = [];
  const start = async (env: Record<string, string>): Promise<ServerChild> => {
    const server = await startServerChild(env);
    servers.push(server);
    return server;
  };
  try {
    const env = { DATABASE_URL: database.url, SYNC_INTERVAL_SECONDS: String(INTERVAL_SECONDS) };
    const stage = await startStage({ env, start });
    try {
      const people = await setUp(stage);
      const results: Throughput[] = [];
      for (const processes of counts) {
        while (servers.length < processes) await start({ ...stage.env, PORT: String(await findFreePort()) });
        for (const latencyMs of latencies) {
          await stage.sandbox.graph.setLatency(latencyMs);
          const place: Place = { stage, people, database, servers };
          // Documents are read and code is warm, in processes that have just been started as well.
          const warmUps = latencyMs === latencies[0] ? WARM_UP_ROUNDS : 1;
          for (let round = 0; round < warmUps; round += 1) await measureRound(place);
          const measured: Round[] = [];
          for (let round = 0; round < rounds; round += 1) measured.push(await measureRound(place));
          results.push({ processes, latencyMs, ...pickMedians(measured) });
        }
      }
      return results;
    } finally {
      await Promise.all(servers.slice(1).map((server) => server.stop()));
      await stage.stop();
    }
  } finally {
    await database.stop();
  }
}

interface Place {
  stage: Stage;
  people: StagePerson[];
  database: BenchDatabase;
  servers: ServerChild[];
}

async function setUp(stage: Stage): Promise<StagePerson[]> {
  const people = [await addSyncedPerson(stage, 0, ENTRIES_EACH)];
  let next = 1;
  const work = async (): Promise<void> => {
    for (let number = next++; number < PEOPLE; number = next++)
      people.push(await addSyncedPerson(stage, number, ENTRIES_EACH));
  };
  await Promise.all(Array.from({ length: SETTING_UP_AT_ONCE }, work));
  return people;
}

let changes = 0;

async function measureRound({ stage, people, database, servers }: Place): Promise<Round> {
  const { sandbox } = stage;
  changes += 1;
  for (const { objectId } of people) {
    const events = await sandbox.graph.events(objectId);
    const { id } = events[changes % events.length]!;
    await sandbox.graph.patchEvent(objectId, id, { subject: `Verlegt ${changes}` });
  }
  await sandbox.lupax.clearLog();
  const readAll = async () => {
    const [server, ofSandbox, ofDatabase] = await Promise.all([
      Promise.all(servers.map(({ pid }) => readCpuSeconds(pid))),
      readCpuSeconds(sandbox.pid),
      readCpuSeconds(database.pid),
    ]);
    return { servers: server.reduce((sum, one) => sum + one, 0), sandbox: ofSandbox, database: ofDatabase };
  };
  const before = await readAll();
  const begin = performance.now();
  await database.query('UPDATE lupax_m365.polls SET due_at = clock_timestamp(), taken_until = NULL');
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(200)) {
    if ((await sandbox.lupax.writes()).length >= people.length) break;
    if (Date.now() > until) throw new Error('not everybody was synchronised');
  }
  const seconds = (performance.now() - begin) / 1_000;
  const after = await readAll();
  const at = (await sandbox.lupax.writes()).map((write) => write.at).sort((a, b) => a - b);
  // From the first that arrives to the last: how soon the schedule is looked at is another matter.
  const span = (at.at(-1)! - at[0]!) / 1_000;
  return {
    perSecond: (at.length - 1) / span,
    cores: {
      servers: (after.servers - before.servers) / seconds,
      sandbox: (after.sandbox - before.sandbox) / seconds,
      database: (after.database - before.database) / seconds,
    },
  };
}

function pickMedians(rounds: Round[]): Round {
  const pick = (value: (round: Round) => number): number => median(rounds.map(value));
  return {
    perSecond: pick(({ perSecond }) => perSecond),
    cores: {
      servers: pick(({ cores }) => cores.servers),
      sandbox: pick(({ cores }) => cores.sandbox),
      database: pick(({ cores }) => cores.database),
    },
  };
}
