import type { MeetingRecord } from '../../server/meetings/draft.ts';
import type { Step } from '../dialogue/steps.ts';
import { textsOf } from '../i18n/index.ts';
import type { Message } from '../turn.ts';
import { formatShort, formatSlot } from '../when.ts';
import { writeConfirmation, writeResult } from './booking-confirmation.ts';
import {
  choice,
  describe,
  input,
  joinNames,
  toSlot,
  writeAnyway,
  writeRemark,
  writeSwitches,
  writeUnknownTimes,
} from './booking-parts.ts';
import { execute, heading, line, makeMessage, plain, subtle, type Action, type Element } from './elements.ts';

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
