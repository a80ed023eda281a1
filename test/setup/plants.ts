import { randomUUID } from 'node:crypto';
import {
  EXPIRED_CERTIFICATE_PEM,
  SAMPLE_CERTIFICATE_PEM,
  SAMPLE_PRIVATE_KEY_PEM,
} from '../sandbox/entra/sample-certificate.ts';
import { ALL_ROLES, SECRET_ID, type CheckedFirm } from './checked-firm.ts';

/** A fault that is planted in a firm that is in order, and what alone the check may say about it. */
export interface Plant {
  what: string;
  plant(firm: CheckedFirm): unknown;
  write?: true;
  userEmail?: string;
  found: Record<string, string>;
  /** Steps that cannot say anything because of it. */
  skipped?: string[];
}

const TOKEN = '/oauth2/v2.0/token';
const MAILBOX = ['mailbox', 'calendars', 'sharing', 'mailboxSettings'];
const AFTER_GRAPH = ['directory', 'user', ...MAILBOX, 'onlineMeetings'];
const AFTER_SECRET = ['permissions', ...AFTER_GRAPH];
const OFTEN = 99;
const DENIED = { error: { code: 'ErrorAccessDenied', message: 'Access is denied. Check credentials and try again.' } };
const DIRECTORY_DENIED = {
  error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges to complete the operation.' },
};
const UNKNOWN_REFUSAL = {
  status: 400,
  body: { error: 'invalid_request', error_description: 'AADSTS9002313: Invalid request.', error_codes: [9002313] },
};
const PAGE = '<!doctype html><title>Blocked</title><h1>This page is blocked by your organisation</h1>';
const without = (...names: string[]): string[] => ALL_ROLES.filter((role) => !names.includes(role));
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const failGraph = (fault: object, url: string | RegExp, method?: string) => (firm: CheckedFirm) =>
  firm.api.sandbox.graph.faults.add({
    match: { url, ...(method ? { method } : {}) },
    times: OFTEN,
    ...fault,
  } as Parameters<typeof firm.api.sandbox.graph.faults.add>[0]);
const failEntra = (fault: object) => (firm: CheckedFirm) =>
  firm.api.sandbox.entra.faults.add({ match: { url: TOKEN }, times: OFTEN, ...fault } as Parameters<
    typeof firm.api.sandbox.entra.faults.add
  >[0]);
const failLupax =
  (fault: object, url = '/') =>
  (firm: CheckedFirm) =>
    firm.api.sandbox.lupax.faults.add({ match: { url }, times: OFTEN, ...fault } as Parameters<
      typeof firm.api.sandbox.lupax.faults.add
    >[0]);
const enterCertificate = (certificate: string) => (firm: CheckedFirm) =>
  firm.enter({ clientCertificate: certificate + SAMPLE_PRIVATE_KEY_PEM });

const ENTRA: Plant[] = [
  ...(
    [
      ['the connection is cut', { kind: 'cutConnection' }],
      ['it answers 502', { status: 502 }],
      ['it throttles', { status: 429, retryAfter: 120, body: { error: 'temporarily_unavailable' } }],
      ['a proxy answers with a page', { status: 200, body: PAGE }],
      ['a proxy refuses with a page', { status: 403, body: PAGE }],
      ['a proxy wants to be signed in to', { status: 407 }],
      ['the answer is cut off', { kind: 'brokenJson' }],
    ] as const
  ).map(([what, fault]): Plant => ({
    what: `Entra: ${what}`,
    plant: failEntra(fault),
    found: { entra: 'entra_unreachable' },
    skipped: ['tenant', 'application', 'secret', ...AFTER_SECRET],
  })),
  ...(
    [
      ['the client id is mistyped', 'application_not_found', (firm) => firm.enter({ clientId: randomUUID() })],
      ['nobody has consented to it', 'application_not_found', (firm) => firm.changeApp({ isUnknownInTenant: true })],
      ['it is registered in another tenant', 'application_not_found', enterAppOfAnotherTenant],
      ['it is disabled', 'application_disabled', (firm) => firm.changeApp({ disabled: true })],
      ['conditional access keeps it out', 'access_policy', (firm) => firm.changeApp({ isBlockedByPolicy: true })],
      ['Entra refuses it with a number of its own', 'sign_in_refused', failEntra(UNKNOWN_REFUSAL)],
    ] as [string, string, Plant['plant']][]
  ).map(([what, code, plant]): Plant => ({
    what: `app: ${what}`,
    plant,
    found: { application: code },
    skipped: ['secret', ...AFTER_SECRET],
  })),
  ...(
    [
      ['the id of the secret was entered', 'secret_invalid', enterSecretIdAlone],
      ['the secret was deleted', 'secret_invalid', (firm) => firm.changeApp({ secrets: [] })],
      [
        'the secret has expired',
        'secret_expired',
        (firm) => firm.changeApp({ secrets: [{ value: 'Wert~des~Geheimnisses', expiresAt: '2026-01-01T00:00:00Z' }] }),
      ],
      ['the certificate is not uploaded', 'certificate_unknown', enterUnknownCertificate],
      ['another certificate is uploaded', 'certificate_unknown', enterOtherCertificate],
      ['the certificate has expired', 'certificate_unknown', enterExpiredCertificate],
    ] as [string, string, Plant['plant']][]
  ).map(([what, code, plant]): Plant => ({
    what: `credential: ${what}`,
    plant,
    found: { secret: code },
    skipped: AFTER_SECRET,
  })),
  {
    what: 'credential: the secret expires in ten days',
    plant: (firm) => firm.enter({ secretExpiresOn: inDays(10) }),
    found: { secret: 'secret_expires_soon' },
  },
  {
    what: 'credential: the date that was typed in is over',
    plant: (firm) => firm.enter({ secretExpiresOn: inDays(-3) }),
    found: { secret: 'secret_expires_soon' },
  },
];

