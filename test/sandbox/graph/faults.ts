/** What goes wrong on purpose. */
export type FaultEffect =
  | { kind: 'status'; status: number; retryAfter?: number; body?: unknown }
  | { kind: 'bodyless'; status: number }
  /** Carried out, but the answer's JSON is cut off. */
  | { kind: 'brokenJson' }
  /** Before the request is carried out. */
  | { kind: 'cutConnection' }
  /** Carried out, then the connection is cut. */
  | { kind: 'lostAnswer' }
  | { kind: 'delay'; ms: number }
  /** 429 for parts of a batch only. */
  | { kind: 'batchPart429'; retryAfter: number }
  /** 410 SyncStateNotFound on a delta request. */
  | { kind: 'expireDelta' }
  /** 400 Badly formed token on a delta request. */
  | { kind: 'badDelta' }
  /** An empty page with a nextLink, for as many requests as `times`. */
  | { kind: 'emptyPages' }
  /** Every item of a delta page twice. */
  | { kind: 'duplicates' }
  /** Never answered. */
  | { kind: 'stall' };

export interface FaultMatch {
  method?: string;
  /** Compared with path and query below `/v1.0`, as sent and decoded. */
  url?: RegExp | string;
  oid?: string;
}

export type Fault = FaultEffect & {
  match: FaultMatch;
  /** How many matching requests it strikes; 1 when left out. */
  times?: number;
  /** How many matching requests it lets pass first. */
  after?: number;
};

export interface FaultTarget {
  readonly method: string;
  readonly url: string;
  readonly oid: string | null;
  readonly isBatchPart: boolean;
}

export interface ArmedFault {
  readonly fault: Fault;
  /** How many requests it has struck. */
  hits: number;
  remove(): void;
}

export interface FaultControl {
  add(fault: Fault): ArmedFault;
  clear(): void;
}

export interface Faults extends FaultControl {
  /** The faults that strike this request. */
  take(target: FaultTarget): FaultEffect[];
}

function decode(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

function matches(fault: Fault, target: FaultTarget): boolean {
  const { method, url, oid } = fault.match;
  const isDelta = /\/delta\b/i.test(target.url);
  if (['expireDelta', 'badDelta', 'emptyPages', 'duplicates'].includes(fault.kind) && !isDelta) return false;
  if (fault.kind === 'batchPart429' && !target.isBatchPart) return false;
  if (method !== undefined && method.toUpperCase() !== target.method) return false;
  if (oid !== undefined && oid.toLowerCase() !== target.oid?.toLowerCase()) return false;
  if (url === undefined) return true;
  const spellings = [target.url, decode(target.url)];
  return spellings.some((text) => (typeof url === 'string' ? text.includes(url) : text.search(url) >= 0));
}

/** Creates the list of armed faults. */
export function createFaults(): Faults {
  const armed = new Set<ArmedFault & { seen: number }>();
  return {
    add: (fault) => {
      const entry = { fault, hits: 0, seen: 0, remove: () => armed.delete(entry) };
      armed.add(entry);
      return entry as ArmedFault;
    },
    clear: () => armed.clear(),
    take: (target) => {
      const effects: FaultEffect[] = [];
      for (const entry of armed) {
        if (!matches(entry.fault, target)) continue;
        if (entry.seen++ < (entry.fault.after ?? 0)) continue;
        entry.hits++;
        effects.push(entry.fault);
        if (entry.hits >= (entry.fault.times ?? 1)) armed.delete(entry);
      }
      return effects;
    },
  };
}
