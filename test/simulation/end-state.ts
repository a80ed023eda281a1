import type { World } from './world.ts';

export function findDifferences(_world: World): string[] {
  return [];
}
