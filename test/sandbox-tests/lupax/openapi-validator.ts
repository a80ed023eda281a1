import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Answer } from './setup.ts';

type Node = Record<string, unknown>;

export interface OpenApiValidator {
  /** All `METHOD path` of the document. */
  operations: string[];
  /** What is wrong with an answer of the operation; empty when nothing is. */
  findFaults(operation: string, answer: Answer): string[];
  /** What is wrong with a body sent to the operation. */
  findRequestFaults(operation: string, body: unknown): string[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Compares real answers with an OpenAPI 3.1 document, whose schemas are JSON Schema 2020-12. */
export function createOpenApiValidator(document: Node): OpenApiValidator {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ ...document, $id: 'openapi' });

  const operations = new Map<string, Node>();
  for (const [path, item] of Object.entries(document['paths'] as Record<string, Node>)) {
    for (const method of METHODS) {
      if (item[method]) operations.set(`${method.toUpperCase()} ${path}`, item[method] as Node);
    }
  }

  function resolve(node: Node): Node {
    const reference = node['$ref'];
    if (typeof reference !== 'string') return node;
    return reference
      .slice(2)
      .split('/')
      .reduce<Node>((at, key) => at[key] as Node, document);
  }

  function findSchemaFaults(schema: Node, value: unknown): string[] {
    const validate = ajv.compile(qualify(schema) as Node);
    return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  }

  return {
    operations: [...operations.keys()],
    findFaults(operation, answer) {
      const responses = operations.get(operation)?.['responses'] as Record<string, Node> | undefined;
      const stated = responses?.[String(answer.status)];
      if (!stated) return [`${answer.status} is not stated for ${operation}`];
      const response = resolve(stated);
      const content = response['content'] as Record<string, { schema: Node }> | undefined;
      if (!content) return answer.text === '' ? [] : ['a body where none is stated'];
      const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
      const media = content[type];
      if (!media) return [`${type} is not stated`];
      const missing = Object.entries((response['headers'] ?? {}) as Record<string, Node>)
        .filter(([name, header]) => header['required'] === true && !answer.headers.has(name))
        .map(([name]) => `${name} is missing`);
      return [...missing, ...findSchemaFaults(media.schema, type === 'application/json' ? answer.body : answer.text)];
    },
    findRequestFaults(operation, body) {
      const request = operations.get(operation)?.['requestBody'] as Node | undefined;
      const content = request?.['content'] as Record<string, { schema: Node }> | undefined;
      const schema = content?.['application/json']?.schema;
      return schema ? findSchemaFaults(schema, body) : ['no body is stated'];
    },
  };
}

/** Makes references point into the registered document. */
function qualify(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(qualify);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, key === '$ref' ? `openapi${String(value)}` : qualify(value)]),
  );
}
