import type { MeetingRecord } from '../meetings/draft.ts';
import type { Direction } from '../sync/core/entry.ts';
import type { SharingRole } from '../sync/core/outlook-event.ts';
import type { Pair } from '../sync/core/pair.ts';
import type { Run } from '../sync/core/run.ts';

/** A linked user is who the Entra token says: tenant and object id, never an e-mail address that was typed in. */
export interface UserId {
  tenantId: string;
  objectId: string;
}

export interface LinkRecord {
  state: 'ok' | 'sign_in_expired';
  /** Microsoft side, from the token. */
  user: { name: string; email: string };
  /** Lupax side. */
  email: string;
  organization: { id: number; title: string };
  lupaxUserId: number | null;
  role: 'admin' | 'user';
  /** Encrypted Lupax token (see secrets.ts). */
  token: string;
  tokenKind: 'unattended' | 'login';
  tokenExpiresAt: string | null;
  linkedAt: string;
  /** IANA zone of the person: the mailbox's where it may be read, else Lupax's. */
  timeZone: string;
  /** Lupax's interface as last asked. */
  interface: { connector: boolean; enabled: boolean; onlineMeetings: boolean };
  /** When interface, role and the list of calendars were last asked. */
  askedAt: string | null;
  /** The first real sync is explicit; polling begins after it. */
  started: boolean;
  /** Master category: made by us (removed again at unlinking), found, or not looked at yet. */
  category: 'unknown' | 'found' | 'made' | 'denied';
  lastSuccessAt: string | null;
  /** When copies began to be taken back, should that have been cut off: some of its deletions may still be on their way. */
  removalAt?: string;
}

export interface Settings {
  conflictWinner: 'outlook' | 'lupax';
  pastDays: number;
  futureDays: number;
  includeProjects: boolean;
  projectsOf: number | null;
  includeFreeEvents: boolean;
  onlineMeetings: boolean;
  reminders: { enabled: boolean; leadMinutes: number; quietFrom: string; quietTo: string };
  paused: boolean;
  language: 'de' | 'en' | null;
}

/** One Outlook calendar of a linked user. */
export interface CalendarRecord {
  id: string;
  name: string;
  color: string;
  isDefault: boolean;
  canEdit: boolean;
  sharing: SharingRole;
  direction: Direction;
  deltaLink: string | null;
  /** Window the delta link stands for. */
  window: { start: string; end: string } | null;
  lastSyncedAt: string | null;
  /** Permanent refusals to read it, in a row. */
  failures?: number;
  /** Until then polling leaves it alone. */
  retryAt?: string;
}

/** Where the Lupax feed stands. */
export interface FeedRecord {
  cursor: string | null;
  /** Appointments that ended before this instant were not kept; an earlier window needs a walk from the start. */
  keptFrom: string | null;
}

/**
 * The subscription of a calendar at Graph, by calendar id. The secret that Graph sends along is not stored: it is made of
 * the user's ids and the nonce (notifications/client-state.ts). Times are instants.
 */
export type SubscriptionRecord =
  /** Announced before the call, whose answer may get lost. */
  | { state: 'creating'; nonce: string; clientId: string; url: string }
  | {
      state: 'active';
      id: string;
      nonce: string;
      /** The app that made it; another cannot reach it. */
      clientId: string;
      /** Where its notifications go. */
      url: string;
      expiresAt: string;
      /** When it is prolonged. */
      renewAt: string;
      renewedAt: string;
      /** It could not be removed when nobody wanted it any more: when that is tried again. */
      removeAgainAt?: string;
    }
  /** Graph does not take it, or cannot reach the address: the calendar is polled, and it is tried again later. */
  | { state: 'refused'; code: string; failures: number; retryAt: string };

/** What a write replaced, encrypted (see sync/journal.ts). */
export interface JournalRecord {
  sealed: string;
  at: string;
}

export interface AttentionRecord {
  id: string;
  code: string;
  since: string;
  /** Values for the catalogue's sentence. */
  params: Record<string, string>;
  entry: { side: 'outlook' | 'lupax'; id: string } | null;
}

/** The user's own chat with the bot, where reminders go. Its address comes from a checked token. */
export interface BotChatRecord {
  conversationId: string;
  serviceUrl: string;
  channelId: string;
  botId: string;
  memberId: string;
  /** What Teams said last. */
  language: 'de' | 'en' | null;
  /** Since when reminders can come: what was due before is not caught up on. */
  since: string;
  /** false: the bot was removed, or Teams said that it is not in the chat. */
  reachable: boolean;
}

