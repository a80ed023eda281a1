import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGraphConnector } from '../../server/graph/index.ts';
import { describeResource } from '../../server/graph/subscriptions.ts';
import type { Subscriptions } from '../../server/graph/types.ts';
import { removeOrphans } from '../../server/notifications/orphans.ts';
import type { OrganizationRecord, SubscriptionRecord } from '../../server/store/types.ts';
import { startEngine, type Engine, type Person } from '../helpers/engine.ts';

let engine: Engine;
let anna: Person;
let receiver: Server;
let url: string;
beforeEach(async () => {
  engine = await startEngine();
  anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'both');
  // What Graph asks a new subscription's address is answered, and nothing else.
  receiver = createServer((request, response) => {
    const token = new URL(request.url!, 'http://localhost').searchParams.get('validationToken') ?? '';
    response.writeHead(200, { 'content-type': 'text/plain' }).end(token);
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/api/webhooks/graph`;
});
afterEach(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await engine.stop();
});

const open = (objectId: string): Subscriptions => {
  const { entraUrl: authorityHost, graphUrl: graphBaseUrl } = engine.sandbox;
  const app = { tenantId: engine.tenantId, clientId: engine.clientId, credential };
  return createGraphConnector({ authorityHost, graphBaseUrl }).openSubscriptions(app, objectId);
};
const credential = { kind: 'secret', secret: 'a-secret-for-tests' } as const;

function search(): Promise<number> {
  const openSubscriptions = () => ({ clientId: engine.clientId, subscriptions: open('') });
  const organization = { id: engine.organizationId, tenantId: engine.tenantId } as OrganizationRecord;
  return removeOrphans({ store: engine.store, openSubscriptions, notificationUrl: url }, organization);
}

const put = async (calendarId: string, value: SubscriptionRecord) =>
  (await anna.document()).commit([{ collection: 'subscriptions', key: calendarId, value }]);
const left = () => engine.sandbox.graph.subscriptions().map(({ id }) => id);

test('subscriptions that come here and that nobody keeps are removed, and no others', async () => {
  const other = engine.sandbox.graph.addCalendar(anna.objectId, { name: 'Projekte' });
  const third = engine.sandbox.graph.addCalendar(anna.objectId, { name: 'Urlaub' });
  const ben = await engine.addPerson('Ben Albers');
  const create = async (person: Person, calendar: { id: string; isDefault: boolean }, notificationUrl = url) => {
    const resource = describeResource(person.objectId, calendar);
    return await open(person.objectId).create({ resource, notificationUrl, clientState: 'x' });
  };
  const kept = await create(anna, { id: anna.defaultCalendarId, isDefault: true });
  const making = await create(anna, { id: other, isDefault: false });
  const elsewhere = await create(anna, { id: third, isDefault: false }, `${url}?setup-check=1`);
  await create(ben, { id: ben.defaultCalendarId, isDefault: true });
  const place = { nonce: 'n', clientId: engine.clientId, url };
  const { id, expiresAt } = kept;
  const times = { expiresAt, renewAt: expiresAt, renewedAt: expiresAt };
  await put(anna.defaultCalendarId, { state: 'active', id, ...place, ...times });
  await put(other, { state: 'creating', ...place });

  expect(await search()).toBe(1);
  expect(left().sort()).toEqual([kept.id, making.id, elsewhere.id].sort());
  expect(await search()).toBe(0);
});

test('where subscriptions cannot be listed, none is removed', async () => {
  await open(anna.objectId).create({
    resource: describeResource(anna.objectId, { id: anna.defaultCalendarId, isDefault: true }),
    notificationUrl: url,
    clientState: 'x',
  });
  engine.sandbox.graph.faults.add({
    ...{ match: { method: 'GET', url: /subscriptions/ }, kind: 'status', status: 403 },
    times: 3,
  });
  await expect(search()).rejects.toThrow('403');
  expect(left()).toHaveLength(1);
});
