import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createJudge } from './fuzz/judge.ts';
import { createRequests, type FuzzRequest } from './fuzz/requests.ts';
import { createSender, type FuzzAnswer } from './fuzz/send.ts';
import { createFuzzWorld } from './fuzz/world.ts';

/** `FUZZ_SEED=… npx vitest run test/e2e/fuzz.test.ts` repeats a run, `FUZZ_REQUESTS=…` makes it longer. */
const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 0x7fff_ffff));
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 10_000);
/** Sent together. */
const BATCH = 40;
/** One that hangs: forty wait for each other on a machine that has other things to do. */
const LONGEST_ANSWER_MS = 10_000;
const TIMEOUT_MS = 180_000;

let world: Awaited<ReturnType<typeof createFuzzWorld>>;
beforeAll(async () => {
  world = await createFuzzWorld();
});
afterAll(() => world.stop());

function show({ method, url, headers, body }: FuzzRequest): string {
  const { authorization, ...others } = headers;
  const who = Object.entries(world.known.tokens).find(([, token]) => token === authorization)?.[0] ?? authorization;
  const start = body?.toString('latin1').slice(0, 200) ?? null;
  return JSON.stringify({ who, method, url: url.slice(0, 200), headers: others, body: start });
}

/** Calls that change nothing, also when they succeed. */
const isRead = ({ method, url }: FuzzRequest): boolean =>
  method === 'GET' || method === 'HEAD' || url.split('?')[0] === '/api/webhooks/graph';

it(
  `answers requests of all kinds as documented, in time, and changes nothing that it refuses (seed ${SEED})`,
  {
    timeout: TIMEOUT_MS,
  },
  async () => {
    const document = await world.readDocument();
    const judge = createJudge(document);
    const { send, close } = createSender(world.url, LONGEST_ANSWER_MS);
    const batchOf = (tame: boolean) =>
      fc.array(createRequests(document, world.known, { tame }), { minLength: BATCH, maxLength: BATCH });
    const batches = fc.oneof({ weight: 6, arbitrary: batchOf(true) }, { weight: 1, arbitrary: batchOf(false) });
    const statuses = new Map<number, number>();
    let slowestMs = 0;
    let unchanged = 0;
    let before = await world.snapshot();

    async function trySend(request: FuzzRequest): Promise<FuzzAnswer> {
      const answer = await send(request).catch((error: Error) => {
        throw new Error(`${error.message}: ${show(request)}`, { cause: error });
      });
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      slowestMs = Math.max(slowestMs, answer.ms);
      const fault = judge(request, answer);
      if (fault) throw new Error(`${fault}: ${show(request)} → ${answer.status} ${answer.text.slice(0, 400)}`);
      return answer;
    }

    for (const batch of fc.sample(batches, { seed: SEED, numRuns: Math.ceil(REQUESTS / BATCH) })) {
      const requests = batch.map(world.redirect);
      const answers = await Promise.all(requests.map(trySend));
      const changes = answers.some(({ status }, index) => status < 400 && !isRead(requests[index]!));
      if (changes) await world.restore();
      const after = await world.snapshot();
      if (!changes) unchanged += 1;
      if (!changes && after !== before) {
        const position = [...after].findIndex((letter, index) => letter !== before[index]);
        const where = [before, after].map((state) => state.slice(Math.max(0, position - 200), position + 200));
        throw new Error(`state changed from …${where.join('… to …')}… by one of\n${requests.map(show).join('\n')}`);
      }
      before = after;
    }
    close();

    const sum = [...statuses.values()].reduce((total, count) => total + count, 0);
    const counts = JSON.stringify(Object.fromEntries([...statuses].sort()));
    process.stdout.write(
      `seed ${SEED}: ${sum} answers ${counts}, the slowest after ${Math.round(slowestMs)} ms, ${unchanged} batches without effect\n`,
    );
    expect(sum).toBeGreaterThanOrEqual(REQUESTS);
    expect(unchanged).toBeGreaterThan(REQUESTS / BATCH / 3);
    for (const status of [200, 202, 204, 400, 401, 403, 404, 405, 409, 413, 415, 422]) {
      expect(statuses.get(status), `answers with ${status}`).toBeGreaterThan(0);
    }
  },
);
