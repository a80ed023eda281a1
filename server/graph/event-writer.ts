import type { EventDraft, EventPatch } from '../sync/core/outlook-event.ts';
import { writeTime } from './event-time.ts';

/** The extended property that marks what this product made from Lupax. Always addressed in this very spelling. */
export const MARKER_ID = 'String {6f5b1a0e-3c8a-4d27-9c3e-2f1d0b7a4e51} Name LupaxEntry';

/** Exchange's limit of a subject, in UTF-16 units. */
export const MAX_TITLE_LENGTH = 255;

/** Cuts at the limit without leaving half a character behind. */
function cutTitle(title: string): string {
  const cut = title.slice(0, MAX_TITLE_LENGTH);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/**
 * The JSON of a PATCH: only what is given. The caller leaves the notes of an online meeting out, because a new body
 * drops the join link (https://github.com/microsoftgraph/microsoft-graph-docs/issues/9743).
 * @param mailboxZone IANA zone in which all-day events are midnight to midnight
 */
export function writePatch(patch: EventPatch, mailboxZone: string): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  if (patch.title !== undefined) json['subject'] = cutTitle(patch.title);
  if (patch.notes !== undefined) json['body'] = { contentType: 'html', content: patch.notes };
  if (patch.location !== undefined) json['location'] = { displayName: patch.location };
  if (patch.time !== undefined) Object.assign(json, writeTime(patch.time, mailboxZone));
  if (patch.showAs !== undefined) json['showAs'] = patch.showAs;
  if (patch.sensitivity !== undefined) json['sensitivity'] = patch.sensitivity;
  if (patch.reminderMinutes !== undefined) {
    json['isReminderOn'] = patch.reminderMinutes !== null;
    if (patch.reminderMinutes !== null) json['reminderMinutesBeforeStart'] = patch.reminderMinutes;
  }
  if (patch.categories !== undefined) json['categories'] = patch.categories;
  if (patch.marker) json['singleValueExtendedProperties'] = [{ id: MARKER_ID, value: patch.marker }];
  return json;
}

/**
 * The JSON of a create. Marker and `transactionId` travel in the same POST, so that an event never exists without them
 * (https://learn.microsoft.com/graph/api/singlevaluelegacyextendedproperty-post-singlevalueextendedproperties).
 */
export function writeDraft(draft: EventDraft, mailboxZone: string): Record<string, unknown> {
  return { transactionId: draft.transactionId, ...writePatch(draft, mailboxZone) };
}
