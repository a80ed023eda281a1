import { DateTime } from 'luxon';
import type { LinkTab } from '../../server/deep-links.ts';
import type { DueReminder, Notice } from '../../server/reminders/delivery.ts';
import type { ReminderRecord } from '../../server/store/types.ts';
import { textsOf, type Language } from '../i18n/index.ts';
import type { Message } from '../turn.ts';
import { formatDay, formatMoment } from '../when.ts';
import {
  type Action,
  execute,
  facts,
  heading,
  line,
  makeMessage,
  openUrl,
  plain,
  subtle,
  warning,
  type Element,
} from './elements.ts';

/** Later than this after its time a reminder says so. */
const LATE_MS = 5 * 60 * 1000;

const SNOOZES = [
  ['10m', 'remind.in10'],
  ['1h', 'remind.in60'],
  ['tomorrow', 'remind.tomorrow'],
] as const;

interface Context {
  /** It waited for the end of the quiet hours, and is not late for that. */
  isDigest?: boolean;
  now: number;
  timeZone: string;
  language: Language;
}

export function writeNotice(notice: Notice, linkTab: LinkTab): Message {
  const [first] = notice.reminders;
  if (first && notice.reminders.length === 1) return writeReminder(first, notice, linkTab);
  return writeDigest(notice);
}

function writeReminder(reminder: DueReminder, context: Context, linkTab: LinkTab): Message {
  if (reminder.kind === 'secret') return writeSecret(reminder, context, linkTab);
  const text = textsOf(context.language);
  const title = reminder.title || text('day.untitled');
  const { key } = reminder;
  const later: Action = {
    type: 'Action.ShowCard',
    title: text('remind.later'),
    card: {
      type: 'AdaptiveCard',
      version: '1.5',
      body: [],
      actions: SNOOZES.map(([how, label]) => execute(text(label), 'remind.snooze', { reminder: key, for: how })),
    },
  };
  return makeMessage(
    text('remind.text', { title }),
    [...describe(reminder, context), ...tellLate(reminder, context)],
    [
      execute(
        text(reminder.kind === 'task' ? 'remind.done' : 'remind.dismiss'),
        'remind.done',
        { reminder: key },
        { style: 'positive' },
      ),
      later,
      ...openUrl(text('remind.open'), reminder.url),
    ],
  );
}

function describe(reminder: ReminderRecord, { timeZone, language, now }: Context): Element[] {
  const text = textsOf(language);
  const at = reminder.at && formatMoment(reminder.at, timeZone, language, now);
  return [
    subtle(text(reminder.kind === 'task' ? 'remind.task' : 'remind.appointment')),
    heading(plain(reminder.title || text('day.untitled'))),
    facts([
      [text(reminder.kind === 'task' ? 'remind.due' : 'remind.starts'), at],
      [text('remind.where'), plain(reminder.location)],
    ]),
  ];
}

/** What is over by the time it can be sent says so instead of pretending. */
function tellLate(reminder: ReminderRecord, { now, timeZone, language, isDigest }: Context): Element[] {
  const text = textsOf(language);
  const isLate = now - Date.parse(reminder.plannedAt) > LATE_MS;
  if (!isLate) return [];
  if (reminder.at !== null && Date.parse(reminder.at) < now) {
    const when = formatMoment(reminder.at, timeZone, language, now);
    return [warning(text(reminder.kind === 'task' ? 'remind.overTask' : 'remind.overAppointment', { when }))];
  }
  if (isDigest) return [];
  return [warning(text('remind.late', { when: formatMoment(reminder.plannedAt, timeZone, language, now) }))];
}

function writeDigest({ reminders, now, timeZone, language }: Notice): Message {
  const text = textsOf(language);
  const rows = reminders.map((reminder) => {
    const isOver = reminder.at !== null && Date.parse(reminder.at) < now;
    const at = reminder.at ? formatMoment(reminder.at, timeZone, language, now) : '';
    const over = isOver ? ` – ${text('remind.digestOver')}` : '';
    const name = plain(reminder.title || text('day.untitled'));
    const linked = /^https?:\/\/[^\s()]+$/.test(reminder.url) ? `[${name}](${reminder.url})` : name;
    return line(`• **${linked}** ${at}${over}`, { spacing: 'Small' });
  });
  const open = reminders.filter(({ kind }) => kind === 'task').slice(0, 4);
  return makeMessage(
    text('remind.digestText', { count: reminders.length }),
    [heading(text('remind.digestTitle')), line(text('remind.digestBody')), ...rows],
    open.map(({ key, title }) =>
      execute(`${text('remind.done')}: ${title.slice(0, 40)}`, 'remind.done', { reminder: key }),
    ),
  );
}

function writeSecret(reminder: DueReminder, { now, timeZone, language }: Context, linkTab: LinkTab): Message {
  const text = textsOf(language);
  const expiry = DateTime.fromISO(reminder.at ?? '', { zone: timeZone }).startOf('day');
  const days = Math.round(expiry.diff(DateTime.fromMillis(now, { zone: timeZone }).startOf('day'), 'days').days);
  const title =
    days < 0
      ? text('remind.secretExpired')
      : days === 0
        ? text('remind.secretToday')
        : text('remind.secretTitle', { count: days });
  const body = text('remind.secretBody', { date: formatDay(reminder.at ?? '', timeZone, language) });
  return makeMessage(
    title,
    [heading(title), line(body)],
    [
      execute(text('remind.secretTask'), 'remind.task', { reminder: reminder.key }),
      ...openUrl(text('app.administration'), linkTab('administration')),
    ],
  );
}

/** What a reminder's card turns into. */
export function writeSettled(record: ReminderRecord, context: Context): Message {
  const text = textsOf(context.language);
  if (record.taskId !== undefined)
    return makeMessage(text('remind.secretTaskMade'), [line(text('remind.secretTaskMade'))]);
  const body =
    record.state === 'done'
      ? text(record.kind === 'task' ? 'remind.doneBody' : 'remind.dismissed')
      : text('remind.snoozed', {
          when: formatMoment(record.plannedAt, context.timeZone, context.language, context.now),
        });
  return makeMessage(
    `${record.title}: ${body}`,
    [...describe(record, context), line(body)],
    openUrl(text('remind.open'), record.url),
  );
}
