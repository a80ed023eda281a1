import { GraphError } from '../errors.ts';
import { validateEndpoint } from '../handshake.ts';
import { createPage, readPage } from '../odata-query.ts';
import { requireBody } from '../request.ts';
import type { GraphResponse, RouteContext } from '../request.ts';
import type { Route } from '../router.ts';
import { readExpiration, readSubscription, renderSubscription } from '../subscriptions.ts';
import type { Subscription, SubscriptionStore } from '../subscriptions.ts';

const METADATA = 'https://graph.microsoft.com/v1.0/$metadata#subscriptions';
const DEFAULT_PAGE_SIZE = 100;

function answer(subscription: Subscription, status: number): GraphResponse {
  return { status, body: { '@odata.context': `${METADATA}/$entity`, ...renderSubscription(subscription) } };
}

/** Subscriptions to changes of events; both endpoints are asked while the POST is still waiting. */
export function createSubscriptionRoutes(store: SubscriptionStore, handshakeTimeoutMs: { value: number }): Route[] {
  const find = ({ claims, params }: RouteContext) => store.find(claims.appid, params['subscription']!);

  const create = async (context: RouteContext): Promise<GraphResponse> => {
    const { world, claims, request, preferences } = context;
    const subscription = readSubscription(world, claims, requireBody(request), preferences.immutableIds);
    store.requireFree(subscription);
    const urls = [
      subscription.notificationUrl,
      ...(subscription.lifecycleUrl === null ? [] : [subscription.lifecycleUrl]),
    ];
    await Promise.all(urls.map((url) => validateEndpoint(url, handshakeTimeoutMs.value)));
    // Another request may have been faster meanwhile.
    store.requireFree(subscription);
    store.add(subscription);
    return answer(subscription, 201);
  };

  const update = (context: RouteContext): GraphResponse => {
    const subscription = find(context);
    const body = requireBody(context.request);
    if (Object.keys(body).some((name) => name !== 'expirationDateTime' && !name.startsWith('@'))) {
      throw new GraphError(400, 'InvalidRequest', 'Only expirationDateTime can be changed.');
    }
    subscription.expiresMs = readExpiration(body['expirationDateTime'], context.world.clock.now());
    return answer(subscription, 200);
  };

  const list = ({ request, claims, preferences }: RouteContext): GraphResponse => {
    const page = readPage(request, preferences, DEFAULT_PAGE_SIZE);
    const body = createPage(request, store.list(claims.appid), page, renderSubscription);
    return { status: 200, body: { '@odata.context': METADATA, ...body } };
  };

  const one = '/subscriptions/{subscription}';
  const access = 'subscriptions';
  return [
    { method: 'GET', path: '/subscriptions', access, handle: list },
    { method: 'POST', path: '/subscriptions', access, handle: create },
    { method: 'GET', path: one, access, handle: (context) => answer(find(context), 200) },
    { method: 'PATCH', path: one, access, handle: update },
    {
      method: 'DELETE',
      path: one,
      access,
      handle: (context) => {
        store.remove(find(context).id);
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: `${one}/reauthorize`,
      access,
      handle: (context) => {
        find(context);
        return { status: 200 };
      },
    },
  ];
}
