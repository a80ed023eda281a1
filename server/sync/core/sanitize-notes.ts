import sanitizeHtml from 'sanitize-html';
import { rememberTexts } from './remember-texts.ts';

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

/** Basic HTML without scripts, styles and images. Deterministic, and cleaning twice changes nothing. */
export const sanitizeNotes: (html: string) => string = rememberTexts(cleanNotes);

/** Where a tag is left out, what stood in it can be nested in a way that no browser reads: `<p><span><p>`. */
const MOST_PASSES = 5;

/** The same without memory. */
export function cleanNotes(html: string): string {
  let clean = html;
  for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
    const before = clean;
    clean = sanitizeHtml(before, OPTIONS).trim();
    // Only what stood around it was left out.
    if (before.includes(clean)) break;
  }
  return clean;
}
