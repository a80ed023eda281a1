import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLowdb } from './helpers.ts';
import type { LowdbUnderTest } from './helpers.ts';
import { ANNA, BEN, setCalendar } from './sample-records.ts';

describe('damaged files', () => {
  let place: LowdbUnderTest;
  let damages: { movedTo: string[] }[];
  beforeEach(async () => {
    damages = [];
    place = await createLowdb({ onDamaged: (damage) => damages.push(damage) });
    for (const user of [ANNA, BEN]) {
      const document = await place.store.openUser(user);
      for (const id of ['a', 'b', 'c']) await document.commit([setCalendar(id)]);
    }
  });
  afterEach(() => place.destroy());

  const breakDocument = async (text: string): Promise<void> => {
    await place.store.close();
    await writeFile(place.path(ANNA, 'json'), text);
    await place.reopen();
  };

  it.each([
    ['is cut', '{"version":1,"records":{"pai'],
    ['is empty', ''],
    ['is of another version', '{"version":99}'],
    ['is no document', '[1,2,3]'],
  ])(
    'takes a user whose document %s for not linked, moves it aside, and lets everybody else go on',
    async (_what, text) => {
      await breakDocument(text);
      expect(await place.store.listUsers()).toHaveLength(2);
      expect((await place.store.openUser(ANNA)).list('calendars').size).toBe(0);
      expect((await place.store.openUser(BEN)).list('calendars').size).toBe(3);
      const moved = damages[0]?.movedTo.find((path) => path.includes('.json.damaged-'));
      expect(await readFile(String(moved), 'utf8')).toBe(text);
      expect(place.lines).toMatchObject([{ level: 'error', facts: { movedTo: damages[0]?.movedTo } }]);
    },
  );

  it('lets the user start anew after the damage, with the damaged file still there', async () => {
    await breakDocument('broken');
    await (await place.store.openUser(ANNA)).commit([setCalendar('new')]);
    const again = await (await place.reopen()).openUser(ANNA);
    expect([...again.list('calendars').keys()]).toEqual(['new']);
    expect((await place.listFiles()).filter((name) => name.includes('.damaged-'))).not.toEqual([]);
  });

  it('takes a broken line in the middle of the log for damage, not for the end of the log', async () => {
    const log = await readFile(place.path(ANNA, 'log'), 'utf8');
    await place.store.close();
    const lines = log.split('\n');
    lines[1] = String(lines[1]).replace('"b"', '"x"');
    await writeFile(place.path(ANNA, 'log'), lines.join('\n'));
    await place.reopen();
    expect((await place.store.openUser(ANNA)).list('calendars').size).toBe(0);
    expect(damages).toHaveLength(1);
    const moved = damages[0]?.movedTo.find((path) => path.includes('.log.damaged-'));
    expect(await readFile(String(moved), 'utf8')).toBe(lines.join('\n'));
  });

  it('removes what was moved aside, too, when the user asks for removal', async () => {
    await breakDocument('broken');
    await place.store.openUser(ANNA);
    await place.store.deleteUser(ANNA);
    expect((await place.listFiles()).filter((name) => name.includes(ANNA.objectId))).toEqual([]);
  });

  it('starts with damaged organisations, moved aside, and with all users', async () => {
    await place.store.close();
    await writeFile(join(place.dataDir, 'organizations.json'), '{"organizations":[{"id":"seven"}]}');
    await place.reopen();
    expect(await place.store.listOrganizations()).toEqual([]);
    expect((await place.store.openUser(BEN)).list('calendars').size).toBe(3);
    expect(damages[0]?.movedTo[0]).toMatch(/organizations\.json\.damaged-/);
  });

  it('keeps contents out of the log', async () => {
    await breakDocument('{"records":"Geheimnis"');
    await place.store.openUser(ANNA);
    expect(JSON.stringify(place.lines)).not.toContain('Geheimnis');
  });
});
