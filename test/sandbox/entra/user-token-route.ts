import type { Request, Response } from 'express';
import type { Directory } from './directory.ts';
import type { Issuer } from './issue.ts';

/**
 * `POST /_sandbox/user-token` `{tenantId, objectId, clientId}`: the single sign-on token Teams would give the tab,
 * for trying the product by hand. Name and sign-in name come from the directory, or from `name` and `upn`.
 */
export function answerUserToken(request: Request, response: Response, directory: Directory, issuer: Issuer): void {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const { tenantId, objectId, clientId, name, upn } = body;
  if (typeof tenantId !== 'string' || typeof objectId !== 'string' || typeof clientId !== 'string') {
    response.status(400).json({ error: 'tenantId, objectId and clientId are required' });
    return;
  }
  if (directory.findTenant(tenantId) === undefined) {
    response.status(404).json({ error: 'no such tenant' });
    return;
  }
  const token = issuer.issueUserToken({
    tenantId,
    objectId,
    audience: clientId,
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof upn === 'string' ? { upn } : {}),
  });
  response.json({ access_token: token, token_type: 'Bearer' });
}
