import { setTimeout as sleep } from 'node:timers/promises';
import { LupaxError } from '../lupax/errors.ts';
import { StoreError } from '../store/errors.ts';
import type { LinkRecord, UserDocument } from '../store/types.ts';
import { SessionError } from '../sync/session.ts';
import { isAdmin } from './gates.ts';
import { computeInterfaceState, type InterfaceState } from './interface-state.ts';
import type { Refresher } from './refresh.ts';
import type { AccountDeps, SignedInUser } from './types.ts';

/** A Lupax that is slow does not keep people from seeing where they stand. */
const ASK_PATIENCE_MS = 1_500;

export interface Me {
  user: { tenantId: string; objectId: string; name: string; email: string };
  link: {
    state: LinkRecord['state'];
    email: string;
    organization: { id: number; title: string };
    role: 'admin' | 'user';
  } | null;
  interface: InterfaceState;
}

export interface MeService {
  read(user: SignedInUser): Promise<Me>;
}

export function createMeService(
  deps: Pick<AccountDeps, 'store' | 'adminUpns' | 'log'>,
  refresher: Refresher,
): MeService {
  /** What Lupax says now; what it said last when it does not answer in time. */
  async function askBriefly(user: SignedInUser, document: UserDocument): Promise<void> {
    const asked = refresher.askLupax(user, document).catch((error: unknown) => {
      // Meanwhile another request may have ended the link.
      const isDeleted = error instanceof StoreError && error.code === 'deleted';
      if (!(error instanceof LupaxError || error instanceof SessionError || isDeleted)) throw error;
      deps.log.debug({ reason: error.code }, 'state of the Lupax interface not asked');
    });
    await Promise.race([asked, sleep(ASK_PATIENCE_MS, undefined, { ref: false })]);
  }

  return {
    async read(user) {
      const asked = await deps.store.openUser(user);
      if (asked.get('link', 'self')?.state === 'ok') await askBriefly(user, asked);
      const document = await deps.store.openUser(user);
      const link = document.get('link', 'self');
      const organization = link && (await deps.store.getOrganization(link.organization.id));
      const { tenantId, objectId, name, email } = user;
      return {
        user: { tenantId, objectId, name, email },
        link: link
          ? {
              state: link.state,
              email: link.email,
              organization: link.organization,
              role: isAdmin({ user, document, link }, deps.adminUpns) ? 'admin' : 'user',
            }
          : null,
        interface: computeInterfaceState(link, organization, link?.user.email ?? email),
      };
    },
  };
}
