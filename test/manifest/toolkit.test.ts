import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildPackage } from '../../manifest/build-package.ts';
import { findPlaceholders } from '../../manifest/fill.ts';
import { ENVIRONMENTS } from '../../manifest/values.ts';
import { CLIENT_ID, sources, valuesOf } from './sample.ts';

const ROOT = new URL('../../', import.meta.url);
const FILES = ['teamsapp.yml', 'teamsapp.local.yml', 'teamsapp.playground.yml'];

interface Action {
  uses: string;
  with: Record<string, string>;
  writeToEnvironmentFile?: Record<string, string>;
}
type Stage = 'provision' | 'deploy' | 'publish';
type Project = Partial<Record<Stage, Action[]>>;

const readText = (path: string): Promise<string> => readFile(new URL(path, ROOT), 'utf8');
const readProject = async (file: string): Promise<Project> => parse(await readText(file)) as Project;

const schema = JSON.parse(await readText('test/fixtures/agents-toolkit/yaml-v1.8.schema.json')) as object;
const validate = new Ajv({ strict: false, unicodeRegExp: false }).compile(schema);

describe.each(FILES)('%s', (file) => {
  it("fits the Toolkit's own schema", async () => {
    validate(await readProject(file));
    expect(validate.errors).toBeNull();
  });

  it('uses only variables that an action has written before, or the file of the environment has', async () => {
    const environment = /teamsapp\.(\w+)\.yml/.exec(file)?.[1] ?? 'production';
    const known = new Set(Object.keys(parseVariables(await readText(`env/.env.${environment}`))));
    const { provision = [], deploy = [], publish = [] } = await readProject(file);
    for (const action of [...provision, ...deploy, ...publish]) {
      const used = findPlaceholders(JSON.stringify(action.with)).map((name) => name.slice(3, -2));
      expect(used.filter((name) => !known.has(name) && !name.startsWith('SECRET_'))).toEqual([]);
      for (const name of Object.values(action.writeToEnvironmentFile ?? {})) known.add(name);
    }
  });
});

it('the schema refuses what is no action', () => {
  expect(validate({ version: 'v1.8', deploy: [{ uses: 'teamsApp/invent' }] })).toBe(false);
});

it('building the package comes after the ids are known and before anything uses it', async () => {
  for (const file of ['teamsapp.yml', 'teamsapp.local.yml']) {
    const actions = (await readProject(file)).provision!;
    const built = actions.findIndex(({ with: given }) => /^run package/.test(given['args'] ?? ''));
    expect(actions.slice(0, built).map(({ uses }) => uses)).toEqual(
      expect.arrayContaining(['teamsApp/create', 'aadApp/create', 'botAadApp/create']),
    );
    const users = actions.filter(({ with: given }) => JSON.stringify(given).includes('manifest/build/'));
    expect(users.every((action) => actions.indexOf(action) > built)).toBe(true);
  }
});

it.each(ENVIRONMENTS)('what stands for %s in env is no secret and no id of anybody', async (environment) => {
  const variables = parseVariables(await readText(`env/.env.${environment}`));
  const filled = Object.entries(variables).filter(([, value]) => value !== '');
  expect(filled.map(([name]) => name).sort()).toEqual(
    environment === 'production' ? ['TEAMSFX_ENV'] : ['APP_NAME_SUFFIX', 'TEAMSFX_ENV'],
  );
});

describe('the app registration', () => {
  const read = (more: NodeJS.ProcessEnv = {}) =>
    JSON.parse(buildPackage(sources, valuesOf('production', more)).entra) as {
      appId: string;
      signInAudience: string;
      identifierUris: string[];
      api: {
        oauth2PermissionScopes: { id: string; value: string }[];
        preAuthorizedApplications: { appId: string; delegatedPermissionIds: string[] }[];
      };
      requiredResourceAccess: { resourceAppId: string; resourceAccess: { id: string; type: string }[] }[];
    };

  it('is the one that the manifest names for single sign-on', () => {
    const { manifest } = buildPackage(sources, valuesOf());
    expect(read()).toMatchObject({
      appId: CLIENT_ID,
      identifierUris: [manifest.webApplicationInfo?.resource],
      signInAudience: 'AzureADMyOrg',
    });
    expect(read({ AAD_APP_TENANT_ID: 'organizations' }).signInAudience).toBe('AzureADMultipleOrgs');
  });

  it('lets Teams, Outlook and Microsoft 365 sign people in without asking each of them', () => {
    const { oauth2PermissionScopes, preAuthorizedApplications } = read().api;
    expect(oauth2PermissionScopes.map(({ value }) => value)).toEqual(['access_as_user']);
    const [scope] = oauth2PermissionScopes;
    // learn.microsoft.com/microsoftteams/platform/tabs/how-to/authentication/tab-sso-register-aad; the last: every Office host.
    expect(preAuthorizedApplications).toEqual(
      [
        '1fec8e78-bce4-4aaf-ab1b-5451cc387264',
        '5e3ce6c0-2b1f-4285-8d4b-75ee78787346',
        '4765445b-32c6-49b0-83e6-1d93765276ca',
        '0ec893e0-5785-4de6-99da-4ed124e5296c',
        'd3590ed6-52b3-4102-aeff-aad2292ab01c',
        'bc59ab01-8403-45c6-8796-ac3ef710b3e3',
        '27922004-5251-4030-b22d-91ecd9a37ea4',
        'ea5a67f6-b6f3-4338-b240-c655ddc3cc8e',
      ].map((appId) => ({ appId, delegatedPermissionIds: [scope!.id] })),
    );
  });

  it('asks for the four application permissions at Graph, and for nothing in the name of people', () => {
    expect(read().requiredResourceAccess).toEqual([
      {
        resourceAppId: '00000003-0000-0000-c000-000000000000',
        resourceAccess: [
          { id: 'ef54d2bf-783f-4e0f-bca1-3210c0444d99', type: 'Role' }, // Calendars.ReadWrite
          { id: '6931bccd-447a-43d1-b442-00a195474933', type: 'Role' }, // MailboxSettings.ReadWrite
          { id: 'df021288-bdef-4463-88db-98f22de89214', type: 'Role' }, // User.Read.All
          { id: 'b8bb2037-6e08-44ac-a4ea-4674e010e2a4', type: 'Role' }, // OnlineMeetings.ReadWrite.All
        ],
      },
    ]);
  });

  it('leaves only the object id to the Toolkit', () => {
    const { entra } = buildPackage(sources, valuesOf());
    expect(findPlaceholders(entra)).toEqual(['${{AAD_APP_OBJECT_ID}}']);
    const { entra: known } = buildPackage(sources, valuesOf('production', { AAD_APP_OBJECT_ID: CLIENT_ID }));
    expect(findPlaceholders(known)).toEqual([]);
  });
});

function parseVariables(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^(\w+)=(?:"(.*)"|(.*))$/gm)].map(([, name, quoted, plain]) => [name, quoted ?? plain ?? '']),
  );
}
