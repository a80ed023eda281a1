import type { DraftPerson, MeetingRecord, Slot } from '../../server/meetings/draft.ts';
import type { Step } from '../dialogue/steps.ts';
import { findText, textsOf, type Language } from '../i18n/index.ts';
import type { Message } from '../turn.ts';
import { formatShort, formatSlot } from '../when.ts';
import {
  execute,
  facts,
  heading,
  line,
  makeMessage,
  openUrl,
  plain,
  subtle,
  type Action,
  type Element,
} from './elements.ts';

const NO_PROJECT = '';

export interface BookingCardOptions {
  /** Somebody else reads along: the user's own projects are not shown. */
  isShared: boolean;
}

/** The card of the dialogue's step: a question, the confirmation, or how it ended. */
export function writeBookingCard(draft: MeetingRecord, step: Step, { isShared }: BookingCardOptions): Message {
  const { language } = draft;
  const text = textsOf(language);
  const remarks = draft.remarks.map((remark) => subtle(writeRemark(language, remark.code, remark.written)));
  const drop = execute(text('book.drop'), 'book.drop', { id: draft.id });

  switch (step.kind) {
    case 'ask_people':
      return ask(
        text('book.askPeopleTitle'),
        text('book.askPeople'),
        remarks,
        [input('people', text('book.peopleLabel'), text('book.peopleHint'))],
        [execute(text('book.next'), 'book.people', { id: draft.id }), drop],
      );
    case 'choose_person': {
      const person = draft.people[step.index]!;
      return ask(
        text('book.choosePersonTitle', { written: plain(person.written) }),
        text('book.choosePerson'),
        [],
        [
          choice(
            'choice',
            null,
            person.candidates.map(({ objectId, name, address }) => [objectId, `${name} (${address})`]),
          ),
        ],
        [
          execute(text('book.next'), 'book.choose', { id: draft.id, index: step.index }),
          execute(text('book.without'), 'book.skip', { id: draft.id, index: step.index }),
          drop,
        ],
      );
    }
    case 'name_person': {
      const { written } = draft.people[step.index]!;
      return ask(
        text('book.namePersonTitle', { written: plain(written) }),
        text('book.namePerson'),
        [],
        [input('people', text('book.peopleLabel'), text('book.peopleHint'))],
        [
          execute(text('book.next'), 'book.name', { id: draft.id, index: step.index }),
          execute(text('book.without'), 'book.skip', { id: draft.id, index: step.index }),
          drop,
        ],
      );
    }
    case 'ask_time':
    case 'no_time': {
      const [title, body] =
        step.kind === 'ask_time'
          ? [text('book.askTimeTitle'), text('book.askTime')]
          : [text('book.noTimeTitle'), text('book.noTime')];
      const inputs = [
        { type: 'Input.Date', id: 'date', label: text('book.date') },
        { type: 'Input.Time', id: 'time', label: text('book.time') },
      ];
      return ask(title, body, remarks, inputs, [
        execute(text('book.next'), 'book.when', { id: draft.id }),
        ...writeSwitches(draft),
        ...(step.kind === 'no_time' ? writeAnyway(draft) : []),
        drop,
      ]);
    }
    case 'choose_time':
      return writeChoice(draft, remarks, drop);
    case 'confirm':
      return writeConfirmation(draft, step.slot, remarks, drop, isShared);
    case 'result':
      return writeResult(draft);
    case 'ask_cancel':
      return makeMessage(
        text('book.cancelTitle'),
        [heading(text('book.cancelTitle')), ...describe(draft), line(text('book.cancelBody'))],
        [
          execute(text('book.cancelYes'), 'book.cancel.yes', { id: draft.id }, { style: 'destructive' }),
          execute(text('book.cancelNo'), 'book.keep', { id: draft.id }),
        ],
      );
    case 'cancelled':
      return makeMessage(text('book.cancelledBody'), [
        heading(text('book.cancelled')),
        ...describe(draft),
        line(text('book.cancelledBody')),
      ]);
    case 'dropped':
      return makeMessage(text('book.dropped'), [line(text('book.dropped'))]);
    default:
      throw new Error(`the step ${step.kind} has no card`);
  }
}

function ask(title: string, body: string, remarks: Element[], inputs: Element[], actions: Action[]): Message {
  return makeMessage(`${title} ${body}`, [heading(title), ...remarks, line(body), ...inputs], actions);
}

function writeChoice(draft: MeetingRecord, remarks: Element[], drop: Action): Message {
  const { language, timeZone, availability, when } = draft;
  const text = textsOf(language);
  const { busy, unknown, proposals } = availability!;
  const isBusy = busy.length > 0;
  const title = text(isBusy ? 'book.busyTitle' : 'book.windowTitle');
  const wanted = when.kind === 'at' ? formatSlot(toSlot(when.start, draft.durationMinutes), timeZone, language) : '';
  const names = joinNames(busy, language);
  const body = isBusy
    ? `${text(busy.length === 1 ? 'book.busyOne' : 'book.busyMany', { names, when: wanted })} ${text('book.instead')}`
    : text('book.window');
  const slots = proposals.map((slot) => formatSlot(slot, timeZone, language));
  return makeMessage(
    `${title} ${body} ${slots.join(' · ')}`,
    [
      heading(title),
      ...remarks,
      line(body),
      ...slots.map((slot) => line(`• ${slot}`, { spacing: 'Small' })),
      ...writeUnknownTimes(unknown, language),
    ],
    [
      ...proposals.map((slot) =>
        execute(formatShort(slot.start, timeZone, language), 'book.slot', { id: draft.id, start: slot.start }),
      ),
      ...(isBusy ? writeAnyway(draft) : []),
      drop,
    ],
  );
}

