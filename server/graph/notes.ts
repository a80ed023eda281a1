import { rememberTexts } from '../sync/core/remember-texts.ts';
import { sanitizeNotes } from '../sync/core/sanitize-notes.ts';

const BLOCK = '(?:p|div|br|hr|ul|ol|li|blockquote|pre|h[1-6]|table|thead|tbody|tr|th|td)';
const AROUND_BLOCK = new RegExp(`[ \\t\\r\\n\\f]*(</?${BLOCK}(?: [^>]*)?>)[ \\t\\r\\n\\f]*`, 'g');
const PREFORMATTED = /(<pre>[\s\S]*?<\/pre>)/;

/** Line breaks and runs of spaces mean nothing in HTML, and Exchange adds some; text in `<pre>` is kept. */
function collapseWhitespace(html: string): string {
  return html
    .split(PREFORMATTED)
    .map((part) => (PREFORMATTED.test(part) ? part : part.replace(/[ \t\r\n\f]+/g, ' ').replace(AROUND_BLOCK, '$1')))
    .join('')
    .trim();
}

/** The content of the one `<div>` that is the whole of `html`, as Exchange's `PlainText` wrapper is; else null. */
function unwrapWholeDiv(html: string): string | null {
  if (!html.startsWith('<div>') || !html.endsWith('</div>')) return null;
  let depth = 0;
  for (const tag of html.matchAll(/<(\/?)div>/g)) {
    depth += tag[1] ? -1 : 1;
    if (depth === 0) return tag.index + tag[0].length === html.length ? html.slice(5, -6).trim() : null;
  }
  return null;
}

const isBlank = (html: string): boolean => html.replace(/<[^>]*>/g, '').replace(/[\s\u200B\uFEFF]/g, '') === '';

/**
 * Turns the body of an event into notes: without scripts, styles, comments and the wrapping that Exchange puts around
 * every text (`<html>`, fonts, a `PlainText` div). Deterministic, and the same when applied again.
 * @param body HTML of a Graph event
 * @returns sanitised HTML; '' when nothing can be read in it
 */
export const readNotes: (body: string) => string = rememberTexts(makeNotes);

/** The same without memory. */
export function makeNotes(body: string): string {
  if (body === '') return '';
  let notes = collapseWhitespace(sanitizeNotes(body));
  for (let inner = unwrapWholeDiv(notes); inner !== null; inner = unwrapWholeDiv(notes)) notes = inner;
  return isBlank(notes) ? '' : notes;
}
