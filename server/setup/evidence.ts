import { GraphError } from '../graph/errors.ts';
import { isGraphAnswer } from '../graph/setup-probe.ts';
import type { DirectoryPerson, MailboxProbe, SetupProbe } from '../graph/types.ts';
import type { OutlookCalendar } from '../sync/core/outlook-event.ts';
import type { Params } from './finding.ts';
import { nameTrouble } from './trouble.ts';

/** What a question was answered: a value, or why there is none. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; error: GraphError };

/** Graph itself was not reached, or has no time: a fault of the step `graph`, whichever step met it. */
export class GraphTrouble extends Error {
  override readonly name = 'GraphTrouble';
  constructor(
    readonly code: 'graph_unreachable' | 'graph_throttled',
    readonly params: Params,
  ) {
    super(code);
  }
}

/** Each question is asked once, however many steps look at its answer. */
export interface Evidence {
  readonly mailbox: Promise<MailboxProbe>;
  /** Application roles of the token. */
  signIn(): Promise<Outcome<string[]>>;
  reach(): Promise<Outcome<void>>;
  person(): Promise<Outcome<DirectoryPerson | null>>;
  calendars(): Promise<Outcome<OutlookCalendar[]>>;
  settings(): Promise<Outcome<void>>;
  /** null where nobody could be asked. */
  findObjectId(): Promise<string | null>;
}

/** Whom the check is about: by object id where it is known, else by address. */
export interface CheckedUser {
  objectId: string | null;
  email: string;
}

export function gatherEvidence(probe: SetupProbe, user: CheckedUser): Evidence {
  const signIn = once(() => probe.signIn());
  const person = once(() => probe.findUser(user.objectId ?? user.email));
  const findObjectId = async (): Promise<string | null> => {
    if (user.objectId !== null) return user.objectId;
    const found = await person();
    return found.ok ? (found.value?.objectId ?? null) : null;
  };
  let opened: Promise<MailboxProbe> | null = null;
  const open = (): Promise<MailboxProbe> =>
    (opened ??= findObjectId().then((objectId) => probe.openMailbox(objectId ?? user.email)));
  return {
    get mailbox() {
      return open();
    },
    signIn,
    reach: once(() => probe.reach()),
    person,
    calendars: once(async () => (await open()).listCalendars()),
    settings: once(async () => (await open()).readSettings()),
    findObjectId,
  };
}

function once<T>(ask: () => Promise<T>): () => Promise<Outcome<T>> {
  let asked: Promise<Outcome<T>> | null = null;
  return () => (asked ??= settle(ask));
}

/** Only what Entra or Graph said is an outcome. */
export async function settle<T>(ask: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await ask() };
  } catch (error) {
    if (error instanceof GraphError) return { ok: false, error };
    throw error;
  }
}

/** @throws GraphTrouble when the answer is none of Graph's */
export function requireGraphAnswer<Asked extends Outcome<unknown>>(outcome: Asked): Asked {
  if (outcome.ok || isGraphAnswer(outcome.error)) return outcome;
  const { facts } = outcome.error;
  throw new GraphTrouble(facts.throttled ? 'graph_throttled' : 'graph_unreachable', nameTrouble(outcome.error.facts));
}
