import { StoreError } from './store/errors.ts';

/** Why the product could not start or stop, in one line that names the variable to look at. */
export function describeStartFault(error: unknown): string {
  if (error instanceof StoreError) return `${error.variable}: ${error.message}`;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const port = error instanceof Error && 'port' in error ? String(error.port) : '';
  if (code === 'EADDRINUSE') return `PORT: ${port} is in use by another program; set it to a free one`;
  if (code === 'EACCES' && port !== '')
    return `PORT: ${port} needs more rights than this program has; set it to one from 1024`;
  return error instanceof Error ? error.message.split('\n')[0]! : 'unknown fault';
}
