import { badRequest } from './errors.ts';

/** `$filter` as far as Graph's calendar resources understand it, read into a tree. */
export type Filter =
  | { kind: 'and' | 'or'; left: Filter; right: Filter }
  | { kind: 'not'; inner: Filter }
  | { kind: 'compare'; operator: Comparison; path: string; value: Literal }
  | { kind: 'match'; operator: Match; path: string; value: string }
  | { kind: 'any'; path: string; variable: string; inner: Filter };

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type Match = 'contains' | 'startswith' | 'endswith';
export type Literal = string | number | boolean | null;

const TOKEN = /\s*(?:('(?:[^']|'')*')|([(),:])|([^\s(),:']+(?::\d\d[^\s(),']*)*))/y;

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const trimmed = text.trim();
  while (TOKEN.lastIndex < trimmed.length) {
    const match = TOKEN.exec(trimmed);
    if (!match) throw badRequest(`Syntax error: character in '${text}' of the filter is not valid.`);
    tokens.push(match[1] ?? match[2] ?? match[3]!);
  }
  return tokens;
}

function unquote(token: string): string {
  return token.slice(1, -1).replaceAll("''", "'");
}

function readLiteral(token: string): Literal {
  if (token.startsWith("'")) return unquote(token);
  if (token === 'null') return null;
  if (token === 'true' || token === 'false') return token === 'true';
  return /^-?\d+(\.\d+)?$/.test(token) ? Number(token) : token;
}

/** Reads a `$filter`. 400 BadRequest on a syntax error. */
export function parseFilter(text: string): Filter {
  const tokens = tokenize(text);
  let at = 0;
  const fail = (): never => {
    throw badRequest(`Syntax error at position ${at} in '${text}'.`);
  };
  const take = (): string => tokens[at++] ?? fail();
  const expect = (wanted: string): void => {
    if (take() !== wanted) fail();
  };
  const isNext = (word: string): boolean => tokens[at]?.toLowerCase() === word;

  const readOr = (): Filter => {
    let left = readAnd();
    while (isNext('or')) {
      at++;
      left = { kind: 'or', left, right: readAnd() };
    }
    return left;
  };
  const readAnd = (): Filter => {
    let left = readUnary();
    while (isNext('and')) {
      at++;
      left = { kind: 'and', left, right: readUnary() };
    }
    return left;
  };
  const readUnary = (): Filter => {
    if (isNext('not')) {
      at++;
      return { kind: 'not', inner: readUnary() };
    }
    if (isNext('(')) {
      at++;
      const inner = readOr();
      expect(')');
      return inner;
    }
    return readTerm();
  };
  const readTerm = (): Filter => {
    const word = take();
    const lower = word.toLowerCase();
    if (tokens[at] === '(' && (lower === 'contains' || lower === 'startswith' || lower === 'endswith')) {
      at++;
      const path = take();
      expect(',');
      const value = readLiteral(take());
      expect(')');
      return { kind: 'match', operator: lower, path, value: String(value) };
    }
    if (tokens[at] === '(' && /\/any$/i.test(word)) {
      at++;
      const variable = take();
      expect(':');
      const inner = readOr();
      expect(')');
      return { kind: 'any', path: word.slice(0, -4), variable, inner };
    }
    const operator = take().toLowerCase();
    if (!['eq', 'ne', 'gt', 'ge', 'lt', 'le'].includes(operator)) fail();
    return { kind: 'compare', operator: operator as Comparison, path: word, value: readLiteral(take()) };
  };

  const filter = readOr();
  if (at < tokens.length) fail();
  return filter;
}

/** Looks a path such as `start/dateTime` up. Throws for names that cannot be filtered on. */
export type Lookup = (path: string) => unknown;
/** Looks the elements of a collection up, each with its own paths. */
export type Elements = (path: string) => Lookup[];

function toComparable(value: unknown): string | number | boolean | null {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : String(value).toLowerCase();
}

/** A time of either side: with seven fractional digits on one, without on the other. */
function toInstant(value: unknown): number | null {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}(T|$)/.test(value)) return null;
  const ms = Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(value) || !value.includes('T') ? value : `${value}Z`);
  return Number.isNaN(ms) ? null : ms;
}

function compare(found: unknown, operator: Comparison, wanted: Literal): boolean {
  const [leftTime, rightTime] = [toInstant(found), toInstant(wanted)];
  const timed = leftTime !== null && rightTime !== null;
  const left = timed ? leftTime : toComparable(found);
  const right = timed ? rightTime : toComparable(wanted);
  if (operator === 'eq') return left === right;
  if (operator === 'ne') return left !== right;
  if (left === null || right === null) return false;
  if (operator === 'gt') return left > right;
  if (operator === 'ge') return left >= right;
  return operator === 'lt' ? left < right : left <= right;
}

/** Evaluates a filter. Text is compared regardless of case, as Exchange does. */
export function matchesFilter(filter: Filter, lookup: Lookup, elements: Elements): boolean {
  switch (filter.kind) {
    case 'and':
      return matchesFilter(filter.left, lookup, elements) && matchesFilter(filter.right, lookup, elements);
    case 'or':
      return matchesFilter(filter.left, lookup, elements) || matchesFilter(filter.right, lookup, elements);
    case 'not':
      return !matchesFilter(filter.inner, lookup, elements);
    case 'compare':
      return compare(lookup(filter.path), filter.operator, filter.value);
    case 'match': {
      const found = String(toComparable(lookup(filter.path)) ?? '');
      const wanted = filter.value.toLowerCase();
      if (filter.operator === 'contains') return found.includes(wanted);
      return filter.operator === 'startswith' ? found.startsWith(wanted) : found.endsWith(wanted);
    }
    case 'any': {
      const { variable, inner } = filter;
      return elements(filter.path).some((element) => {
        const inside: Lookup = (path) => {
          if (path === variable) return element('');
          return path.startsWith(`${variable}/`) ? element(path.slice(variable.length + 1)) : lookup(path);
        };
        return matchesFilter(inner, inside, elements);
      });
    }
  }
}
