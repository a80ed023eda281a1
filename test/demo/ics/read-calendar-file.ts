import { readFile } from 'node:fs/promises';
import iconv from 'iconv-lite';

/** Why a file cannot be put into a mailbox at all. */
export class IcsFileError extends Error {
  constructor(
    readonly code: 'unreadable' | 'no_calendar',
    readonly path: string,
  ) {
    super(`${path}: ${code}`);
  }
}

/**
 * Reads an iCalendar file as text with LF line ends and without folding (RFC 5545 §3.1). UTF-8 and UTF-16 with or
 * without a byte order mark, else Windows-1252, which German Outlook exports may be in.
 * @throws IcsFileError when the file cannot be read or is no calendar
 */
export async function readCalendarFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch(() => {
    throw new IcsFileError('unreadable', path);
  });
  const text = decodeCalendar(bytes);
  if (!/^BEGIN:VCALENDAR\s*$/im.test(text)) throw new IcsFileError('no_calendar', path);
  return text;
}

/** The unfolded text of a calendar file's bytes. */
export function decodeCalendar(bytes: Uint8Array): string {
  const encoding = findEncoding(bytes);
  if (encoding.startsWith('utf-16')) return unfold(new TextDecoder(encoding).decode(bytes));
  // Some programs fold by bytes and tear characters apart, so lines are joined before the bytes are decoded.
  const joined = Buffer.from(unfold(Buffer.from(bytes).toString('latin1')), 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(joined);
  } catch {
    // Node's own decoder of Windows-1252 is one of Latin-1: https://github.com/nodejs/node/issues/56542
    return iconv.decode(joined, 'windows-1252');
  }
}

function findEncoding(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0 && second !== 0) return 'utf-16be';
  if (second === 0 && first !== 0 && bytes.length > 1) return 'utf-16le';
  return 'utf-8';
}

function unfold(text: string): string {
  return text.replace(/\r\n|\r/g, '\n').replace(/\n[ \t]/g, '');
}
