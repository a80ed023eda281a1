import type { Owner } from './appointment-book.ts';
import { PAGE_SIZE } from './conventions.ts';
import { LupaxRefusal } from './errors.ts';
import type { AppointmentChange } from './types.ts';
import type { World } from './world.ts';

export interface ChangesPage {
  items: AppointmentChange[];
  cursor: string;
  has_more: 0 | 1;
}

export interface ChangeFeed {
  /** @throws LupaxRefusal `cursor_expired` (410), `bad_input` for a limit that is not 1–500 */
  read(owner: Owner, cursor: unknown, limit: unknown): ChangesPage;
  /** All cursors given so far are unknown from now on. */
  expireCursors(): void;
  /** Each page then repeats items, within the limit. */
  repeatItems: boolean;
}

/** What changed since a cursor; the cursor names the owner, the last change seen and a generation that can end. */
export function createChangeFeed(world: World): ChangeFeed {
  let generation = 1;

  function readCursor(owner: Owner, cursor: unknown): number {
    if (cursor === undefined) return 0;
    const parts = Buffer.from(String(cursor), 'base64url').toString('utf8').split('.').map(Number);
    const [ofGeneration, organizationId, userId, sequence] = parts;
    const known = ofGeneration === generation && organizationId === owner.organizationId && userId === owner.userId;
    if (!known || !Number.isInteger(sequence)) throw new LupaxRefusal('cursor_expired', 'Unknown or expired cursor');
    return sequence ?? 0;
  }

  const writeCursor = (owner: Owner, sequence: number) =>
    Buffer.from([generation, owner.organizationId, owner.userId, sequence].join('.')).toString('base64url');

  const feed: ChangeFeed = {
    repeatItems: false,
    expireCursors: () => void (generation += 1),
    read(owner, cursor, limitText) {
      const limit = readLimit(limitText);
      const since = readCursor(owner, cursor);
      const changes = world.appointments.changesOf(owner);
      const room = feed.repeatItems && limit > 1 ? limit - 1 : limit;
      const items: AppointmentChange[] = [];
      let last = since;
      let index = findFirstAfter(changes, since);
      for (; index < changes.length && items.length < room; index += 1) {
        const { sequence, stored } = changes[index] as (typeof changes)[number];
        last = sequence;
        if (sequence !== stored.sequence) continue;
        const { appointment } = stored;
        if (appointment.deleted === 0) items.push(appointment);
        // From the start, only what is there counts; later pages tell what went meanwhile.
        else if (cursor !== undefined) items.push({ id: appointment.id, revision: appointment.revision, deleted: 1 });
      }
      const [first] = items;
      if (room < limit && first) items.push(first);
      return { items, cursor: writeCursor(owner, last), has_more: index < changes.length ? 1 : 0 };
    },
  };
  return feed;
}

function readLimit(text: unknown): number {
  if (text === undefined) return PAGE_SIZE;
  const limit = typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > PAGE_SIZE) throw new LupaxRefusal('bad_input', 'limit must be 1 to 500');
  return limit;
}

function findFirstAfter(changes: readonly { sequence: number }[], since: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle]?.sequence ?? 0) > since) high = middle;
    else low = middle + 1;
  }
  return low;
}
