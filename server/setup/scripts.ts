import type { CheckContext } from './context.ts';
import { quotePowerShell as quote, quoteShell } from './quote.ts';
import type { SetupCode } from './steps.ts';

/** Of Microsoft Graph itself, the same everywhere. */
const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';
/** Names of what the scripts make; they can be found by them. */
const NAME = 'Lupax';

/** Application permissions and their role ids (https://learn.microsoft.com/graph/permissions-reference). */
export const APP_ROLES = {
  'Calendars.ReadWrite': 'ef54d2bf-783f-4e0f-bca1-3210c0444d99',
  'MailboxSettings.ReadWrite': '6931bccd-447a-43d1-b442-00a195474933',
  'User.Read.All': 'df021288-bdef-4463-88db-98f22de89214',
  'OnlineMeetings.ReadWrite.All': 'b8bb2037-6e08-44ac-a4ea-4674e010e2a4',
} as const;

export interface ScriptFacts {
  tenantId: string;
  clientId: string;
  /** Sign-in name or mail address. */
  email: string;
  objectId: string | null;
}

const join = (...lines: string[]): string => lines.join('\n');
const connectGraph = (tenantId: string, ...scopes: string[]): string =>
  `Connect-MgGraph -TenantId ${quote(tenantId)} -Scopes ${scopes.map(quote).join(',')}`;
const findPrincipal = (name: string, appId: string): string =>
  `$${name} = Get-MgServicePrincipal -Filter "appId eq '${appId}'"`;
const ROLES = `$roles = ${Object.values(APP_ROLES)
  .map((id) => quote(id))
  .join(',')}`;
const GRANT =
  'foreach ($role in $roles) { New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $app.Id -PrincipalId $app.Id -ResourceId $graph.Id -AppRoleId $role }';

