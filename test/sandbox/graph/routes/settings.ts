import { GraphError, invalidRequest, itemNotFound, zoneNotSupported } from '../errors.ts';
import { requireBody } from '../request.ts';
import type { GraphResponse, RouteContext } from '../request.ts';
import type { Route } from '../router.ts';
import type { Category, Json } from '../types.ts';
import { findZone } from '../zones.ts';
import { contextOf } from './scopes.ts';

const WRITABLE = [
  'automaticRepliesSetting',
  'dateFormat',
  'delegateMeetingMessageDeliveryOptions',
  'language',
  'timeFormat',
  'timeZone',
  'workingHours',
];
const PRESETS = ['none', ...Array.from({ length: 25 }, (_, at) => `preset${at}`)];

function getSettings(context: RouteContext): GraphResponse {
  const { settings } = context.mailbox;
  const name = context.params['setting'];
  if (name === undefined)
    return { status: 200, body: { '@odata.context': contextOf(context, 'mailboxSettings'), ...settings } };
  const key = Object.keys(settings).find((known) => known.toLowerCase() === name.toLowerCase());
  if (key === undefined) throw itemNotFound();
  const value = settings[key];
  const body = typeof value === 'object' && value !== null ? (value as Json) : { value };
  return { status: 200, body: { '@odata.context': contextOf(context, `mailboxSettings/${key}`), ...body } };
}

function patchSettings(context: RouteContext): GraphResponse {
  const body = requireBody(context.request);
  const zone = body['timeZone'];
  if (zone !== undefined && !findZone(String(zone))) throw zoneNotSupported(String(zone));
  const changes = Object.entries(body).filter(([name]) => WRITABLE.includes(name));
  context.mailbox.settings = { ...context.mailbox.settings, ...Object.fromEntries(changes) };
  return {
    status: 200,
    body: { '@odata.context': contextOf(context, 'mailboxSettings'), ...Object.fromEntries(changes) },
  };
}

function findCategory({ mailbox, params }: RouteContext): Category {
  const category = mailbox.categories.get(params['category']!);
  if (!category) throw itemNotFound();
  return category;
}

function postCategory(context: RouteContext): GraphResponse {
  const body = requireBody(context.request);
  const displayName = body['displayName'];
  if (typeof displayName !== 'string' || displayName === '') throw invalidRequest('The displayName is missing.');
  const taken = [...context.mailbox.categories.values()].some(
    (other) => other.displayName.toLowerCase() === displayName.toLowerCase(),
  );
  if (taken) throw new GraphError(409, 'ErrorItemSaveConflict', 'A category with the specified name already exists.');
  const color = PRESETS.find((preset) => preset === body['color']) ?? 'none';
  const category = { id: context.world.random.guid(), displayName, color };
  context.mailbox.categories.set(category.id, category);
  return {
    status: 201,
    body: { '@odata.context': contextOf(context, 'outlook/masterCategories/$entity'), ...category },
  };
}

/** Mailbox settings and the colours of categories. */
export function createSettingsRoutes(): Route[] {
  const settings = '/users/{user}/mailboxSettings';
  const categories = '/users/{user}/outlook/masterCategories';
  return [
    { method: 'GET', path: settings, access: 'settingsRead', handle: getSettings },
    { method: 'GET', path: `${settings}/{setting}`, access: 'settingsRead', handle: getSettings },
    { method: 'PATCH', path: settings, access: 'settingsWrite', handle: patchSettings },
    {
      method: 'GET',
      path: categories,
      access: 'settingsRead',
      handle: (context) => ({
        status: 200,
        body: {
          '@odata.context': contextOf(context, 'outlook/masterCategories'),
          value: [...context.mailbox.categories.values()],
        },
      }),
    },
    { method: 'POST', path: categories, access: 'settingsWrite', handle: postCategory },
    {
      method: 'GET',
      path: `${categories}/{category}`,
      access: 'settingsRead',
      handle: (context) => ({ status: 200, body: { ...findCategory(context) } }),
    },
    {
      method: 'PATCH',
      path: `${categories}/{category}`,
      access: 'settingsWrite',
      handle: (context) => {
        const category = findCategory(context);
        const color = PRESETS.find((preset) => preset === requireBody(context.request)['color']);
        if (color !== undefined) category.color = color;
        return { status: 200, body: { ...category } };
      },
    },
    {
      method: 'DELETE',
      path: `${categories}/{category}`,
      access: 'settingsWrite',
      handle: (context) => {
        context.mailbox.categories.delete(findCategory(context).id);
        return { status: 204 };
      },
    },
  ];
}
