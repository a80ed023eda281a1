import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';

/** Makes a limit: so many points per key and window. */
export type MakeLimiter = (limit: { keyPrefix: string; points: number; duration: number }) => RateLimiterAbstract;

export const makeMemoryLimiter: MakeLimiter = (limit) => new RateLimiterMemory(limit);
