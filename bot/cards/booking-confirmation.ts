import type { MeetingRecord, Slot } from '../../server/meetings/draft.ts';
import { textsOf } from '../i18n/index.ts';
import type { Message } from '../turn.ts';
import { formatSlot } from '../when.ts';
import {
  choice,
  describe,
  joinNames,
  suggestTitle,
  writePeople,
  writeSwitches,
  writeUnknownTimes,
} from './booking-parts.ts';
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

/** What is about to be made, to be checked and corrected: nothing is made before it is confirmed. */
export function writeConfirmation(
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

/** What was made, with its link. */
export function writeResult(draft: MeetingRecord): Message {
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
