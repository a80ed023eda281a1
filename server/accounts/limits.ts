import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { Problem } from '../problems.ts';
import { makeMemoryLimiter, type MakeLimiter } from '../store/limiters.ts';
import type { UserId } from '../store/types.ts';

const SIGN_IN_WINDOW_SECONDS = 15 * 60;
const FAILED_SIGN_INS_PER_USER = 10;
const FAILED_SIGN_INS_PER_ADDRESS = 50;
const RUN_WINDOW_SECONDS = 60;
const RUN_STARTS_PER_USER = 60;

export interface Limits {
  /**
   * Carries out a sign-in to Lupax unless too many have failed. An attempt counts before its outcome is known, so that
   * many at once do not slip through; one that did not fail is given back.
   * @throws Problem `too_many_requests`, and whatever `attempt` throws
   */
  guardSignIn<T>(
    user: UserId,
    address: string,
    attempt: () => Promise<T>,
    isFailure: (error: unknown) => boolean,
  ): Promise<T>;
  /** @throws Problem `too_many_requests` */
  countRunStart(user: UserId): Promise<void>;
}

export function createLimits(makeLimiter: MakeLimiter = makeMemoryLimiter): Limits {
  const duration = SIGN_IN_WINDOW_SECONDS;
  const ofUser = makeLimiter({ keyPrefix: 'user', points: FAILED_SIGN_INS_PER_USER, duration });
  const ofAddress = makeLimiter({ keyPrefix: 'address', points: FAILED_SIGN_INS_PER_ADDRESS, duration });
  const runStarts = makeLimiter({ keyPrefix: 'run', points: RUN_STARTS_PER_USER, duration: RUN_WINDOW_SECONDS });

  return {
    async guardSignIn(user, address, attempt, isFailure) {
      const key = nameUser(user);
      await consume(ofUser, key);
      await consume(ofAddress, address).catch(async (error: unknown) => {
        await ofUser.reward(key);
        throw error;
      });
      const giveBack = async (): Promise<void> => {
        await Promise.all([ofUser.reward(key), ofAddress.reward(address)]);
      };
      try {
        const result = await attempt();
        await giveBack();
        return result;
      } catch (error) {
        if (!isFailure(error)) await giveBack();
        throw error;
      }
    },
    countRunStart: (user) => consume(runStarts, nameUser(user)),
  };
}

async function consume(limiter: RateLimiterAbstract, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw new Problem('too_many_requests', { retryAfterSeconds });
  }
}

function nameUser({ tenantId, objectId }: UserId): string {
  return `${tenantId}/${objectId}`;
}
