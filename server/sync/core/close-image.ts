import type { Sensitivity, OutlookEvent, SharingRole } from './outlook-event.ts';
import type { Appointment } from './lupax-entry.ts';
import { visibilityOfSensitivity } from './outlook-sensitivity.ts';
import type { LupaxItem } from './pair.ts';
import { computeVisibility, isStricter, stricter } from './visibility.ts';
import { areNotesWithheld, isLinkLine } from './withheld-notes.ts';

/** A before-image that shows no more than is allowed by now, and the fields in which it is not what it was. */
export interface ClosedImage<Item> {
  image: Item;
  closed: string[];
}

/**
 * The appointment as it may be shown now, whatever it showed when its image was taken.
 * @param sensitivity of its event, as it is now
 * @returns null when the calendar it came from is not shared any more
 */
export function closeAppointment(
  image: Appointment,
  sharing: SharingRole,
  sensitivity: Sensitivity,
): ClosedImage<Appointment> | null {
  const asked = image.source ? computeVisibility(sharing, sensitivity) : visibilityOfSensitivity(sensitivity);
  if (asked === null) return null;
  const visibility = stricter(asked, image.visibility);
  if (visibility === image.visibility) return { image, closed: [] };
  if (!image.source) return { image: { ...image, visibility }, closed: ['visibility'] };
  return {
    image: {
      ...image,
      visibility,
      location: visibility === 'title_and_notes_private' ? '' : image.location,
      participants: [],
      onlineMeeting: { ...image.onlineMeeting, joinUrl: null },
    },
    closed: ['visibility', 'location', 'participants', 'joinUrl'],
  };
}

/**
 * The event of a Lupax entry as it may be shown now.
 * @param item what it is the event of, as it is now; null when nobody can tell
 * @param notes what stands there now; '' when there is no event
 */
export function closeEvent(
  image: OutlookEvent,
  item: LupaxItem | null,
  sharing: SharingRole,
  notes: string,
): ClosedImage<OutlookEvent> {
  if (!item) return { image, closed: [] };
  const visibility = item.type === 'appointment' ? item.item.visibility : 'notes_private';
  const url = item.type === 'appointment' ? item.item.url : null;
  const closes = isStricter(visibility, 'notes_private') && visibilityOfSensitivity(image.sensitivity) !== visibility;
  const withheld = image.notes !== '' && areNotesWithheld(visibility, sharing) && !isLinkLine(image.notes, url);
  return {
    image: {
      ...image,
      sensitivity: closes ? 'private' : image.sensitivity,
      notes: withheld ? notes : image.notes,
    },
    closed: [...(closes ? ['sensitivity'] : []), ...(withheld ? ['notes'] : [])],
  };
}
