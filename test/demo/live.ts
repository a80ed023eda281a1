import { setTimeout as sleep } from 'node:timers/promises';
import { DateTime } from 'luxon';
import type { Sandbox } from '../sandbox/index.ts';
import { PEOPLE, TIME_ZONE } from './company/index.ts';
import type { Company } from './company/index.ts';
import { formatWhen, readLupaxTimes } from './report/when.ts';
import type { Texts } from './texts.ts';

const START_DELAY_MS = 3_000;
const LOOK_INTERVAL_MS = 200;
const DELAY_MINUTES = 30;

/**
 * Moves an appointment in Outlook while the demo runs and says when Lupax has it: Graph tells the product of it.
 * @param signal ends the waiting
 */
export async function showLiveEdit(
  sandbox: Sandbox,
  { events }: Pick<Company, 'events'>,
  options: { texts: Texts; print(text: string): void; signal: AbortSignal },
): Promise<void> {
  const { texts, print, signal } = options;
  const { objectId, firstName, lastName } = PEOPLE.tom;
  await sleep(START_DELAY_MS, undefined, { signal });
  const find = () => sandbox.lupax.appointments().find(({ source }) => source?.event_id === events.soundcheck);
  const before = find();
  if (!before) return;
  print(texts.liveEdit(`${firstName} ${lastName}`, before.title, DELAY_MINUTES));
  const shift = (text: string) => ({
    dateTime: DateTime.fromISO(text, { zone: TIME_ZONE })
      .plus({ minutes: DELAY_MINUTES })
      .toFormat("yyyy-MM-dd'T'HH:mm:ss"),
    timeZone: TIME_ZONE,
  });
  const { date_start, date_end } = before;
  sandbox.graph.patchEvent(objectId, events.soundcheck, { start: shift(date_start), end: shift(date_end) });
  const editedAt = Date.now();
  for (;;) {
    await sleep(LOOK_INTERVAL_MS, undefined, { signal });
    const now = find();
    if (!now || now.date_start === date_start) continue;
    const seconds = String(Math.ceil((Date.now() - editedAt) / 1000));
    print(texts.liveSeen(now.title, formatWhen(readLupaxTimes(now), texts), seconds));
    return;
  }
}
