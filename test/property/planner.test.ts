import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findFaults } from './end-state.ts';
import { steps, take } from './steps.ts';
import { createWorld, type World } from './world.ts';

/** `FC_RUNS=2000 npx vitest run test/property` looks longer. */
const RUNS = Number(process.env['FC_RUNS'] ?? 200);

async function live(story: Parameters<typeof take>[1][]): Promise<World> {
  const world = createWorld();
  for (const step of story) await take(world, step);
  world.outlook.reveal();
  return world;
}

describe('whatever people do on both sides, and whatever fails,', () => {
  test('the synchronisation comes to rest, and what it did and left is right', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (story) => {
        const world = await live(story);
        // Projects count as gone after two lists.
        await world.sync();
        expect(await world.sync()).toBeLessThanOrEqual(2);
        expect((await world.plan()).ready.flatMap(({ operations }) => operations)).toEqual([]);
        expect(world.watch.violations).toEqual([]);
        expect(findFaults(world)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
