import type { Change } from '../store/types.ts';
import type { RunContext } from './context.ts';
import type { Pair } from './core/pair.ts';
import type { PairIndex } from './core/pair-index.ts';
import { commitChanges } from './update-record.ts';

interface Waiting {
  more: () => Change[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Commits that are asked for while another one is being written go together: entries are written side by side. */
const waitingFor = new WeakMap<PairIndex, Waiting[]>();

/**
 * Commits what the index changed, together with other records as they are then: all or nothing. What was refused is
 * changed still: whoever commits next must not take for durable what went along with this commit.
 * @param more called when the commit begins; again when another process was faster
 */
export async function commitPairs(
  context: Pick<RunContext, 'document' | 'index'>,
  more: () => Change[] = () => [],
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const waiting = waitingFor.get(context.index);
    if (waiting) waiting.push({ more, resolve, reject });
    else {
      waitingFor.set(context.index, [{ more, resolve, reject }]);
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
    await commitChanges(document, build, () => index.returnChanges(taken));
    for (const { resolve } of group) resolve();
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}