const PERMISSIONS: Plant[] = [
  {
    what: 'permissions: none is granted',
    plant: (firm) => firm.changeApp({ roles: [] }),
    found: { permissions: 'permission_missing' },
    skipped: ['directory', 'user', 'mailbox', 'calendars', 'sharing', 'mailboxSettings', 'onlineMeetings'],
  },
  {
    what: 'permissions: all are granted as delegated ones',
    plant: (firm) => firm.changeApp({ roles: [], delegated: ALL_ROLES }),
    found: { permissions: 'permission_missing' },
    skipped: ['directory', 'user', 'mailbox', 'calendars', 'sharing', 'mailboxSettings', 'onlineMeetings'],
  },
  {
    what: 'permissions: User.Read.All is missing',
    plant: (firm) => firm.changeApp({ roles: without('User.Read.All') }),
    found: { permissions: 'permission_missing' },
    // Teams takes object ids only, and nobody can look this one up.
    skipped: ['directory', 'user', 'onlineMeetings'],
  },
  {
    what: 'permissions: Calendars.ReadWrite is missing',
    plant: (firm) => firm.changeApp({ roles: without('Calendars.ReadWrite') }),
    found: { permissions: 'permission_missing' },
    skipped: ['calendars', 'sharing'],
  },
  {
    what: 'permissions: Calendars.ReadWrite is a delegated one',
    plant: (firm) => firm.changeApp({ roles: without('Calendars.ReadWrite'), delegated: ['Calendars.ReadWrite'] }),
    found: { permissions: 'permission_missing' },
    skipped: ['calendars', 'sharing'],
  },
  {
    what: 'permissions: MailboxSettings.ReadWrite is missing',
    plant: (firm) => firm.changeApp({ roles: without('MailboxSettings.ReadWrite') }),
    found: { permissions: 'permission_missing' },
    skipped: ['mailboxSettings'],
  },
  {
    what: 'permissions: Exchange RBAC opens the mailbox',
    plant: (firm) =>
      firm.changeApp({
        roles: without('Calendars.ReadWrite', 'MailboxSettings.ReadWrite'),
        rbac: [firm.anna.objectId],
      }),
    write: true,
    found: { permissions: 'permission_unconfirmed' },
  },
  {
    what: 'permissions: Exchange RBAC opens another mailbox',
    plant: (firm) =>
      firm.changeApp({
        roles: without('Calendars.ReadWrite', 'MailboxSettings.ReadWrite'),
        rbac: [firm.admin.objectId],
      }),
    found: { permissions: 'permission_missing' },
    skipped: ['mailbox', 'calendars', 'sharing', 'mailboxSettings'],
  },
];

