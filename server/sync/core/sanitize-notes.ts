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
 * Clean notes by the hash of what was cleaned, or of themselves: the same notes come back in the answer of a write, in the
 * feed and in the next round. Of the older half nothing is left once the younger one is full.
 */
let [younger, older] = [new Map<string, string>(), new Map<string, string>()];
let youngerChars = 0;
const REMEMBERED_CHARS = 4_000_000;

/** Basic HTML without scripts, styles and images. Deterministic, and cleaning twice changes nothing. */
export function sanitizeNotes(html: string): string {
  if (html === '') return html;
  const print = hash('sha256', html, 'base64url');
  const known = younger.get(print) ?? older.get(print);
  if (known !== undefined) return known;
  const clean = sanitizeHtml(html, OPTIONS).trim();
  remember(print, clean);
  if (clean !== html) remember(hash('sha256', clean, 'base64url'), clean);
  return clean;
}

function remember(print: string, clean: string): void {
  younger.set(print, clean);
  youngerChars += print.length + clean.length;
  if (youngerChars < REMEMBERED_CHARS) return;
  [younger, older] = [new Map(), younger];
  youngerChars = 0;
}
