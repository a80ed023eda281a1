import type { CheckContext } from './context.ts';
import type { SetupCode } from './steps.ts';

const ENTRA = 'https://entra.microsoft.com/#view';
const CLOUD_STATUS = 'https://status.cloud.microsoft';
const USERS = `${ENTRA}/Microsoft_AAD_UsersAndTenants/UserManagementMenuBlade/~/AllUsers`;
const MAILBOXES = 'https://admin.exchange.microsoft.com/#/mailboxes';
const APPLICATIONS = `${ENTRA}/Microsoft_AAD_RegisteredApps/ApplicationsListBlade`;
const TEAMS_POLICY = 'https://learn.microsoft.com/graph/cloud-communication-online-meeting-application-access-policy';

/** Where in the administration of Microsoft 365 a fault is mended; null where it is not mended there. */
export function findLink(code: SetupCode, context: CheckContext, objectId: string | null): string | null {
  const app = (blade: string): string =>
    `${ENTRA}/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/${blade}/appId/${context.clientId}`;
  const licences =
    objectId === null ? USERS : `https://admin.microsoft.com/#/users/:/UserDetails/${objectId}/LicensesAndApps`;
  const links: Record<SetupCode, string | null> = {
    entra_unreachable: CLOUD_STATUS,
    tenant_not_found: `${ENTRA}/Microsoft_AAD_IAM/TenantOverview.ReactView`,
    application_not_found: APPLICATIONS,
    application_disabled: `${ENTRA}/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview`,
    access_policy: `${ENTRA}/Microsoft_AAD_ConditionalAccess/ConditionalAccessBlade/~/Policies`,
    sign_in_refused: `${ENTRA}/Microsoft_AAD_IAM/SignInEventsV3Blade`,
    secret_invalid: app('Credentials'),
    secret_expired: app('Credentials'),
    secret_expires_soon: app('Credentials'),
    certificate_unknown: app('Credentials'),
    permission_missing: app('CallAnAPI'),
    permission_unconfirmed: app('CallAnAPI'),
    graph_unreachable: CLOUD_STATUS,
    graph_throttled: null,
    directory_denied: app('CallAnAPI'),
    user_not_found: USERS,
    mailbox_missing: licences,
    mailbox_blocked: MAILBOXES,
    calendars_denied: app('CallAnAPI'),
    sharing_none: 'https://outlook.office.com/calendar/options/calendar/SharedCalendars',
    sharing_denied: app('CallAnAPI'),
    mailbox_settings_denied: app('CallAnAPI'),
    calendar_write_denied: app('CallAnAPI'),
    online_meetings_denied: app('CallAnAPI'),
    meeting_policy_missing: TEAMS_POLICY,
    webhook_unreachable: null,
    clock_skew: null,
    lupax_unreachable: null,
    interface_disabled: null,
    no_connector: null,
  };
  return links[code];
}

/** Where an administrator of the tenant consents to what the registration asks for, for everybody. */
export function writeConsentLink(authorityHost: string, tenantId: string, clientId: string): string {
  const query = new URLSearchParams({ client_id: clientId });
  return `${new URL(authorityHost).origin}/${encodeURIComponent(tenantId)}/adminconsent?${query}`;
}
