import type { Clock } from '../web/clock.ts';
import type { Owner } from './appointment-book.ts';

/** Keys live exactly this long: the least that the contract promises. */
const KEY_LIFETIME_MS = 86_400_000;

/** Which appointment a user's `Idempotency-Key` created. */
export function createIdempotencyKeys(clock: Clock): {
  find(owner: Owner, key: string): number | undefined;
  remember(owner: Owner, key: string, appointmentId: number): void;
} {
  const known = new Map<string, { appointmentId: number; expiresAtMs: number }>();
  const join = (owner: Owner, key: string) => `${owner.organizationId}/${owner.userId}/${key}`;
  return {
    find(owner, key) {
      const entry = known.get(join(owner, key));
      return entry && entry.expiresAtMs > clock.now() ? entry.appointmentId : undefined;
    },
    remember: (owner, key, appointmentId) =>
      void known.set(join(owner, key), { appointmentId, expiresAtMs: clock.now() + KEY_LIFETIME_MS }),
  };
}
