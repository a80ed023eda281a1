import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRequestBudget } from '../../../server/graph/budget.ts';
import type { RequestShares } from '../../../server/request-shares.ts';
import { chooseShare } from '../../../server/store/postgres/choose-share.ts';
import { connectDatabase, type Database } from '../../../server/store/postgres/database.ts';
import { createPostgresShares, type ShareTimes } from '../../../server/store/postgres/request-shares.ts';
import { startTcpProxy } from '../../helpers/postgres/tcp-proxy.ts';
import { createPostgres, type PostgresUnderTest } from './postgres-place.ts';

const TOTAL = 64;
const QUICK = { beatMs: 60, quickBeatMs: 20, shareMs: 600 };
/** Where a busy machine must not look like a database that is away, or like death. */
const PATIENT = { ...QUICK, shareMs: 2_500, patienceMs: 60_000 };
/** The parts of those who use an app: an eighth of the whole stays free. */
const [ALL, HALF, THIRD] = [56, 28, 18];
/** The machine may be busy. */
const PATIENCE = { timeout: 15_000 };

describe('the share of a process', () => {
  it.each([
    ['alone', { held: 0, others: 0, taken: 0 }, ALL],
    ['of two that have found each other', { held: 30, others: 1, taken: HALF }, HALF],
    ['that begins beside one who has all', { held: 0, others: 1, taken: ALL }, 4],
    ['that begins beside one who has all, and another one that begins', { held: 0, others: 2, taken: ALL + 4 }, 2],
    ['that waits for what the other gives back', { held: 4, others: 1, taken: 42 }, 14],
    ['among very many', { held: 0, others: 200, taken: 201 }, 1],
  ])('%s', (_name, question, share) => {
    expect(chooseShare({ total: TOTAL, ...question })).toBe(share);
  });
});

describe('shares of an app registration in a shared database', () => {
  let under: PostgresUnderTest;
  const open: { shares: RequestShares; database: Database }[] = [];
  const openShares = (times: Partial<ShareTimes> = QUICK, url = under.place.url): RequestShares => {
    const database = connectDatabase({ url, times: { connectTimeoutMs: 300, answerTimeoutMs: 300 } });
    const shares = createPostgresShares(database, times);
    open.push({ shares, database });
    return shares;
  };
  const use = (shares: RequestShares, app = 'app', inFlight = 0) =>
    shares.open(app, TOTAL, { countInFlight: () => inFlight, onMore: () => undefined });
  /** As if it had been killed: nothing is given back, and nothing told any more. */
  const kill = async (shares: RequestShares): Promise<void> => {
    const [dead] = open.splice(
      open.findIndex((each) => each.shares === shares),
      1,
    );
    await dead!.database.close();
    await shares.close();
  };
  beforeEach(async () => void (under = await createPostgres()));
  afterEach(async () => {
    for (const { shares, database } of open.splice(0)) {
      await shares.close();
      await database.close();
    }
    await under.destroy();
  });

  it('are equal among those who use it, and another app has its own', async () => {
    const [one, two] = [use(openShares()), use(openShares())];
    await expect.poll(() => [one.read(), two.read()], PATIENCE).toEqual([HALF, HALF]);
    const other = use(open[0]!.shares, 'other app');
    await expect.poll(() => other.read(), PATIENCE).toBe(ALL);
    const three = use(openShares());
    await expect.poll(() => [one.read(), two.read(), three.read()], PATIENCE).toEqual([THIRD, THIRD, THIRD]);
  });

  it('of a process that has died are the others’ when it has said nothing for a while', async () => {
    const [dying, living] = [openShares(), use(openShares())];
    const dead = use(dying);
    await expect.poll(() => [dead.read(), living.read()], PATIENCE).toEqual([HALF, HALF]);
    const killedAt = performance.now();
    await kill(dying);
    expect(living.read()).toBe(HALF);
    await expect.poll(() => living.read(), { ...PATIENCE, interval: 10 }).toBe(ALL);
    expect(performance.now() - killedAt).toBeLessThan(QUICK.shareMs + 5_000);
  });

  it('of a process that does not use the app any more are the others’, and it has one again when it does', async () => {
    const [idle, busy] = [use(openShares({ ...QUICK, idleMs: 200 })), use(openShares())];
    await expect.poll(() => [idle.read(), busy.read()], PATIENCE).toEqual([HALF, HALF]);
    await expect.poll(() => busy.read(), PATIENCE).toBe(ALL);
    await expect.poll(() => [idle.read(), busy.read()], PATIENCE).toEqual([HALF, HALF]);
  });

  it('are kept while requests are under way, however long they take', async () => {
    const [slow, other] = [use(openShares({ ...QUICK, idleMs: 50 }), 'app', 50), use(openShares())];
    await expect.poll(() => slow.read(), PATIENCE).toBe(ALL);
    for (const until = performance.now() + 500; performance.now() < until;) {
      expect(other.read()).toBeLessThanOrEqual(TOTAL - 50);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(slow.read()).toBe(HALF);
  });

  it('stay as they were when the database is away, and a process that begins has a small one', async () => {
    const proxy = await startTcpProxy(under.place.url);
    const shares = openShares(QUICK, proxy.url);
    const one = use(shares);
    await expect.poll(() => one.read(), PATIENCE).toBe(ALL);
    await proxy.breakDown();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(one.read()).toBe(ALL);
    const begun = use(openShares(QUICK, proxy.url));
    await expect.poll(() => begun.read(), PATIENCE).toBe(4);
    await proxy.recover();
    await expect.poll(() => [one.read(), begun.read()], PATIENCE).toEqual([HALF, HALF]);
    await proxy.stop();
  });

  it('cost nothing as long as nobody uses an app', async () => {
    openShares();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(open[0]!.database.pool.totalCount).toBe(0);
  });

  it('keep three processes that begin one after the other, and one that dies, within the whole', async () => {
    const limits = { inFlight: 16, perWindow: 100_000, windowMs: 1_000 };
    const service = await startService();
    const asking = new AbortController();
    async function askOften(shares: RequestShares, until: AbortSignal): Promise<void> {
      const budget = createRequestBudget('app', shares, limits);
      const ask = async (mailbox: number): Promise<void> => {
        while (!until.aborted) {
          const leave = await budget.enter(`mailbox-${mailbox}`, 1);
          await (await fetch(service.url)).text();
          leave();
        }
      };
      await Promise.all(Array.from({ length: 2 * limits.inFlight }, (_none, n) => ask(n)));
    }
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const first = askOften(openShares(PATIENT), asking.signal);
    await pause(150);
    const second = askOften(openShares(PATIENT), asking.signal);
    await pause(20);
    const dying = openShares(PATIENT);
    const death = new AbortController();
    const third = askOften(dying, death.signal);
    await expect.poll(() => service.peak(), PATIENCE).toBeGreaterThan(10);
    await pause(100);
    await kill(dying);
    death.abort();
    await pause(PATIENT.shareMs + 300);
    asking.abort();
    await Promise.all([first, second, third]);
    expect(service.peak()).toBeLessThanOrEqual(limits.inFlight);
    await service.stop();
  });
});

/** Answers after a while, and counts what it is at. */
async function startService() {
  let [inFlight, peak] = [0, 0];
  const server: Server = createServer((_request, response) => {
    inFlight += 1;
    peak = Math.max(peak, inFlight);
    setTimeout(() => {
      inFlight -= 1;
      response.end();
    }, 15);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    peak: () => peak,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
