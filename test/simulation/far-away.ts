import type { Scheduler } from './scheduler.ts';
import type { Life } from './server-process.ts';

/** There and back, in virtual time. */
const WAY_MS = 1;

/**
 * Something outside the process whose methods are asynchronous: a database, a folder. Each call arrives a moment later, is
 * carried out within that moment, however long it really takes, and is answered another moment later. The process may
 * die before it arrives, and before the answer does.
 */
export function putFarAway<T extends object>(target: T, life: Life, scheduler: Scheduler): T {
  const deliver = (work: () => void): void => scheduler.after(WAY_MS, () => life.deliver(work));
  const call = (work: () => Promise<unknown>): Promise<unknown> =>
    new Promise((resolve, reject) => {
      deliver(() => {
        const done = work().then(
          (result) => deliver(() => resolve(result)),
          (error: unknown) => deliver(() => reject(error as Error)),
        );
        scheduler.hold(done);
      });
    });
  return new Proxy(target, {
    get(_target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...values: unknown[]) => call(async () => (await Reflect.apply(member, target, values)) as unknown);
    },
  });
}
