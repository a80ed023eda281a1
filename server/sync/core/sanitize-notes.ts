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
export const sanitizeNotes: (html: string) => string = rememberTexts((html) =>
  html === '' ? html : sanitizeHtml(html, OPTIONS).trim(),
);
