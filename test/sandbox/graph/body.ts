/** How Exchange stores what a client wrote: as HTML in its own wrapping, shapes as recorded from the service. */

const PREVIEW_LENGTH = 255;
const HEAD = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n';

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function wrapText(text: string): string {
  const content = text === '' ? '&nbsp;' : escapeHtml(text).replace(/\r?\n/g, '<br>\r\n');
  return (
    `<html><head>${HEAD}<meta name="Generator" content="Microsoft Exchange Server">\r\n<!-- converted from text -->\r\n` +
    '<style><!-- .EmailQuote { margin-left: 1pt; padding-left: 4pt; border-left: #800000 2px solid; } --></style></head>\r\n' +
    `<body>\r\n<font size="2"><span style="font-size:11pt;"><div class="PlainText">${content}</div></span></font>\r\n</body>\r\n</html>\r\n`
  );
}

function wrapHtml(html: string): string {
  const inner = /<body[^>]*>([\s\S]*)<\/body>/i.exec(html)?.[1] ?? html;
  return `<html><head>\r\n${HEAD}</head>\r\n<body>\r\n${inner.trim()}\r\n</body>\r\n</html>\r\n`;
}

/** The HTML that is read back for a body that was written. */
export function wrapBody(contentType: string, content: string): string {
  return contentType.toLowerCase() === 'html' ? wrapHtml(content) : wrapText(content);
}

/** The first characters of a body as text. */
export function previewOf(html: string): string {
  const text = html
    .replace(/<head>[\s\S]*?<\/head>/i, '')
    .replace(/<(br|\/p|\/div|\/li)[^>]*>/gi, '\r\n')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/[ \t]*\r?\n\s*/g, '\r\n')
    .trim();
  return text.slice(0, PREVIEW_LENGTH);
}

/** Adds the block with the join link that Teams writes at the end of a meeting's body. */
export function addJoinBlock(html: string, joinUrl: string): string {
  const block =
    '<div style="width:100%"><span>________________________________</span></div>\r\n' +
    `<div class="me-email-text"><b>Microsoft Teams</b><br><a href="${escapeHtml(joinUrl)}">Join the meeting now</a></div>\r\n`;
  return html.replace('</body>', `${block}</body>`);
}

/** Whether a body still holds the join link. */
export function hasJoinBlock(html: string, joinUrl: string): boolean {
  return html.includes(joinUrl) || html.includes(escapeHtml(joinUrl));
}
