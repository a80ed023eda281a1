import type { Words } from './reading.ts';
import type { Token } from './tokens.ts';

export interface Stretch {
  /** Token indexes, `to` exclusive. */
  from: number;
  to: number;
}

export interface Found extends Stretch {
  groups: Record<string, string | undefined>;
}

/** `aside`: read over. */
type Role = Words['as'] | 'aside';

/**
 * The sentence on the table: what has been read is taken from it, and the next reader sees only the rest.
 * Patterns are written against `line`: the keys of the free tokens, one space apart, taken ones blacked out.
 */
export class Sheet {
  readonly text: string;
  readonly tokens: readonly Token[];
  private readonly roles: (Role | undefined)[];
  private readonly starts: number[] = [];
  private line: string;
  private reserved: Stretch = { from: 0, to: 0 };

  constructor(text: string, tokens: readonly Token[]) {
    this.text = text;
    this.tokens = tokens;
    this.roles = tokens.map(() => undefined);
    let at = 1;
    for (const token of tokens) {
      this.starts.push(at);
      at += token.key.length + 1;
    }
    this.line = ` ${tokens.map((token) => token.key).join(' ')} `;
  }

  /** All stretches of free tokens that read as the pattern. Whole tokens only; no capture by number, only by name. */
  find(pattern: string): Found[] {
    const found: Found[] = [];
    for (const match of this.line.matchAll(compile(pattern))) {
      const from = this.tokenAt(match.index + 1);
      const to = this.tokenAt(match.index + match[0].length) + 1;
      found.push({ from, to, groups: match.groups ?? {} });
    }
    return found;
  }

  has(pattern: string): boolean {
    return compile(pattern, '').test(this.line);
  }

  take(stretch: Stretch, role: Role): void {
    for (let at = stretch.from; at < stretch.to; at++) {
      this.roles[at] = role;
      const start = this.starts[at] ?? 0;
      const length = this.tokens[at]?.key.length ?? 0;
      this.line = this.line.slice(0, start) + '□'.repeat(length) + this.line.slice(start + length);
    }
  }

  setAside(stretch: Stretch): void {
    this.take(stretch, 'aside');
  }

  /** Words that stay together: a project's title is not taken apart for the names in it. */
  reserve(stretch: Stretch): void {
    this.reserved = stretch;
  }

  isReserved(at: number): boolean {
    return at >= this.reserved.from && at < this.reserved.to;
  }

  isFree(at: number): boolean {
    return at >= 0 && at < this.tokens.length && this.roles[at] === undefined;
  }

  role(at: number): Role | undefined {
    return this.roles[at];
  }

  key(at: number): string {
    return this.tokens[at]?.key ?? '';
  }

  /** The keys between two stretches, for what joins them: "bis", "oder". */
  keysBetween(left: Stretch, right: Stretch): string {
    return this.tokens
      .slice(left.to, right.from)
      .map((token) => token.key)
      .join(' ');
  }

  /** The words of a stretch as they were written. */
  written(stretch: Stretch): string {
    const first = this.tokens[stretch.from];
    const last = this.tokens[stretch.to - 1];
    return first && last ? this.text.slice(first.from, last.to).replace(/\s+/g, ' ') : '';
  }

  /** Which words went where: neighbours of one role in one piece. */
  /** @param original the sentence before markup was blanked out; as long as `text` */
  words(original: string): Words[] {
    const words: Words[] = [];
    let at = 0;
    while (at < this.tokens.length) {
      const as = this.roles[at];
      const from = at;
      while (at < this.tokens.length && this.roles[at] === as) at++;
      const [first, last] = [this.tokens[from], this.tokens[at - 1]];
      if (as && as !== 'aside' && first && last)
        words.push({ from: first.from, to: last.to, written: original.slice(first.from, last.to), as });
    }
    return words;
  }

  private tokenAt(offset: number): number {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const compiled = new Map<string, RegExp>();

/** Patterns are constants of this folder, so the cache is bounded. */
function compile(pattern: string, flags = 'g'): RegExp {
  const id = flags + pattern;
  let regex = compiled.get(id);
  if (!regex) {
    regex = new RegExp(` (?:${pattern})(?= )`, flags);
    compiled.set(id, regex);
  }
  regex.lastIndex = 0;
  return regex;
}
