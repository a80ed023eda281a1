import type { CalendarRole } from '../../sandbox/graph/index.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { createDays } from './days.ts';
import { seedLupax } from './lupax.ts';
import { seedOutlook } from './outlook.ts';
import type { CalendarIds, SeededEvents } from './outlook.ts';
import { COMPANY, PEOPLE, TIME_ZONE } from './people.ts';
import type { Direction, PersonKey, PlannedPerson } from './people.ts';

export { COMPANY, PEOPLE, TIME_ZONE } from './people.ts';

/** A calendar in a mailbox, and in which direction the demo synchronises it. */
export interface PersonCalendar {
  id: string;
  name: string;
  sharing: CalendarRole;
  direction: Direction;
}

export interface Person extends Omit<PlannedPerson, 'calendars'> {
  key: PersonKey;
  name: string;
  lupaxUserId: number;
  calendars: PersonCalendar[];
}

export interface Company {
  organizationId: number;
  /** Anna, the administrator, is the first. */
  people: Person[];
  events: SeededEvents;
}

/** Founds an event-technology company in Berlin in the sandbox: tenant, app registration, organisation and people. */
export function seedCompany(sandbox: Sandbox, nowMs: number): Company {
  const { entra, graph, lupax } = sandbox;
  const { tenantId, domain, app, title } = COMPANY;
  entra.addTenant(tenantId, domain);
  graph.addTenant(tenantId);
  const { clientId, clientSecret, roles } = app;
  entra.addApp({ tenantId, clientId, secrets: [{ value: clientSecret }], roles: [...roles] });
  const organizationId = lupax.addOrganization({ title });

  const people = (Object.keys(PEOPLE) as PersonKey[]).map((key) => addPerson(sandbox, key, organizationId));
  const days = createDays(nowMs);
  const events = seedOutlook(graph, nameCalendars(people), days);
  const users = Object.fromEntries(people.map(({ key, lupaxUserId }) => [key, lupaxUserId]));
  seedLupax(lupax, organizationId, users as Record<PersonKey, number>, days);
  return { organizationId, people, events };
}

function addPerson({ entra, graph, lupax }: Sandbox, key: PersonKey, organizationId: number): Person {
  const planned: PlannedPerson = PEOPLE[key];
  const { objectId, email, password, role, firstName, lastName } = planned;
  const name = `${firstName} ${lastName}`;
  const account = { tenantId: COMPANY.tenantId, objectId, upn: email, name };
  entra.addUser(account);
  graph.addUser({ ...account, mailbox: 'ok', timeZone: TIME_ZONE });
  const lupaxUserId = lupax.addUser({ organizationIds: [organizationId], email, password, firstName, lastName, role });
  const calendars = planned.calendars.map(({ name, isDefault, sharing, direction }) => {
    const id = isDefault ? graph.defaultCalendarId(objectId) : graph.addCalendar(objectId, { name });
    graph.setSharing(objectId, id, sharing);
    return { id, name, sharing, direction };
  });
  return { ...planned, key, name, lupaxUserId, calendars };
}

function nameCalendars(people: Person[]): CalendarIds {
  const byName = ({ calendars }: Person) => Object.fromEntries(calendars.map(({ name, id }) => [name, id]));
  return Object.fromEntries(people.map((person) => [person.key, byName(person)])) as CalendarIds;
}
