import { execFile } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../server/http/api-types.ts';
import { readCommandLanguage, readCommandOptions } from '../../server/setup/command-options.ts';
import { printCheck } from '../../server/setup/print.ts';
import { GRAPH_CLIENT_ID, PRODUCT_CLIENT_ID } from '../helpers/api.ts';
import { findProgram } from '../helpers/programs/program.ts';
import { newKey, startFirm, SECRET_VALUE, summarise, type CheckedFirm } from './checked-firm.ts';

let firm: CheckedFirm;
beforeEach(async () => void (firm = await startFirm()));
afterEach(() => firm.api.stop());

/** Runs what `npm run setup:check` runs beside the server, which goes on running. */
async function run(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> {
  const { config, sandbox, tenantId, dataDir } = firm.api;
  const environment = {
    ...process.env,
    ...sandbox.env(),
    DATA_DIR: dataDir,
    ENCRYPTION_KEY: config.encryptionKey,
    AAD_APP_CLIENT_ID: PRODUCT_CLIENT_ID,
    AAD_APP_TENANT_ID: tenantId,
    PUBLIC_URL: config.publicUrl,
    ...env,
  };
  const command = [...(await findProgram('server/setup-check.ts')), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env: environment }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

describe('npm run setup:check', { timeout: 180_000 }, () => {
  it('finds what the page finds, from what is stored, while the server runs', async () => {
    const user = ['--user', firm.anna.email];
    const fine = await run([...user, '--write', '--json']);
    expect(fine.err).toBe('');
    expect(fine.code).toBe(0);
    const results = JSON.parse(fine.out) as CheckResult[];
    expect(results).toEqual(await firm.check({ write: true }));
    expect(firm.api.sandbox.graph.events(firm.anna.objectId)).toEqual([]);

    firm.changeApp({ secrets: [] });
    firm.api.sandbox.lupax.setInterface(firm.api.organizationId, { enabled: false });
    const broken = await run([...user, '--json']);
    expect(broken.code).toBe(1);
    expect(summarise(JSON.parse(broken.out)).found).toEqual({ secret: 'secret_invalid', lupax: 'interface_disabled' });
    expect(broken.out + broken.err).not.toContain(SECRET_VALUE);
  });

  it('prints a table that says what to do, in German or English', async () => {
    firm.api.sandbox.graph.setMeetingPolicy(firm.api.tenantId, false);
    const german = await run(['--user', firm.anna.email]);
    expect(german.code).toBe(1);
    expect(german.out).toMatch(/^✓ Mandant +Microsoft kennt den Mandanten\.$/m);
    expect(german.out).toMatch(/^✗ Richtlinie für Teams-Besprechungen fehlt/m);
    expect(german.out).toContain(`New-CsApplicationAccessPolicy -Identity 'Lupax' -AppIds '${GRAPH_CLIENT_ID}'`);
    expect(german.out).toContain(
      `Grant-CsApplicationAccessPolicy -PolicyName 'Lupax' -Identity '${firm.anna.objectId}'`,
    );
    expect(german.out).toMatch(/^14 in Ordnung, 0 Hinweise, 1 Fehler, 0 nicht geprüft$/m);
    expect(printCheck(await firm.check({ language: 'en' }), 'en', 100)).toMatch(
      /^✓ Tenant +Microsoft knows the tenant\.$/m,
    );
  });

  it('says what is missing before anything is entered, and takes the app of the environment where there is one', async () => {
    const elsewhere = { DATA_DIR: `${firm.api.dataDir}/nothing` };
    const nothing = await run(['--user', firm.anna.email], elsewhere);
    expect([nothing.code, nothing.out]).toEqual([1, '']);
    expect(nothing.err).toContain('Es ist noch keine App-Registrierung eingetragen');
    const own = { AAD_APP_CLIENT_ID: GRAPH_CLIENT_ID, SECRET_AAD_APP_CLIENT_SECRET: SECRET_VALUE };
    const found = await run(['--user', firm.anna.email, '--json'], { ...elsewhere, ...own });
    expect([found.err, found.code]).toEqual(['', 0]);
    expect(JSON.parse(found.out).at(-1)).toMatchObject({ id: 'lupax', status: 'ok' });
  });

  it('says that what is stored cannot be read with this key', async () => {
    const { code, out } = await run(['--user', firm.anna.email, '--json'], { ENCRYPTION_KEY: newKey() });
    expect(code).toBe(1);
    expect(summarise(JSON.parse(out)).found).toEqual({ secret: 'secret_invalid' });
  });

  it('explains itself where it is not understood', async () => {
    const { code, out, err } = await run(['--nonsense']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('npm run setup:check -- --user');
  });
});

describe('the command line', () => {
  it.each([[[]], [['--user', 'anna']], [['--user', 'anna@firma.de', '--lang', 'fr']], [['--nonsense']], [['--help']]])(
    'is not understood: %j',
    (args) => expect(readCommandOptions(args)).toBeNull(),
  );

  it('names the person, and whether to write', () => {
    expect(readCommandOptions(['--user', 'anna@firma.de'])).toEqual({
      email: 'anna@firma.de',
      write: false,
      language: 'de',
      json: false,
      organizationId: null,
    });
    const all = ['--user=anna@firma.de', '--write', '--lang=en', '--json', '--organization', '7'];
    expect(readCommandOptions(all)).toMatchObject({ write: true, language: 'en', json: true, organizationId: 7 });
    expect(readCommandLanguage(all)).toBe('en');
  });
});
