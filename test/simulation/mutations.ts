import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Patch {
  file: string;
  find: string;
  replace: string;
}

/** Safeguards of the product, and how each is switched off. A text that is not found once stops the mutation. */
export const MUTATIONS: Record<string, Patch[]> = {
  transactionId: [{ file: 'server/graph/event-writer.ts', find: 'transactionId: draft.transactionId, ', replace: '' }],
  markerSearch: [
    {
      file: 'server/graph/marked-events.ts',
      find: 'return readRawEvents(await readList(reach.requester, reach.links, target));',
      replace: 'return target ? [] : readRawEvents(await readList(reach.requester, reach.links, target));',
    },
  ],
  checkBeforeDelete: [
    {
      file: 'server/sync/confirm.ts',
      find: '    if (!lookup.found) {',
      replace: '    if (lookup) {',
    },
  ],
  ifMatch: [
    {
      file: 'server/graph/events.ts',
      find: "    headers: { 'If-Match': event.etag },\n    body: writePatch",
      replace: "    headers: { 'If-Match': event.etag ? '*' : '' },\n    body: writePatch",
    },
  ],
  baseFromAnswer: [
    {
      file: 'server/graph/events.ts',
      find: '/events`,\n  });\n  return readAnswered(reach, answer, calendarId);',
      replace: '/events`,\n  });\n  return { ...readAnswered(reach, answer, calendarId), ...draft };',
    },
  ],
  brake: [
    {
      file: 'server/sync/core/brake.ts',
      find: 'return fresh.length > 0 && fresh.length + before > limit;',
      replace: 'return fresh.length > 0 && fresh.length + before > limit + 1e9;',
    },
  ],
  leases: [
    {
      file: 'server/store/postgres/run-leases.ts',
      find: 'if (isTaken) return',
      replace: 'if (isTaken || rows) return',
    },
    { file: 'server/store/postgres/run-leases.ts', find: '      fence: token,', replace: '      fence: null,' },
  ],
  tighteningFirst: [
    {
      file: 'server/sync/apply-closing.ts',
      find: 'const end = pairPlan.operations.findLastIndex((operation) => operation.tightens) + 1;',
      replace: 'const end = 0;',
    },
    {
      file: 'server/sync/core/plan.ts',
      find: 'if (operations.some((operation) => operation.tightens)) return 0;',
      replace: 'if (operations.some((operation) => operation.tightens)) return 2;',
    },
  ],
};

/** Safeguards that nobody misses where there is one process. */
const NEEDED: Record<string, string[]> = { leases: ['--processes', '2'] };

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The file with the patch in it. @throws Error when the text to be replaced is not there exactly once */
export async function applyPatch(root: string, { file, find, replace }: Patch): Promise<string> {
  const text = await readFile(join(root, file), 'utf8');
  if (text.split(find).length !== 2) throw new Error(`${file}: the text to be replaced is not there once: ${find}`);
  return text.replace(find, () => replace);
}

/** Runs each mutation with the same arguments. @returns 0 when every one of them was found out */
export async function runAllMutants(args: string[]): Promise<number> {
  const unnoticed: string[] = [];
  for (const name of Object.keys(MUTATIONS)) {
    console.log(`without ${name}:`);
    if ((await runMutant(name, [...args, '--stop', '1', '--whole'])) === 0) unnoticed.push(name);
  }
  console.log(unnoticed.length === 0 ? 'all were found out' : `not found out: ${unnoticed.join(', ')}`);
  return unnoticed.length;
}

/** Runs the simulation on a copy of the product in which one safeguard is switched off. @returns its exit code */
export async function runMutant(name: string, args: string[]): Promise<number> {
  const patches = MUTATIONS[name];
  if (!patches) throw new Error(`--mutate is "${name}"; it should be one of ${Object.keys(MUTATIONS).join(', ')}`);
  const folder = await mkdtemp(join(tmpdir(), 'mutant-'));
  try {
    for (const part of ['server', 'test', 'docs', 'package.json', 'tsconfig.json']) {
      await cp(join(ROOT, part), join(folder, part), { recursive: true });
    }
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const patch of patches) await writeFile(join(folder, patch.file), await applyPatch(folder, patch));
    return await run(folder, [...args, ...(NEEDED[name] ?? [])]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(folder: string, args: string[]): Promise<number> {
  const command = ['--import', 'tsx', 'test/simulation/main.ts', ...args];
  const child = spawn(process.execPath, command, { cwd: folder, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
