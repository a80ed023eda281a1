import express from 'express';
import type { Express, RequestHandler } from 'express';
import type { Gates } from '../accounts/gates.ts';
import { Problem } from '../problems.ts';
import type { Call, Endpoint, Reply } from './endpoint.ts';
import { chooseLanguage } from './language.ts';
import { readBody } from './read-body.ts';
import { noteRoute } from './request-log.ts';
import { getSignedInUser } from './sign-in.ts';
import { validate } from './validate.ts';

/**
 * Mounts a resource's endpoints behind the sign-in. The checks run in the order the API promises: path, method, body,
 * schema, link and rights, and only then the work.
 */
export function mountEndpoints(app: Express, endpoints: Endpoint[], gates: Gates): void {
  const router = express.Router();
  for (const path of new Set(endpoints.map((endpoint) => endpoint.path))) {
    const group = endpoints.filter((endpoint) => endpoint.path === path);
    const allow = listMethods(group);
    router.all(path, (request, _response, next) => {
      noteRoute(request, path);
      if (!allow.includes(request.method)) throw new Problem('method_not_allowed', { allow });
      next();
    });
    for (const endpoint of group) router[endpoint.method](path, readBody, answer(endpoint, gates));
  }
  app.use(router);
}

function listMethods(group: Endpoint[]): string[] {
  const methods = group.map(({ method }) => method.toUpperCase());
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
}

function answer(endpoint: Endpoint, gates: Gates): RequestHandler {
  return async (request, response) => {
    const input = validate(endpoint, request);
    const call = {
      ...input,
      language: chooseLanguage(request),
      address: request.ip ?? '',
      get user() {
        return getSignedInUser(request);
      },
    } as Call<unknown, unknown, unknown>;
    await gates.pass(endpoint.access, () => call.user);
    const reply: Reply = await endpoint.handle(call);
    if ('stream' in reply) return await reply.stream(request, response);
    response.status(reply.status);
    if (reply.body === undefined) response.end();
    else response.vary('Accept-Language').json(reply.body);
  };
}
