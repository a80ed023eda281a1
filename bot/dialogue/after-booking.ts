import type { Logger } from 'pino';
import type { PaneService } from '../../server/accounts/pane.ts';
import type { MeetingRecord } from '../../server/meetings/draft.ts';
import type { Store, UserId } from '../../server/store/types.ts';
import type { SyncService } from '../../server/sync/types.ts';

/**
 * Brings a new meeting into Lupax with a synchronisation, and gives it the project that was chosen. Nobody waits for it;
 * what fails is found by the next regular synchronisation, only the project has to be chosen again in Outlook's pane.
 */
export function createProjectSetter(deps: {
  sync: Pick<SyncService, 'startSync' | 'settle'>;
  store: Pick<Store, 'openUser'>;
  pane: PaneService;
  log: Logger;
}): (user: UserId, draft: MeetingRecord) => void {
  const { sync, store, pane, log } = deps;

  async function bring(user: UserId, { event, project }: MeetingRecord): Promise<void> {
    const link = (await store.openUser(user)).get('link', 'self');
    // The first synchronisation is the user's own to start.
    if (!link?.started || !event) return;
    await sync.settle(user);
    const started = await sync.startSync(user, { dryRun: false, background: true });
    if (!started.ok) return;
    await sync.settle(user);
    if (project)
      await pane.change({ ...user, ...link.user, signInName: null }, event.eventId, { projectId: project.id });
  }

  return (user, draft) =>
    void bring(user, draft).catch((error: unknown) => {
      log.warn(
        { code: (error as { code?: string }).code ?? 'internal' },
        'a new meeting was not brought into Lupax yet',
      );
    });
}
