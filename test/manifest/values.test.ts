import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readVariables } from '../../manifest/read-sources.ts';
import { readValues, type Environment } from '../../manifest/values.ts';
import { BOT_ID, CLIENT_ID, PUBLIC_URL, VARIABLES } from './sample.ts';

function readFaults(more: NodeJS.ProcessEnv, environment: Environment = 'production'): string[] {
  const reading = readValues(environment, { ...VARIABLES, ...more });
  return reading.ok ? [] : reading.faults.map(({ code, where }) => `${code} ${where}`);
}

describe('a variable', () => {
  it.each([
    ['no client id', { AAD_APP_CLIENT_ID: '' }, 'client_id_missing AAD_APP_CLIENT_ID'],
    ['no address', { PUBLIC_URL: undefined }, 'address_missing PUBLIC_URL'],
    ['a client id that is none', { AAD_APP_CLIENT_ID: 'my-app' }, 'value_not_guid AAD_APP_CLIENT_ID'],
    ['a bot id that is none', { BOT_ID: `${BOT_ID}0` }, 'value_not_guid BOT_ID'],
    ['an app id that is none', { TEAMS_APP_ID: '{}' }, 'value_not_guid TEAMS_APP_ID'],
    ['zeros', { BOT_ID: '00000000-0000-0000-0000-000000000000' }, 'value_placeholder BOT_ID'],
    [
      "the demo's id",
      { AAD_APP_CLIENT_ID: '00000000-0000-4000-8000-000000000000' },
      'value_placeholder AAD_APP_CLIENT_ID',
    ],
    ['an example', { TEAMS_APP_ID: '11111111-2222-3333-4444-555555555555' }, 'value_placeholder TEAMS_APP_ID'],
    ['another', { TEAMS_APP_ID: '12345678-1234-abcd-ef12-123456789abc' }, 'value_placeholder TEAMS_APP_ID'],
    ['http', { PUBLIC_URL: 'http://lupax.firma.de' }, 'value_not_https PUBLIC_URL'],
    ['no address at all', { PUBLIC_URL: 'lupax.firma.de' }, 'value_not_address PUBLIC_URL'],
    ['an address with a query', { PUBLIC_URL: `${PUBLIC_URL}/?a=1` }, 'value_not_address PUBLIC_URL'],
    ['an address with credentials', { PUBLIC_URL: 'https://a:b@lupax.firma.de' }, 'value_not_address PUBLIC_URL'],
    ['this machine', { PUBLIC_URL: 'https://localhost:3978' }, 'value_loopback PUBLIC_URL'],
    ['a privacy page by http', { PRIVACY_URL: 'http://firma.de/datenschutz' }, 'value_not_https PRIVACY_URL'],
    ['a file as website', { DEVELOPER_URL: 'file:///etc/passwd' }, 'value_not_address DEVELOPER_URL'],
  ])('%s is named', (_name, more, fault) => {
    expect(readFaults(more)).toEqual([fault]);
  });

  it('several faults are named at once', () => {
    expect(readFaults({ AAD_APP_CLIENT_ID: '', PUBLIC_URL: '', BOT_ID: 'x' })).toHaveLength(3);
  });

  it('may name this machine for local use, by https', () => {
    expect(readFaults({ PUBLIC_URL: 'https://localhost:3978' }, 'local')).toEqual([]);
    expect(readFaults({ PUBLIC_URL: 'http://localhost:3978' }, 'local')).toEqual(['value_not_https PUBLIC_URL']);
  });
});

it('the process beats the user file, that the file of the environment, that the server’s; an empty one is none', async () => {
  const root = await mkdtemp(join(tmpdir(), 'lupax-env-'));
  try {
    await mkdir(join(root, 'env'));
    await writeFile(join(root, '.env'), `PUBLIC_URL=${PUBLIC_URL}\nBOT_ID=from-server\nTERMS_URL=from-server\n`);
    await writeFile(
      join(root, 'env/.env.dev'),
      'PUBLIC_URL=\nBOT_ID=from-dev\nAPP_NAME_SUFFIX=" (Test)"\nTERMS_URL=from-dev\n',
    );
    await writeFile(join(root, 'env/.env.dev.user'), 'BOT_ID=from-user\nTERMS_URL=from-user\n');
    await writeFile(join(root, 'env/.env.local'), 'BOT_ID=from-local\n');
    const own = { AAD_APP_CLIENT_ID: CLIENT_ID, TERMS_URL: 'from-process', PRIVACY_URL: '' };
    expect(await readVariables(root, 'dev', own)).toEqual({
      PUBLIC_URL,
      BOT_ID: 'from-user',
      APP_NAME_SUFFIX: ' (Test)',
      TERMS_URL: 'from-process',
      AAD_APP_CLIENT_ID: CLIENT_ID,
    });
  } finally {
    await rm(root, { recursive: true });
  }
});
