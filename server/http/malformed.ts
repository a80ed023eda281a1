import type { Duplex } from 'node:stream';
import { translate } from '../i18n/index.ts';

const STATUS_OF_CODE: Readonly<Record<string, { status: number; reason: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, reason: 'Request Header Fields Too Large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, reason: 'Request Timeout' },
};
const BAD_REQUEST = { status: 400, reason: 'Bad Request' };

/** Answers what is no HTTP (Node's `clientError`) as a problem, too, and ends the connection. */
export function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, reason } = STATUS_OF_CODE[error.code ?? ''] ?? BAD_REQUEST;
  const code = 'malformed_request';
  const body = JSON.stringify({
    type: `urn:lupax-microsoft365:problem:${code}`,
    title: translate('de', `problem.${code}.title`),
    status,
    detail: translate('de', `problem.${code}.detail`),
    code,
  });
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    'Content-Type: application/problem+json; charset=utf-8',
    'Content-Language: de',
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