const GRAPH: Plant[] = [
  ...(
    [
      ['the connection is cut', { kind: 'cutConnection' }, 'graph_unreachable'],
      ['it answers 503', { kind: 'status', status: 503 }, 'graph_unreachable'],
      ['a proxy answers with a page', { kind: 'status', status: 200, body: PAGE }, 'graph_unreachable'],
      ['a proxy refuses with a page', { kind: 'status', status: 403, body: PAGE }, 'graph_unreachable'],
      ['the answer is cut off', { kind: 'brokenJson' }, 'graph_unreachable'],
      ['it does not take the token', { kind: 'status', status: 401 }, 'graph_unreachable'],
      ['it throttles', { kind: 'status', status: 429, retryAfter: 60 }, 'graph_throttled'],
    ] as const
  ).map(([what, fault, code]): Plant => ({
    what: `Graph: ${what}`,
    plant: failGraph(fault, /./),
    found: { graph: code },
    skipped: AFTER_GRAPH,
  })),
  {
    what: 'Graph: only the mailbox is throttled',
    plant: failGraph({ kind: 'status', status: 429, retryAfter: 60 }, /\/users\/[^/]+\/calendars/),
    found: { graph: 'graph_throttled' },
    skipped: ['mailbox', 'calendars', 'sharing', 'mailboxSettings', 'onlineMeetings'],
  },
  {
    what: 'Graph: it fails in the middle of the check',
    plant: failGraph({ kind: 'status', status: 503 }, 'calendarPermissions'),
    found: { graph: 'graph_unreachable' },
    skipped: ['sharing', 'mailboxSettings', 'onlineMeetings'],
  },
];

const PEOPLE: Plant[] = [
  {
    what: 'directory: looking up is refused although it is permitted',
    plant: failGraph({ kind: 'status', status: 403, body: DIRECTORY_DENIED }, /^\/users\/[^/]+(\?|$)/),
    found: { directory: 'directory_denied' },
    skipped: ['user', 'onlineMeetings'],
  },
  {
    what: 'user: the address is mistyped',
    plant: () => undefined,
    userEmail: 'nana@hauptstadt.example',
    found: { user: 'user_not_found' },
    skipped: [...MAILBOX, 'onlineMeetings'],
  },
  {
    what: 'user: the person belongs to another tenant',
    plant: (firm) => firm.api.addPerson('Franz Fremd', { tenantId: randomUUID() }),
    userEmail: 'franz@hauptstadt.example',
    found: { user: 'user_not_found' },
    skipped: [...MAILBOX, 'onlineMeetings'],
  },
  {
    what: 'mailbox: no licence, or on a server of the firm',
    plant: ({ api, anna }) => api.sandbox.graph.setMailboxState(anna.objectId, 'none'),
    found: { mailbox: 'mailbox_missing' },
    skipped: ['calendars', 'sharing', 'mailboxSettings'],
  },
  {
    what: 'mailbox: the principal is no mailbox',
    plant: failGraph(
      {
        kind: 'status',
        status: 404,
        body: { error: { code: 'ErrorItemNotFound', message: 'Default folder not found.' } },
      },
      /\/users\/[^/]+\/(calendars|mailboxSettings)/,
    ),
    found: { mailbox: 'mailbox_missing' },
    skipped: ['calendars', 'sharing', 'mailboxSettings'],
  },
  {
    what: 'mailbox: an access policy keeps the app out',
    plant: ({ api, anna }) => api.sandbox.graph.setMailboxState(anna.objectId, 'blocked'),
    found: { mailbox: 'mailbox_blocked' },
    skipped: ['calendars', 'sharing', 'mailboxSettings'],
  },
  {
    what: 'mailbox: blocked for an app that RBAC permits',
    plant({ api, anna, changeApp }) {
      changeApp({ roles: without('Calendars.ReadWrite', 'MailboxSettings.ReadWrite'), rbac: [] });
      api.sandbox.graph.setMailboxState(anna.objectId, 'blocked');
    },
    found: { permissions: 'permission_unconfirmed', mailbox: 'mailbox_blocked' },
    skipped: ['calendars', 'sharing', 'mailboxSettings'],
  },
  {
    what: 'calendars: refused although it is permitted',
    plant: failGraph({ kind: 'status', status: 403, body: DENIED }, /\/calendars\?/),
    found: { calendars: 'calendars_denied' },
    skipped: ['sharing'],
  },
  {
    what: 'sharing: the calendar is shared with nobody',
    plant: ({ api, anna }) => {
      const { graph } = api.sandbox;
      graph.setSharing(anna.objectId, graph.defaultCalendarId(anna.objectId), 'none');
    },
    found: { sharing: 'sharing_none' },
  },
  {
    what: 'sharing: the organisation has no entry at all',
    plant: ({ api, anna }) => {
      const { graph } = api.sandbox;
      graph.setSharing(anna.objectId, graph.defaultCalendarId(anna.objectId), null);
    },
    found: { sharing: 'sharing_none' },
  },
  {
    what: 'sharing: the permissions cannot be read',
    plant: failGraph({ kind: 'status', status: 403, body: DENIED }, 'calendarPermissions'),
    found: { sharing: 'sharing_denied' },
  },
  {
    what: 'mailbox settings: refused although it is permitted',
    plant: failGraph({ kind: 'status', status: 403, body: DENIED }, 'mailboxSettings'),
    found: { mailboxSettings: 'mailbox_settings_denied' },
  },
];

