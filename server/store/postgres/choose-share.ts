/** Of the whole, kept free for processes that begin to use the app, until the others have given back what is theirs. */
const RESERVE = 1 / 8;

export interface ShareQuestion {
  /** What all processes may have in flight together. */
  total: number;
  /** What this process has or may have in flight as long as it has no other answer; 0: it begins. */
  held: number;
  /** How many others use the app, and how much they hold. */
  others: number;
  taken: number;
}

/**
 * A process's share: an equal one, as far as the others have given back what was theirs. Only who begins touches the
 * reserve, and takes half of what is free, so that several that begin at the same time find something; nobody gets less than 1.
 */
export function chooseShare({ total, held, others, taken }: ShareQuestion): number {
  const equal = chooseEqualShare(total, others);
  const free = total - taken;
  const within = held === 0 ? Math.ceil(free / (others > 0 ? 2 : 1)) : Math.max(held, free - countReserved(total));
  return Math.max(1, Math.min(equal, free, within));
}

export function chooseEqualShare(total: number, others: number): number {
  return Math.max(1, Math.floor((total - countReserved(total)) / (others + 1)));
}

const countReserved = (total: number): number => Math.floor(total * RESERVE);