/** Registers the app with exactly these application permissions, consents to them, and makes a secret for a year. */
export function writeRegistrationScript({ tenantId }: Pick<ScriptFacts, 'tenantId'>): string {
  return join(
    connectGraph(tenantId, 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All'),
    ROLES,
    `$access = @{ ResourceAppId = ${quote(GRAPH_APP_ID)}; ResourceAccess = @($roles | ForEach-Object { @{ Id = $_; Type = 'Role' } }) }`,
    `$registration = New-MgApplication -DisplayName ${quote(NAME)} -SignInAudience 'AzureADMyOrg' -RequiredResourceAccess $access`,
    '$app = New-MgServicePrincipal -AppId $registration.AppId',
    findPrincipal('graph', GRAPH_APP_ID),
    GRANT,
    writePassword('$registration.Id'),
    '$registration.AppId; $secret.SecretText; $secret.EndDateTime',
  );
}

/** Grants the permissions to the registration that is there: what the button for the administrator's consent does. */
export function writeGrantScript({ tenantId, clientId }: ScriptFacts): string {
  return join(
    connectGraph(tenantId, 'Application.Read.All', 'AppRoleAssignment.ReadWrite.All'),
    ROLES,
    findPrincipal('app', clientId),
    findPrincipal('graph', GRAPH_APP_ID),
    GRANT,
  );
}

const writePassword = (applicationId: string): string =>
  `$secret = Add-MgApplicationPassword -ApplicationId ${applicationId} -PasswordCredential @{ DisplayName = ${quote(NAME)}; EndDateTime = (Get-Date).AddMonths(12) }`;

export function writeSecretScript({ tenantId, clientId }: ScriptFacts): string {
  return join(
    connectGraph(tenantId, 'Application.ReadWrite.All'),
    `$registration = Get-MgApplication -Filter "appId eq '${clientId}'"`,
    writePassword('$registration.Id'),
    '$secret.SecretText; $secret.EndDateTime',
  );
}

/** `lupax.pem` goes into the form of the administration, `lupax.crt` to Entra. */
export function writeCertificateScript({ clientId }: Pick<ScriptFacts, 'clientId'>): string {
  return join(
    'openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=Lupax -keyout lupax.key -out lupax.crt',
    'cat lupax.crt lupax.key > lupax.pem',
    `az ad app credential reset --id ${quoteShell(clientId)} --cert @lupax.crt --append`,
  );
}

function writeEnableScript({ tenantId, clientId }: ScriptFacts): string {
  return join(
    connectGraph(tenantId, 'Application.ReadWrite.All'),
    findPrincipal('app', clientId),
    'Update-MgServicePrincipal -ServicePrincipalId $app.Id -AccountEnabled:$true',
  );
}

/** `-AppIds` takes client ids, `-PolicyName` the name from `-Identity` of the first line, `-Identity` of the second the user. */
export function writeMeetingPolicyScript({ clientId, objectId }: Pick<ScriptFacts, 'clientId' | 'objectId'>): string {
  const grant = `Grant-CsApplicationAccessPolicy -PolicyName ${quote(NAME)}`;
  return join(
    'Connect-MicrosoftTeams',
    `New-CsApplicationAccessPolicy -Identity ${quote(NAME)} -AppIds ${quote(clientId)} -Description ${quote(NAME)}`,
    objectId === null ? `${grant} -Global` : `${grant} -Identity ${quote(objectId)}`,
  );
}

/**
 * Limits the app to the members of a mail-enabled group (RBAC for applications). Grants add up, so those of the tenant
 * for calendars and mailbox settings are taken back at the end.
 */
export function writeScopeScript({ tenantId, clientId, email }: ScriptFacts): string {
  const app = quote(clientId);
  const roles = ['Application Calendars.ReadWrite', 'Application MailboxSettings.ReadWrite'];
  const granted = [APP_ROLES['Calendars.ReadWrite'], APP_ROLES['MailboxSettings.ReadWrite']].map(quote).join(',');
  return join(
    'Connect-ExchangeOnline',
    connectGraph(tenantId, 'Application.Read.All', 'AppRoleAssignment.ReadWrite.All'),
    findPrincipal('app', clientId),
    `$group = New-DistributionGroup -Name ${quote(NAME)} -Type Security -Members ${quote(email)}`,
    `New-ServicePrincipal -AppId ${app} -ObjectId $app.Id -DisplayName ${quote(NAME)}`,
    `New-ManagementScope -Name ${quote(NAME)} -RecipientRestrictionFilter "MemberOfGroup -eq '$($group.DistinguishedName)'"`,
    ...roles.map(
      (role) => `New-ManagementRoleAssignment -App ${app} -Role ${quote(role)} -CustomResourceScope ${quote(NAME)}`,
    ),
    `Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $app.Id | Where-Object { $_.AppRoleId -in ${granted} } | ForEach-Object { Remove-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $app.Id -AppRoleAssignmentId $_.Id }`,
    `Test-ServicePrincipalAuthorization -Identity ${app} -Resource ${quote(email)}`,
  );
}

/** Shows which policy or scope it is; the group is put in by the administrator. */
function writeBlockedScript({ clientId, email }: ScriptFacts): string {
  return join(
    'Connect-ExchangeOnline',
    `Test-ApplicationAccessPolicy -Identity ${quote(email)} -AppId ${quote(clientId)}`,
    `Get-ApplicationAccessPolicy | Where-Object AppId -eq ${quote(clientId)} | Format-List ScopeName, ScopeIdentity, AccessRight`,
    `Test-ServicePrincipalAuthorization -Identity ${quote(clientId)} -Resource ${quote(email)}`,
  );
}

function writeMailboxScript({ tenantId, email }: ScriptFacts): string {
  return join(
    'Connect-ExchangeOnline',
    `Get-Recipient ${quote(email)} | Format-List RecipientTypeDetails, PrimarySmtpAddress`,
    connectGraph(tenantId, 'User.Read.All'),
    `Get-MgUserLicenseDetail -UserId ${quote(email)} | Format-List SkuPartNumber`,
  );
}

function writeSharingScript({ email }: ScriptFacts): string {
  return join(
    'Connect-ExchangeOnline',
    `$folder = (Get-EXOMailboxFolderStatistics ${quote(email)} -FolderScope Calendar | Where-Object FolderType -eq 'Calendar').Name`,
    `Set-MailboxFolderPermission -Identity (${quote(`${email}:\\`)} + $folder) -User Default -AccessRights LimitedDetails`,
  );
}

/** What an administrator copies to mend the fault; null where there is nothing to type. */
export function findScript(code: SetupCode, context: CheckContext, facts: ScriptFacts): string | null {
  const { place, tenantId } = context;
  const ask = (url: string): string => `curl -sv -o /dev/null ${quoteShell(url)}`;
  switch (code) {
    case 'entra_unreachable':
      return ask(`${place.authorityHost}/${tenantId}/v2.0/.well-known/openid-configuration`);
    case 'graph_unreachable':
      return ask(`${place.graphBaseUrl}/v1.0/`);
    case 'lupax_unreachable':
      return ask(`${place.lupaxBaseUrl}/organizations`);
    case 'webhook_unreachable':
      return `curl -si -X POST ${quoteShell(`${place.publicUrl}/api/webhooks/graph?validationToken=lupax`)}`;
    case 'clock_skew':
      return join('timedatectl set-ntp true', 'timedatectl status');
    case 'application_not_found':
      return writeRegistrationScript(facts);
    case 'application_disabled':
      return writeEnableScript(facts);
    case 'secret_invalid':
    case 'secret_expired':
    case 'secret_expires_soon':
      return context.app?.credential.kind === 'certificate' ? writeCertificateScript(facts) : writeSecretScript(facts);
    case 'certificate_unknown':
      return writeCertificateScript(facts);
    case 'permission_missing':
    case 'directory_denied':
    case 'calendars_denied':
    case 'sharing_denied':
    case 'mailbox_settings_denied':
    case 'calendar_write_denied':
    case 'online_meetings_denied':
      return writeGrantScript(facts);
    case 'permission_unconfirmed':
    case 'mailbox_blocked':
      return writeBlockedScript(facts);
    case 'mailbox_missing':
      return writeMailboxScript(facts);
    case 'sharing_none':
      return writeSharingScript(facts);
    case 'meeting_policy_missing':
      return writeMeetingPolicyScript(facts);
    default:
      return null;
  }
}
