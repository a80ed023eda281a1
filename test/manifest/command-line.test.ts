import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VARIABLES } from './sample.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'lupax-package-'))));
afterAll(() => rm(folder, { recursive: true }));

function run(args: string[], more: NodeJS.ProcessEnv = {}) {
  const env = { ...process.env, ...VARIABLES, ...more };
  return new Promise<{ code: number; out: string; error: string }>((resolve) => {
    const program = ['--import', 'tsx', 'manifest/package.ts', ...args];
    const child = execFile(process.execPath, program, { cwd: ROOT, env }, (_error, out, error) =>
      resolve({ code: child.exitCode ?? -1, out, error }),
    );
  });
}

describe('npm run package', { timeout: 120_000 }, () => {
  it('writes the package, and takes it away again when it would no longer be right', async () => {
    const args = ['--env', 'production', '--out', folder];
    expect(await run(args)).toMatchObject({ code: 0, error: '' });
    const written = ['aad.manifest.production.json', 'lupax.production.zip', 'outlook.production.xml', 'production'];
    expect((await readdir(folder)).sort()).toEqual(written);
    const manifest = JSON.parse(await readFile(join(folder, 'production', 'manifest.json'), 'utf8')) as { id: string };
    expect(manifest.id).toBe(VARIABLES.TEAMS_APP_ID);

    const refused = await run(args, { PUBLIC_URL: 'http://lupax.firma.de', BOT_ID: 'bot' });
    expect(refused).toMatchObject({ code: 1, out: '' });
    const [heading, ...faults] = refused.error.trim().split('\n');
    expect(heading).toBe('Das Paket wurde nicht gebaut, 2 Fehler sind zu beheben:');
    expect(faults).toEqual([
      expect.stringMatching(/^- BOT_ID: .*keine GUID/),
      expect.stringMatching(/^- PUBLIC_URL: .*https/),
    ]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('speaks English when asked to', async () => {
    const { code, error } = await run(['--env', 'dev', '--out', folder, '--lang', 'en'], { AAD_APP_CLIENT_ID: 'x' });
    expect(code).toBe(1);
    expect(error).toMatch(/^The package was not built, one fault is to be mended:\n- AAD_APP_CLIENT_ID: .*not a GUID/);
  });

  it('says how it is called', async () => {
    expect(await run(['--env', 'staging'])).toMatchObject({
      code: 2,
      error: expect.stringContaining('--env local|dev|production') as string,
    });
  });
});
