import type { Logger } from 'pino';
import type { Accounts } from '../../server/accounts/index.ts';
import type { SignedInUser } from '../../server/accounts/types.ts';
import type { LinkTab } from '../../server/deep-links.ts';
import type { ReminderActions } from '../../server/reminders/actions.ts';
import type { LinkRecord, Settings, UserDocument } from '../../server/store/types.ts';
import type { OpenLupax } from '../../server/sync/session.ts';
import type { SyncService } from '../../server/sync/types.ts';
import type { Language } from '../i18n/index.ts';
import type { Turn } from '../turn.ts';

/** What a linked person's turn is answered with. */
export interface CommandContext {
  turn: Turn;
  user: SignedInUser;
  document: UserDocument;
  link: LinkRecord;
  settings: Settings;
  language: Language;
  timeZone: string;
  now: number;
}

/** The same services as the HTTP API uses. */
export interface CommandDeps {
  accounts: Accounts;
  sync: Pick<SyncService, 'settle'>;
  openLupax: OpenLupax;
  reminders: ReminderActions;
  /** Links that open Lupax' tab in Teams. */
  linkTab: LinkTab;
  log: Logger;
}