/** A reminder, what became of it, and who is at it. */
export interface ReminderRecord {
  kind: 'task' | 'appointment' | 'secret';
  /** Of the task or the appointment in Lupax; 0 for the firm's secret. */
  itemId: number;
  title: string;
  /** Start of the appointment, when the task is due, when the secret expires; an instant. */
  at: string | null;
  location: string;
  url: string;
  /** When Lupax, or the user by "later", wants it to come; an instant. */
  plannedAt: string;
  /** Put off by the user: comes at its time, quiet hours or not. */
  snoozed: boolean;
  state: 'waiting' | 'sending' | 'posted' | 'given_up' | 'done' | 'obsolete';
  /** Who is sending it, and until when nobody else may. */
  claim: { by: string; until: string } | null;
  attempts: number;
  retryAt: string | null;
  /** Why the last attempt failed. */
  reason: string | null;
  messageId: string | null;
  updatedAt: string;
  /** The task that was made of it. */
  taskId?: number;
}

/** Everything that is stored about one linked user, by collection. `link`, `settings` and `feed` have the one key `self`. */
export interface UserCollections {
  link: LinkRecord;
  settings: Settings;
  feed: FeedRecord;
  calendars: CalendarRecord;
  subscriptions: SubscriptionRecord;
  pairs: Pair;
  runs: Run;
  attention: AttentionRecord;
  journal: JournalRecord;
  /** Key `self`. */
  bot: BotChatRecord;
  reminders: ReminderRecord;
  /** Meetings that are being booked in the bot, by draft id. */
  meetings: MeetingRecord;
}

export type Collection = keyof UserCollections;

/** One record set (or removed, with null). */
export type Change = {
  [C in Collection]: { collection: C; key: string; value: UserCollections[C] | null };
}[Collection];

/**
 * One user's document. Reads are synchronous from memory; a commit is durable when its promise resolves, and all or
 * nothing. Where several processes share the store, memory has what the others had committed when the document was
 * opened, or when the last commit was made, whichever is later.
 */
export interface UserDocument {
  readonly id: UserId;
  get<C extends Collection>(collection: C, key: string): UserCollections[C] | undefined;
  list<C extends Collection>(collection: C): ReadonlyMap<string, UserCollections[C]>;
  /**
   * @throws StoreError `changed_meanwhile` when another process changed one of these records (`sync/update-record.ts`
   *   tries again), `superseded`, `deleted`, `unavailable`
   */
  commit(changes: Change[], options?: CommitOptions): Promise<void>;
}

export interface CommitOptions {
  /** Token of the lease that a run works under: once another run has the mailbox, nothing is committed. */
  fence?: string;
  /**
   * When the machine loses its power the commit may be lost, with what was committed after it in the same way: it says
   * nothing that is not found out again. It survives the end of the process, and the next commit without this option
   * makes it durable. A store that several processes share takes no notice.
   */
  mayBeLost?: boolean;
}

export interface StoredCredential {
  kind: 'secret' | 'certificate';
  encrypted: string;
}

/** The firm's app registration and which tenant a Lupax organisation is bound to. Secrets are encrypted. */
export interface OrganizationRecord {
  id: number;
  tenantId: string;
  clientId: string | null;
  credential: StoredCredential | null;
  /** What worked before `credential` was entered, until Microsoft has accepted that one. */
  previous?: { clientId: string; credential: StoredCredential } | null | undefined;
  secretExpiresOn: string | null;
  enabled: boolean;
  allowedUsers: string[] | null;
}

/** How many there are: counted without opening everybody's document. */
export interface StoreCounts {
  links: Record<LinkCountState, number>;
  /** Runs whose parked part waits for a person. */
  waitingRuns: number;
  /** Records of what needs a person's attention, by code. */
  attention: Record<string, number>;
  subscriptions: Record<SubscriptionRecord['state'], number>;
}

export const SUBSCRIPTION_STATES = ['creating', 'active', 'refused'] as const satisfies SubscriptionRecord['state'][];

/** What a link is doing, one of them at a time: the first that holds. */
export const LINK_COUNT_STATES = ['sign_in_expired', 'not_started', 'paused', 'ok'] as const;
export type LinkCountState = (typeof LINK_COUNT_STATES)[number];

/** `running`: with a run whose record says that it goes on; `chat`: with a chat with the bot. */
export type UserChoice = 'all' | 'running' | 'chat';

export interface Store {
  /** Opens the user's document, an empty one when nothing is stored. @throws StoreError `damaged` */
  openUser(id: UserId): Promise<UserDocument>;
  listUsers(which?: UserChoice): Promise<UserId[]>;
  /** Removes everything stored about the user. */
  deleteUser(id: UserId): Promise<void>;
  getOrganization(id: number): Promise<OrganizationRecord | undefined>;
  putOrganization(record: OrganizationRecord): Promise<void>;
  listOrganizations(): Promise<OrganizationRecord[]>;
  count(): Promise<StoreCounts>;
  /** Resolves when the store can write; rejects with the reason otherwise. */
  check(): Promise<void>;
  close(): Promise<void>;
}
