import type { LinkReader } from './links.ts';
import type { Requester } from './requester.ts';

/** What every operation on one mailbox needs. */
export interface Reach {
  requester: Requester;
  links: LinkReader;
  /** Object id of the mailbox's user. */
  userId: string;
  /** IANA zone of the mailbox, or the best guess. */
  defaultZone: string;
}
