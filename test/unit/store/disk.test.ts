import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mountSmallDisk } from '../../helpers/small-disk.ts';
import { createLowdb, type LowdbUnderTest } from './helpers.ts';
import { ANNA, setCalendar } from './sample-records.ts';

const disk = mountSmallDisk(1024 * 1024);

describe.skipIf(disk === null)('a disk that refuses', () => {
  let place: LowdbUnderTest;
  beforeEach(async () => {
    place = await createLowdb({ dataDir: disk!.path });
  });
  afterEach(async () => {
    await disk!.setReadOnly(false);
    await disk!.free();
    await place.store.deleteUser(ANNA);
    await place.store.close();
  });
  afterAll(() => disk!.unmount());

  const names = async (): Promise<string[]> => [...(await place.store.openUser(ANNA)).list('calendars').keys()];

  it('by being full loses nothing that was acknowledged, and takes commits again once there is room', async () => {
    const document = await place.store.openUser(ANNA);
    await document.commit([setCalendar('before')]);
    await disk!.fill();
    const large = setCalendar('refused', 'x'.repeat(64 * 1024));
    await expect(document.commit([large])).rejects.toMatchObject({ code: 'unavailable', message: /ENOSPC/ });
    expect(await names()).toEqual(['before']);
    await expect(place.store.check()).rejects.toMatchObject({ code: 'unavailable' });

    await disk!.free();
    await document.commit([setCalendar('after')]);
    await place.store.check();
    await place.reopen();
    expect(await names()).toEqual(['before', 'after']);
  });

  it('by being read-only is named, and nothing is lost', async () => {
    const document = await place.store.openUser(ANNA);
    await document.commit([setCalendar('before')]);
    await disk!.setReadOnly(true);
    await expect(document.commit([setCalendar('refused')])).rejects.toMatchObject({
      code: 'unavailable',
      message: /EROFS/,
    });
    await expect(place.store.check()).rejects.toMatchObject({ code: 'unavailable' });
    await disk!.setReadOnly(false);
    await document.commit([setCalendar('after')]);
    await place.reopen();
    expect(await names()).toEqual(['before', 'after']);
  });

  it('by being read-only from the start stops the start, naming the folder', async () => {
    await place.store.close();
    await disk!.setReadOnly(true);
    await expect(createLowdb({ dataDir: disk!.path })).rejects.toMatchObject({ message: new RegExp(disk!.path) });
    await disk!.setReadOnly(false);
    place = await createLowdb({ dataDir: disk!.path });
  });
});
