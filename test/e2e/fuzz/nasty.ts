import fc from 'fast-check';

/** Text that programs stumble over. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      'self',
      'null',
      'undefined',
      'NaN',
      '-1',
      '1e400',
      '0x10',
      '9007199254740993',
      '../../etc/passwd',
      '..%2f..',
      'a/b',
      'a\\b',
      "' OR 1=1 --",
      "x' or id ne 'x",
      '$filter=1',
      '{{7*7}}',
      '${jndi:ldap://x}',
      '<script>alert(1)</script>',
      '\r\nX-Injected: 1',
      '\u0000',
      '\u202e\u2066',
      '\ud800',
      '🧨'.repeat(50),
      'ﷺ'.repeat(100),
      '2026-02-30',
      '2026-08-03T07:00:00+99:99',
      '0001-01-01',
      '275760-09-13T00:00:00Z',
      'file:///etc/passwd',
      'http://169.254.169.254/',
    ),
  },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 3_000 }).map((length) => 'x'.repeat(length)) },
);

/** Any JSON value, with what is hard about them. */
export const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  nastyText,
  fc.constantFrom(null, true, false, 0, -0, -1, 1.5, 2 ** 53, -(2 ** 63), 1e308, [], {}, [[]], [null], { a: {} }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A value of the right form in which something is wrong. */
export function breakValue(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value !== 'object' || value === null) return nastyValue;
  const copies = fc.constant(value).map((original) => structuredClone(original) as Record<string, unknown>);
  const keys = Object.keys(value);
  const added = fc.tuple(copies, fc.oneof(nastyText, fc.constantFrom('__proto__', 'constructor', 'id')), nastyValue);
  const breaks: fc.Arbitrary<unknown>[] = [nastyValue, added.map(([copy, key, extra]) => withKey(copy, key, extra))];
  if (keys.length > 0) {
    const known = fc.constantFrom(...keys);
    breaks.push(
      fc.tuple(copies, known, nastyValue).map(([copy, key, wrong]) => withKey(copy, key, wrong)),
      fc.tuple(copies, known).map(([copy, key]) => {
        delete copy[key];
        return copy;
      }),
    );
  }
  return fc.oneof(...breaks);
}

/** Also `__proto__` becomes a key like any other, as it does when JSON is read. */
function withKey(target: Record<string, unknown>, key: string, value: unknown): unknown {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  return target;
}

/** Bytes that are no JSON, or JSON that is hard to read. */
export const nastyBody: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 8,
    arbitrary: fc
      .constantFrom(
        '{',
        '[',
        '"',
        '{"a":1,}',
        "{'a':1}",
        '{"a":1}{"b":2}',
        '{"a":NaN}',
        '{"a":1e999}',
        '{"paused":true,"paused":false}',
        '{"__proto__":{"paused":true}}',
        '{"constructor":{"prototype":{"paused":true}}}',
        '\ufeff{}',
        '"\\ud800"',
        '\u0000',
        'null',
        '0',
        '{}',
        '[]',
        '"text"',
      )
      .map((json) => Buffer.from(json)),
  },
  { weight: 1, arbitrary: fc.constantFrom(1_000, 60_000).map((depth) => Buffer.from('['.repeat(depth))) },
  { weight: 1, arbitrary: fc.constantFrom(500, 5_000).map((depth) => Buffer.from('{"a":'.repeat(depth))) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(5_000).map((depth) => Buffer.from(`${'['.repeat(depth)}${']'.repeat(depth)}`)),
  },
);

/** At the limit of 256 kB, and beyond it. */
export const hugeBody: fc.Arbitrary<Buffer> = fc.oneof(
  fc.constantFrom(255, 256, 257, 400).map((kilobytes) => Buffer.alloc(kilobytes * 1024, ' ')),
  fc.constantFrom(200, 300).map((kilobytes) => Buffer.from(JSON.stringify({ email: 'x'.repeat(kilobytes * 1024) }))),
);

export const nastyHeaders: fc.Arbitrary<Record<string, string>> = fc.oneof(
  fc.constantFrom<Record<string, string>>(
    { accept: 'text/html' },
    { accept: 'application/xml;q=0' },
    { 'accept-language': 'x'.repeat(500) },
    { 'accept-language': '*;q=0, ;;,' },
    { 'accept-encoding': 'br;q=oops, identity;q=0' },
    { 'x-http-method-override': 'DELETE' },
    { 'x-forwarded-for': 'unknown, 10.0.0.1, ::1' },
    { 'x-forwarded-for': '' },
    { 'x-forwarded-proto': 'gopher', 'x-forwarded-host': 'evil.example' },
    { 'x-original-url': '/api/admin/users' },
    { range: 'bytes=0-' },
    { 'if-none-match': '*', 'if-modified-since': 'yesterday' },
    { cookie: '__proto__=1; a=%E0%A4%A' },
    { host: 'evil.example' },
    { origin: 'null' },
    { expect: '200-ok' },
    { connection: 'close' },
    { upgrade: 'h2c' },
    { 'x-long': 'y'.repeat(8_000) },
  ),
  fc
    .tuple(fc.stringMatching(/^[a-z][a-z-]{1,20}$/), fc.stringMatching(/^[ -~]{0,40}$/))
    .filter(([name]) => !['host', 'connection', 'expect', 'trailer', 'te', 'upgrade'].includes(name))
    .filter(([name]) => !/^(content|transfer|authorization|proxy)/.test(name))
    .map(([name, value]) => ({ [`x-${name}`]: value })),
);
