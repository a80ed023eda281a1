import express from 'express';
import type { Request, Router } from 'express';
import { WEBHOOK_PATH } from '../notifications/address.ts';
import type { NotificationReceiver } from '../notifications/receiver.ts';
import { Problem } from '../problems.ts';
import { defineEndpoint, type Endpoint } from './endpoint.ts';
import { readBody } from './read-body.ts';
import { noteRoute } from './request-log.ts';
import { z } from './schemas/zod.ts';

const MAX_TOKEN_LENGTH = 2_048;

/**
 * Where Graph sends change notifications. It asks first, while a subscription is made, and wants its token back decoded
 * within 10 s (https://learn.microsoft.com/graph/change-notifications-delivery-webhooks). Nobody can tell from the answer
 * whether a notification was genuine.
 */
export function mountWebhooks(receiver: NotificationReceiver): Router {
  const router = express.Router();
  router.all(WEBHOOK_PATH, (request, _response, next) => {
    noteRoute(request, WEBHOOK_PATH);
    if (request.method !== 'POST') throw new Problem('method_not_allowed', { allow: ['POST'] });
    next();
  });
  router.post(WEBHOOK_PATH, (request, response, next) => {
    const token = readToken(request);
    if (token === null) return next();
    response.status(200).type('text/plain').send(token);
  });
  router.post(WEBHOOK_PATH, readBody, async (request, response) => {
    if (request.body === undefined) throw new Problem('invalid_json');
    await receiver.take(request.body);
    response.status(202).end();
  });
  return router;
}

/** @throws Problem `invalid_request` for one that is no token of Graph's */
function readToken({ query }: Request): string | null {
  const token = query['validationToken'];
  if (token === undefined || token === '') return null;
  if (typeof token === 'string' && token.length <= MAX_TOKEN_LENGTH) return token;
  const message = `must be one text of at most ${MAX_TOKEN_LENGTH} characters`;
  const errors = [{ in: 'query', pointer: '/validationToken', message }];
  throw new Problem('invalid_request', { extensions: { errors } });
}

/** For the OpenAPI document: `mountWebhooks` answers it, because Graph's question has no JSON body. */
export function describeWebhooks(): Endpoint {
  return defineEndpoint({
    method: 'post',
    path: WEBHOOK_PATH,
    tag: 'webhooks',
    summary: 'Change notifications of Microsoft Graph, and its question before it sends any',
    access: 'public',
    query: z.looseObject({ validationToken: z.string().max(MAX_TOKEN_LENGTH).optional() }),
    body: z.looseObject({}),
    answers: [
      { status: 200, description: 'The token, decoded', schema: z.string(), mediaType: 'text/plain' },
      { status: 202, description: 'Taken, genuine or not' },
    ],
    handle: () => ({ status: 202 }),
  });
}
