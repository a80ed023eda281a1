import type { Logger } from 'pino';
import type { SignedInUser } from '../server/accounts/types.ts';
import { createUserLocks } from '../server/store/user-locks.ts';
import { createDefaultSettings } from '../server/store/defaults.ts';
import type { Store, UserDocument } from '../server/store/types.ts';
import {
  writeGreeting,
  writeHelp,
  writeLine,
  writeNotLinked,
  writePrivate,
  writeUnknown,
  writeWelcome,
} from './cards/help.ts';
import type { ChatRegistry } from './chats.ts';
import type { CommandContext, CommandDeps } from './commands/context.ts';
import { writeDay } from './commands/day.ts';
import { pressReminder } from './commands/reminders.ts';
import { askUndo, pressRun, setPaused, showWaiting, startSync } from './commands/runs.ts';
import { writeStatus } from './commands/status.ts';
import type { Booking } from './dialogue/booking.ts';
import { isExpected, writeError } from './failures.ts';
import { textsOf, type Language } from './i18n/index.ts';
import type { Answer, Message, Turn } from './turn.ts';
import type { Command, Reading, SentenceContext } from './understand/reading.ts';

/** The one replaceable function: what a sentence means. */
export type Understand = (text: string, context: SentenceContext) => Reading;

export interface AnswerDeps extends CommandDeps {
  store: Pick<Store, 'openUser' | 'listOrganizations'>;
  chats: ChatRegistry;
  booking: Booking;
  understand: Understand;
  now: () => number;
  log: Logger;
}

/** Within this time, Teams' two events of one installation are one. */
const SAME_INSTALLATION_MS = 60_000;

/** @returns whether the chat was welcomed just now */
type Welcomed = (conversationId: string) => boolean;

/** Answers one person's turns one after the other: a button that is pressed twice is pressed after itself. */
export function createAnswerer(deps: AnswerDeps): (turn: Turn) => Promise<Answer> {
  const withLock = createUserLocks();
  const welcomedAt = new Map<string, number>();
  const noteWelcome: Welcomed = (conversationId) => {
    const now = deps.now();
    for (const [id, at] of welcomedAt) if (now - at > SAME_INSTALLATION_MS) welcomedAt.delete(id);
    if (welcomedAt.has(conversationId)) return true;
    welcomedAt.set(conversationId, now);
    return false;
  };
  return (turn) =>
    withLock(turn.sender, async () => {
      const language = turn.language ?? 'de';
      try {
        return await answerTurn(deps, turn, noteWelcome);
      } catch (error) {
        if (!isExpected(error)) deps.log.error({ err: error }, 'a turn failed');
        const chosen = await chooseLanguage(deps, turn).catch(() => language);
        return { messages: [writeError(error, chosen, deps.linkTab)] };
      }
    });
}

async function answerTurn(deps: AnswerDeps, turn: Turn, noteWelcome: Welcomed): Promise<Answer> {
  const { sender, chat } = turn;
  const isPersonal = chat.kind === 'personal';
  const language = await chooseLanguage(deps, turn);
  if (turn.kind === 'uninstalled') {
    if (isPersonal) await deps.chats.forget(sender);
    return { messages: [] };
  }
  const isKnownTenant = await deps.chats.isKnownTenant(sender.tenantId);
  if (isPersonal && isKnownTenant) await deps.chats.remember(turn);
  if (turn.kind === 'installed') {
    return { messages: noteWelcome(chat.conversationId) ? [] : [writeWelcome(language, chat.kind)] };
  }
  const document = isKnownTenant ? await deps.store.openUser(sender) : null;
  const link = document?.get('link', 'self');
  if (!document || !link) return { messages: [writeNotLinked(language, deps.linkTab)] };
  const context: CommandContext = {
    turn,
    user: toSignedInUser(turn, link.user),
    document,
    link,
    settings: document.get('settings', 'self') ?? createDefaultSettings(),
    language,
    timeZone: link.timeZone,
    now: deps.now(),
  };
  return turn.kind === 'message'
    ? await answerMessage(deps, context, turn.text)
    : await answerAction(deps, context, turn);
}

