import type { Change, CommitOptions } from '../store/types.ts';
import type { RunContext } from './context.ts';
import type { Pair } from './core/pair.ts';
import type { PairIndex } from './core/pair-index.ts';
import { commitChanges } from './update-record.ts';

interface Waiting {
  more: () => Change[];
  mayBeLost: boolean;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Commits that are asked for while another one is being written go together: entries are written side by side. */
const waitingFor = new WeakMap<PairIndex, Waiting[]>();

/**
 * Commits what the index changed, together with other records as they are then: all or nothing. What was refused is
 * changed still: whoever commits next must not take for durable what went along with this commit.
 * @param more called when the commit begins; again when another process was faster
 * @param mayBeLost what is committed was only read, and is read again should a loss of power take it away
 */
export async function commitPairs(
  context: Pick<RunContext, 'document' | 'index'>,
  more: () => Change[] = () => [],
  { mayBeLost = false }: Pick<CommitOptions, 'mayBeLost'> = {},
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const waiting = waitingFor.get(context.index);
    const own = { more, mayBeLost, resolve, reject };
    if (waiting) waiting.push(own);
    else {
      waitingFor.set(context.index, [own]);
      void commitGroup(context);
    }
  });
}

/** One commit for all who wait when its turn comes. */
async function commitGroup({ document, index }: Pick<RunContext, 'document' | 'index'>): Promise<void> {
  const group: Waiting[] = [];
  let taken = new Map<string, Pair | null>();
  const build = (): Change[] => {
    group.push(...(waitingFor.get(index) ?? []));
    waitingFor.delete(index);
    const changes = group.flatMap(({ more }) => more());
    taken = index.takeChanges();
    return [...changes, ...[...taken].map(([key, value]): Change => ({ collection: 'pairs', key, value }))];
  };
  try {
    // Asked once the group is complete.
    const options = {
      get mayBeLost() {
        return group.every((each) => each.mayBeLost);
      },
    };
    await commitChanges(document, build, () => index.returnChanges(taken), options);
    for (const { resolve } of group) resolve();
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}
