import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createRunRecovery } from '../../../server/jobs/run-recovery.ts';
import type { AbandonedRun } from '../../../server/store/run-leases.ts';
import type { UserId } from '../../../server/store/types.ts';
import { createDisk, openMemoryStore } from '../../simulation/memory-store.ts';
import { ANNA, BEN } from '../store/sample-records.ts';

it('an abandoned run that cannot be ended at once keeps no other waiting, and is ended with the next look', async () => {
  const store = openMemoryStore(createDisk(), ({ apply, done }) => {
    apply();
    done();
  });
  const abandoned = [ANNA, BEN].map((user): AbandonedRun => ({ user, runId: 'run', kind: 'sync' }));
  const goneOn: UserId[] = [];
  let isAway = true;
  const look = createRunRecovery({
    leases: { reclaim: async () => abandoned.splice(0) },
    store: {
      openUser: async (user) => {
        if (isAway && user === ANNA) throw new Error('the database is away');
        return await store.openUser(user);
      },
    },
    goOn: async (user) => void goneOn.push(user),
    log: pino({ level: 'silent' }),
  });

  await look();
  expect(goneOn).toEqual([BEN]);
  isAway = false;
  await look();
  await look();
  expect(goneOn).toEqual([BEN, ANNA]);
});