const WRITING: Plant[] = [
  {
    what: 'writing: Calendars.Read is all that is granted',
    plant: (firm) => firm.changeApp({ roles: [...without('Calendars.ReadWrite'), 'Calendars.Read'] }),
    write: true,
    found: { calendarWrite: 'calendar_write_denied' },
  },
  {
    what: 'writing: the event is refused',
    plant: failGraph({ kind: 'status', status: 403, body: DENIED }, '/events', 'POST'),
    write: true,
    found: { calendarWrite: 'calendar_write_denied' },
  },
  {
    what: 'writing: what was written cannot be removed',
    plant: failGraph({ kind: 'status', status: 403, body: DENIED }, '/events/', 'DELETE'),
    write: true,
    found: { calendarWrite: 'calendar_write_denied' },
  },
  {
    what: 'meetings: the permission is missing',
    plant: (firm) => firm.changeApp({ roles: without('OnlineMeetings.ReadWrite.All') }),
    found: { onlineMeetings: 'online_meetings_denied' },
  },
  {
    what: 'meetings: Teams has no policy for the app',
    plant: ({ api }) => api.sandbox.graph.setMeetingPolicy(api.tenantId, false),
    found: { onlineMeetings: 'meeting_policy_missing' },
  },
  {
    what: 'notifications: the subscription is refused',
    plant: failGraph(
      {
        kind: 'status',
        status: 400,
        body: { error: { code: 'ValidationError', message: 'Subscription validation request failed.' } },
      },
      '/subscriptions',
      'POST',
    ),
    write: true,
    found: { webhook: 'webhook_unreachable' },
  },
];

const AROUND: Plant[] = [
  {
    what: 'clock: ten minutes behind',
    plant: ({ api }) => {
      api.sandbox.entra.setClockSkew(600_000);
      api.sandbox.graph.setClockSkew(600_000);
    },
    found: { clock: 'clock_skew' },
  },
  {
    what: 'clock: ten minutes ahead',
    plant: ({ api }) => {
      api.sandbox.entra.setClockSkew(-600_000);
      api.sandbox.graph.setClockSkew(-600_000);
    },
    found: { clock: 'clock_skew' },
  },
  {
    what: 'Lupax: it answers 503',
    plant: failLupax({ status: 503 }),
    found: { lupax: 'lupax_unreachable' },
  },
  {
    what: 'Lupax: the connection is cut',
    plant: failLupax({ kind: 'cutConnection' }),
    found: { lupax: 'lupax_unreachable' },
  },
  {
    what: 'Lupax: a proxy answers with a page',
    plant: failLupax({ status: 200, body: PAGE }),
    found: { lupax: 'lupax_unreachable' },
  },
  {
    what: 'Lupax: the connector that was there is gone',
    plant: ({ api }) => api.sandbox.lupax.setInterface(api.organizationId, { connector: false }),
    found: { lupax: 'lupax_unreachable' },
  },
  {
    what: 'Lupax: the interface is switched off',
    plant: ({ api }) => api.sandbox.lupax.setInterface(api.organizationId, { enabled: false }),
    found: { lupax: 'interface_disabled' },
  },
];

export const PLANTS: Plant[] = [...ENTRA, ...PERMISSIONS, ...GRAPH, ...PEOPLE, ...WRITING, ...AROUND];

async function enterAppOfAnotherTenant(firm: CheckedFirm): Promise<void> {
  const clientId = randomUUID();
  const secret = 'woanders';
  firm.api.sandbox.entra.addApp({ tenantId: randomUUID(), clientId, secrets: [{ value: secret }], roles: ALL_ROLES });
  await firm.enter({ clientId, clientSecret: secret });
}

/** There is no other secret that still works. */
async function enterSecretIdAlone(firm: CheckedFirm): Promise<void> {
  await firm.enter({ clientSecret: SECRET_ID });
}

async function enterUnknownCertificate(firm: CheckedFirm): Promise<void> {
  await enterCertificate(SAMPLE_CERTIFICATE_PEM)(firm);
}

async function enterOtherCertificate(firm: CheckedFirm): Promise<void> {
  firm.changeApp({ certificates: [EXPIRED_CERTIFICATE_PEM] });
  await enterCertificate(SAMPLE_CERTIFICATE_PEM)(firm);
}

async function enterExpiredCertificate(firm: CheckedFirm): Promise<void> {
  firm.changeApp({ certificates: [EXPIRED_CERTIFICATE_PEM] });
  await enterCertificate(EXPIRED_CERTIFICATE_PEM)(firm);
}
