import type { Adapter } from 'lowdb';
import { readTextFile, replaceFile } from './durable-file.ts';

/** The file is there, and is not what this product writes. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile';
}

export interface JsonAdapter<T> extends Adapter<T> {
  /** Characters that were last read or written. */
  readonly length: number;
}

/**
 * lowdb adapter for one JSON document. lowdb's own JSONFile neither fsyncs nor restricts who may read the file.
 * `read` rejects with DamagedFile for what is no JSON and for what `decode` throws at.
 */
export function createJsonAdapter<T>(
  path: string,
  decode: (json: unknown) => T,
  encode: (data: T) => unknown,
): JsonAdapter<T> {
  let length = 0;
  return {
    get length() {
      return length;
    },
    async read() {
      const text = await readTextFile(path);
      if (text === null) return null;
      length = text.length;
      try {
        return decode(JSON.parse(text));
      } catch {
        throw new DamagedFile('its JSON is broken or of another form');
      }
    },
    async write(data) {
      const text = JSON.stringify(encode(data));
      await replaceFile(path, text);
      length = text.length;
    },
  };
}
