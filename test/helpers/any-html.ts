import fc from 'fast-check';

const TAGS = [
  '<p>',
  '</p>',
  '<div>',
  '</div>',
  '<pre>',
  '</pre>',
  '<b>',
  '</b>',
  '<br>',
  '<ul><li>',
  '<table>',
  '<td colspan="2">',
  '<span style="x">',
  '<img src=x>',
];
const HOSTILE = [
  '<script>',
  '</script>',
  '<style>',
  '<title>',
  '<!--',
  '-->',
  '<a href="javascript:x()">',
  '<svg>',
  '<',
];
const TEXT = [
  'Tor 2',
  ' ',
  '\r\n',
  '&nbsp;',
  '&amp;',
  '&lt;b&gt;',
  '"',
  '>',
  'ä',
  '<a href="https://example.test/?a=1&amp;b=2">',
];

/** HTML as nobody would write it: tags that are never closed, crossed, or left out. */
export const anyHtml = fc
  .array(fc.constantFrom(...TAGS, ...HOSTILE, ...TEXT), { maxLength: 12 })
  .map((parts) => parts.join(''));
