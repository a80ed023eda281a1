import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { describeStoreContract, type StoreUnderTest } from '../unit/store/store-contract.ts';
import { createDisk, openMemoryStore } from './memory-store.ts';
import { applyPatch, MUTATIONS } from './mutations.ts';
import { runStory } from './run-story.ts';
import { excerpt } from './shrink.ts';
import { writeStory } from './write-story.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** `SIMULATION_SEEDS=20000 npx vitest run test/simulation` looks longer. */
const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? 500);
const PROCESSES = 2;
describe('a story', () => {
  test('goes the same way each time it is told', { timeout: 60_000 }, async () => {
    const [first, second] = [await runStory(writeStory(5)), await runStory(writeStory(5))];
    expect(second).toEqual(first);
    expect((await runStory(writeStory(6))).digest).not.toBe(first.digest);
  });

  test('has at least 40 actions and 10 faults', { timeout: 60_000 }, async () => {
    const { actions, faults } = await runStory(writeStory(7));
    expect(actions).toBeGreaterThanOrEqual(40);
    expect([...faults.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(10);
  });

  test('keeps its time when steps are left out', () => {
    const story = writeStory(8);
    const until = (steps: { wait: number }[]) => steps.reduce((sum, { wait }) => sum + wait, 0);
    expect(until(excerpt(story, [3, 20]).steps)).toBe(until(story.steps.slice(0, 21)));
  });
});

describe(`${SEEDS} stories of people and faults`, () => {
  const share = Math.ceil(SEEDS / PROCESSES);
  const runs = Array.from({ length: PROCESSES }, (_none, index) => 1 + index * share);

  test.concurrent.each(runs)('end well, from seed %i on', { timeout: 3_600_000 }, async (first) => {
    const { code, output } = await simulate([...['--seeds', String(share), '--seed', String(first), '--stop', '1']]);
    expect(code, output).toBe(0);
  });
});

function simulate(args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/simulation/main.ts', ...args], { cwd: ROOT });
  return new Promise((resolve, reject) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += String(part)));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

test.each(Object.entries(MUTATIONS))('the safeguard %s can still be switched off in a copy', async (_name, patches) => {
  for (const patch of patches) expect(await applyPatch(ROOT, patch)).toContain(patch.replace);
});

describeStoreContract('a disk in memory', async () => {
  const disk = createDisk();
  const open = () =>
    openMemoryStore(disk, ({ apply, done }) =>
      queueMicrotask(() => {
        apply();
        done();
      }),
    );
  const place: StoreUnderTest = {
    store: open(),
    async reopen() {
      await place.store.close();
      place.store = open();
      return place.store;
    },
    destroy: () => place.store.close(),
  };
  return place;
});
