import { Semaphore } from 'async-mutex';
import type { Logger } from 'pino';
import type { RequestShares } from '../request-shares.ts';
