import type { GraphEmulator } from '../sandbox/graph/index.ts';
import type { Random } from '../sandbox/graph/random.ts';
import type { LupaxEmulator } from '../sandbox/lupax/index.ts';
import { callExpress } from './express-call.ts';
import type { FaultKind, Faults } from './faults.ts';
import type { Scheduler } from './scheduler.ts';
import type { Life } from './server-process.ts';

/** A request on its way. */
export interface Call {
  side: 'graph' | 'lupax';
  method: string;
  /** Path and query. */
  url: string;
  headers: Record<string, string>;
  text: string;
  /** What the sender tells about it, see `tag`. */
  tag: unknown;
}

export interface Answered {
  status: number;
  headers: Record<string, string>;
  text: string;
}

export interface WireParts {
  scheduler: Scheduler;
  random: Random;
  graph: GraphEmulator;
  lupax: LupaxEmulator;
  faults: Faults;
  /** Makes Graph refuse the tokens given so far. */
  expireTokens(): void;
  /** Called when a request is sent: what the watch has to know of the moment. */
  tag(life: Life, call: Omit<Call, 'tag'>): unknown;
  /** Called when a request is carried out: answers what to look at afterwards. */
  watch(call: Call): (answer: Answered) => void;
  /** Told of every request that is carried out. */
  tell: ((line: string) => void) | undefined;
  /** The emulators themselves failed. */
  onError(error: unknown): void;
}

/** As long as the product waits for Graph and Lupax. */
const TIMEOUT_MS = { graph: 100_000, lupax: 20_000 };
const DELTA_FAULTS: Partial<Record<FaultKind, string>> = {
  expiredDelta: 'expireDelta',
  badDelta: 'badDelta',
  emptyPage: 'emptyPages',
  repeatedItems: 'duplicates',
};

