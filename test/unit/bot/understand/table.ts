import { readFileSync } from 'node:fs';
import { DateTime } from 'luxon';
import type { Reading, SentenceContext, When, ZonedTime } from '../../../../bot/understand/reading.ts';
import { understandSentence } from '../../../../bot/understand/understand.ts';

export interface Row {
  say: string;
  expected: string;
  context: SentenceContext;
  line: number;
}

/** Rows `sentence => reading` under `@now <wall time> <zone> <language>` and `@projects A | B`. */
export function readTable(name: string): Row[] {
  const rows: Row[] = [];
  let context: SentenceContext = { now: new Date(0), timeZone: 'UTC', language: 'de' };
  const text = readFileSync(new URL(`tables/${name}`, import.meta.url), 'utf8');
  text.split('\n').forEach((line, at) => {
    const [, mark, rest = ''] = /^@(\w+) (.*)$/.exec(line) ?? [];
    if (mark === 'now') {
      const [wall = '', timeZone = '', language] = rest.split(' ');
      const now = DateTime.fromISO(wall, { zone: timeZone }).toJSDate();
      context = { ...context, now, timeZone, language: language === 'en' ? 'en' : 'de' };
    } else if (mark === 'projects') {
      context = { ...context, knownProjects: rest.split(' | ').map((title, id) => ({ id: String(id), title })) };
    } else if (line.includes(' => ') && !line.startsWith('#')) {
      const [say = '', expected = ''] = line.split(' => ');
      rows.push({ say: say.replaceAll('⏎', '\n'), expected, context, line: at + 1 });
    }
  });
  return rows;
}

export const readRow = (row: Row) => describeReading(understandSentence(row.say, row.context));

/** A reading as the tables write it. */
export function describeReading(reading: Reading): string {
  if (reading.kind === 'command') return `command ${reading.command}`;
  if (reading.kind === 'unknown') return 'not a request';
  const { when, durationMinutes, durationSaid, people, title, project, place, problems } = reading.request;
  return [
    describeWhen(when),
    durationSaid && `${String(durationMinutes)} min`,
    people.length > 0 && `with ${people.map((person) => person.written).join(', ')}`,
    title !== null && `title ${title}`,
    project && `project ${project.title}`,
    place !== null && `place ${place}`,
    ...problems.map((problem) => `problem ${problem.code}`),
  ]
    .filter((part) => typeof part === 'string')
    .join('; ');
}

const wall = (time: ZonedTime, format: string) => DateTime.fromISO(time.dateTime).setLocale('en').toFormat(format);

function describeWhen(when: When): string {
  if (when.kind === 'none') return 'none';
  if (when.kind === 'at') return `at ${wall(when.start, 'ccc yyyy-MM-dd HH:mm')}`;
  const { from, to, daily } = when;
  if (wall(from, 'D') === wall(to, 'D')) return `window ${wall(from, 'ccc yyyy-MM-dd HH:mm')}–${wall(to, 'HH:mm')}`;
  const whole = daily.from === '08:00' && daily.to === '18:00' ? '' : `, daily ${daily.from}–${daily.to}`;
  return `window ${wall(from, 'ccc yyyy-MM-dd HH:mm')} – ${wall(to, 'ccc yyyy-MM-dd HH:mm')}${whole}`;
}