async function answerMessage(deps: AnswerDeps, given: CommandContext, text: string): Promise<Answer> {
  const { turn, timeZone, now } = given;
  const mentions = turn.kind === 'message' ? turn.mentions : [];
  const knownProjects = turn.chat.kind === 'personal' ? listProjects(given.document) : [];
  const reading = deps.understand(text, {
    now: new Date(now),
    timeZone,
    language: given.language,
    mentions,
    knownProjects,
  });
  // A command or a sentence in the other language is answered in that one.
  const language = reading.kind === 'unknown' ? given.language : reading.language;
  const context = { ...given, language };
  if (reading.kind === 'book') return await deps.booking.start(context, reading.request);
  if (reading.kind === 'command') return await answerCommand(deps, context, reading.command);
  const asked = await deps.booking.reply({ ...context, text });
  return asked ?? { messages: [writeUnknown(language, reading.reason)] };
}

/** The projects that the user's synchronised entries name. */
function listProjects(document: UserDocument): { id: string; title: string }[] {
  const projects = [...document.list('pairs').values()].flatMap(({ lupax: { seen } }) => {
    const project = seen?.type === 'project' ? seen.item : seen?.item.project;
    return project ? [[String(project.id), project.title] as const] : [];
  });
  return [...new Map(projects)].map(([id, title]) => ({ id, title }));
}

/** Answers that show what only the person may see. */
const PRIVATE: Partial<Record<Command, (deps: CommandDeps, context: CommandContext) => Promise<Message>>> = {
  status: writeStatus,
  today: (deps, context) => writeDay(deps, context, 'today'),
  tomorrow: (deps, context) => writeDay(deps, context, 'tomorrow'),
  sync: startSync,
  pause: setPaused(true),
  resume: setPaused(false),
  approve: showWaiting,
  discard: showWaiting,
  undo: askUndo,
};

async function answerCommand(deps: AnswerDeps, context: CommandContext, command: Command): Promise<Answer> {
  const { language, turn, user } = context;
  const text = textsOf(language);
  const answerPrivately = PRIVATE[command];
  if (answerPrivately) {
    if (turn.chat.kind !== 'personal') return { messages: [writePrivate(language)] };
    return { messages: [await answerPrivately(deps, context)] };
  }
  if (command === 'yes' || command === 'no' || command === 'cancel') {
    const decided = await deps.booking.decide(context, command === 'yes');
    return decided ?? { messages: [writeLine(text('nothingOpen'))] };
  }
  if (command === 'thanks') return { messages: [writeLine(text('thanks'))] };
  if (command === 'greeting') return { messages: [writeGreeting(language, turn.sender.name || user.name)] };
  return { messages: [writeHelp(language)] };
}

async function answerAction(
  deps: AnswerDeps,
  context: CommandContext,
  turn: Turn & { kind: 'action' },
): Promise<Answer> {
  const { verb, data } = turn;
  const [area, rest = ''] = verb.split(/\.(.*)/);
  if (area === 'book') return await deps.booking.press(context, verb, data);
  if (area === 'say') return await answerCommand(deps, context, rest as Command);
  if (turn.chat.kind !== 'personal') return { messages: [writePrivate(context.language)] };
  if (area === 'remind') return { messages: [], replacement: await pressReminder(deps, context, verb, data) };
  if (area === 'run')
    return { messages: [], replacement: await pressRun(deps, context, verb, String(data['run'] ?? '')) };
  return { messages: [writeLine(textsOf(context.language)('error.gone'))] };
}

/** The person's setting, else what Teams says. */
async function chooseLanguage(deps: AnswerDeps, turn: Turn): Promise<Language> {
  const known = await deps.chats.isKnownTenant(turn.sender.tenantId);
  const set = known ? (await deps.store.openUser(turn.sender)).get('settings', 'self')?.language : null;
  return set ?? turn.language ?? 'de';
}

function toSignedInUser({ sender }: Turn, { name, email }: { name: string; email: string }): SignedInUser {
  // An activity bears no sign-in name; what depends on one is not open to the bot.
  return { tenantId: sender.tenantId, objectId: sender.objectId, name: name || sender.name, email, signInName: null };
}
