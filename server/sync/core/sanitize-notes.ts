import { hash } from 'node:crypto';
import sanitizeHtml from 'sanitize-html';

/** Formatting that means something in a note, alike for both sides. Fonts, spans, images and Exchange's elements are left out. */
const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['p', 'div', 'br', 'hr', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code'],
    ...['b', 'strong', 'i', 'em', 'u', 's', 'sub', 'sup', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'a'],
    ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: { a: ['href'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowProtocolRelative: false,
  // Their text is no text of the note. `head` is not listed: when it is not closed, the whole body would be dropped.
  nonTextTags: ['script', 'style', 'title', 'textarea', 'option', 'noscript', 'xml', 'svg', 'math'],
};

/**
 * Hashes of notes that are known to be clean: the same notes come back in the answer of a write and in the feed. Of the
 * older half nothing is left once the younger one is full.
 */
let [younger, older] = [new Set<string>(), new Set<string>()];
const REMEMBERED_NOTES = 10_000;

/** Basic HTML without scripts, styles and images. Deterministic, and cleaning twice changes nothing. */
export function sanitizeNotes(html: string): string {
  if (html === '') return html;
  const print = hash('sha256', html, 'base64url');
  if (younger.has(print) || older.has(print)) return html;
  const clean = sanitizeHtml(html, OPTIONS).trim();
  younger.add(clean === html ? print : hash('sha256', clean, 'base64url'));
  if (younger.size >= REMEMBERED_NOTES) [younger, older] = [new Set(), younger];
  return clean;
}
