import type { Change, CommitOptions } from '../store/types.ts';
import type { RunContext } from './context.ts';
import type { Pair } from './core/pair.ts';
import type { PairIndex } from './core/pair-index.ts';
import type { TakenImages } from './journal.ts';
import { commitChanges } from './update-record.ts';

interface Waiting {
  more: () => Change[];
  mayBeLost: boolean;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Commits that go together: those that are asked for while another one is being written, and more (`commitTogether`). */
interface Group {
  waiting: Waiting[];
  /** When the first of them was asked for. */
  since: number;
  begun: boolean;
}

const addNothing = (): Change[] => [];

/** The one that is being gathered. */
const groups = new WeakMap<PairIndex, Group>();

/** So many entries are worth a commit of their own, */
const ENOUGH_TO_COMMIT = 28;
/** and nobody waits for more where the services would soon have nothing to do, */
const ENOUGH_TO_SEND = 10;
/** or where the answers come slowly: what was answered is to be durable. */
const LONGEST_WAIT_MS = 20;

/**
 * Commits what the index changed, with the before-images that were noted, together with other records as they are then: all
 * or nothing. What was refused is changed still: whoever commits next must not take for durable what went along with this commit.
 * @param more called when the commit begins; again when another process was faster
 * @param mayBeLost what is committed was only read, and is read again should a loss of power take it away
 */
export async function commitPairs(
  context: Committing,
  more: () => Change[] = addNothing,
  { mayBeLost = false }: Pick<CommitOptions, 'mayBeLost'> = {},
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const group = join(context, { more, mayBeLost, resolve, reject });
    begin(context, group);
  });
}

type Committing = Pick<RunContext, 'document' | 'index' | 'journal' | 'now'>;
type Gathering = Committing & Pick<RunContext, 'turns'>;

/**
 * The same for one of many entries that are worked on side by side, as long as there are others to be sent meanwhile: each
 * commit is synced to the disk. Whoever leaves a turn has to call `commitWhenDue`.
 */
export async function commitTogether(context: Gathering): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    join(context, { more: addNothing, mayBeLost: false, resolve, reject });
    commitWhenDue(context);
  });
  // All who were waiting go on now, each with the work of an entry.
  await context.turns.sendFirst();
}

/** Commits what waits when it should wait no longer. */
export function commitWhenDue(context: Gathering): void {
  const group = groups.get(context.index);
  if (!group) return;
  const isDue =
    group.waiting.length >= ENOUGH_TO_COMMIT ||
    context.turns.taken < ENOUGH_TO_SEND ||
    context.now() - group.since >= LONGEST_WAIT_MS;
  if (isDue) begin(context, group);
}

function join({ index, now }: Pick<Committing, 'index' | 'now'>, own: Waiting): Group {
  const group = groups.get(index) ?? { waiting: [], since: now(), begun: false };
  groups.set(index, group);
  group.waiting.push(own);
  return group;
}

function begin(context: Committing, group: Group): void {
  if (group.begun) return;
  group.begun = true;
  void commitGroup(context);
}

/** One commit for all who wait when its turn comes. */
async function commitGroup({ document, index, journal }: Committing): Promise<void> {
  const group: Waiting[] = [];
  let taken = new Map<string, Pair | null>();
  let images: TakenImages | null = null;
  const build = (): Change[] => {
    group.push(...(groups.get(index)?.waiting ?? []));
    groups.delete(index);
    const changes = group.flatMap(({ more }) => more());
    taken = index.takeChanges();
    images = journal.takeImages();
    if (images) changes.push(images.change);
    return [...changes, ...[...taken].map(([key, value]): Change => ({ collection: 'pairs', key, value }))];
  };
  try {
    // Asked once the group is complete.
    const options = {
      get mayBeLost() {
        return group.every((each) => each.mayBeLost);
      },
    };
    const giveBack = (): void => {
      index.returnChanges(taken);
      images?.giveBack();
    };
    await commitChanges(document, build, giveBack, options);
    for (const { resolve } of group) resolve();
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}