/** Carries requests of the product's processes to the emulators, through virtual time and whatever goes wrong. */
export function createWire(parts: WireParts) {
  const { scheduler, random, graph, lupax, faults } = parts;

  const counts = { graph: 0, lupax: 0 };
  let digest = 0x811c9dc5;

  const latencyMs = (): number => (random.next() < 0.9 ? 5 + random.below(150) : 200 + random.below(4_000));

  function send(life: Life, side: Call['side'], target: URL, init: RequestInit): Promise<Response> {
    const sent = {
      side,
      method: init.method ?? 'GET',
      url: target.pathname + target.search,
      headers: readHeaders(init.headers),
      text: typeof init.body === 'string' ? init.body : '',
    };
    const call: Call = { ...sent, tag: parts.tag(life, sent) };
    const fault = faults.strike(call);
    return new Promise((resolve, reject) => {
      const fail = (ms: number): void =>
        scheduler.after(ms, () => life.deliver(() => reject(new TypeError('fetch failed'))));
      const answer = (answered: Answered, ms = latencyMs()): void =>
        scheduler.after(ms, () => life.deliver(() => resolve(makeResponse(answered))));
      scheduler.after(latencyMs(), () => void meet(call, fault, { fail, answer }).catch(parts.onError));
    });
  }

  /** What becomes of a request at the other end. */
  async function meet(
    call: Call,
    fault: FaultKind | null,
    then: { fail(ms: number): void; answer(answered: Answered, ms?: number): void },
  ): Promise<void> {
    const perhaps = async (): Promise<void> => {
      if (random.next() < 0.5) await carryOut(call);
    };
    switch (fault) {
      case 'cutConnection':
        return then.fail(latencyMs());
      case 'lostAnswer':
        await carryOut(call);
        return then.fail(latencyMs());
      case 'timeout':
        await perhaps();
        return then.fail(TIMEOUT_MS[call.side]);
      case 'throttled':
      case 'throttledSilently':
        return then.answer(refuse(429, fault === 'throttled' ? 1 + random.below(20) : null));
      case 'unavailable':
      case 'unavailableSilently':
        return then.answer(refuse(503, fault === 'unavailable' ? 1 + random.below(20) : null));
      case 'gatewayTimeout':
        await perhaps();
        return then.answer(refuse(504, null));
      case 'internalError':
        await perhaps();
        return then.answer(refuse(500, null));
      case 'brokenJson': {
        const whole = await carryOut(call);
        return then.answer({ ...whole, text: whole.text.slice(0, whole.text.length >> 1) });
      }
      case 'bodyless':
        return then.answer({ ...(await carryOut(call)), text: '' });
      case 'late': {
        const { side } = call;
        const after = TIMEOUT_MS[side] + random.below(5 * 60_000);
        scheduler.after(after, () => void carryOut(call).catch(parts.onError));
        return then.fail(TIMEOUT_MS[side]);
      }
      case 'slow':
        return then.answer(await carryOut(call), 1_000 + random.below(15_000));
      default:
        if (fault) arrange(fault, call);
        return then.answer(await carryOut(call));
    }
  }

  /** Faults that only the emulator itself can commit. */
  function arrange(fault: FaultKind, call: Call): void {
    if (fault === 'expiredToken') return parts.expireTokens();
    if (fault === 'expiredCursor') return lupax.control.expireCursors();
    if (fault === 'repeatedChanges') {
      lupax.control.repeatChanges = true;
      return scheduler.after(60_000, () => void (lupax.control.repeatChanges = false));
    }
    const kind = DELTA_FAULTS[fault];
    const urls = readParts(call.text);
    const wanted = kind ? urls.filter((url) => url.includes('/delta')) : urls;
    const url = wanted[random.below(Math.max(wanted.length, 1))];
    if (url === undefined) return;
    const match = { url };
    if (kind) graph.control.faults.add({ kind, match } as never);
    else if (fault === 'partThrottled')
      graph.control.faults.add({ kind: 'batchPart429', retryAfter: 1 + random.below(10), match });
    else graph.control.faults.add({ kind: 'status', status: random.next() < 0.5 ? 503 : 504, match });
  }

  async function carryOut(call: Call): Promise<Answered> {
    const looked = parts.watch(call);
    const answered = call.side === 'graph' ? await askGraph(call) : askLupax(call);
    looked(answered);
    parts.tell?.(`${call.method} ${call.url} ${call.text} → ${answered.status}`);
    counts[call.side] += 1;
    digest = blend(digest, `${scheduler.now()} ${call.method} ${call.url} ${call.text.length} ${answered.status}`);
    return answered;
  }

  async function askGraph({ method, url, headers, text }: Call): Promise<Answered> {
    const length = { 'content-length': String(text.length) };
    const wire = { method, url, headers: { ...headers, ...length }, readText: () => text };
    const { response } = await graph.answer(wire);
    const { body, status } = response;
    const written = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const date = { date: new Date(scheduler.now()).toUTCString() };
    return { status, headers: { ...date, ...lowerNames(response.headers ?? {}) }, text: written };
  }

  function askLupax({ method, url, headers, text }: Call): Answered {
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const reply = callExpress(lupax.app, { method, url, headers, body });
    if (!reply) throw new Error(`the Lupax emulator gave no answer to ${method} ${url}`);
    return reply;
  }

  return {
    send,
    /** Requests that were carried out. */
    counts,
    /** Tells stories apart by all that was asked and answered in them, and when. */
    digest: (): string => digest.toString(16),
  };
}

/** FNV-1a, 32 bits. */
function blend(hash: number, text: string): number {
  let mixed = hash;
  for (let index = 0; index < text.length; index += 1) mixed = Math.imul(mixed ^ text.charCodeAt(index), 0x01000193);
  return mixed >>> 0;
}

function refuse(status: number, retryAfterS: number | null): Answered {
  const headers = retryAfterS === null ? {} : { 'retry-after': String(retryAfterS) };
  return { status, headers: headers as Record<string, string>, text: '' };
}

/** Paths of a batch's parts. */
export function readParts(text: string): string[] {
  const { requests = [] } = JSON.parse(text === '' ? '{}' : text) as { requests?: { url: string }[] };
  return requests.map(({ url }) => url);
}

function readHeaders(init: RequestInit['headers']): Record<string, string> {
  if (init instanceof Headers || Array.isArray(init)) return lowerNames(Object.fromEntries(init));
  return lowerNames((init ?? {}) as Record<string, string>);
}

function lowerNames(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** As much of a Response as the connectors use. */
function makeResponse({ status, headers, text }: Answered): Response {
  const response = {
    status,
    ok: status >= 200 && status < 300,
    headers: { get: (name: string) => headers[name.toLowerCase()] ?? null },
    body: [Buffer.from(text)],
  };
  return response as unknown as Response;
}
