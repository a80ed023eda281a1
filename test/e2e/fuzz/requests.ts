import fc from 'fast-check';
import { breakValue, hugeBody, nastyBody, nastyHeaders, nastyText } from './nasty.ts';
import { valuesOf, type Schema } from './schema-values.ts';

/** As it is sent; `path` is the template it was made of, null for a path that nobody described. */
export interface FuzzRequest {
  template: string | null;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: Buffer | null;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
}
export interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, unknown> }>;
}
export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** What the fuzzer knows of the running product. */
export interface Known {
  /** Values of `authorization` by what they are. */
  tokens: Record<string, string | null>;
  /** Ids that exist, by the parameter they go into. */
  ids: (template: string, name: string) => string[];
  /** Bodies that are right, also beyond their schema. */
  bodies: (template: string, method: string) => unknown[];
}

const METHODS = ['get', 'put', 'patch', 'post', 'delete', 'head', 'options'];
const CONTENT_TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=utf-16',
  'application/json; charset=nonsense',
  'application/merge-patch+json',
  'APPLICATION/JSON',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/json, text/plain',
  '/',
  '',
];

/**
 * Requests over all paths and methods of the document, right ones and wrong ones.
 * @param options.tame what would change something mostly has something wrong with it
 */
export function createRequests(
  document: ApiDocument,
  known: Known,
  options: { tame: boolean },
): fc.Arbitrary<FuzzRequest> {
  const resolve = (ref: string): Schema => document.components.schemas[ref.split('/').at(-1)!]!;
  const operations = Object.entries(document.paths).flatMap(([template, item]) =>
    Object.entries(item).map(([method, operation]) => ({ template, method, operation })),
  );
  const authorization = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('linked', 'admin', 'unlinked').map((who) => known.tokens[who] ?? null) },
    { weight: 3, arbitrary: fc.constantFrom(...Object.values(known.tokens)) },
    { weight: 1, arbitrary: fc.stringMatching(/^[!-~ ]{0,40}$/) },
  );
  const described = fc.constantFrom(...operations).chain(({ template, method, operation }) => {
    const url = urlsOf(template, operation.parameters ?? [], known, resolve);
    const tame = options.tame && method !== 'get';
    const body = bodiesOf(template, method, operation, known, resolve, tame);
    return fc.tuple(url, body, authorization).map(([path, content, token]): FuzzRequest => ({
      template,
      method: method.toUpperCase(),
      url: path,
      headers: { ...content.headers, ...(token === null ? {} : { authorization: token }) },
      body: content.body,
    }));
  });
  const otherMethod = fc
    .tuple(described, fc.constantFrom(...METHODS, 'propfind', 'search'))
    .map(([request, method]) => ({ ...request, method: method.toUpperCase() }));
  const odd = fc.tuple(described, nastyHeaders).map(([request, more]) => ({
    ...request,
    headers: { ...request.headers, ...more },
  }));
  const elsewhere = fc
    .tuple(described, oddPaths(operations.map(({ template }) => template)))
    .map(([request, url]): FuzzRequest => ({ ...request, template: null, url }));
  return fc.oneof(
    { weight: 12, arbitrary: described },
    { weight: 2, arbitrary: otherMethod },
    { weight: 2, arbitrary: odd },
    { weight: 1, arbitrary: elsewhere },
  );
}

/** Halves of surrogate pairs cannot be encoded. */
const encode = (text: string): string => encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd'));

