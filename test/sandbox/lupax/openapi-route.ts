import { readFileSync } from 'node:fs';
import type { Router } from 'express';

const DOCUMENT = new URL('../../../docs/lupax-connector.openapi.json', import.meta.url);

/** The connector contract itself, for whoever implements it. It needs no token. */
export function addOpenApiRoute(router: Router): void {
  router.get('/office365/openapi.json', (_request, response) => {
    response.type('application/json').send(readFileSync(DOCUMENT));
  });
}
