import type { Visibility } from './entry.ts';
import type { SharingRole } from './outlook-event.ts';

/** Roles whose holders read the notes of an event that is not private. */
const ROLES_THAT_SHOW_NOTES: ReadonlySet<SharingRole> = new Set([
  'read',
  'write',
  'delegateWithoutPrivateEventAccess',
  'delegateWithPrivateEventAccess',
]);

/** In both texts, and seldom in other notes: those need not be looked at more closely. */
const PRODUCT_NAME = 'Lupax';
const LINK_TEXT = { de: `Notizen in ${PRODUCT_NAME} ansehen`, en: `See the notes in ${PRODUCT_NAME}` };

/** Whether the notes of a Lupax entry must stay out of Outlook, so that the calendar's role does not show them. */
export function areNotesWithheld(visibility: Visibility, role: SharingRole): boolean {
  if (visibility === 'notes_private') return ROLES_THAT_SHOW_NOTES.has(role);
  // Everyone with this role reads private events too, so `sensitivity: private` alone hides nothing.
  return visibility === 'title_and_notes_private' && role === 'delegateWithPrivateEventAccess';
}

/** The line that stands where notes are withheld. */
export function writeLinkLine(url: string, language: 'de' | 'en'): string {
  return `<p><a href="${escapeAttribute(url)}">${LINK_TEXT[language]}</a></p>`;
}

/**
 * Whether the notes are our link line and nothing else, however a server rewrote its HTML.
 * @param url address of the appointment; null when it is gone and nobody knows it any more
 */
export function isLinkLine(notes: string, url: string | null): boolean {
  if (!notes.includes(PRODUCT_NAME)) return false;
  const text = notes
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&nbsp;', ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const ours = text === LINK_TEXT.de || text === LINK_TEXT.en;
  if (url === null) return ours && notes.includes('<a ');
  return ours && (notes.includes(url) || notes.includes(escapeAttribute(url)));
}

function escapeAttribute(url: string): string {
  return url.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
