import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { StageProduct } from './stage.ts';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const START_MS = 120_000;

export interface ServerChild extends StageProduct {
  pid: number;
}

/** Starts the server as in production: a process of its own. */
export async function startServerChild(env: Record<string, string>): Promise<ServerChild> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN], {
    env: { PATH, HOME, LOG_LEVEL: 'fatal', ...env },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  const url = `http://127.0.0.1:${env['PORT']}`;
  for (const until = Date.now() + START_MS; Date.now() < until && child.exitCode === null; await sleep(50)) {
    const answer = await fetch(`${url}/api/health`).catch(() => null);
    if (!answer?.ok) continue;
    return {
      url,
      pid: child.pid!,
      async stop() {
        process.off('exit', killNow);
        child.kill('SIGTERM');
        await ended;
      },
    };
  }
  killNow();
  throw new Error('the server did not start');
}
