import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { GateLevel } from '../accounts/gates.ts';
import type { SignedInUser } from '../accounts/types.ts';
import type { Language } from '../i18n/index.ts';
import type { ProblemCode } from '../problems.ts';

export type Method = 'get' | 'put' | 'patch' | 'post' | 'delete';

/**
 * What must hold before a call is carried out, one after the other: `public` nothing · `user` signed in · `link` also
 * linked · `admin` also signed in to Lupax, interface released, administrator · `microsoft365` the same, but instead of
 * being an administrator: Microsoft 365 set up and open to the user · `setupCheck` an administrator, as far as Lupax says.
 */
export type Access = GateLevel;

/** What a handler answers: JSON, nothing (204), or a stream it writes itself. */
export type Reply =
  { status: number; body?: unknown } | { stream: (request: Request, response: Response) => Promise<void> | void };

export interface Call<Params, Query, Body> {
  user: SignedInUser;
  params: Params;
  query: Query;
  body: Body;
  language: Language;
  /** Peer's address, for limits. */
  address: string;
}

/** One operation of the API: what it takes, what it answers, and who may call it. The OpenAPI document is made of it. */
export interface Endpoint<Params = unknown, Query = unknown, Body = unknown> {
  method: Method;
  /** With Express' `:name` for parameters. */
  path: string;
  tag: string;
  summary: string;
  access: Access;
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** A call without a body is one with an empty object. */
  isBodyOptional?: true;
  answers: { status: number; description: string; schema?: z.ZodType; mediaType?: string }[];
  /** Codes besides those that follow from `access`, the parameters and the body. */
  problems?: ProblemCode[];
  handle(call: Call<Params, Query, Body>): Promise<Reply> | Reply;
}

/** Keeps the types of an endpoint's parts together, then forgets them so that endpoints fit in one list. */
export function defineEndpoint<Params, Query, Body>(endpoint: Endpoint<Params, Query, Body>): Endpoint {
  return endpoint as unknown as Endpoint;
}

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

export function accepted(body: unknown): Reply {
  return { status: 202, body };
}

export function noContent(): Reply {
  return { status: 204 };
}
