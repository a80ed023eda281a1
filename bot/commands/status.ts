import { execute, facts, heading, line, makeMessage, openUrl, plain, warning } from '../cards/elements.ts';
import { textsOf } from '../i18n/index.ts';
import type { Message } from '../turn.ts';
import { formatMoment } from '../when.ts';
import type { CommandContext, CommandDeps } from './context.ts';

/** Where the synchronisation stands, and what it waits for. */
export async function writeStatus(deps: CommandDeps, context: CommandContext): Promise<Message> {
  const { language, timeZone, user, link, settings, document, now } = context;
  const text = textsOf(language);
  const [attention, runs] = await Promise.all([
    deps.accounts.attention.list(user, language),
    deps.accounts.runs.list(user, language),
  ]);
  const waiting = runs.find(({ state }) => state === 'waiting_for_approval');
  const calendars = [...document.list('calendars').values()].filter(({ direction }) => direction !== 'off').length;
  const { enabled, quietFrom: from, quietTo: to } = settings.reminders;
  const expired = link.state === 'sign_in_expired';
  const notes = [
    ...(expired ? [warning(text('status.expired'))] : []),
    ...(settings.paused ? [line(text('status.paused'))] : []),
    ...(waiting ? [warning(text('status.waiting'))] : []),
    ...(attention.length > 0 ? [warning(text('status.attention', { count: attention.length }))] : []),
    ...attention.slice(0, 3).map(({ title, fix }) => line(`• ${plain(title)} – ${plain(fix)}`, { spacing: 'Small' })),
  ];
  const last = link.lastSuccessAt ? formatMoment(link.lastSuccessAt, timeZone, language, now) : text('status.never');
  return makeMessage(
    `${text('status.title')}: ${notes.length === 0 ? text('status.fine') : text('status.attention', { count: notes.length })}`,
    [
      heading(text('status.title')),
      facts([
        [text('status.account'), plain(`${link.email} (${link.organization.title})`)],
        [text('status.calendars'), text('status.calendarsValue', { count: calendars })],
        [text('status.last'), last],
        [text('status.entries'), String(document.list('pairs').size)],
        [text('status.reminders'), enabled ? text('status.remindersOn', { from, to }) : text('status.remindersOff')],
      ]),
      ...(notes.length > 0 ? notes : [line(text('status.fine'))]),
    ],
    [
      ...(waiting ? [execute(text('run.waitingTitle'), 'run.show', { run: waiting.id })] : []),
      ...(settings.paused ? [execute(text('pause.resume'), 'say.resume')] : []),
      ...openUrl(text('app.open'), deps.linkTab()),
    ],
  );
}
