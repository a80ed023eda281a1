import express from 'express';
import type { Router } from 'express';
import { Problem } from '../problems.ts';
import { defineEndpoint, type Endpoint } from './endpoint.ts';
import { readBody } from './read-body.ts';
import { noteRoute } from './request-log.ts';
import { z } from './schemas/zod.ts';

const PATH = '/api/messages';

/** The bot's side of `/api/messages`. */
export interface MessagesEndpoint<Token = unknown> {
  /** Checks the token before the body is read. @returns null when it does not check out */
  authorize(authorization: string | undefined): Promise<Token | null>;
  receive(
    token: Token,
    body: unknown,
  ): Promise<{ status: number; body?: unknown } | { refused: 'unauthorized' | 'invalid_request' }>;
}

/** Nobody reaches the bot without a token that checks out: 401 comes before everything that is said about the body. */
export function mountMessages(endpoint: MessagesEndpoint): Router {
  const router = express.Router();
  router.all(PATH, async (request, _response, next) => {
    noteRoute(request, PATH);
    if (request.method !== 'POST') throw new Problem('method_not_allowed', { allow: ['POST'] });
    const token = await endpoint.authorize(request.headers.authorization);
    if (token === null) throw new Problem('unauthorized');
    request.res!.locals['token'] = token;
    next();
  });
  router.post(PATH, readBody, async (request, response) => {
    const answer = await endpoint.receive(response.locals['token'], request.body);
    if ('refused' in answer) throw new Problem(answer.refused, describeRefusal(answer.refused));
    response.status(answer.status);
    if (answer.body === undefined) response.end();
    else response.json(answer.body);
  });
  return router;
}

function describeRefusal(code: 'unauthorized' | 'invalid_request') {
  if (code === 'unauthorized') return {};
  return { extensions: { errors: [{ in: 'body', pointer: '', message: 'is no activity of the Bot Framework' }] } };
}

/** For the OpenAPI document: `mountMessages` answers it, because the token is checked before the body is read. */
export function describeMessages(): Endpoint {
  return defineEndpoint({
    method: 'post',
    path: PATH,
    tag: 'bot',
    summary: 'Activities of the Bot Framework, with its token',
    access: 'public',
    body: z.looseObject({ type: z.string(), serviceUrl: z.string() }),
    answers: [{ status: 200, description: 'Taken; of an invoke activity its answer', schema: z.looseObject({}) }],
    problems: ['unauthorized'],
    handle: () => {
      throw new Problem('unauthorized');
    },
  });
}
