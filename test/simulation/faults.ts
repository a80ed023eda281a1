import type { Random } from '../sandbox/graph/random.ts';

/** What goes wrong on the way to Graph or Lupax, or there. */
export const REQUEST_FAULTS = [
  'lostAnswer', // carried out, never answered: the connection ends
  'cutConnection', // not carried out
  'timeout', // perhaps carried out, no answer until the product gives up
  'throttled', // 429 with Retry-After
  'throttledSilently', // 429 without
  'unavailable', // 503 with Retry-After
  'unavailableSilently', // 503 without
  'gatewayTimeout', // 504, perhaps carried out
  'internalError', // 500, perhaps carried out
  'brokenJson', // carried out, the answer ends in the middle
  'bodyless', // carried out, the answer has no body
  'slow', // answered after the others
  'late', // carried out when the product has given up waiting for it
] as const;

/** Faults that only Graph knows. */
export const GRAPH_FAULTS = [
  'partThrottled', // a single part of a batch: 429
  'partUnavailable', // a single part of a batch: 503 or 504
  'expiredDelta', // 410
  'badDelta', // 400 Badly formed token
  'emptyPage',
  'repeatedItems', // repeated and reordered
  'expiredToken', // 401
] as const;

/** Faults that only Lupax knows. */
export const LUPAX_FAULTS = ['expiredCursor', 'repeatedChanges'] as const;

export type FaultKind = (typeof REQUEST_FAULTS)[number] | (typeof GRAPH_FAULTS)[number] | (typeof LUPAX_FAULTS)[number];

/** Faults that happen beside requests; counted with the others. */
export type CountedFault = FaultKind | 'crash' | 'halt' | 'lostConnection' | 'deltaLag';

export interface PlannedFault {
  side: 'graph' | 'lupax';
  kind: FaultKind;
  /** Requests it may strike. */
  on: 'any' | 'write' | 'create' | 'read';
  /** Matching requests that it lets pass. */
  skip: number;
  times: number;
}

/** A request as far as faults tell requests apart. */
export interface Target {
  side: 'graph' | 'lupax';
  method: string;
  url: string;
}

export interface Faults {
  arm(fault: PlannedFault): void;
  /** The fault that strikes this request. */
  strike(target: Target): FaultKind | null;
  count(kind: CountedFault): void;
  clear(): void;
  /** When they struck, earliest first. */
  readonly times: readonly number[];
  readonly struck: ReadonlyMap<CountedFault, number>;
}

export function createFaults(now: () => number): Faults {
  let armed: (PlannedFault & { left: number; waits: number })[] = [];
  const struck = new Map<CountedFault, number>();
  const times: number[] = [];
  const count = (kind: CountedFault): void => {
    times.push(now());
    struck.set(kind, (struck.get(kind) ?? 0) + 1);
  };
  return {
    times,
    struck,
    count,
    arm: (fault) => void armed.push({ ...fault, left: fault.times, waits: fault.skip }),
    clear: () => void (armed = []),
    strike(target) {
      for (const fault of armed) {
        if (!matches(fault, target)) continue;
        if (fault.waits > 0) {
          fault.waits -= 1;
          continue;
        }
        fault.left -= 1;
        if (fault.left === 0) armed = armed.filter((other) => other !== fault);
        count(fault.kind);
        return fault.kind;
      }
      return null;
    },
  };
}

function matches(fault: PlannedFault, { side, method, url }: Target): boolean {
  if (fault.side !== side) return false;
  const isBatch = url.endsWith('/$batch');
  const isFeed = side === 'lupax' && url.includes('/appointments/changes');
  if (fault.kind === 'partThrottled' || fault.kind === 'partUnavailable') return isBatch;
  if (['expiredDelta', 'badDelta', 'emptyPage', 'repeatedItems'].includes(fault.kind)) return isBatch;
  if (fault.kind === 'expiredCursor' || fault.kind === 'repeatedChanges') return isFeed;
  const isWrite = method !== 'GET' && !isBatch;
  if (fault.on === 'create') return isWrite && method === 'POST';
  if (fault.on === 'write') return isWrite;
  return fault.on === 'any' || !isWrite;
}

/** A fault of any kind; those that hurt most are the likeliest. */
export function chooseFault(random: Random): PlannedFault {
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]!;
  const side = pick(['graph', 'graph', 'lupax'] as const);
  const own = side === 'graph' ? GRAPH_FAULTS : LUPAX_FAULTS;
  const roll = random.next();
  const kind = roll < 0.25 ? 'lostAnswer' : roll < 0.7 ? pick(REQUEST_FAULTS) : pick(own);
  const on = pick(['any', 'write', 'write', 'create', 'read'] as const);
  // Most are overcome by asking again; a few times in a row they are not.
  const times = random.next() < 0.6 ? 1 : 1 + random.below(6);
  return { side, kind, on, skip: random.below(4), times };
}
