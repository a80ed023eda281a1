import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeNotes, readNotes } from '../../../server/graph/notes.ts';
import { anyHtml } from '../../helpers/any-html.ts';
import { wrapText } from './raw-events.ts';

describe('notes of an event', () => {
  it('are the text without the wrapping of Exchange', () => {
    expect(readNotes(wrapText('Standup agenda'))).toBe('Standup agenda');
  });

  it('are empty when the body has only blanks', () => {
    expect(readNotes(wrapText('&nbsp;'))).toBe('');
    expect(readNotes('<html><body><p>&nbsp;</p>\r\n<br></body></html>')).toBe('');
    expect(readNotes('')).toBe('');
  });

  it('keep basic formatting and links', () => {
    const html = '<p>See <b>this</b> <a href="https://example.test/?a=1&amp;b=2">page</a></p><ul><li>one</li></ul>';
    expect(readNotes(`<html><head></head><body>${html}</body></html>`)).toBe(html);
  });

  it('lose scripts, handlers, styles and links of other schemes', () => {
    const notes = readNotes(
      '<body><script>alert(1)</script><p onclick="x()" style="color:red">a<a href="javascript:x()">b</a>' +
        '<img src=x onerror=x()></p><style>p{}</style><title>t</title></body>',
    );
    expect(notes).toBe('<p>a<a>b</a></p>');
  });

  it('keep the lines that Outlook writes as one div each', () => {
    expect(
      readNotes('<html><body>\r\n<div><div class="elementToProof">one</div>\r\n<div>two</div></div>\r\n</body></html>'),
    ).toBe('<div>one</div><div>two</div>');
  });

  it('do not take two neighbouring divs for one that wraps all', () => {
    expect(readNotes('<div>one</div><div>two</div>')).toBe('<div>one</div><div>two</div>');
  });

  it('keep the text of a head that is not closed', () => {
    expect(readNotes('<html><head><meta name="x"><body><p>still here</p>')).toBe('<p>still here</p>');
  });

  it('keep the lines of preformatted text', () => {
    expect(readNotes('<p>a\r\n  b</p>\r\n<pre>1\n  2</pre>')).toBe('<p>a b</p><pre>1\n  2</pre>');
  });

  it('stay the same when they are read again, bare or wrapped', () => {
    for (const body of [
      wrapText('a &lt;b&gt; &amp; c'),
      '<div><p>x</p> <p>y</p></div>',
      '<p>a&nbsp;b</p>text <b>c</b>',
    ]) {
      const once = makeNotes(body);
      expect(makeNotes(once)).toBe(once);
      expect(makeNotes(`<html><head><meta charset="utf-8"></head>\r\n<body>\r\n${once}\r\n</body></html>`)).toBe(once);
    }
  });

  it('stay the same when they are read again, however broken the HTML was', () => {
    fc.assert(
      fc.property(anyHtml, (body) => {
        const once = makeNotes(body);
        expect(makeNotes(once)).toBe(once);
      }),
      { numRuns: 3_000 },
    );
  });
});
