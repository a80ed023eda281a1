import { createHash } from 'node:crypto';

/**
 * Ids and change keys in the shape Exchange gives them: opaque, case-sensitive, base64url. Two ids may differ in the
 * case of one letter only, as real ones do (https://github.com/microsoftgraph/microsoft-graph-docs/issues/7330).
 */

const IMMUTABLE_BYTES = 51;
const MUTABLE_BYTES = 114;
const IMMUTABLE_PREFIX = [0x00, 0x09, 0x00, 0x2e];
const MUTABLE_PREFIX = [0x01, 0x03, 0x24, 0x00];
const OCCURRENCE_MARK = [0x51, 0x00, 0x08];
const OCCURRENCE_BYTES = OCCURRENCE_MARK.length + 3;
const OCCURRENCE_TAIL = 0x10;

export interface IdPair {
  readonly immutableId: string;
  /** Changes when the item moves to another calendar. */
  readonly mutableId: string;
}

/** Derives the bytes that all ids of one mailbox share. */
export function deriveMailboxBytes(objectId: string): Buffer {
  return createHash('sha256').update(objectId).digest();
}

function encodeItem(prefix: number[], length: number, mailbox: Buffer, folder: number, serial: number): string {
  const bytes = Buffer.alloc(length);
  for (let at = prefix.length; at < length - 11; at++) bytes[at] = mailbox[at % mailbox.length]!;
  bytes.set(prefix, 0);
  bytes.writeUInt32BE(folder, length - 11);
  bytes.writeUInt32BE(serial, length - 7);
  return bytes.toString('base64url');
}

/** Creates both ids of a calendar or event; `folder` is the serial of the calendar it lies in (0 for calendars). */
export function createIds(mailbox: Buffer, folder: number, serial: number): IdPair {
  return {
    immutableId: encodeItem(IMMUTABLE_PREFIX, IMMUTABLE_BYTES, mailbox, 0, serial),
    mutableId: encodeItem(MUTABLE_PREFIX, MUTABLE_BYTES, mailbox, folder, serial),
  };
}

/** Creates the id of an occurrence from its master's id and the day (days since 1970) the pattern gives it. */
export function createOccurrenceId(masterId: string, day: number): string {
  const master = Buffer.from(masterId, 'base64url');
  const head = Buffer.from([...master.subarray(0, 3), ...OCCURRENCE_MARK, day >>> 16, (day >>> 8) & 255, day & 255]);
  if (master[0] === IMMUTABLE_PREFIX[0]) return Buffer.concat([head, master.subarray(3)]).toString('base64url');
  const bytes = Buffer.concat([head, master.subarray(3), Buffer.from([OCCURRENCE_TAIL])]);
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

export type ParsedId =
  { kind: 'item'; id: string } | { kind: 'occurrence'; masterId: string; day: number } | { kind: 'malformed' };

/** Reads an opaque id. Only says what it denotes; whether it exists is the mailbox's business. */
export function parseId(id: string): ParsedId {
  const bytes = Buffer.from(id, 'base64url');
  const known = [IMMUTABLE_PREFIX, MUTABLE_PREFIX].find((prefix) =>
    prefix.slice(0, 3).every((b, at) => bytes[at] === b),
  );
  if (!known) return { kind: 'malformed' };
  const length = known === IMMUTABLE_PREFIX ? IMMUTABLE_BYTES : MUTABLE_BYTES;
  if (bytes.length === length) return { kind: 'item', id };
  const isOccurrence = OCCURRENCE_MARK.every((b, at) => bytes[at + 3] === b);
  if (!isOccurrence || bytes.length < length + OCCURRENCE_BYTES) return { kind: 'malformed' };
  const day = (bytes[6]! << 16) | (bytes[7]! << 8) | bytes[8]!;
  const masterId = Buffer.concat([bytes.subarray(0, 3), bytes.subarray(9, length + 6)]).toString('base64url');
  if (createOccurrenceId(masterId, day) !== id) return { kind: 'malformed' };
  return { kind: 'occurrence', masterId, day };
}

/** Creates the change key of an item's n-th change. */
export function createChangeKey(mailbox: Buffer, change: number): string {
  const bytes = Buffer.alloc(22);
  mailbox.copy(bytes, 0, 0, 16);
  bytes.writeUInt32BE(change, 18);
  return bytes.toString('base64');
}

/** The etag of a full item: the change key, weak and quoted. */
export function toEtag(changeKey: string): string {
  return `W/"${changeKey}"`;
}

/** The etag of a slim occurrence: eight fixed bytes before the master's change key, as recorded from the service. */
export function toOccurrenceEtag(masterChangeKey: string): string {
  const head = Buffer.from('0f00000016000000', 'hex');
  return `W/"${Buffer.concat([head, Buffer.from(masterChangeKey, 'base64')]).toString('base64')}"`;
}

/** The iCalUId prefix and tail; an instance embeds its date in the middle (https://learn.microsoft.com/graph/api/resources/event). */
export function createICalUId(uid: string, day: number | null): string {
  if (day === null) return uid;
  const date = new Date(day * 86_400_000);
  const hex = (value: number, width: number) => value.toString(16).toUpperCase().padStart(width, '0');
  return (
    uid.slice(0, 32) +
    hex(date.getUTCFullYear(), 4) +
    hex(date.getUTCMonth() + 1, 2) +
    hex(date.getUTCDate(), 2) +
    uid.slice(40)
  );
}

/** Creates the uid of a new meeting: a global object id as Exchange writes it, 112 hex digits. */
export function createUid(seed: string): string {
  const random = createHash('sha256').update(seed).digest('hex').toUpperCase();
  return `040000008200E00074C5B7101A82E00800000000${random.slice(0, 16)}000000000000000010000000${random.slice(16, 48)}`;
}
