import { BackupError } from '../backup/errors.ts';
import { GraphError } from '../graph/errors.ts';
import { StoreError } from '../store/errors.ts';

/** A command that was typed wrongly. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Carries a command out; whatever stops it is said in one line on standard error, and the exit code is not 0. */
export async function runCommand(usage: string, work: () => Promise<number | void>): Promise<void> {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    process.exitCode = 1;
    const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
    process.stderr.write(isUsage ? `${error.message}\n${usage}\n` : `${describe(error)}\n`);
  }
}

function describe(error: unknown): string {
  if (error instanceof StoreError) return `${error.variable}: ${error.message}`;
  if (error instanceof BackupError) return error.message;
  if (error instanceof GraphError) return `Microsoft 365: ${error.message}`;
  // A message of others may quote what was worked on.
  return error instanceof Error ? `unexpected: ${'code' in error ? String(error.code) : error.name}` : 'unexpected';
}
