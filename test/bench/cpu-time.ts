import { readdir, readFile } from 'node:fs/promises';

/** Linux counts in hundredths of a second on every architecture that Node runs on (proc(5), USER_HZ). */
const TICKS_PER_SECOND = 100;

interface ProcessTimes {
  pid: number;
  parent: number;
  seconds: number;
}

/** CPU seconds that a process and those it has started have taken so far, with those of them that have ended. */
export async function readCpuSeconds(pid: number): Promise<number> {
  const all = await readAll();
  const family = new Set([pid]);
  // A parent may come after its child.
  for (let before = 0; before < family.size;) {
    before = family.size;
    for (const one of all) if (family.has(one.parent)) family.add(one.pid);
  }
  return all.filter((one) => family.has(one.pid)).reduce((sum, { seconds }) => sum + seconds, 0);
}

/** @returns nothing where there is no /proc */
async function readAll(): Promise<ProcessTimes[]> {
  const names = await readdir('/proc').catch(() => []);
  const numbers = names.filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(numbers.map((name) => readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')));
  return stats.filter((text) => text !== '').map(parseStat);
}

/** @param text of /proc/<pid>/stat; the name, in parentheses, may hold anything */
export function parseStat(text: string): ProcessTimes {
  const after = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [utime, stime, cutime, cstime] = after.slice(11, 15).map(Number) as [number, number, number, number];
  return {
    pid: Number(text.slice(0, text.indexOf(' '))),
    parent: Number(after[1]),
    seconds: (utime + stime + cutime + cstime) / TICKS_PER_SECOND,
  };
}
