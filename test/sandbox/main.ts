import { randomBytes } from 'node:crypto';
import { addCompany, COMPANY } from './company.ts';
import { startSandbox } from './index.ts';
import type { Sandbox } from './index.ts';

/** `npm run sandbox`: Entra, Graph and Lupax with a ready-made company, until SIGINT or SIGTERM. */
const DEFAULT_PORTS = { ENTRA: 4010, GRAPH: 4020, LUPAX: 4030 };

function readPort(service: keyof typeof DEFAULT_PORTS): number {
  const name = `SANDBOX_${service}_PORT`;
  const text = process.env[name];
  if (text === undefined || text === '') return DEFAULT_PORTS[service];
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`${name} is "${text}"; it should be a port from 0 to 65535.`);
}

function describe(sandbox: Sandbox, organizationId: number): string {
  const { tenantId, clientId, clientSecret, password, people } = COMPANY;
  const [first] = people;
  const environment = {
    ...sandbox.env(),
    AAD_APP_TENANT_ID: tenantId,
    AAD_APP_CLIENT_ID: clientId,
    SECRET_AAD_APP_CLIENT_SECRET: clientSecret,
    // Another one each time: what the product keeps is of no use to the next sandbox anyway.
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  };
  return [
    'The sandbox is ready. Environment of the product, to paste into the shell that starts it:',
    ...Object.entries(environment).map(([name, value]) => `  export ${name}=${value}`),
    '',
    `Microsoft 365 app for the product's settings: tenant ${tenantId}, client ${clientId}, secret ${clientSecret}`,
    `Lupax organisation ${organizationId} (${COMPANY.organizationTitle}), password of everyone: ${password}`,
    ...people.map(({ upn, objectId, role }) => `  ${upn}  (${role})  object id ${objectId}`),
    '',
    "A signed-in user's token for the product's API:",
    `  curl -s ${sandbox.entraUrl}/_sandbox/user-token -H 'content-type: application/json' \\`,
    `    -d '${JSON.stringify({ tenantId, objectId: first.objectId, clientId })}'`,
    'A token for Graph:',
    `  curl -s ${sandbox.entraUrl}/${tenantId}/oauth2/v2.0/token -d grant_type=client_credentials \\`,
    `    -d client_id=${clientId} -d client_secret=${clientSecret} -d scope=https://graph.microsoft.com/.default`,
    'A token for Lupax:',
    `  curl -s ${sandbox.lupaxUrl}/auth/login -H 'content-type: application/json' \\`,
    `    -d '${JSON.stringify({ email: first.upn, password })}'`,
  ].join('\n');
}

async function main(): Promise<void> {
  const ports = { entra: readPort('ENTRA'), graph: readPort('GRAPH'), lupax: readPort('LUPAX') };
  const sandbox = await startSandbox({ ports });
  const { organizationId } = addCompany(sandbox);
  console.log(describe(sandbox, organizationId));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.stop());
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
