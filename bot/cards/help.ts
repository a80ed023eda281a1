import type { LinkTab } from '../../server/deep-links.ts';
import type { UnknownReason } from '../understand/reading.ts';
import { textsOf, type Language } from '../i18n/index.ts';
import type { ChatKind, Message } from '../turn.ts';
import { execute, facts, heading, line, makeMessage, openUrl, plain, sayMessage, subtle } from './elements.ts';

const listExamples = (language: Language) => {
  const text = textsOf(language);
  return [text('welcome.example1'), text('welcome.example2'), text('welcome.example3')].map((example) =>
    line(`• ${example}`),
  );
};

const quickActions = (language: Language) => {
  const text = textsOf(language);
  return [
    execute(text('welcome.example2'), 'say.today'),
    execute('status', 'say.status'),
    execute(language === 'de' ? 'hilfe' : 'help', 'say.help'),
  ];
};

export function writeWelcome(language: Language, kind: ChatKind): Message {
  const text = textsOf(language);
  if (kind !== 'personal') return sayMessage(text('welcome.title'), text('welcome.group'));
  return makeMessage(
    text('welcome.text'),
    [heading(text('welcome.title')), line(text('welcome.body')), ...listExamples(language)],
    quickActions(language),
  );
}

export function writeHelp(language: Language): Message {
  const text = textsOf(language);
  const topics = ['book', 'today', 'status', 'sync', 'pause', 'undo'] as const;
  const rows = topics.map((topic): [string, string] => [text(`help.${topic}`), text(`help.${topic}Text`)]);
  return makeMessage(text('help.text'), [heading(text('help.title')), facts(rows)], quickActions(language));
}

export function writeGreeting(language: Language, name: string): Message {
  const text = textsOf(language);
  const first = name.includes(',') ? (name.split(',')[1] ?? '') : (name.split(' ')[0] ?? '');
  const title = first.trim() ? text('greeting.title', { name: plain(first.trim()) }) : text('greeting.titleNobody');
  return makeMessage(
    `${title} ${text('greeting.body')}`,
    [heading(title), line(text('greeting.body'))],
    quickActions(language),
  );
}

/** Never silence: what was not understood is answered with what would be. */
export function writeUnknown(language: Language, reason: UnknownReason): Message {
  const text = textsOf(language);
  const body = text(`unknown.${reason}`);
  const example = text('welcome.example1');
  return makeMessage(
    `${text('unknown.title')} – ${body} ${example}`,
    [heading(text('unknown.title')), line(body), line(`• ${example}`), subtle(text('greeting.body'))],
    quickActions(language),
  );
}

export function writePrivate(language: Language): Message {
  const text = textsOf(language);
  return sayMessage(text('private.title'), text('private.body'));
}

export function writeNotLinked(language: Language, linkTab: LinkTab): Message {
  const text = textsOf(language);
  return sayMessage(text('notLinked.title'), text('notLinked.body'), openUrl(text('app.open'), linkTab()));
}

/** A sentence with what to do; nothing has been done. */
export function writeFailure(language: Language, body: string, linkTab: LinkTab | null = null): Message {
  const text = textsOf(language);
  return sayMessage(text('error.title'), body, openUrl(text('app.open'), linkTab?.() ?? null));
}

export function writeLine(body: string): Message {
  return makeMessage(body, [line(body)]);
}
