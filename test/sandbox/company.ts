import type { Sandbox } from './index.ts';

/** Fixed, so that they can be written down. */
export const COMPANY = {
  tenantId: '5a9d0c1e-7b34-4c5e-9f10-3d2b8a6e4f01',
  clientId: 'c0ffee00-1234-4a5b-8c6d-7e8f90a1b2c3',
  clientSecret: 'sandbox-secret',
  organizationTitle: 'Beispiel Events GmbH',
  password: 'sandbox',
  people: [
    {
      objectId: 'a11ce000-0000-4000-8000-000000000001',
      upn: 'anna.arnold@beispiel.example',
      firstName: 'Anna',
      lastName: 'Arnold',
      role: 'admin',
    },
    {
      objectId: 'b0b00000-0000-4000-8000-000000000002',
      upn: 'ben.bauer@beispiel.example',
      firstName: 'Ben',
      lastName: 'Bauer',
      role: 'user',
    },
  ],
} as const;

const APP_ROLES = ['Calendars.ReadWrite', 'MailboxSettings.ReadWrite', 'User.Read.All', 'OnlineMeetings.ReadWrite.All'];

/**
 * One tenant with one app and two people, who have a mailbox and an account in the one organisation in Lupax.
 * @returns the organisation's id in Lupax and the Lupax id of each person by object id
 */
export function addCompany(sandbox: Sandbox): { organizationId: number; lupaxUserIds: Map<string, number> } {
  const { tenantId, clientId, clientSecret } = COMPANY;
  sandbox.entra.addTenant(tenantId);
  sandbox.entra.addApp({ tenantId, clientId, secrets: [{ value: clientSecret }], roles: APP_ROLES });
  sandbox.graph.addTenant(tenantId);
  const organizationId = sandbox.lupax.addOrganization({ title: COMPANY.organizationTitle });
  const lupaxUserIds = new Map<string, number>();
  for (const { objectId, upn, firstName, lastName, role } of COMPANY.people) {
    const name = `${firstName} ${lastName}`;
    sandbox.entra.addUser({ tenantId, objectId, upn, name });
    sandbox.graph.addUser({ tenantId, objectId, upn, name, mailbox: 'ok', timeZone: 'W. Europe Standard Time' });
    const account = { email: upn, password: COMPANY.password, firstName, lastName, role };
    lupaxUserIds.set(objectId, sandbox.lupax.addUser({ ...account, organizationIds: [organizationId] }));
  }
  return { organizationId, lupaxUserIds };
}
