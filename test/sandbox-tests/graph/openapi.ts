import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import { parseUrl } from '../../sandbox/graph/request.ts';
import type { Exchange } from '../../sandbox/graph/index.ts';

const FILE = new URL('../../../../shared/graph-openapi.json', import.meta.url);

type Node = Record<string, unknown>;

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, Node> }>>;
  components: { schemas: Record<string, Node>; responses: Record<string, Node> };
}

/** OpenAPI 3.0 to JSON Schema: `nullable`, and no discriminators. */
function toJsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(toJsonSchema);
  if (node === null || typeof node !== 'object') return node;
  const { nullable, discriminator: _discriminator, ...rest } = node as Node;
  const schema = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, toJsonSchema(value)])) as Node;
  // The generator writes "a reference or null" as "a reference or any object": only null is meant.
  if (Array.isArray(schema['anyOf'])) {
    schema['anyOf'] = (node as { anyOf: Node[] }).anyOf.map((option) =>
      option['nullable'] === true && option['$ref'] === undefined ? { type: 'null' } : toJsonSchema(option),
    );
  }
  if (nullable === true && typeof schema['type'] === 'string') {
    schema['type'] = [schema['type'], 'null'];
    if (Array.isArray(schema['enum'])) schema['enum'] = [...(schema['enum'] as unknown[]), null];
  }
  return schema;
}

/** Says what is wrong with an answer; null when nothing is, or when the document does not describe it. */
export type Validate = (exchange: Exchange) => string | null;

/** Creates a validator of answers; null where the document is not at hand. */
export function createOpenApiValidator(): Validate | null {
  if (!existsSync(FILE)) return null;
  const document = JSON.parse(readFileSync(FILE, 'utf8')) as Document;
  // The service writes this one date without a zone, whatever the description says.
  const inner = document.components.schemas['microsoft.graph.ODataErrors.InnerError'] as {
    properties: Record<string, Node>;
  };
  inner.properties['date'] = { type: 'string' };
  const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: false, unicodeRegExp: false });
  ajv.addSchema({ $id: 'graph', components: toJsonSchema(document.components) });
  const compiled = new Map<string, ValidateFunction>();
  const templates = Object.entries(document.paths).map(([path, methods]) => ({
    path,
    methods,
    segments: path
      .split('/')
      .filter((part) => part !== '')
      .map((part) => part.replace('()', '')),
  }));

  const compile = (key: string, response: Node): ValidateFunction | null => {
    const known = compiled.get(key);
    if (known) return known;
    const reference = response['$ref'] as string | undefined;
    const resolved = reference === undefined ? response : document.components.responses[reference.split('/').at(-1)!]!;
    const content = resolved['content'] as { 'application/json'?: { schema: Node } } | undefined;
    const schema = content?.['application/json']?.schema;
    if (!schema) return null;
    const text = JSON.stringify(toJsonSchema(schema)).replaceAll('"#/components', '"graph#/components');
    const validate = ajv.compile(JSON.parse(text) as Node);
    compiled.set(key, validate);
    return validate;
  };

  return ({ method, path, status, body }) => {
    // A string is a count, or JSON that a fault has broken.
    if (body === undefined || typeof body === 'string' || status === 0) return null;
    const { segments } = parseUrl(path);
    const template = templates
      .filter((one) => one.segments.length === segments.length)
      .filter((one) =>
        one.segments.every((part, at) => part.startsWith('{') || part.toLowerCase() === segments[at]!.toLowerCase()),
      )
      .sort(
        (a, b) =>
          a.segments.filter((part) => part.startsWith('{')).length -
          b.segments.filter((part) => part.startsWith('{')).length,
      )[0];
    const responses = template?.methods[method.toLowerCase()]?.responses;
    if (!template || !responses) return null;
    const response = responses[String(status)] ?? responses[`${Math.floor(status / 100)}XX`];
    const validate = response && compile(`${method} ${template.path} ${status}`, response);
    if (!validate || validate(body)) return null;
    return `${method} ${template.path} ${status}: ${ajv.errorsText(validate.errors)}`;
  };
}
