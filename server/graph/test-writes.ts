import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import { EXCLUDED_CATEGORY } from '../sync/core/marker.ts';
import { GraphError } from './errors.ts';
import { readList } from './pages.ts';
import { graphPath, withQuery } from './path.ts';
import type { GraphPath } from './path.ts';
import { isRecord } from './raw-event.ts';
import type { Reach } from './reach.ts';

/** Marks events of the check of the set-up: not `LupaxEntry`, because nothing in Lupax belongs to them. */
const TEST_PROPERTY = 'String {6f5b1a0e-3c8a-4d27-9c3e-2f1d0b7a4e51} Name LupaxSetupCheck';
const TEST_VALUE = 'test';
const SUBSCRIPTION_LIFETIME_MINUTES = 60;

/**
 * Creates an event that no synchronisation touches, and removes it whatever happens, with those that earlier checks left.
 * @param patient what removes: it waits longer than a question may take
 * @throws GraphError why it could not be created or removed
 */
export async function writeTestEvent(reach: Reach, patient: Reach, calendarId: string, title: string): Promise<void> {
  await removeTestEvents(patient).catch(() => undefined);
  const start = DateTime.fromMillis(reach.requester.parts.clock.now(), { zone: 'UTC' })
    .plus({ days: 1 })
    .startOf('hour');
  const writeTime = (time: DateTime) => ({ dateTime: time.toFormat("yyyy-MM-dd'T'HH:mm:ss"), timeZone: 'UTC' });
  const body = {
    subject: title,
    start: writeTime(start),
    end: writeTime(start.plus({ minutes: 15 })),
    showAs: 'free',
    sensitivity: 'private',
    isReminderOn: false,
    // A synchronisation that comes by meanwhile must not carry it over to Lupax.
    categories: [EXCLUDED_CATEGORY],
    transactionId: randomUUID(),
    singleValueExtendedProperties: [{ id: TEST_PROPERTY, value: TEST_VALUE }],
  };
  const path = graphPath`/users/${reach.userId}/calendars/${calendarId}/events`;
  await createAndRemove(
    () => reach.requester.call({ method: 'POST', ...path, body }),
    (id) => remove(patient, graphPath`/users/${reach.userId}/events/${id}`),
    () => removeTestEvents(patient),
  );
}

/**
 * Creates a subscription at the address, and removes it in the same way.
 * @throws GraphError `refused` when the address does not answer Graph's question as it should
 */
export async function writeTestSubscription(reach: Reach, patient: Reach, notificationUrl: string): Promise<void> {
  const removeLeftovers = () => removeTestSubscriptions(patient, notificationUrl);
  await removeLeftovers().catch(() => undefined);
  const now = DateTime.fromMillis(reach.requester.parts.clock.now(), { zone: 'UTC' });
  const body = {
    // Another combination than the product's own: the same once more is refused (409).
    changeType: 'deleted',
    notificationUrl,
    lifecycleNotificationUrl: notificationUrl,
    resource: `/users/${reach.userId}/events`,
    expirationDateTime: now.plus({ minutes: SUBSCRIPTION_LIFETIME_MINUTES }).toISO(),
    clientState: randomUUID(),
  };
  await createAndRemove(
    () => reach.requester.call({ method: 'POST', ...graphPath`/subscriptions`, body }),
    (id) => remove(patient, graphPath`/subscriptions/${id}`),
    removeLeftovers,
  );
}

/** What was created is removed by its id; where no id was answered, it is looked for. */
async function createAndRemove(
  create: () => Promise<{ body: unknown }>,
  removeById: (id: string) => Promise<void>,
  removeLeftovers: () => Promise<void>,
): Promise<void> {
  const created = await create().catch(async (error: unknown) => {
    const mayExist = error instanceof GraphError && error.code === 'unavailable';
    if (mayExist) await removeLeftovers().catch(() => undefined);
    throw error;
  });
  const id = isRecord(created.body) && typeof created.body['id'] === 'string' ? created.body['id'] : null;
  await (id === null ? removeLeftovers() : removeById(id)).catch(noteLeftBehind);
}

function noteLeftBehind(error: unknown): never {
  if (!(error instanceof GraphError)) throw error;
  throw new GraphError(error.code, error.message, { ...error.facts, leftBehind: true });
}

async function removeTestEvents(reach: Reach): Promise<void> {
  const filter = `singleValueExtendedProperties/Any(ep: ep/id eq '${TEST_PROPERTY}' and ep/value eq '${TEST_VALUE}')`;
  const target = withQuery(graphPath`/users/${reach.userId}/events`, { $filter: filter, $select: 'id' });
  for (const event of await readList(reach.requester, reach.links, target)) {
    await remove(reach, graphPath`/users/${reach.userId}/events/${String(event['id'])}`);
  }
}

async function removeTestSubscriptions(reach: Reach, notificationUrl: string): Promise<void> {
  for (const { id, notificationUrl: url } of await readList(reach.requester, reach.links, graphPath`/subscriptions`)) {
    if (url === notificationUrl) await remove(reach, graphPath`/subscriptions/${String(id)}`);
  }
}

/** One that is gone is no error. */
async function remove({ requester }: Reach, path: GraphPath): Promise<void> {
  await requester.call({ method: 'DELETE', ...path }).catch((error: unknown) => {
    if (error instanceof GraphError && (error.code === 'not_found' || error.facts.status === 404)) return;
    throw error;
  });
}
