import { GraphError } from './errors.ts';
import type { GraphPath } from './path.ts';

const GRAPH_ORIGIN = 'https://graph.microsoft.com';
const VERSION = '/v1.0';

/** Turns a next or delta link into a path below `/v1.0`. */
export type LinkReader = (link: string) => GraphPath;

/**
 * Links are followed through the configured base URL, and only when they name it or Microsoft's own host: a link is data
 * from outside, and following it anywhere would send the app's token there.
 * The path and the query are kept letter by letter, because tokens are opaque.
 */
export function createLinkReader(graphBaseUrl: string): LinkReader {
  const allowedOrigins = [GRAPH_ORIGIN, new URL(graphBaseUrl).origin];
  return (link) => {
    const url = URL.canParse(link) ? new URL(link) : null;
    const opaque = /^https?:\/\/[^/?#@\\]+(\/v1\.0)(\/.*)$/i.exec(link)?.[2];
    if (
      !url ||
      opaque === undefined ||
      !allowedOrigins.includes(url.origin) ||
      !url.pathname.startsWith(`${VERSION}/`)
    ) {
      throw new GraphError('refused', 'a link of Graph names another host or version and is not followed');
    }
    return { path: opaque, template: '(link)' };
  };
}
