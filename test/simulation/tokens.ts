import type { TokenSource } from '../../server/graph/index.ts';
import { TENANT } from './people.ts';

const TOKEN_LIFETIME_MS = 3_600_000;
/** Tokens are replaced so long before they expire, as msal does. */
const TOKEN_LEAD_MS = 300_000;

/** Tokens for Graph: as long-lived as Entra's, and refused once they are expired. */
export function createTokens(now: () => number) {
  let generation = 1;
  let cached: { text: string; until: number } | null = null;
  const make = (): string => {
    const until = now() + TOKEN_LIFETIME_MS;
    cached = { text: `token.${generation}.${until}`, until };
    return cached.text;
  };
  const source: TokenSource = {
    getToken: async () => (cached && cached.until - TOKEN_LEAD_MS > now() ? cached.text : make()),
    getFreshToken: async () => make(),
    replaceToken: async (refused) => (cached && cached.text !== refused ? cached.text : make()),
  };
  return {
    source,
    expire: () => void (generation += 1),
    verify: (text: string) => {
      const [, ofGeneration, until] = text.split('.').map(Number);
      const roles = ['Calendars.ReadWrite', 'MailboxSettings.ReadWrite', 'User.Read.All'];
      const valid = ofGeneration === generation && (until ?? 0) > now();
      return valid ? { tid: TENANT, appid: 'c0ffee00-1234-4a5b-8c6d-7e8f90a1b2c3', roles } : null;
    },
  };
}
