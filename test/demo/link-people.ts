import type { Api } from './api.ts';
import { COMPANY } from './company/index.ts';
import type { Company, Person } from './company/index.ts';
import type { DayWindow } from './ics/window.ts';

export type ApiOf = (person: Person) => Api;

/**
 * Links everybody with Lupax and chooses what is synchronised, all through the product's API as people would.
 * @param window how far the settings reach; null leaves them
 * @throws ApiRefusal
 */
export async function linkPeople(
  { people }: Pick<Company, 'people'>,
  apiOf: ApiOf,
  settings: { window: DayWindow | null; includeFreeEvents: boolean },
): Promise<void> {
  const [admin, ...others] = people;
  await link(admin!, apiOf(admin!));
  const { tenantId, app } = COMPANY;
  const { clientId, clientSecret } = app;
  await apiOf(admin!).call('PUT', '/api/admin/microsoft365', { tenantId, clientId, clientSecret, enabled: true });
  for (const person of others) await link(person, apiOf(person));
  for (const person of people) await choose(person, apiOf(person), person === admin ? settings : null);
}

async function link({ email, password }: Person, api: Api): Promise<void> {
  await api.call('PUT', '/api/me/link', { email, password });
}

async function choose(
  { calendars, includeProjects }: Person,
  api: Api,
  wide: { window: DayWindow | null; includeFreeEvents: boolean } | null,
): Promise<void> {
  for (const { id, direction } of calendars.filter((calendar) => calendar.direction !== 'off')) {
    await api.call('PATCH', `/api/me/calendars/${encodeURIComponent(id)}`, { direction });
  }
  const patch = {
    includeProjects,
    ...(wide?.includeFreeEvents ? { includeFreeEvents: true } : {}),
    ...(wide?.window ?? {}),
  };
  await api.call('PATCH', '/api/me/settings', patch);
}
