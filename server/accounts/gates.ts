import { LupaxError } from '../lupax/errors.ts';
import { Problem } from '../problems.ts';
import { findMicrosoft365Reason } from '../sync/find-obstacle.ts';
import type { Refresher } from './refresh.ts';
import type { AccountDeps, LinkedUser, SignedInUser } from './types.ts';

export type GateLevel = 'public' | 'user' | 'link' | 'admin' | 'setupCheck' | 'microsoft365';

export interface Gates {
  /** @throws Problem: the first condition of the level that does not hold */
  pass(level: GateLevel, user: () => SignedInUser): Promise<void>;
  /** @throws Problem `not_linked` */
  requireLink(user: SignedInUser): Promise<LinkedUser>;
}

/** The conditions a call depends on, in the order in which the API reports them. */
export function createGates(
  deps: Pick<AccountDeps, 'store' | 'adminUpns'>,
  refresher: Refresher,
  quickRefresher: Refresher = refresher,
): Gates {
  async function requireLink(user: SignedInUser): Promise<LinkedUser> {
    const document = await deps.store.openUser(user);
    const link = document.get('link', 'self');
    if (!link) throw new Problem('not_linked');
    return { user, document, link };
  }

  async function requireLupax(user: SignedInUser): Promise<LinkedUser> {
    const linked = await requireLink(user);
    if (linked.link.state === 'sign_in_expired') throw new Problem('sign_in_expired');
    if (!isLocked(linked)) return linked;
    // It may have been released since; nobody should have to wait for the next regular question.
    const link = await refresher.askLupax(user, linked.document).catch((error: unknown) => {
      if (error instanceof LupaxError && error.code !== 'sign_in_expired') return linked.link;
      throw error;
    });
    const asked = { ...linked, link };
    refuseDisabled(asked);
    return asked;
  }

  /** Rights are asked of Lupax each time: what was taken away there must not work here for another hour. */
  async function requireAdmin(user: SignedInUser): Promise<void> {
    const { document, link: stored } = await requireLink(user);
    if (stored.state === 'sign_in_expired') throw new Problem('sign_in_expired');
    const link = await refresher.askLupax(user, document);
    refuseDisabled({ user, document, link });
    if (!isAdmin({ user, document, link }, deps.adminUpns)) throw new Problem('admin_only');
  }

  /**
   * Whether Lupax answers, and whether its interface is released, is what the check is to find out: where Lupax does not
   * say who is an administrator, it is whoever was one last.
   */
  async function requireSetupCheck(user: SignedInUser): Promise<void> {
    const { document, link: stored } = await requireLink(user);
    if (stored.state === 'sign_in_expired') throw new Problem('sign_in_expired');
    const link = await quickRefresher.askLupax(user, document).catch((error: unknown) => {
      if (error instanceof LupaxError && error.code !== 'sign_in_expired') return stored;
      throw error;
    });
    if (!isAdmin({ user, document, link }, deps.adminUpns)) throw new Problem('admin_only');
  }

  async function requireMicrosoft365(user: SignedInUser): Promise<void> {
    const { link } = await requireLupax(user);
    const organization = await deps.store.getOrganization(link.organization.id);
    const reason = findMicrosoft365Reason(organization, link.user.email);
    if (reason) throw new Problem(reason);
  }

  return {
    requireLink,
    async pass(level, user) {
      if (level === 'link') await requireLink(user());
      else if (level === 'admin') await requireAdmin(user());
      else if (level === 'setupCheck') await requireSetupCheck(user());
      else if (level === 'microsoft365') await requireMicrosoft365(user());
      else if (level === 'user') user();
    },
  };
}

function isLocked({ link }: LinkedUser): boolean {
  return link.interface.connector && !link.interface.enabled;
}

function refuseDisabled(linked: LinkedUser): void {
  if (isLocked(linked)) throw new Problem('interface_disabled');
}

/** By Lupax' role; where Lupax has no connector, by the configured sign-in names. */
export function isAdmin({ user, link }: LinkedUser, adminUpns: readonly string[]): boolean {
  if (link.interface.connector) return link.role === 'admin';
  return user.signInName !== null && adminUpns.includes(user.signInName.toLowerCase());
}
