import type { Visibility } from './entry.ts';
import { fingerprintValue } from './fingerprint.ts';
import type { Appointment } from './lupax-entry.ts';
import type { OutlookEvent, Sensitivity } from './outlook-event.ts';
import type { Pair } from './pair.ts';
import { readBaseVisibility } from './raised-visibility.ts';
import { computeVisibility, isLooser, isStricter, stricter } from './visibility.ts';

/** What an event's own sensitivity alone asks for. */
export function visibilityOfSensitivity(sensitivity: Sensitivity): Visibility {
  return computeVisibility('read', sensitivity) ?? 'public';
}

/** Lupax's visibility of an entry of its own stands; a sensitivity set in Outlook may tighten it, never loosen it. */
export function mergeVisibility(pair: Pair, event: OutlookEvent, appointment: Appointment): Visibility {
  if (!isSensitivityTouched(pair, event)) return appointment.visibility;
  return stricter(visibilityOfSensitivity(event.sensitivity), appointment.visibility);
}

/** Whether Lupax loosened the entry since the last agreement. */
export function isLoosenedInLupax(pair: Pair, appointment: Appointment): boolean {
  const before = readBaseVisibility(pair);
  return before !== null && isLooser(appointment.visibility, before);
}

/** Sensitivity of the event of a Lupax entry that is to be shown with `visibility`. */
export function chooseSensitivity(
  pair: Pair,
  event: OutlookEvent,
  appointment: Appointment,
  visibility: Visibility,
): Sensitivity {
  const current = event.sensitivity;
  if (visibility === 'title_and_notes_private') return current === 'confidential' ? current : 'private';
  if (!isStricter(visibilityOfSensitivity(current), 'public')) return 'normal';
  // What a person made stricter in Outlook stays so until Lupax loosens the entry itself.
  return isLoosenedInLupax(pair, appointment) && !isSensitivityTouched(pair, event) ? 'normal' : current;
}

function isSensitivityTouched(pair: Pair, event: OutlookEvent): boolean {
  return pair.outlook.base !== null && pair.outlook.base['sensitivity'] !== fingerprintValue(event.sensitivity);
}
