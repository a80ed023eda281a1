import type { Pool } from 'undici';
import type { RecordedRequest } from './record.ts';

/** What stands in the place of the recorded sandbox: another one in the same state. */
export interface Place {
  /** Origins of the recorded sandbox → those of this one. */
  origins: ReadonlyMap<string, string>;
  /** The `Authorization` of each origin of this one. */
  authorization: ReadonlyMap<string, string>;
  /** Connections to each origin of this one; whoever made the place closes them. */
  pools: ReadonlyMap<string, Pool>;
}

export interface Replayed {
  ms: number;
  /** Answers by status. */
  statuses: Record<string, number>;
}

/** Sends the recorded requests again, with the bodies and the concurrency they had, and nothing else: the floor. */
export async function replay(requests: readonly RecordedRequest[], place: Place): Promise<Replayed> {
  const statuses: Record<string, number> = {};
  const ready = requests.map(({ url, method, headers, body, after }) => {
    const { origin, pathname, search } = new URL(url);
    const target = place.origins.get(origin) ?? '';
    return {
      pool: place.pools.get(target)!,
      options: {
        path: pathname + search,
        method: method as 'GET',
        headers: { ...headers, authorization: place.authorization.get(target) ?? '' },
        body,
      },
      after,
    };
  });
  const begin = performance.now();
  let answered = 0;
  let next = 0;
  await new Promise<void>((resolve, reject) => {
    const send = (): void => {
      while (next < ready.length && ready[next]!.after <= answered) {
        const { pool, options } = ready[next]!;
        next += 1;
        pool
          .request(options)
          .then(async ({ statusCode, body }) => {
            await body.arrayBuffer();
            statuses[statusCode] = (statuses[statusCode] ?? 0) + 1;
            answered += 1;
            if (answered === ready.length) resolve();
            else send();
          })
          .catch(reject);
      }
    };
    send();
  });
  return { ms: performance.now() - begin, statuses };
}
