import type { SnoozeFor } from '../../server/reminders/actions.ts';
import { writeFailure } from '../cards/help.ts';
import { writeSettled } from '../cards/reminder.ts';
import { textsOf } from '../i18n/index.ts';
import type { Message } from '../turn.ts';
import { formatDay } from '../when.ts';
import type { CommandContext, CommandDeps } from './context.ts';

const SNOOZES: readonly string[] = ['10m', '1h', 'tomorrow'] satisfies SnoozeFor[];

/** What the buttons of a reminder do. @throws LupaxError, SessionError */
export async function pressReminder(
  deps: CommandDeps,
  context: CommandContext,
  verb: string,
  data: Record<string, unknown>,
): Promise<Message> {
  const { user, language, timeZone, document } = context;
  const text = textsOf(language);
  const key = String(data['reminder'] ?? '');
  const known = document.get('reminders', key);
  const how = String(data['for'] ?? '');
  const act = async () => {
    if (verb === 'remind.done') return await deps.reminders.finish(user, key);
    if (verb === 'remind.snooze' && SNOOZES.includes(how))
      return await deps.reminders.snooze(user, key, how as SnoozeFor);
    if (verb !== 'remind.task') return null;
    const date = formatDay(known?.at ?? '', timeZone, language);
    const texts = { title: text('remind.secretTaskTitle'), notes: text('remind.secretTaskNotes', { date }) };
    return await deps.reminders.makeTask(user, key, texts);
  };
  const record = await act();
  return record ? writeSettled(record, context) : writeFailure(language, text('error.gone'));
}
