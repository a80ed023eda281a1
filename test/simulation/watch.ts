import type { GraphEmulator } from '../sandbox/graph/index.ts';
import type { LupaxEmulator } from '../sandbox/lupax/index.ts';
import type { History } from './history.ts';
import type { Person } from './people.ts';
import { createAccountWatch } from './watch-account.ts';
import { createGraphWatch } from './watch-graph.ts';
import { createLupaxWatch } from './watch-lupax.ts';
import { createOrderWatch } from './watch-order.ts';
import type { Errand } from './world.ts';
import type { Answered, Call } from './wire.ts';

export interface WatchParts {
  now: () => number;
  graph: GraphEmulator;
  lupax: LupaxEmulator;
  history: History;
  people: Person[];
  organizationId: number;
  /** Canonical id of our marker's property. */
  markerId: string;
  /** Whether the world has been kind since then: no fault struck and every change shows at once. */
  wasCalmSince(at: number): boolean;
  violate(what: string): void;
}

/** A write of the product that the emulators carried out. */
export interface Write {
  call: Call;
  errand: Errand;
  answer: Answered;
}

/** Looks at every write of the product as it is carried out, and notes what must never happen. */
export function createWatch(parts: WatchParts) {
  const graph = createGraphWatch(parts);
  const lupax = createLupaxWatch(parts);
  const order = createOrderWatch(parts);
  const account = createAccountWatch(parts, {
    checkEvent: graph.checkEvent,
    checkAppointment: (appointment, before, { errand }) => lupax.checkShown(appointment, errand, before),
  });
  let writes = 0;

  return {
    get writes() {
      return writes;
    },
    /** @returns what to look at when the call was carried out */
    look(call: Call): (answer: Answered) => void {
      const errand = call.tag as Errand | null;
      if (!isWrite(call)) return () => {};
      const ofAccount = errand?.kind === 'undo' || errand?.kind === 'unlink';
      const watch = ofAccount ? account : call.side === 'graph' ? graph : lupax;
      const lookAfter = watch.before(call);
      return (answer) => {
        if (answer.status >= 300) return;
        writes += 1;
        if (!errand) return parts.violate(`nobody sent ${call.method} ${call.url}`);
        if (errand.kind === 'dry_run' || errand.kind === 'none') {
          parts.violate(`${call.method} ${call.side} in ${errand.kind === 'none' ? 'no run' : 'a dry run'}`);
        }
        const write = { call, errand, answer };
        const verdict = lookAfter(write);
        order.carriedOut(write, verdict);
      };
    },
  };
}

export function isWrite({ side, method, url }: Pick<Call, 'side' | 'method' | 'url'>): boolean {
  if (method === 'GET') return false;
  return side === 'graph' ? /\/events(\/[^/]+)?$/.test(url) : /\/appointments(\/\d+)?$/.test(url);
}

/** What a write did, as far as the order of writes and the brake are concerned. */
export interface Verdict {
  tightens: boolean;
  /** It had to be tightened already when the run began. */
  overdue?: boolean;
  /** A deletion or a loosening that nothing forces. */
  counts: boolean;
}
