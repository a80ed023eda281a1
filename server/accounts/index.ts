import { createAdminService, type AdminService } from './admin.ts';
import { createAdminUsersService, type AdminUsersService } from './admin-users.ts';
import { createAttentionService, type AttentionService } from './attention.ts';
import { createCalendarsService, type CalendarsService } from './calendars.ts';
import { createConflictsService, type ConflictsService } from './conflicts.ts';
import { createEntriesService, type EntriesService } from './entries.ts';
import { createGates, type Gates } from './gates.ts';
import { createLimits } from './limits.ts';
import { createLinkService, type LinkService } from './link.ts';
import { createMeService, type MeService } from './me.ts';
import { createPaneService, type PaneService } from './pane.ts';
import { createProjectsService, type ProjectsService } from './projects.ts';
import { createProjectOwnersService, type ProjectOwnersService } from './project-owners.ts';
import type { Refresher } from './refresh.ts';
import { createRunsService, type RunsService } from './runs.ts';
import { createSetupCheckService, type SetupCheckService } from './setup-check.ts';
import { createSyncStateService, type SyncStateService } from './sync-state.ts';
import { createSettingsService, type SettingsService } from './settings.ts';
import type { CheckSetup } from '../setup/check.ts';
import type { UserId } from '../store/types.ts';
import type { OpenLupax } from '../sync/session.ts';
import type { AccountDeps } from './types.ts';
import { createUnlinkService, type UnlinkService } from './unlink.ts';
import type { MakeLimiter } from '../store/limiters.ts';
import type { WithUserLock } from '../store/user-locks.ts';

/** What the API can do for a signed-in user, by resource. */
export interface Accounts {
  gates: Gates;
  me: MeService;
  link: LinkService;
  unlink: UnlinkService;
  calendars: CalendarsService;
  settings: SettingsService;
  projectOwners: ProjectOwnersService;
  syncState: SyncStateService;
  runs: RunsService;
  conflicts: ConflictsService;
  attention: AttentionService;
  entries: EntriesService;
  pane: PaneService;
  projects: ProjectsService;
  admin: AdminService;
  adminUsers: AdminUsersService;
  setupCheck: SetupCheckService;
}

export interface AccountsDeps extends AccountDeps {
  refresher: Refresher;
  /** What the check of the set-up asks with: it does not wait long for a Lupax that does not answer. */
  quick: { refresher: Refresher; openLupax: OpenLupax };
  checkSetup: CheckSetup;
  withUserLock: WithUserLock;
  makeLimiter: MakeLimiter;
  /** Origin of Entra. */
  authorityHost: string;
  /** When the user's mailbox is looked at next, in milliseconds since 1970; null when it is not. */
  readNextPoll: (user: UserId) => Promise<number | null>;
}

export function createAccounts(deps: AccountsDeps): Accounts {
  const { refresher, quick } = deps;
  const gates = createGates(deps, refresher, quick.refresher);
  const limits = createLimits(deps.makeLimiter);
  const { withUserLock: withLock } = deps;
  return {
    gates,
    me: createMeService(deps, refresher),
    link: createLinkService(deps, { limits, withLock }),
    unlink: createUnlinkService(deps, { limits, withLock }),
    calendars: createCalendarsService(deps, { gates, refresher, withLock }),
    settings: createSettingsService(gates),
    projectOwners: createProjectOwnersService(deps, gates),
    syncState: createSyncStateService(gates, deps.readNextPoll),
    conflicts: createConflictsService(deps, gates),
    runs: createRunsService(deps, limits),
    attention: createAttentionService(deps, gates),
    entries: createEntriesService(gates),
    pane: createPaneService(deps, gates),
    projects: createProjectsService(deps, gates),
    admin: createAdminService(deps, { gates, withLock }),
    adminUsers: createAdminUsersService(deps, { gates, withLock }),
    setupCheck: createSetupCheckService({ ...deps, openLupax: quick.openLupax }, gates),
  };
}
