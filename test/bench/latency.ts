import { setTimeout as sleep } from 'node:timers/promises';
import { addSyncedPerson } from './scenarios.ts';
import { startStage, type Stage, type StagePerson } from './stage.ts';
import { percentile } from './statistics.ts';

const PEOPLE = 200;
const ENTRIES_EACH = 4;
const SETTING_UP_AT_ONCE = 8;
/** Changes come one after the other, each to another person's entry. */
const CHANGE_EVERY_MS = 250;
const CHANGES = 120;
/** How often the feed is asked for each mailbox, at least; production's default is 300 s. */
export const POLL_INTERVAL_SECONDS = 30;
/** A change that has not arrived by then is missing. */
const PATIENCE_MS = 60_000;

export interface Latency {
  /** From the change on one side to the write at the other, ms. */
  ms: number[];
  p50: number;
  p95: number;
}

export interface Latencies {
  people: number;
  /** From the change in Outlook to the answer to the sandbox's first notification of it. */
  delivery: Latency;
  /** From there to the write in Lupax. */
  beyond: Latency;
  /** From the change in Outlook to the write in Lupax. */
  notified: Latency;
  /** From the change in Lupax, of which nothing tells, to the write in Outlook. */
  polled: Latency;
}

interface Change {
  person: StagePerson;
  eventId: string;
  appointmentId: number;
  at: number;
}

/** How long a change takes to the other side, with so many people whose calendars change now and then. */
export async function measureLatencies(): Promise<Latencies> {
  const notified = await onStage({}, true, measureNotified);
  const polled = await onStage({ SYNC_INTERVAL_SECONDS: String(POLL_INTERVAL_SECONDS) }, false, measurePolled);
  return { people: PEOPLE, ...notified, polled };
}

async function onStage<T>(
  env: Record<string, string>,
  isNotified: boolean,
  measure: (stage: Stage, changes: Change[]) => Promise<T>,
): Promise<T> {
  const stage = await startStage({ env, notified: isNotified });
  try {
    return await measure(stage, await setUp(stage, isNotified));
  } finally {
    await stage.stop();
  }
}

/** @returns what will be changed, and when it was is still open */
async function setUp(stage: Stage, isNotified: boolean): Promise<Change[]> {
  const people: StagePerson[] = [];
  // The first one enters the firm's registration.
  people.push(await addSyncedPerson(stage, 0, ENTRIES_EACH));
  let next = 1;
  const work = async (): Promise<void> => {
    for (let number = next++; number < PEOPLE; number = next++)
      people.push(await addSyncedPerson(stage, number, ENTRIES_EACH));
  };
  await Promise.all(Array.from({ length: SETTING_UP_AT_ONCE }, work));
  if (isNotified) await waitFor(async () => (await stage.sandbox.graph.subscriptions()).length >= PEOPLE);
  // After a new subscription there is one more look.
  await sleep(5_000);
  const ofAll = await stage.sandbox.lupax.appointments();
  const changes = people.map((person): Change => {
    const { id, source } = ofAll.find(({ user }) => user.id === person.lupaxUserId)!;
    return { person, eventId: source!.event_id, appointmentId: id, at: 0 };
  });
  return changes.slice(0, CHANGES);
}

async function measureNotified({ sandbox }: Stage, changes: Change[]) {
  await sandbox.lupax.clearLog();
  await makeChanges(changes, ({ person, eventId }, number) =>
    sandbox.graph.patchEvent(person.objectId, eventId, { subject: `Verlegt ${number}` }),
  );
  await waitFor(async () => (await sandbox.lupax.writes()).length >= changes.length);
  const writes = await sandbox.lupax.writes();
  const { deliveries } = await sandbox.graph.notifications();
  const times = changes.map(({ eventId, appointmentId, at }) => {
    const written = writes.find(({ path }) => path.endsWith(`/appointments/${appointmentId}`))!.at;
    const told = deliveries.find((one) => one.at >= at && JSON.stringify(one.value).includes(eventId))!.at;
    return { delivery: told - at, beyond: Math.max(0, written - told), notified: written - at };
  });
  return {
    delivery: summarise(times.map(({ delivery }) => delivery)),
    beyond: summarise(times.map(({ beyond }) => beyond)),
    notified: summarise(times.map(({ notified }) => notified)),
  };
}

async function measurePolled({ sandbox }: Stage, changes: Change[]): Promise<Latency> {
  await sandbox.graph.clearLog();
  await makeChanges(changes, ({ appointmentId }, number) =>
    sandbox.lupax.editAppointment(appointmentId, { title: `Verschoben ${number}` }),
  );
  const readWrites = async () => (await sandbox.graph.writes()).filter(({ method }) => method === 'PATCH');
  await waitFor(async () => (await readWrites()).length >= changes.length);
  const writes = await readWrites();
  return summarise(
    changes.map(({ eventId, at }) => {
      const path = [eventId, encodeURIComponent(eventId)];
      return writes.find(({ url }) => path.some((id) => url.includes(id)))!.at - at;
    }),
  );
}

async function makeChanges(changes: Change[], make: (change: Change, number: number) => Promise<unknown>) {
  for (const [number, change] of changes.entries()) {
    change.at = Date.now();
    await make(change, number);
    await sleep(Math.max(0, change.at + CHANGE_EVERY_MS - Date.now()));
  }
}

async function waitFor(isThere: () => Promise<boolean>): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(250)) if (await isThere()) return;
  throw new Error('what was waited for did not arrive');
}

function summarise(ms: number[]): Latency {
  return { ms, p50: percentile(ms, 0.5), p95: percentile(ms, 0.95) };
}
