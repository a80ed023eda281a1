import { startSandbox } from '../sandbox/index.ts';

/** The sandbox as a process of its own, told over IPC what to do: `{ id, face, name, args }` is answered by `{ id, value | error }`. */
interface Call {
  id: number;
  face: 'entra' | 'graph' | 'lupax';
  name: string;
  args: unknown[];
}

const sandbox = await startSandbox();
process.on('message', ({ id, face, name, args }: Call) => {
  try {
    const control = sandbox[face] as unknown as Record<string, unknown>;
    const member = control[name];
    const value = typeof member === 'function' ? (member as (...all: unknown[]) => unknown)(...args) : member;
    process.send!({ id, value });
  } catch (error) {
    process.send!({ id, error: String(error) });
  }
});
process.on('disconnect', () => void sandbox.stop().then(() => process.exit(0)));
process.send!({ ready: sandbox.env() });
