import { OpenApiGeneratorV31, OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import type { ResponseConfig, RouteConfig } from '@asteasolutions/zod-to-openapi';
import { PROBLEM_STATUS, type ProblemCode } from '../problems.ts';
import type { Access, Endpoint } from './endpoint.ts';
import { problem } from './schemas/common.ts';

const SIGN_IN = 'entra';

const ACCESS_PROBLEMS: Record<Access, ProblemCode[]> = {
  public: [],
  user: ['unauthorized', 'entra_unreachable'],
  link: ['unauthorized', 'entra_unreachable', 'not_linked'],
  admin: [
    'unauthorized',
    'entra_unreachable',
    'not_linked',
    'sign_in_expired',
    'interface_disabled',
    'admin_only',
    'lupax_unavailable',
  ],
  setupCheck: ['unauthorized', 'entra_unreachable', 'not_linked', 'sign_in_expired', 'admin_only', 'lupax_unavailable'],
  microsoft365: [
    'unauthorized',
    'entra_unreachable',
    'not_linked',
    'sign_in_expired',
    'interface_disabled',
    'microsoft365_not_configured',
    'microsoft365_disabled',
  ],
};

/** The OpenAPI 3.1 document, made of the schemas that check requests and describe answers. */
export function describeApi(endpoints: Endpoint[], version: string): unknown {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', SIGN_IN, {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Access token of Microsoft Entra with the scope access_as_user',
  });
  for (const endpoint of endpoints) registry.registerPath(describeRoute(endpoint));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'Lupax for Microsoft 365', version },
    servers: [{ url: '/' }],
  });
}

function describeRoute(endpoint: Endpoint): RouteConfig {
  const { method, path, tag, summary, access, params, query, body, answers } = endpoint;
  return {
    method,
    path: path.replace(/:(\w+)/g, '{$1}'),
    tags: [tag],
    summary,
    security: access === 'public' ? [] : [{ [SIGN_IN]: [] }],
    request: {
      ...(params ? { params: params as never } : {}),
      ...(query ? { query: query as never } : {}),
      ...(body
        ? { body: { required: !endpoint.isBodyOptional, content: { 'application/json': { schema: body } } } }
        : {}),
    },
    responses: {
      ...describeProblems(listProblems(endpoint)),
      ...Object.fromEntries(answers.map((answer) => [answer.status, describeAnswer(answer)])),
    },
  };
}

function describeAnswer({ description, schema, mediaType }: Endpoint['answers'][number]): ResponseConfig {
  return schema ? { description, content: { [mediaType ?? 'application/json']: { schema } } } : { description };
}

function listProblems({ method, access, params, query, problems = [] }: Endpoint): ProblemCode[] {
  // A path whose percent-encoding cannot be read names nothing.
  const ofPath: ProblemCode[] = params ? ['not_found'] : [];
  // Also where none is expected: one that is sent is not ignored.
  const ofBody: ProblemCode[] =
    method === 'get' ? [] : ['unsupported_media_type', 'payload_too_large', 'invalid_json', 'invalid_request'];
  const ofInput: ProblemCode[] = params || query ? ['invalid_request'] : [];
  return [...new Set([...ACCESS_PROBLEMS[access], ...ofPath, ...ofBody, ...ofInput, ...problems])];
}

/** One response per status, naming its codes. */
function describeProblems(codes: ProblemCode[]): Record<number, ResponseConfig> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const status = PROBLEM_STATUS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((code) => `\`${code}\``).join(', '),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  );
}
