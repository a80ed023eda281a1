import type { Request } from 'express';
import { z } from 'zod';
import { Problem } from '../problems.ts';
import type { Endpoint } from './endpoint.ts';

const nothing = z.strictObject({});

export interface ValidInput {
  params: unknown;
  query: unknown;
  body: unknown;
}

/**
 * Checks path, query and body against the endpoint's schemas; what it does not name is refused.
 * @throws Problem `invalid_request` with `errors`: JSON pointers and what is wrong; `invalid_json` for a missing body
 */
export function validate(endpoint: Endpoint, request: Request): ValidInput {
  if (endpoint.body && !endpoint.isBodyOptional && request.body === undefined) throw new Problem('invalid_json');
  // A body that means something to the caller must not be lost silently; with GET it has no meaning.
  const readsOnly = endpoint.method === 'get';
  return {
    params: check(endpoint.params ?? z.unknown(), request.params, 'path'),
    query: check(endpoint.query ?? z.unknown(), request.query, 'query'),
    body: readsOnly ? undefined : check(endpoint.body ?? nothing, request.body ?? {}, 'body'),
  };
}

function check(schema: z.ZodType, value: unknown, where: string): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({
    in: where,
    pointer: path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    message,
  }));
  throw new Problem('invalid_request', { extensions: { errors } });
}
