import { LupaxError } from '../lupax/errors.ts';
import { Problem } from '../problems.ts';
import type { Language } from '../i18n/index.ts';
import type { CheckSetup } from '../setup/check.ts';
import type { LupaxQuestion } from '../setup/context.ts';
import type { CheckResult } from '../setup/describe.ts';
import { listSetupScripts, type SetupScript } from '../setup/list-scripts.ts';
import type { OrganizationRecord } from '../store/types.ts';
import { readAppRegistration, SessionError, type OpenLupax } from '../sync/session.ts';
import type { Gates } from './gates.ts';
import type { AccountDeps, LinkedUser, SignedInUser } from './types.ts';

export interface SetupCheckService {
  /**
   * Checks the organisation's set-up with a mailbox: the administrator's own unless another one is named.
   * @param request `write` creates one event and one subscription and removes both
   * @throws Problem `microsoft365_not_configured`
   */
  check(
    user: SignedInUser,
    request: { userEmail?: string | undefined; write: boolean },
    language: Language,
  ): Promise<CheckResult[]>;
  /** What an administrator runs to set it up, filled with the organisation's own ids. */
  listScripts(user: SignedInUser): Promise<SetupScript[]>;
}

export function createSetupCheckService(
  deps: Pick<AccountDeps, 'store' | 'secrets'> & {
    checkSetup: CheckSetup;
    openLupax: OpenLupax;
    authorityHost: string;
  },
  gates: Gates,
): SetupCheckService {
  return {
    async check(user, { userEmail, write }, language) {
      const linked = await gates.requireLink(user);
      const organization = await deps.store.getOrganization(linked.link.organization.id);
      if (!organization?.clientId || !organization.credential) throw new Problem('microsoft365_not_configured');
      const { tenantId, clientId, secretExpiresOn } = organization;
      const isOwn = userEmail === undefined || userEmail.toLowerCase() === user.email.toLowerCase();
      const subject = {
        app: readAppRegistration(organization, deps.secrets),
        secretExpiresOn,
        tenantId,
        clientId,
        user: isOwn ? { objectId: user.objectId, email: user.email } : { objectId: null, email: userEmail },
        lupax: askAs(linked),
      };
      const results = await deps.checkSetup(subject, { write, language });
      const secret = results.find(({ id }) => id === 'secret')?.status;
      if (secret === 'ok' || secret === 'hint') await forgetPrevious(organization);
      return results;
    },
    async listScripts(user) {
      const { link } = await gates.requireLink(user);
      const organization = await deps.store.getOrganization(link.organization.id);
      const facts = {
        tenantId: organization?.tenantId ?? user.tenantId,
        clientId: organization?.clientId ?? null,
        email: user.email,
      };
      return listSetupScripts(facts, deps.authorityHost);
    },
  };

  /** The credential was accepted: the one before it has served its time. */
  async function forgetPrevious({ id, credential }: OrganizationRecord): Promise<void> {
    const current = await deps.store.getOrganization(id);
    if (!current?.previous || current.credential?.encrypted !== credential?.encrypted) return;
    await deps.store.putOrganization({ ...current, previous: null });
  }

  function askAs({ user, document, link }: LinkedUser): LupaxQuestion {
    return {
      hadConnector: link.interface.connector,
      async ask() {
        const session = await deps.openLupax(user, document).catch((error: unknown) => {
          if (!(error instanceof SessionError)) throw error;
          throw new LupaxError('sign_in_expired', error.message);
        });
        return session.readInterface();
      },
    };
  }
}
