import { openLowdbStore } from '../../../server/store/lowdb-store.ts';
import { ANNA, setCalendar } from './sample-records.ts';

/*
 * The second process of the crash and lock tests. Commit n sets the records `left` and `right` to n and adds `n`, so that
 * a reader can tell a commit that is there in part.
 */
const log = { warn: () => undefined, error: () => undefined };
try {
  const store = await openLowdbStore({ dataDir: process.argv[2] ?? '', log });
  process.stdout.write('open\n');
  const document = await store.openUser(ANNA);
  for (let number = document.list('calendars').size; ; number += 1) {
    const name = String(number);
    // The end of the process takes away neither kind.
    const mayBeLost = number % 2 === 1;
    await document.commit([setCalendar('left', name), setCalendar(name), setCalendar('right', name)], { mayBeLost });
    process.stdout.write(`${number}\n`);
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
