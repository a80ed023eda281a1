import type { CalendarRecord, Settings, UserId } from '../../server/store/types.ts';
import { createDefaultSettings, createEmptyFeed } from '../../server/store/defaults.ts';
import { createRecords, freezeDeep } from '../../server/store/records.ts';
import { toUserKey } from '../../server/store/user-ids.ts';
import { describeCredentialContext, describeTokenContext } from '../../server/sync/session.ts';
import type { GraphEmulator } from '../sandbox/graph/index.ts';
import type { LupaxEmulator } from '../sandbox/lupax/index.ts';
import { callExpress } from './express-call.ts';
import type { Disk } from './memory-store.ts';
import { plainSecrets } from './process.ts';
import type { Cast } from './story.ts';

export const TENANT = '5a9d0c1e-7b34-4c5e-9f10-3d2b8a6e4f01';
export const PASSWORD = 'geheim';
const NAMES = ['Anna Arnold', 'Ben Bauer', 'Cem Celik'];
const ZONES = ['Europe/Berlin', 'Europe/Berlin', 'America/New_York'];

/** A person with a mailbox, a Lupax account and a link between them. */
export interface Person {
  number: number;
  name: string;
  email: string;
  user: UserId;
  objectId: string;
  lupaxUserId: number;
  lupaxToken: string;
  calendarIds: string[];
  zone: string;
}

/** Lets the people of a story move in: mailboxes, calendars, accounts, and links as the product would have made them. */
export function moveIn(
  cast: Cast,
  parts: { graph: GraphEmulator; lupax: LupaxEmulator; disk: Disk; now: () => number },
): { people: Person[]; organizationId: number } {
  const { graph, lupax, disk, now } = parts;
  graph.control.addTenant(TENANT);
  const organizationId = lupax.control.addOrganization({ title: 'Hauptstadt Events GmbH' });
  const encrypted = plainSecrets.encrypt('secret', describeCredentialContext(organizationId));
  disk.organizations.set(organizationId, {
    id: organizationId,
    tenantId: TENANT,
    clientId: 'c0ffee00-1234-4a5b-8c6d-7e8f90a1b2c3',
    credential: { kind: 'secret', encrypted },
    secretExpiresOn: null,
    enabled: true,
    allowedUsers: null,
  });
  const people = cast.people.map(({ calendars, settings }, number): Person => {
    const name = NAMES[number]!;
    const [firstName = '', lastName = ''] = name.split(' ');
    const email = `${firstName.toLowerCase()}@hauptstadt.example`;
    const objectId = `a11ce000-0000-4000-8000-00000000000${number + 1}`;
    const zone = ZONES[number]!;
    graph.control.addUser({ tenantId: TENANT, objectId, upn: email, name, mailbox: 'ok', timeZone: zone });
    const account = { email, password: PASSWORD, firstName, lastName, role: 'user' as const };
    const lupaxUserId = lupax.control.addUser({ ...account, organizationIds: [organizationId] });
    const { token, expiresAt } = signIn(lupax, email, organizationId);
    const calendarRecords = calendars.map(({ direction, sharing }, index): CalendarRecord => {
      const calendarName = `Kalender ${index + 1}`;
      const id =
        index === 0
          ? graph.control.defaultCalendarId(objectId)
          : graph.control.addCalendar(objectId, { name: calendarName, sharing });
      graph.control.setSharing(objectId, id, sharing);
      const state = { deltaLink: null, window: null, lastSyncedAt: null };
      const isDefault = index === 0;
      return {
        id,
        name: calendarName,
        color: 'auto',
        isDefault,
        canEdit: true,
        sharing: sharing ?? 'none',
        direction,
        ...state,
      };
    });
    const user = { tenantId: TENANT, objectId };
    const collections = createRecords();
    collections.get('link')!.set('self', {
      state: 'ok',
      user: { name, email },
      email,
      organization: { id: organizationId, title: 'Hauptstadt Events GmbH' },
      lupaxUserId,
      role: 'user',
      token: plainSecrets.encrypt(token, describeTokenContext(user)),
      tokenKind: 'unattended',
      tokenExpiresAt: expiresAt,
      linkedAt: new Date(now()).toISOString(),
      timeZone: zone,
      interface: { connector: true, enabled: true, onlineMeetings: true },
      askedAt: null,
      started: false,
      category: 'unknown',
      lastSuccessAt: null,
    });
    const all: Settings = { ...createDefaultSettings(), ...settings };
    collections.get('settings')!.set('self', all);
    collections.get('feed')!.set('self', createEmptyFeed());
    for (const record of calendarRecords) collections.get('calendars')!.set(record.id, record);
    for (const records of collections.values()) for (const record of records.values()) freezeDeep(record);
    disk.users.set(toUserKey(user), { id: user, records: collections });
    const calendarIds = calendarRecords.map(({ id }) => id);
    return { number, name, email, user, objectId, lupaxUserId, lupaxToken: token, calendarIds, zone };
  });
  return { people, organizationId };
}

function signIn(lupax: LupaxEmulator, email: string, organizationId: number): { token: string; expiresAt: string } {
  const post = (url: string, body: unknown, headers: Record<string, string>) =>
    callExpress(lupax.app, { method: 'POST', url: `/api/v1${url}`, headers, body })!.text;
  const jwt = post('/auth/login', { email, password: PASSWORD }, {});
  const granted = post(`/organizations/${organizationId}/office365/token`, {}, { authorization: `Bearer ${jwt}` });
  const { token, expires_at } = JSON.parse(granted) as { token: string; expires_at: string };
  return { token, expiresAt: new Date(expires_at).toISOString() };
}
