import { join } from 'node:path';
import { inject } from 'vitest';

let folder: Promise<string> | null = null;

/** @returns the arguments with which `node` runs the program of that source, quickly */
export async function findProgram(source: string): Promise<string[]> {
  const found = await (folder ??= fetch(inject('programsBroker')).then(async (answer) => {
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text;
  }));
  return ['--enable-source-maps', join(process.cwd(), found, source.replace(/\.ts$/, '.mjs'))];
}