function urlsOf(
  template: string,
  parameters: Parameter[],
  known: Known,
  resolve: (ref: string) => Schema,
): fc.Arbitrary<string> {
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const segments = inPath.map(({ name }) =>
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...known.ids(template, name)).map(encode) },
      { weight: 3, arbitrary: nastyText.map((text) => encode(text) || '%20') },
      { weight: 1, arbitrary: fc.constantFrom('%E0%A4%A', '%', '%00', '%2e%2e', '%2F', 'x'.repeat(6_000), '%F0%9F') },
    ),
  );
  const right = inQuery.map(({ name, required, schema }) => {
    const example = (schema as { example?: string }).example;
    const value = example === undefined ? valuesOf(schema, resolve) : fc.constantFrom(example, '2030-01-01');
    const pair = value.map((one) => `${name}=${encode(String(one))}`);
    return required ? pair : fc.option(pair, { nil: '' });
  });
  const wrong = fc
    .tuple(fc.oneof(fc.constantFrom('dryRun', 'copies', 'from', 'to', 'dryRun[]', 'from[a]'), nastyText), nastyText)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const query = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(...right).map((pairs) => pairs.filter(Boolean)) },
    { weight: 2, arbitrary: fc.array(wrong, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constantFrom(['&&&='], ['?'], ['%'], ['a='.repeat(1_500)]) },
  );
  return fc.tuple(fc.tuple(...segments), query).map(([values, pairs]) => {
    const path = inPath.reduce((url, { name }, index) => url.replace(`{${name}}`, () => values[index]!), template);
    return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path;
  });
}

interface Content {
  headers: Record<string, string>;
  body: Buffer | null;
}
const none: Content = { headers: {}, body: null };
const asJson = (value: unknown, type = 'application/json'): Content => ({
  headers: type === '' ? {} : { 'content-type': type },
  body: Buffer.from(JSON.stringify(value) ?? 'undefined'),
});

function bodiesOf(
  template: string,
  method: string,
  operation: Operation,
  known: Known,
  resolve: (ref: string) => Schema,
  tame: boolean,
): fc.Arbitrary<Content> {
  const schema = operation.requestBody?.content['application/json']?.schema;
  const nasty = fc.tuple(fc.constantFrom(...CONTENT_TYPES), fc.oneof({ weight: 30, arbitrary: nastyBody }, hugeBody));
  const raw = nasty.map(([type, body]): Content => ({ headers: type === '' ? {} : { 'content-type': type }, body }));
  const encoded = fc
    .constantFrom('gzip', 'deflate', 'br', 'compress', 'identity', 'gzip, gzip')
    .map((encoding): Content => ({
      headers: { 'content-type': 'application/json', 'content-encoding': encoding },
      body: Buffer.from('{}'),
    }));
  const others = [
    { weight: 3, arbitrary: raw },
    { weight: 1, arbitrary: encoded },
  ];
  if (!schema) {
    const without = tame ? 0 : method === 'get' ? 30 : 3;
    return fc.oneof({ weight: without, arbitrary: fc.constant(none) }, ...others);
  }
  const right = fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...known.bodies(template, method)) },
    { weight: 2, arbitrary: valuesOf(schema, resolve) },
  );
  const broken = fc.constantFrom(...known.bodies(template, method)).chain(breakValue);
  return fc.oneof(
    { weight: tame ? 0 : 2, arbitrary: right.map((value) => asJson(value)) },
    { weight: 10, arbitrary: broken.map((value) => asJson(value)) },
    {
      weight: 2,
      arbitrary: fc.tuple(right, fc.constantFrom(...CONTENT_TYPES)).map(([value, type]) => asJson(value, type)),
    },
    { weight: 1, arbitrary: fc.constant(none) },
    ...others,
  );
}

/** Paths that lie beside the described ones. */
function oddPaths(templates: string[]): fc.Arbitrary<string> {
  const known = fc.constantFrom(...templates);
  return fc.oneof(
    known.map((path) => path.replace('/api', '//api')),
    known.map((path) => `${path}/`),
    known.map((path) => path.toUpperCase()),
    known.map((path) => `${path}/%2e%2e/%2e%2e/admin/users`),
    known.map((path) => `/api/../${path}`),
    known.map((path) => `http://evil.example${path}`),
    fc.tuple(known, nastyText).map(([path, text]) => `${path}/${encode(text)}`),
    fc.array(nastyText, { minLength: 1, maxLength: 4 }).map((parts) => `/api/${parts.map(encode).join('/')}`),
    fc.constantFrom(
      '/',
      '/api',
      '/api/',
      '/.env',
      '/data/users',
      '/api/openapi.json/x',
      '*',
      '/api/me;a=b',
      '/api/messages',
    ),
    fc.constantFrom('/api/webhooks/graph?validationToken=x', '/favicon.ico', `/${'a/'.repeat(3_000)}`),
  );
}
