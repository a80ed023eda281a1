import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Pair } from '../../server/sync/core/pair.ts';
import { planPair } from '../../server/sync/core/plan.ts';
import type { PairPlan, PlannedOperation } from '../../server/sync/core/plan-types.ts';
import { findFaults } from './end-state.ts';
import { take, type Step } from './steps.ts';
import { edit, steps } from './stories.ts';
import { createWorld, type World } from './world.ts';

/** `FC_RUNS=8000 npx vitest run test/property` looks longer, and each time elsewhere; otherwise the stories are always the same. */
const { FC_RUNS } = process.env;
const LOOK = FC_RUNS ? { numRuns: Number(FC_RUNS) } : { numRuns: 300, seed: 20_261_123 };
const PATIENCE_MS = 900_000;

/** A world in which all of it happened, and in which everything can be seen again. */
async function live(story: Step[]): Promise<World> {
  const world = createWorld();
  for (const step of story) await take(world, step);
  world.outlook.reveal();
  return world;
}

/** Like `live`, until both sides agree. */
async function settle(story: Step[]): Promise<World> {
  const world = await live(story);
  // Projects count as gone after two lists.
  await world.sync();
  // Copies that were moved out of the calendars in sync are only seen by reading everything.
  world.readFully();
  await world.sync();
  return world;
}

function operationsOf(plans: PairPlan[]): PlannedOperation[] {
  return plans.flatMap(({ operations }) => operations);
}

describe('whatever people do on both sides, and whatever fails,', () => {
  test('the synchronisation comes to rest, and what it did and left is right', { timeout: PATIENCE_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (story) => {
        const world = await live(story);
        await world.sync();
        expect(await world.sync()).toBeLessThanOrEqual(2);
        expect(operationsOf((await world.plan()).ready)).toEqual([]);
        expect(world.watch.violations).toEqual([]);
        expect(findFaults(world)).toEqual([]);
      }),
      LOOK,
    );
  });

  test('reading everything again changes nothing', { timeout: PATIENCE_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (story) => {
        const world = await settle(story);
        const before = world.writes();
        world.readFully();
        await world.sync();
        expect(world.writes() - before).toBe(0);
      }),
      LOOK,
    );
  });

  test(
    'one edit of one field is one write, or two where its own side is put right, and then there is rest',
    { timeout: PATIENCE_MS },
    async () => {
      await fc.assert(
        fc.asyncProperty(steps, edit, async (story, last) => {
          const world = await settle(story);
          await take(world, last);
          const before = world.writes();
          await world.sync();
          expect(world.writes() - before).toBeLessThanOrEqual(2);
          const after = world.writes();
          await world.sync();
          expect(world.writes() - after).toBe(0);
        }),
        LOOK,
      );
    },
  );

  test(
    'the same state gives the same plan, in whatever order and after a way through the store',
    { timeout: PATIENCE_MS },
    async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (story) => {
          const world = await live(story);
          const context = world.planContext();
          const plans = world.pairs().map((pair) => planPair(pair, context));
          const again = world
            .pairs()
            .reverse()
            .map((pair) => planPair(JSON.parse(JSON.stringify(pair)) as Pair, world.planContext()))
            .reverse();
          expect(again).toEqual(plans);
        }),
        LOOK,
      );
    },
  );

  test('nothing is deleted that was merely not read', { timeout: PATIENCE_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom('outlook', 'lupax', 'both'), async (story, side) => {
        const world = await settle(story);
        for (const pair of world.pairs()) {
          const blind: Pair = { ...pair };
          if (side !== 'lupax') blind.outlook = { ...pair.outlook, seen: null, gone: false };
          if (side !== 'outlook') blind.lupax = { ...pair.lupax, seen: null, gone: false };
          const deletions = planPair(blind, world.planContext()).operations.filter(
            ({ write }) => write.action === 'delete',
          );
          // What sharing forces needs no proof, nor does a project that is not wanted any more.
          expect(deletions.filter(({ reason }) => reason !== 'not_shared' && reason !== 'projects_off')).toEqual([]);
        }
      }),
      LOOK,
    );
  });
});
