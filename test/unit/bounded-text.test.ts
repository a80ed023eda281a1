import { gzipSync } from 'node:zlib';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnswerTooLarge, readBoundedText } from '../../server/bounded-text.ts';

const LIMIT_BYTES = 100_000;

let url: string;
let sentBytes = 0;
const server = createServer((request, response) => {
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
  else response.end(Buffer.from('\ufeffKünstler 🧨'.repeat(1_000)));
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('an answer', () => {
  it('is read whole, letter by letter', async () => {
    expect(await readBoundedText(await fetch(url), LIMIT_BYTES)).toBe(await (await fetch(url)).text());
    expect(await readBoundedText(await fetch(`${url}/empty`), LIMIT_BYTES)).toBe('');
  });

  it('is not read further than the limit, also when it unpacks to more than it is', async () => {
    await expect(readBoundedText(await fetch(`${url}/bomb`), LIMIT_BYTES)).rejects.toThrow(AnswerTooLarge);
    await expect(readBoundedText(await fetch(`${url}/endless`), LIMIT_BYTES)).rejects.toThrow(AnswerTooLarge);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sentBytes).toBeLessThan(20_000_000);
  });
});
