import type { Random } from '../sandbox/graph/random.ts';

/** Chooses by weight; the same seed always tells the same story. */
export function createDice(random: Random) {
  const dice = {
    below: random.below,
    chance: (share: number): boolean => random.next() < share,
    pick: <T>(list: readonly T[]): T => list[random.below(list.length)]!,
    weigh: <T>(choices: readonly (readonly [number, T])[]): T => {
      let roll = random.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, choice] of choices) if ((roll -= weight) < 0) return choice;
      return choices.at(-1)![1];
    },
    between: (low: number, high: number): number => low + random.below(high - low + 1),
  };
  return dice;
}
export type Dice = ReturnType<typeof createDice>;
