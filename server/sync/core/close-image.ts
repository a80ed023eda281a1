import type { Visibility } from './entry.ts';
import type { Sensitivity, OutlookEvent, SharingRole } from './outlook-event.ts';
import { readWords } from './fingerprint.ts';
import type { Appointment } from './lupax-entry.ts';
import { visibilityOfSensitivity } from './outlook-sensitivity.ts';
import type { LupaxItem } from './pair.ts';
import { computeVisibility, isStricter, stricter } from './visibility.ts';
import { areNotesWithheld, isLinkLine } from './withheld-notes.ts';

/** Where nobody knows who may see a calendar, it may be everybody. */
const SHOWS_MOST: SharingRole = 'delegateWithPrivateEventAccess';

/** A before-image that shows no more than is allowed by now, and the fields in which it is not what it was. */
export interface ClosedImage<Item> {
  image: Item;
  closed: string[];
}

/**
 * The appointment as it may be shown now, whatever it showed when its image was taken.
 * @param sharing of its calendar; null when nobody knows
 * @param sensitivity of its event, as it is now; null when the event is not there
 * @param current the appointment as it is now; null when it is to be made again
 * @param agreed visibility that both sides had agreed on when the image was taken; null when they had not
 * @returns null when the calendar it came from is not shared any more
 */
export function closeAppointment(
  image: Appointment,
  sharing: SharingRole | null,
  sensitivity: Sensitivity | null,
  current: Appointment | null,
  agreed: Visibility | null,
): ClosedImage<Appointment> | null {
  const asked = readAsked(image, sharing, sensitivity, current, agreed);
  if (asked === null) return null;
  const visibility = stricter(asked, image.visibility);
  if (visibility === image.visibility) return { image, closed: [] };
  if (!image.source) return { image: { ...image, visibility }, closed: ['visibility'] };
  const hidesPlace = visibility === 'title_and_notes_private';
  return {
    image: {
      ...image,
      visibility,
      location: hidesPlace ? '' : image.location,
      participants: [],
      onlineMeeting: { ...image.onlineMeeting, joinUrl: null },
    },
    closed: ['visibility', ...(hidesPlace ? ['location'] : []), 'participants', 'joinUrl'],
  };
}

/**
 * How closed the entry has to be at least. What nobody can tell any more is taken to be as it is shown now, and where the
 * event is gone no more open than was agreed on last: a person may have opened the copy of a private event since.
 */
function readAsked(
  { source }: Appointment,
  sharing: SharingRole | null,
  sensitivity: Sensitivity | null,
  current: Appointment | null,
  agreed: Visibility | null,
): Visibility | null {
  const role = source ? sharing : 'read';
  const asked = computeVisibility(role ?? (current ? 'read' : 'unknown'), sensitivity ?? 'normal');
  const isKnown = role !== null && sensitivity !== null;
  if (asked === null || isKnown) return asked;
  const shown = current?.visibility ?? agreed ?? asked;
  return stricter(asked, sensitivity === null && agreed !== null ? stricter(shown, agreed) : shown);
}

/**
 * The event of a Lupax entry as it may be shown now.
 * @param item what it is the event of, as it is now; null when nobody can tell
 * @param current the event as it is now; null when it is to be made again
 */
export function closeEvent(
  image: OutlookEvent,
  item: LupaxItem | null,
  sharing: SharingRole | null,
  current: OutlookEvent | null,
): ClosedImage<OutlookEvent> {
  if (!item) return keepClosed(image, current);
  const visibility = item.type === 'appointment' ? item.item.visibility : 'notes_private';
  const url = item.type === 'appointment' ? item.item.url : null;
  const closes = isStricter(visibility, 'notes_private') && visibilityOfSensitivity(image.sensitivity) !== visibility;
  const withheld =
    image.notes !== '' && areNotesWithheld(visibility, sharing ?? SHOWS_MOST) && !isLinkLine(image.notes, url);
  return {
    image: {
      ...image,
      sensitivity: closes ? 'private' : image.sensitivity,
      notes: withheld ? keepNotes(image, item, current) : image.notes,
    },
    closed: [...(closes ? ['sensitivity'] : []), ...(withheld ? ['notes'] : [])],
  };
}

/** What the event shows stays, unless that is what must not be shown: its calendar may be shared more than it was. */
function keepNotes(image: OutlookEvent, item: LupaxItem, current: OutlookEvent | null): string {
  if (!current) return '';
  const ofItem = item.type === 'appointment' ? item.item.notes : item.item.description;
  const withheld = [image.notes, ofItem].map(readWords);
  return withheld.includes(readWords(current.notes)) ? '' : current.notes;
}

/** Nobody can tell any more what an entry that is gone asked for. */
function keepClosed(image: OutlookEvent, current: OutlookEvent | null): ClosedImage<OutlookEvent> {
  if (!current) return { image, closed: [] };
  const closes = isStricter(visibilityOfSensitivity(current.sensitivity), visibilityOfSensitivity(image.sensitivity));
  const withheld = isLinkLine(current.notes, null);
  return {
    image: {
      ...image,
      sensitivity: closes ? current.sensitivity : image.sensitivity,
      notes: withheld ? current.notes : image.notes,
    },
    closed: [...(closes ? ['sensitivity'] : []), ...(withheld ? ['notes'] : [])],
  };
}
