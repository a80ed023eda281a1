import type de from './de/index.ts';

type Leaves<Tree, Prefix extends string = ''> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? `${Prefix}${Key}` : Leaves<Tree[Key], `${Prefix}${Key}.`>;
}[keyof Tree & string];

/** `key_one` and `key_other` are asked for as `key` with a `count`. */
type WithoutNumber<Key extends string> = Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key;

/** Every key of the catalogues; the German ones lead. */
export type TextKey = WithoutNumber<Leaves<typeof de>>;
