import { connect } from 'node:net';
import { z } from 'zod';

/** A holder whose event loop is busy still holds the lock; only its name is not known then. */
const ANSWER_TIMEOUT_MS = 2_000;

const holderSchema = z.object({ pid: z.int(), host: z.string(), since: z.string() });
export type Holder = z.output<typeof holderSchema>;

export type HolderAnswer = { alive: true; holder: Holder | null } | { alive: false };

/** Asks whoever listens at the path who it is. Only a refused connection (or no such name) means that nobody does. */
export function askHolder(path: string): Promise<HolderAnswer> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ path });
    const finish = (answer: HolderAnswer): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setEncoding('utf8');
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => finish({ alive: true, holder: null }));
    socket.on('data', (part) => (text += String(part)));
    socket.on('end', () => finish({ alive: true, holder: readHolder(text) }));
    socket.on('error', (error) => {
      const nobody = 'code' in error && (error.code === 'ECONNREFUSED' || error.code === 'ENOENT');
      finish(nobody ? { alive: false } : { alive: true, holder: null });
    });
  });
}

function readHolder(text: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
