/** The steps of the check, in the order in which they are reported. */
export const STEP_IDS = [
  'entra',
  'tenant',
  'application',
  'secret',
  'permissions',
  'graph',
  'directory',
  'user',
  'mailbox',
  'calendars',
  'sharing',
  'mailboxSettings',
  'calendarWrite',
  'onlineMeetings',
  'webhook',
  'clock',
  'lupax',
] as const;
export type StepId = (typeof STEP_IDS)[number];

/** What a step may find. `hint`: worth knowing, nothing is broken. */
export const SETUP_CODES = {
  entra_unreachable: 'failed',
  tenant_not_found: 'failed',
  application_not_found: 'failed',
  application_disabled: 'failed',
  /** Conditional access keeps the app out. */
  access_policy: 'failed',
  /** Entra refused for a reason that has no code here; its number is named. */
  sign_in_refused: 'failed',
  secret_invalid: 'failed',
  secret_expired: 'failed',
  secret_expires_soon: 'hint',
  certificate_unknown: 'failed',
  permission_missing: 'failed',
  permission_unconfirmed: 'hint',
  graph_unreachable: 'failed',
  graph_throttled: 'failed',
  directory_denied: 'failed',
  user_not_found: 'failed',
  mailbox_missing: 'failed',
  mailbox_blocked: 'failed',
  calendars_denied: 'failed',
  sharing_none: 'hint',
  sharing_denied: 'failed',
  mailbox_settings_denied: 'failed',
  calendar_write_denied: 'failed',
  online_meetings_denied: 'failed',
  meeting_policy_missing: 'failed',
  webhook_unreachable: 'failed',
  clock_skew: 'failed',
  lupax_unreachable: 'failed',
  interface_disabled: 'failed',
  no_connector: 'hint',
} as const satisfies Record<string, 'failed' | 'hint'>;
export type SetupCode = keyof typeof SETUP_CODES;

/** Graph's application permissions that steps need, each by the name that is asked for. */
export const PERMISSIONS = {
  directory: 'User.Read.All',
  calendars: 'Calendars.ReadWrite',
  mailboxSettings: 'MailboxSettings.ReadWrite',
} as const;
export type Permitted = keyof typeof PERMISSIONS;

interface StepPlan {
  /** Steps without whose success this one says nothing. */
  needs: StepId[];
  /** Steps whose fault explains this one's; whether they could be carried out does not matter. */
  unlessFailed?: StepId[];
  /** A permission that is known to be missing explains this step's fault. */
  permission?: Permitted;
  /** Only carried out when writing was asked for. */
  writes?: true;
}

/** What each step depends on. */
export const STEP_PLANS: Record<StepId, StepPlan> = {
  entra: { needs: [] },
  tenant: { needs: ['entra'] },
  application: { needs: ['tenant'] },
  secret: { needs: ['application'] },
  permissions: { needs: ['secret'] },
  graph: { needs: [] },
  directory: { needs: ['secret', 'graph'], permission: 'directory' },
  user: { needs: ['directory'] },
  mailbox: { needs: ['secret', 'graph'], unlessFailed: ['user'] },
  calendars: { needs: ['secret', 'graph'], unlessFailed: ['user', 'mailbox'], permission: 'calendars' },
  sharing: { needs: ['calendars'] },
  mailboxSettings: { needs: ['secret', 'graph'], unlessFailed: ['user', 'mailbox'], permission: 'mailboxSettings' },
  calendarWrite: { needs: ['calendars'], writes: true },
  onlineMeetings: { needs: ['secret', 'graph'], unlessFailed: ['user'] },
  webhook: { needs: ['calendars'], writes: true },
  clock: { needs: [] },
  lupax: { needs: [] },
};
