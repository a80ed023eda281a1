import { GraphError } from '../graph/errors.ts';
import type { Mailbox } from '../graph/types.ts';
import { LupaxError } from '../lupax/errors.ts';
import type { LupaxSession, LupaxUser } from '../lupax/types.ts';
import type { Secrets } from '../store/secrets.ts';
import type { LinkRecord, UserDocument, UserId } from '../store/types.ts';
import type { OutlookCalendar } from '../sync/core/outlook-event.ts';
import { describeTokenContext, SessionError, type OpenLupax } from '../sync/session.ts';
import { updateRecord } from '../sync/update-record.ts';
import { mergeCalendars } from './calendar-records.ts';

/** Interface, role and the list of calendars change rarely. */
const ASK_AGAIN_MS = 60 * 60 * 1000;

export interface Refresher {
  /**
   * Asks Lupax for the interface and the user's role now. Callers that meet share one question.
   * @throws SessionError, LupaxError; what is stored stays as it is
   */
  askLupax(user: UserId, document: UserDocument): Promise<LinkRecord>;
  /**
   * Before a sync: asks for interface, role, zone and calendars when the last answer is older than an hour.
   * @param calendars when they were just read
   * @throws SessionError `interface_disabled`, LupaxError, GraphError
   */
  refreshHourly(
    user: UserId,
    document: UserDocument,
    session: { mailbox: Mailbox; lupax: LupaxSession },
    calendars?: OutlookCalendar[],
  ): Promise<void>;
}

export interface RefreshDeps {
  openLupax: OpenLupax;
  secrets: Secrets;
  now: () => number;
}

export function createRefresher({ openLupax, secrets, now }: RefreshDeps): Refresher {
  const asking = new Map<string, Promise<LinkRecord>>();

  async function ask(user: UserId, document: UserDocument, lupax: LupaxSession): Promise<LinkRecord> {
    const before = requireLink(document);
    const [state, me] = await Promise.all([
      lupax.readInterface(),
      before.interface.connector ? lupax.readMe() : Promise.resolve(null),
    ]);
    if (!state.connector) {
      // A connector does not go away; something in between swallows it.
      if (before.interface.connector) throw new LupaxError('unavailable', 'GET /office365: the connector is missing');
      return before;
    }
    const who = me ?? (await lupax.readMe());
    const { enabled, onlineMeetings } = state;
    const fresh = before.interface.connector ? {} : await adoptConnector(user, lupax, who);
    const updated = await updateRecord(document, 'link', 'self', (link) => {
      if (link.token !== before.token) return null;
      return { ...link, ...fresh, role: who.role, interface: { connector: true, enabled, onlineMeetings } };
    });
    if (!updated) throw new SessionError('not_linked');
    return updated;
  }

  /** What a link is given when Lupax offers a connector for the first time. */
  async function adoptConnector(user: UserId, lupax: LupaxSession, me: LupaxUser): Promise<Partial<LinkRecord>> {
    const token = await lupax.requestToken();
    const who = { lupaxUserId: me.id, timeZone: me.timeZone };
    if (!token) return who;
    const encrypted = secrets.encrypt(token.token, describeTokenContext(user));
    return { ...who, token: encrypted, tokenKind: token.kind, tokenExpiresAt: token.expiresAt };
  }

  function askLupax(user: UserId, document: UserDocument): Promise<LinkRecord> {
    const key = `${user.tenantId}/${user.objectId}`;
    const running = asking.get(key);
    if (running) return running;
    const started = openLupax(user, document)
      .then((lupax) => ask(user, document, lupax))
      .finally(() => asking.delete(key));
    asking.set(key, started);
    return started;
  }

  return {
    askLupax,
    async refreshHourly(user, document, session, calendars) {
      const link = requireLink(document);
      if (link.askedAt !== null && now() - Date.parse(link.askedAt) < ASK_AGAIN_MS) return;
      const { interface: state } = await ask(user, document, session.lupax);
      if (state.connector && !state.enabled) throw new SessionError('interface_disabled');
      await mergeCalendars(document, calendars ?? (await session.mailbox.listCalendars()), null);
      const zone = await readZone(session.mailbox);
      const askedAt = new Date(now()).toISOString();
      await updateRecord(document, 'link', 'self', (current) => ({
        ...current,
        askedAt,
        timeZone: zone ?? current.timeZone,
      }));
    },
  };
}

/** Nice to have: without the mailbox's zone, Lupax's is used. */
async function readZone(mailbox: Mailbox): Promise<string | null> {
  return await mailbox.readTimeZone().catch((error: unknown) => {
    if (error instanceof GraphError) return null;
    throw error;
  });
}

function requireLink(document: UserDocument): LinkRecord {
  const link = document.get('link', 'self');
  if (!link) throw new SessionError('not_linked');
  return link;
}
