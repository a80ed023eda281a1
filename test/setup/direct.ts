import { createGraphConnector } from '../../server/graph/index.ts';
import type { AppRegistration } from '../../server/graph/types.ts';
import { createLupaxConnector } from '../../server/lupax/connector.ts';
import { createSetupCheck } from '../../server/setup/check.ts';
import type { CheckPlace, CheckSubject } from '../../server/setup/context.ts';
import type { CheckResult } from '../../server/setup/describe.ts';
import { GRAPH_CLIENT_ID, PASSWORD } from '../helpers/api.ts';
import { SECRET_VALUE, type CheckedFirm } from './checked-firm.ts';

export interface DirectOptions {
  place?: Partial<CheckPlace>;
  /** Where the connector goes to; as the place says when left out. */
  graphBaseUrl?: string;
  app?: AppRegistration | null;
  tenantId?: string;
  hadConnector?: boolean;
  write?: boolean;
  probeTimeoutMs?: number;
}

/** The check without the API before it, which would not get as far without Entra. */
export async function checkDirectly(firm: CheckedFirm, options: DirectOptions = {}): Promise<CheckResult[]> {
  const { api, anna } = firm;
  const place = {
    publicUrl: api.config.publicUrl,
    authorityHost: api.sandbox.entraUrl,
    graphBaseUrl: api.sandbox.graphUrl,
    lupaxBaseUrl: api.sandbox.lupaxUrl,
    ...options.place,
  };
  const tenantId = options.tenantId ?? api.tenantId;
  const credential = { kind: 'secret', secret: SECRET_VALUE } as const;
  const { app = { tenantId, clientId: GRAPH_CLIENT_ID, credential } } = options;
  const graph = createGraphConnector({
    authorityHost: place.authorityHost,
    graphBaseUrl: options.graphBaseUrl ?? place.graphBaseUrl,
    ...(options.probeTimeoutMs ? { probeTimeoutMs: options.probeTimeoutMs } : {}),
  });
  const lupax = createLupaxConnector({ baseUrl: place.lupaxBaseUrl, timeoutMs: options.probeTimeoutMs ?? 8_000 });
  const subject: CheckSubject = {
    app,
    secretExpiresOn: null,
    tenantId,
    clientId: GRAPH_CLIENT_ID,
    user: { objectId: null, email: anna.email },
    lupax: {
      hadConnector: options.hadConnector ?? true,
      async ask() {
        const jwt = await lupax.signIn(anna.email, PASSWORD);
        return lupax.openSession(api.organizationId, jwt).readInterface();
      },
    },
  };
  const check = createSetupCheck({ place, openProbe: graph.openProbe, now: Date.now });
  return check(subject, { write: options.write ?? false, language: 'de' });
}
