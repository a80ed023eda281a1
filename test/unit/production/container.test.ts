import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
const lines = DockerfileParser.parse(text)
  .getInstructions()
  .map((line) => ({ keyword: line.getKeyword(), args: line.getArgumentsContent() ?? '' }));
const lastFrom = lines.findLastIndex(({ keyword }) => keyword === 'FROM');
const runtime = lines.slice(lastFrom);
const find = (keyword: string, among = runtime) => among.filter((line) => line.keyword === keyword);
/** What the image holds of the sources. */
const listCopied = (among = runtime) =>
  find('COPY', among)
    .flatMap(({ args }) => args.split(' ').slice(0, -1))
    // What begins with a slash comes from the first stage.
    .filter((path) => !path.startsWith('/'));
const copied = listCopied();

test('the Dockerfile has no fault that a linter knows', () => {
  expect(validate(text)).toEqual([]);
});

test('the image runs what is locked, as nobody, with its data outside, and tells how it is', () => {
  const bases = find('FROM', lines).map(({ args }) => args.split(' ')[0]);
  expect(new Set(bases)).toEqual(new Set(['node:22-slim']));
  expect(find('RUN').some(({ args }) => args.startsWith('npm ci --omit=dev '))).toBe(true);
  expect(find('RUN', lines).every(({ args }) => !/curl|wget|apt-get|npm install/.test(args))).toBe(true);
  expect(find('ADD', lines)).toEqual([]);
  expect(runtime.findIndex(({ keyword }) => keyword === 'USER')).toBeGreaterThan(
    runtime.findLastIndex(({ keyword }) => keyword === 'RUN'),
  );
  expect(find('USER').map(({ args }) => args)).toEqual(['node']);
  expect(find('VOLUME').map(({ args }) => args)).toEqual(['/data']);
  expect(find('HEALTHCHECK')[0]!.args).toContain('/api/health');
  // Through npm, signals would reach the server a second time.
  expect(JSON.parse(find('CMD').at(-1)!.args)).toEqual(['node', '--import', 'tsx', 'server/main.ts']);
});

test('no secret is in the Dockerfile, and nothing reaches the engine but what is named', () => {
  expect(find('ENV', lines).map(({ args }) => args)).toEqual(['NODE_ENV=production DATA_DIR=/data PORT=3978']);
  expect(find('ARG', lines)).toEqual([]);
  const rules = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(rules[0]).toBe('*');
  const allowed = rules.slice(1).map((rule) => rule.replace(/^!/, ''));
  expect(new Set(allowed)).toEqual(new Set(listCopied(lines)));
});

/** Every module that the server and its commands load, and every package. */
function followImports(entries: string[]): { files: Set<string>; packages: Set<string> } {
  const [files, packages] = [new Set<string>(), new Set<string>()];
  const queue = [...entries];
  for (const file of queue) {
    if (files.has(file)) continue;
    files.add(file);
    if (!/\.ts$/.test(file)) continue;
    const source = readFileSync(join(ROOT, file), 'utf8');
    const imports = source.matchAll(/^(?:import|export)\s(?!type\s)[^;]*?from\s'([^']+)'|^import\s'([^']+)'/gm);
    for (const [, from, bare] of imports) {
      const target = from ?? bare!;
      if (target.startsWith('.')) queue.push(relative(ROOT, join(ROOT, dirname(file), target)));
      else if (!target.startsWith('node:')) packages.add(/^(?:@[^/]+\/)?[^/]+/.exec(target)![0]);
    }
  }
  return { files, packages };
}

test('all that the server and its commands load is in the image, and its packages are no development dependencies', () => {
  const commands = readdirSync(join(ROOT, 'server/commands')).map((name) => `server/commands/${name}`);
  const { files, packages } = followImports(['server/main.ts', 'server/setup-check.ts', ...commands]);
  expect(files.size).toBeGreaterThan(150);
  const isCopied = (file: string) => copied.some((path) => file === path || file.startsWith(`${path}/`));
  expect([...files].filter((file) => !isCopied(file))).toEqual([]);
  expect([...packages].filter((name) => !(name in packageJson.dependencies))).toEqual([]);
  for (const path of copied) expect(statSync(join(ROOT, path)), path).toBeDefined();
});
