/** The largest page of Graph or Lupax is far smaller; what is larger is a mistake or an attack on this server's memory. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
}

interface Readable {
  readonly body: AsyncIterable<Uint8Array> | null;
}

/**
 * Reads an answer of `fetch` to the end, unpacked, as UTF-8. A small answer may unpack to a huge one, so what counts is
 * what was unpacked, not `Content-Length`.
 * @throws AnswerTooLarge; the rest is not read
 */
export async function readBoundedText(response: Readable, maxBytes: number = MAX_ANSWER_BYTES): Promise<string> {
  if (!response.body) return '';
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
