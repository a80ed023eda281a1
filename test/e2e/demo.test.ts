import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { findProgram } from '../helpers/programs/program.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const START_TIMEOUT_MS = 60_000;
const END_TIMEOUT_MS = 10_000;

interface Started {
  child: ChildProcess;
  /** Where the demo keeps its data while it runs. */
  folder: string;
  output(): string;
  errors(): string;
  /** Exit code; rejects when it takes longer. */
  ended(timeoutMs: number): Promise<number | null>;
  /** Resolves when the output contains the text. */
  says(text: string): Promise<void>;
  /** Whether any process of the demo is left. */
  isAlive(): boolean;
}

const cleanUps: (() => void)[] = [];
afterEach(() => cleanUps.splice(0).forEach((cleanUp) => cleanUp()));

/** Starts a program in a process group of its own, with a folder for temporary files of its own. */
function start(command: string, args: string[], env: NodeJS.ProcessEnv = {}): Started {
  const folder = mkdtempSync(join(tmpdir(), 'demo-test-'));
  const child = spawn(command, args, {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: '0', TMPDIR: folder, ...env },
  });
  let [output, errors] = ['', ''];
  child.stdout!.setEncoding('utf8').on('data', (part: string) => (output += part));
  child.stderr!.setEncoding('utf8').on('data', (part: string) => (errors += part));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const isAlive = () => {
    try {
      return process.kill(-child.pid!, 0);
    } catch {
      return false;
    }
  };
  cleanUps.push(() => {
    if (isAlive()) process.kill(-child.pid!, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  const waitFor = async (isTrue: () => boolean, timeoutMs: number, what: string) => {
    const deadline = Date.now() + timeoutMs;
    while (!isTrue()) {
      if (Date.now() > deadline) throw new Error(`${what} took too long:\n${output}\n${errors}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  return {
    child,
    folder,
    output: () => output,
    errors: () => errors,
    isAlive,
    async ended(timeoutMs) {
      await waitFor(() => !isAlive(), timeoutMs, 'The end');
      return await exited;
    },
    says: (text) => waitFor(() => output.includes(text) || child.exitCode !== null, START_TIMEOUT_MS, text),
  };
}

/** What `npm run demo` starts. */
const startDemo = async (...args: string[]) => start('node', [...(await findProgram('test/demo/main.ts')), ...args]);
const linesWith = (text: string, output: string) => output.split('\n').filter((line) => line.includes(text));

describe('npm run demo', () => {
  it(
    'ends by itself with --once after a table that shows each sharing as its visibility',
    { timeout: 90_000 },
    async () => {
      const demo = await startDemo('--once');
      expect(await demo.ended(START_TIMEOUT_MS)).toBe(0);
      const output = demo.output();
      const expectLine = (title: string, ...cells: string[]) => {
        const lines = linesWith(title, output);
        expect(lines.length, title).toBeGreaterThan(0);
        for (const cell of cells)
          expect(
            lines.some((line) => line.includes(cell)),
            `${title}: ${cell}`,
          ).toBe(true);
      };
      expectLine('Bühne Abnahme', 'Kann alle Details anzeigen', '│ uneingeschränkt', 'angelegt');
      expectLine(
        'Soundcheck Freilichtbühne',
        'Kann anzeigen, wenn ich beschäftigt bin',
        '│ Notizen und Titel privat',
        'angelegt',
      );
      expectLine('Crewplanung Dezember', 'Kann Titel und Orte anzeigen', '│ Notizen privat ', 'angelegt');
      expectLine('TÜV 7,5-Tonner', 'Kann bearbeiten', '│ uneingeschränkt', 'angelegt');
      expectLine('Arzttermin', 'Kann alle Details anzeigen', '│ Notizen und Titel privat', 'angelegt');
      expectLine('Elternabend', 'Nicht freigegeben', 'nicht übertragen');
      expectLine('Personalgespräch', 'privat', 'angelegt');
      expectLine('Urlaub', 'abwesend', 'angelegt');
      expectLine('Messeauftritt Stadtwerke', 'Projekt', 'frei');
      expect(linesWith('Jour fixe Technik', output)).toHaveLength(5);
      expect(linesWith('Vorbesprechung Messe', output)).toHaveLength(2);
      expect(output).toContain('Verschickte Einladungen: 0');
      const quiet = output.slice(output.indexOf('Noch einmal synchronisiert'));
      expect(quiet).toMatch(/Anna Berger │ 1 +│ 2 +│ 0 /);
      expect(quiet).toMatch(/Tom Wagner +│ 1 +│ 1 +│ 0 /);
      expect(quiet).toMatch(/Mia Schulz +│ 1 +│ 1 +│ 0 /);
      expect(demo.errors()).toBe('');
      expect(readdirSync(demo.folder).filter((name) => name.startsWith('lupax-demo-'))).toEqual([]);
    },
  );

  it(
    'keeps running, picks up an edit by itself, and ends on SIGINT with nothing left',
    { timeout: 90_000 },
    async () => {
      const demo = await startDemo('--lang', 'en');
      await demo.says('Still running: ');
      const url = /Still running: (\S+)/.exec(demo.output())![1]!;
      expect(await (await fetch(`${url}/api/health`)).json()).toMatchObject({ status: 'ok', mode: 'demo' });
      await demo.says('Live: after');
      expect(demo.output()).toMatch(/Live: after \d+ s, Lupax has "Soundcheck Freilichtbühne" on .*16:30–18:30/);
      demo.child.kill('SIGINT');
      expect(await demo.ended(END_TIMEOUT_MS)).toBe(0);
      expect(readdirSync(demo.folder).filter((name) => name.startsWith('lupax-demo-'))).toEqual([]);
      await expect(fetch(`${url}/api/health`)).rejects.toThrow();
    },
  );

  it(
    'leaves nothing behind either when npm is ended, or when it is interrupted while it starts',
    { timeout: 90_000 },
    async () => {
      const viaNpm = start('npm', ['run', 'demo']);
      await viaNpm.says('Läuft weiter: ');
      viaNpm.child.kill('SIGTERM');
      await viaNpm.ended(END_TIMEOUT_MS);
      expect(readdirSync(viaNpm.folder).filter((name) => name.startsWith('lupax-demo-'))).toEqual([]);
      const early = await startDemo();
      await early.says('starten');
      early.child.kill('SIGTERM');
      expect(await early.ended(END_TIMEOUT_MS)).toBe(0);
      expect(readdirSync(early.folder).filter((name) => name.startsWith('lupax-demo-'))).toEqual([]);
    },
  );

  it('says how many entries a calendar file gave, and that all of them arrived', { timeout: 90_000 }, async () => {
    const demo = await startDemo(
      '--once',
      '--ics',
      'test/fixtures/ics/meetings.ics',
      'test/fixtures/ics/additions.ics',
    );
    expect(await demo.ended(START_TIMEOUT_MS)).toBe(0);
    expect(demo.output()).toContain('„Besprechungen“ (meetings.ics): 5 Einträge im Fenster');
    expect(demo.output()).toContain('„Besprechungen“: 5 von 5 in Lupax angekommen.');
    expect(demo.output()).toContain('„Zusatztage“: 10 von 10 in Lupax angekommen.');
    expect(demo.output()).toContain('Verschickte Einladungen: 0');
  });

  it('refuses a file that is no calendar with one sentence, before anything starts', async () => {
    const demo = await startDemo('--ics', 'package.json');
    expect(await demo.ended(START_TIMEOUT_MS)).toBe(1);
    expect(demo.errors()).toBe('package.json ist kein iCalendar-Kalender: Es fehlt BEGIN:VCALENDAR.\n');
    expect(demo.output()).toBe('');
  });
});
