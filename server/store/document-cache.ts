/** What a cache needs to know of a document. */
export interface Cacheable {
  /** Commits are under way. */
  readonly busy: boolean;
}

/** Documents in memory by user: one instance each, shared by all who hold it. */
export interface DocumentCache<D extends Cacheable> {
  /** Counts as a use. */
  find(key: string): D | null;
  add(key: string, document: D): void;
  /** Tells that somebody uses the document. */
  use(key: string): void;
  /** Holds it no longer than others do: it was only looked into. */
  release(key: string): void;
  drop(key: string): void;
  isMoving(key: string): boolean;
  /** Runs an opening or a removal after whatever is under way for this user. */
  move<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Waits for openings and removals, and empties the cache. @returns what was in it */
  close(): Promise<D[]>;
}

interface CacheEntry<D extends object> {
  /** Finds the document as long as anybody holds it, so that all holders share one instance. */
  weak: WeakRef<D>;
  /** Keeps it while it is in use. */
  strong: D | null;
  usedAtMs: number;
}

/** Each takes some 4 kB an entry, and whoever polls thousands of mailboxes would have those of a whole minute in memory. */
const MOST_HELD = 256;

/**
 * A document that was not used for `idleMs`, or that `mostHeld` others were used after, is only held weakly: running work
 * that still has it keeps it alive, else it leaves memory.
 * @param tidy what is to be done with a document before it may leave
 */
export function createDocumentCache<D extends Cacheable>(
  idleMs: number,
  tidy: (document: D) => Promise<void> = async () => {},
  mostHeld = MOST_HELD,
): DocumentCache<D> {
  const entries = new Map<string, CacheEntry<D>>();
  /** Openings and removals under way, by user; the next one waits for them. */
  const moves = new Map<string, Promise<unknown>>();
  const sweeper = setInterval(() => void sweep(), idleMs / 4).unref();

  async function sweep(): Promise<void> {
    const isIdle = ({ strong, usedAtMs }: CacheEntry<D>): boolean =>
      strong !== null && !strong.busy && Date.now() - usedAtMs >= idleMs;
    for (const [key, entry] of entries) {
      if (entry.strong && isIdle(entry)) {
        await tidy(entry.strong);
        if (isIdle(entry)) entry.strong = null;
      }
      if (!entry.strong && !entry.weak.deref() && entries.get(key) === entry) entries.delete(key);
    }
  }

  function letOldestGo(): void {
    const held = [...entries.values()].filter(({ strong }) => strong !== null && !strong.busy);
    held.sort((a, b) => b.usedAtMs - a.usedAtMs);
    for (const entry of held.slice(mostHeld)) entry.strong = null;
  }

  function find(key: string): D | null {
    const entry = entries.get(key);
    const document = entry?.strong ?? entry?.weak.deref() ?? null;
    if (!entry || !document) return null;
    entry.strong = document;
    entry.usedAtMs = Date.now();
    return document;
  }

  return {
    find,
    use: (key) => void find(key),
    add(key, document) {
      entries.set(key, { weak: new WeakRef(document), strong: document, usedAtMs: Date.now() });
      if (entries.size > mostHeld) letOldestGo();
    },
    release(key) {
      const entry = entries.get(key);
      if (entry?.strong && !entry.strong.busy) entry.strong = null;
    },
    drop: (key) => void entries.delete(key),
    isMoving: (key) => moves.has(key),
    async move(key, work) {
      for (let under = moves.get(key); under; under = moves.get(key)) await under.catch(() => undefined);
      const running = work();
      moves.set(key, running);
      try {
        return await running;
      } finally {
        moves.delete(key);
      }
    },
    async close() {
      clearInterval(sweeper);
      await Promise.allSettled(moves.values());
      const left = [...entries.values()].flatMap((entry) => entry.strong ?? entry.weak.deref() ?? []);
      entries.clear();
      return left;
    },
  };
}
