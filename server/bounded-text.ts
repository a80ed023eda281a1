/** The largest page of Graph or Lupax is far smaller; what is larger is a mistake or an attack on this server's memory. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
}

interface Readable {
  readonly body: AsyncIterable<Uint8Array> | null;
  /** Of a body that cannot be longer than it says. */
  readonly whole?: { readonly length: number; read(): Promise<string> };
}

/**
 * Reads an answer to the end, unpacked, as UTF-8. A small answer may unpack to a huge one, so what counts is what was
 * unpacked; `Content-Length` counts only where nothing is packed (`send-request.ts`).
 * @throws AnswerTooLarge; the rest is not read
 */
export async function readBoundedText(response: Readable, maxBytes: number = MAX_ANSWER_BYTES): Promise<string> {
  if (!response.body) return '';
  if (response.whole && response.whole.length <= maxBytes) return await response.whole.read();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let length = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of response.body) {
    length += chunk.byteLength;
    if (length > maxBytes) throw new AnswerTooLarge(`an answer of more than ${maxBytes} bytes`);
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join('');
}
