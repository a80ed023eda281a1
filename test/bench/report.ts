import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A chart that stands beside the report, by its file's name. */
export interface Drawing {
  name: string;
  svg: string;
}

/** Puts what was measured into a report: between its marks, so that what people wrote around them stays. */
export async function updateReport(
  file: string,
  sections: ReadonlyMap<string, string>,
  drawings: readonly Drawing[],
): Promise<void> {
  const before = await readFile(file, 'utf8');
  const after = [...sections].reduce((text, [name, content]) => replaceSection(text, name, content), before);
  await writeFile(file, after);
  for (const { name, svg } of drawings) await writeFile(join(dirname(file), name), svg);
}

/** @throws where the report has no such section */
export function replaceSection(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- end: ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the report has no place for ${name}: ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
}
