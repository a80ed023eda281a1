import { gzipSync } from 'node:zlib';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnswerTooLarge } from '../../server/bounded-text.ts';
import { nameNetworkError } from '../../server/network-error.ts';
import { createSendRequest, sendRequest, type OutgoingRequest } from '../../server/send-request.ts';

const LIMIT_BYTES = 100_000;
const TEXT = '\ufeffKünstler 🧨'.repeat(1_000);

let url: string;
let sentBytes = 0;
const seen: { method: string | undefined; body: string; encoding: unknown }[] = [];
const server = createServer((request, response) => {
  const packed = gzipSync(TEXT);
  if (request.url === '/bomb') {
    // 50 MB of spaces in some 50 kB.
    response.setHeader('Content-Encoding', 'gzip');
    response.end(gzipSync(Buffer.alloc(50_000_000, ' ')));
  } else if (request.url === '/endless') {
    const write = (): void => {
      while (!response.destroyed && response.write('x'.repeat(10_000))) sentBytes += 10_000;
    };
    response.on('drain', write);
    write();
  } else if (request.url === '/empty') response.writeHead(204).end();
  else if (request.url === '/refusal') response.writeHead(429, { 'content-encoding': 'gzip' }).end(packed);
  else if (request.url === '/broken') {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed.subarray(0, packed.length >> 1));
  } else if (request.url === '/cut') {
    response.writeHead(200, { 'content-length': '1000' }).write('half');
    setTimeout(() => response.destroy(), 20);
  } else if (request.url === '/slow') response.writeHead(200).write('a');
  else if (request.url === '/away') response.writeHead(302, { location: '/' }).end();
  else {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      seen.push({ method: request.method, body, encoding: request.headers['accept-encoding'] });
      response.setHeader('Set-Cookie', ['a=1', 'b=2']);
      response.end(Buffer.from(TEXT));
    });
  }
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = (path: string, more: Partial<OutgoingRequest> = {}) =>
  sendRequest(url + path, { method: 'GET', headers: {}, timeoutMs: 10_000, ...more });
const read = async (path: string, more: Partial<OutgoingRequest> = {}) =>
  (await get(path, { maxBytes: LIMIT_BYTES, ...more })).text;
const nameOf = (failing: Promise<unknown>) => failing.then(() => 'none', nameNetworkError);

describe('a request', () => {
  it('goes out with its body, and says that the answer may be packed', async () => {
    await read('/', { method: 'POST', body: '{"title":"Größe"}' });
    expect(seen.at(-1)).toEqual({ method: 'POST', body: '{"title":"Größe"}', encoding: 'gzip' });
  });

  it('that gets no answer tells why', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const away = { method: 'GET', headers: {}, timeoutMs: 10_000 };
    expect(await nameOf(sendRequest(`http://127.0.0.1:${port}/`, away))).toBe('ECONNREFUSED');
    expect(await nameOf(read('/slow', { timeoutMs: 100 }))).toBe('TimeoutError');
    expect(await nameOf(read('/cut'))).toBe('UND_ERR_SOCKET');
    expect(await nameOf(read('/broken'))).toBe('Z_BUF_ERROR');
  });
});

describe('a server that stops', () => {
  it('ends the requests that are under way, and sends no more', async () => {
    const stop = new AbortController();
    const send = createSendRequest(stop.signal);
    const request = { method: 'GET', headers: {}, timeoutMs: 10_000 };
    const open = send(`${url}/slow`, request);
    setTimeout(() => stop.abort(), 50);
    expect(await nameOf(open)).toBe('AbortError');
    expect(await nameOf(send(url, request))).toBe('AbortError');
  });
});

describe('an answer', () => {
  it('is read whole, letter by letter', async () => {
    expect(await read('/')).toBe(await (await fetch(url)).text());
    expect(await read('/empty')).toBe('');
  });

  it('is unpacked, a refusal as well', async () => {
    const answer = await get('/refusal');
    expect([answer.status, answer.text]).toEqual([429, TEXT.slice(1)]);
  });

  it('has its headers, whatever their case', async () => {
    const { headers } = await get('/');
    expect([headers.get('SET-COOKIE'), headers.get('Retry-After')]).toEqual(['a=1, b=2', null]);
  });

  it('that leads elsewhere is not followed', async () => {
    const { status, headers } = await get('/away');
    expect([status, headers.get('location')]).toEqual([302, '/']);
  });

  it('is not read further than the limit, also when it unpacks to more than it is', async () => {
    await expect(read('/bomb')).rejects.toThrow(AnswerTooLarge);
    await expect(read('/endless')).rejects.toThrow(AnswerTooLarge);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sentBytes).toBeLessThan(20_000_000);
  });
});
