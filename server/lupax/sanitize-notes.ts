import sanitizeHtml from 'sanitize-html';

/** The same as for Outlook's notes, so that what passes between the sides looks alike on both. */
const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['p', 'div', 'br', 'hr', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code'],
    ...['b', 'strong', 'i', 'em', 'u', 's', 'sub', 'sup', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'a'],
    ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: { a: ['href'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowProtocolRelative: false,
  nonTextTags: ['script', 'style', 'title', 'textarea', 'option', 'noscript', 'xml', 'svg', 'math'],
};

/** Basic HTML without scripts, styles and images. Deterministic, and cleaning twice changes nothing. */
export function sanitizeNotes(html: string): string {
  return sanitizeHtml(html, OPTIONS).trim();
}
