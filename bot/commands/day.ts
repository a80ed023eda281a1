import { DateTime } from 'luxon';
import type { EntryView } from '../../server/accounts/entries.ts';
import { LupaxError } from '../../server/lupax/errors.ts';
import type { LupaxTask } from '../../server/lupax/types.ts';
import { SessionError } from '../../server/sync/session.ts';
import { facts, heading, line, makeMessage, plain, subtle } from '../cards/elements.ts';
import { textsOf } from '../i18n/index.ts';
import type { Message } from '../turn.ts';
import { formatDay, formatTime } from '../when.ts';
import type { CommandContext, CommandDeps } from './context.ts';

const MAX_LISTED = 20;

/** What is on today or tomorrow: entries of both sides, and tasks that are due. */
export async function writeDay(
  deps: CommandDeps,
  context: CommandContext,
  day: 'today' | 'tomorrow',
): Promise<Message> {
  const { language, timeZone, user } = context;
  const text = textsOf(language);
  const start = DateTime.fromMillis(context.now, { zone: timeZone })
    .startOf('day')
    .plus({ days: day === 'today' ? 0 : 1 });
  const end = start.plus({ days: 1 });
  const window = { from: start.toUTC().toISO()!, to: end.toUTC().toISO()! };
  const [entries, tasks] = await Promise.all([deps.accounts.entries.list(user, window), listTasks(deps, context)]);
  const due = tasks.filter(
    ({ done, dueAt }) => !done && Date.parse(dueAt) < end.toMillis() && Date.parse(dueAt) >= start.toMillis(),
  );
  const date = formatDay(start.toMillis(), timeZone, language);
  const rows = entries
    .slice(0, MAX_LISTED)
    .map((entry): [string, string] => [
      entry.allDay ? text('day.allDay') : formatTime(entry.start, timeZone, language),
      describe(entry, text('day.untitled')),
    ]);
  return makeMessage(text('day.text', { date, count: entries.length }), [
    heading(text(`day.${day}`, { date })),
    rows.length > 0 ? facts(rows) : line(text(due.length > 0 ? 'day.noEntries' : 'day.nothing')),
    ...(due.length > 0
      ? [
          line(text('day.tasks'), { weight: 'Bolder' }),
          facts(due.map((task) => [formatTime(task.dueAt, timeZone, language), plain(task.title)])),
        ]
      : []),
    subtle(text('day.notSynced')),
  ]);
}

function describe({ title, project }: EntryView, untitled: string): string {
  const name = plain(title || untitled);
  return project && project.title !== title ? `${name} (${plain(project.title)})` : name;
}

/** Nice to have: what is synchronised is shown also while Lupax does not answer. */
async function listTasks(deps: CommandDeps, { user, document, link }: CommandContext): Promise<LupaxTask[]> {
  if (!link.interface.connector) return [];
  try {
    return await (await deps.openLupax(user, document)).listTasks();
  } catch (error) {
    if (error instanceof LupaxError || error instanceof SessionError) return [];
    throw error;
  }
}