function writeConfirmation(
  draft: MeetingRecord,
  slot: Slot,
  remarks: Element[],
  drop: Action,
  isShared: boolean,
): Message {
  const { language, timeZone } = draft;
  const text = textsOf(language);
  const when = formatSlot(slot, timeZone, language);
  const title = suggestTitle(draft);
  const projects = isShared ? [] : (draft.projects ?? []);
  const chosen =
    draft.project && projects.some(({ id }) => id === draft.project?.id) ? String(draft.project.id) : NO_PROJECT;
  const busy = draft.availability?.busy ?? [];
  const busyLine =
    busy.length > 0
      ? [subtle(text(busy.length === 1 ? 'book.busyOne' : 'book.busyMany', { names: joinNames(busy, language), when }))]
      : [];
  return makeMessage(
    `${text('book.confirmTitle')} ${text('book.text', { title, when })}`,
    [
      heading(text('book.confirmTitle')),
      ...remarks,
      { type: 'Input.Text', id: 'title', label: text('book.titleLabel'), value: title, maxLength: 255 },
      facts([
        [text('book.whenLabel'), when],
        [text('book.durationLabel'), text('book.minutes', { count: draft.durationMinutes })],
        [text('book.peopleFact'), writePeople(draft.people, language)],
        [text('book.placeLabel'), plain(draft.place)],
      ]),
      ...busyLine,
      ...writeUnknownTimes(draft.availability?.unknown ?? [], language),
      ...(projects.length > 0
        ? [
            choice(
              'project',
              text('book.project'),
              [
                [NO_PROJECT, text('book.noProject')],
                ...projects.map(({ id, title }): [string, string] => [String(id), title]),
              ],
              chosen,
            ),
          ]
        : []),
    ],
    [
      execute(text('book.confirm'), 'book.confirm', { id: draft.id }, { style: 'positive' }),
      ...writeSwitches(draft),
      drop,
    ],
  );
}

function writeResult(draft: MeetingRecord): Message {
  const { language, event } = draft;
  const text = textsOf(language);
  const body = event?.joinUrl ? text('book.booked') : text('book.noLink');
  return makeMessage(
    `${text('book.bookedTitle')}: ${draft.title ?? ''}`,
    [heading(text('book.bookedTitle')), ...describe(draft), line(body)],
    [
      ...openUrl(text('book.join'), event?.joinUrl ?? null),
      ...openUrl(text('book.openOutlook'), event?.webLink ?? null),
      execute(text('book.cancel'), 'book.cancel', { id: draft.id }),
    ],
  );
}

function describe(draft: MeetingRecord): Element[] {
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

function writeAnyway(draft: MeetingRecord): Action[] {
  const { when, timeZone, language } = draft;
  if (when.kind !== 'at') return [];
  const title = textsOf(language)('book.anyway', { when: formatShort(when.start, timeZone, language) });
  return [execute(title, 'book.slot', { id: draft.id, start: when.start })];
}

/** What could have been meant instead, as the reader of the sentence says. */
function writeSwitches(draft: MeetingRecord): Action[] {
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

function writeUnknownTimes(names: string[], language: Language): Element[] {
  if (names.length === 0) return [];
  const text = textsOf(language);
  return [
    subtle(
      text(names.length === 1 ? 'book.unknownTimes' : 'book.unknownTimesMany', { names: joinNames(names, language) }),
    ),
  ];
}

function writePeople(people: DraftPerson[], language: Language): string {
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

function joinNames(names: string[], language: Language, write = plain): string {
  const written = names.map(write);
  if (written.length < 2) return written.join('');
  return `${written.slice(0, -1).join(', ')} ${textsOf(language)('book.and')} ${written.at(-1)}`;
}

export function writeRemark(language: Language, code: string, written: string): string {
  return findText(language, `remark.${code}`, { written: plain(written) }) ?? '';
}

const toSlot = (start: string, minutes: number): Slot => ({
  start,
  end: new Date(Date.parse(start) + minutes * 60_000).toISOString(),
});

const input = (id: string, label: string, placeholder: string): Element => ({
  type: 'Input.Text',
  id,
  label,
  placeholder,
  maxLength: 200,
});

function choice(id: string, label: string | null, choices: [value: string, title: string][], value?: string): Element {
  return {
    type: 'Input.ChoiceSet',
    id,
    ...(label ? { label } : {}),
    style: label ? 'compact' : 'expanded',
    value: value ?? choices[0]?.[0] ?? '',
    choices: choices.map(([choiceValue, title]) => ({ title, value: choiceValue })),
  };
}
