import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataFolder } from '../../../server/store/lock.ts';
import { createLowdb, readUntil, startCommitter } from './helpers.ts';
import { ANNA } from './sample-records.ts';

/** Kills at once, as `kill -9` does, and waits for the end. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

describe('a data folder and several processes', () => {
  let dataDir: string;
  const children: ChildProcess[] = [];
  const start = async (): Promise<ChildProcess> => {
    const child = await startCommitter(dataDir);
    children.push(child);
    return child;
  };
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'store-'));
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map(kill));
    await rm(dataDir, { recursive: true, force: true });
  });

  it('has every acknowledged commit, and none in part, each time after kill -9', async () => {
    let acknowledged = -1;
    for (let round = 0; round < 5; round += 1) {
      const child = await start();
      const enough = acknowledged + 30 + round * 17;
      const text = await readUntil(child, (so) => Number(so.trimEnd().split('\n').at(-1)) > enough);
      await kill(child);
      acknowledged = Math.max(
        ...text.slice(0, text.lastIndexOf('\n')).split('\n').map(Number).filter(Number.isInteger),
      );
      expect(acknowledged).toBeGreaterThan(enough);
    }
    const place = await createLowdb({ dataDir });
    const calendars = (await place.store.openUser(ANNA)).list('calendars');
    const last = Number(calendars.get('left')?.name);
    expect(last).toBeGreaterThanOrEqual(acknowledged);
    expect(calendars.get('right')?.name).toBe(String(last));
    expect(calendars.has(String(last))).toBe(true);
    expect(place.lines.filter(({ level }) => level === 'error')).toEqual([]);
    await place.store.close();
  });

  it('belongs to one process: the second one refuses to start and names the first', async () => {
    const first = await start();
    await readUntil(first, (text) => text.includes('open'));
    const text = await readUntil(await start(), () => false);
    expect(text).toMatch(new RegExp(`in use by process ${first.pid} on .+ since \\d{4}-\\d\\d-\\d\\dT`));
  });

  it('can be opened right after kill -9 of the process that had it', async () => {
    const first = await start();
    await readUntil(first, (text) => text.includes('open'));
    await kill(first);
    const place = await createLowdb({ dataDir });
    await place.store.close();
  });

  it('is refused while the process that has it is halted', async () => {
    const first = await start();
    await readUntil(first, (text) => text.includes('open'));
    first.kill('SIGSTOP');
    await expect(createLowdb({ dataDir })).rejects.toMatchObject({ code: 'locked' });
  });

  it('goes to exactly one of several that find a stale lock at the same time', async () => {
    const first = await start();
    await readUntil(first, (text) => text.includes('open'));
    await kill(first);
    const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => lockDataFolder(dataDir)));
    const won = attempts.filter((attempt) => attempt.status === 'fulfilled');
    expect(won).toHaveLength(1);
    await expect(lockDataFolder(dataDir)).rejects.toMatchObject({ code: 'locked' });
    await won[0]?.value.release();
    await (await lockDataFolder(dataDir)).release();
  });

  it('is not kept by a file that is no lock', async () => {
    await writeFile(join(dataDir, 'lock'), String(process.pid));
    await (await lockDataFolder(dataDir)).release();
  });

  it('may have a name that is too long for a socket', async () => {
    const deep = join(dataDir, 'x'.repeat(120));
    await mkdir(deep);
    const lock = await lockDataFolder(deep);
    await expect(lockDataFolder(deep)).rejects.toMatchObject({ code: 'locked' });
    await lock.release();
    await (await lockDataFolder(deep)).release();
  });
});
