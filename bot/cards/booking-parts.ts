import type { DraftPerson, MeetingRecord, Slot } from '../../server/meetings/draft.ts';
import { findText, textsOf, type Language } from '../i18n/index.ts';
import { formatShort, formatSlot } from '../when.ts';
import { execute, facts, plain, subtle, type Action, type Element } from './elements.ts';

export function describe(draft: MeetingRecord): Element[] {
  const { language, timeZone, slot } = draft;
  const text = textsOf(language);
  return [
    facts([
      [text('book.titleLabel'), plain(draft.title ?? '')],
      [text('book.whenLabel'), slot && formatSlot(slot, timeZone, language)],
      [text('book.peopleFact'), writePeople(draft.people, language)],
      [text('book.placeLabel'), plain(draft.place)],
    ]),
  ];
}

export function writeAnyway(draft: MeetingRecord): Action[] {
  const { when, timeZone, language } = draft;
  if (when.kind !== 'at') return [];
  const title = textsOf(language)('book.anyway', { when: formatShort(when.start, timeZone, language) });
  return [execute(title, 'book.slot', { id: draft.id, start: when.start })];
}

/** What could have been meant instead, as the reader of the sentence says. */
export function writeSwitches(draft: MeetingRecord): Action[] {
  const { timeZone, language } = draft;
  const current = draft.slot?.start;
  const starts = new Set(draft.remarks.flatMap(({ proposals }) => proposals));
  return [...starts]
    .filter((start) => current === undefined || Date.parse(start) !== Date.parse(current))
    .slice(0, 3)
    .map((start) => {
      const title = textsOf(language)('book.switchTo', { when: formatShort(start, timeZone, language) });
      return execute(title, 'book.at', { id: draft.id, start });
    });
}

export function writeUnknownTimes(names: string[], language: Language): Element[] {
  if (names.length === 0) return [];
  const text = textsOf(language);
  return [
    subtle(
      text(names.length === 1 ? 'book.unknownTimes' : 'book.unknownTimesMany', { names: joinNames(names, language) }),
    ),
  ];
}

export function writePeople(people: DraftPerson[], language: Language): string {
  const external = textsOf(language)('book.external');
  return people
    .map(({ name, address, external: isExternal }) =>
      isExternal ? `${plain(address ?? name)} (${external})` : plain(name),
    )
    .join(', ');
}

export function suggestTitle({ title, people, language }: MeetingRecord): string {
  if (title) return title;
  return textsOf(language)('book.defaultTitle', {
    names: joinNames(
      people.map(({ name }) => name),
      language,
      (name) => name,
    ),
  });
}

export function joinNames(names: string[], language: Language, write = plain): string {
  const written = names.map(write);
  if (written.length < 2) return written.join('');
  return `${written.slice(0, -1).join(', ')} ${textsOf(language)('book.and')} ${written.at(-1)}`;
}

export function writeRemark(language: Language, code: string, written: string): string {
  return findText(language, `remark.${code}`, { written: plain(written) }) ?? '';
}

export const toSlot = (start: string, minutes: number): Slot => ({
  start,
  end: new Date(Date.parse(start) + minutes * 60_000).toISOString(),
});

export const input = (id: string, label: string, placeholder: string): Element => ({
  type: 'Input.Text',
  id,
  label,
  placeholder,
  maxLength: 200,
});

export function choice(
  id: string,
  label: string | null,
  choices: [value: string, title: string][],
  value?: string,
): Element {
  return {
    type: 'Input.ChoiceSet',
    id,
    ...(label ? { label } : {}),
    style: label ? 'compact' : 'expanded',
    value: value ?? choices[0]?.[0] ?? '',
    choices: choices.map(([choiceValue, title]) => ({ title, value: choiceValue })),
  };
}
