import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from '../sandbox/index.ts';

type Face = 'entra' | 'graph' | 'lupax';
/** A face of the sandbox over IPC: every call answers later, values are plain data. */
type Remote<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : () => Promise<T[K]>;
};

export interface RemoteSandbox {
  entra: Remote<Sandbox['entra']>;
  graph: Remote<Sandbox['graph']>;
  lupax: Remote<Sandbox['lupax']>;
  env: ReturnType<Sandbox['env']>;
  pid: number;
  stop(): Promise<void>;
}

interface Answer {
  id: number;
  value?: unknown;
  error?: string;
}

/** Starts the sandbox in another process, so that it and the product each have a core. It is the same every time. */
export async function startRemoteSandbox(): Promise<RemoteSandbox> {
  const child = fork(fileURLToPath(new URL('sandbox-child.ts', import.meta.url)));
  const env = await new Promise<RemoteSandbox['env']>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { ready: RemoteSandbox['env'] }).ready));
    child.once('exit', () => reject(new Error('the sandbox did not start')));
  });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  child.on('message', (message) => {
    const { id, value, error } = message as Answer;
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(value);
    else call?.reject(new Error(error));
  });
  const open = (face: Face) =>
    new Proxy(
      {},
      {
        get:
          (_target, name) =>
          async (...args: unknown[]) =>
            await new Promise((resolve, reject) => {
              last += 1;
              waiting.set(last, { resolve, reject });
              child.send({ id: last, face, name, args });
            }),
      },
    );
  return {
    entra: open('entra') as RemoteSandbox['entra'],
    graph: open('graph') as RemoteSandbox['graph'],
    lupax: open('lupax') as RemoteSandbox['lupax'],
    env,
    pid: child.pid!,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await ended;
    },
  };
}
