import { expect, it } from 'vitest';
import { readSettings } from '../../../server/sync/choices.ts';
import { createDisk, openMemoryStore } from '../../simulation/memory-store.ts';
import { ANNA } from '../store/sample-records.ts';

it('whoever begins a run while the link is being ended is told that there is none, not of an inner fault', async () => {
  const store = openMemoryStore(createDisk(), ({ apply, done }) => {
    apply();
    done();
  });
  const document = await store.openUser(ANNA);
  expect(() => readSettings(document)).toThrow(expect.objectContaining({ code: 'deleted' }));
});
