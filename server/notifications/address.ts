import { isLoopback } from '../config-values.ts';

/** Where Graph posts notifications, below the server's own address. */
export const WEBHOOK_PATH = '/api/webhooks/graph';

/**
 * Where Graph can reach this server: https only, unless Graph itself is on this machine.
 * @param place `PUBLIC_URL` and `GRAPH_BASE_URL`
 * @returns null where it cannot: nothing is subscribed to, and changes are found by polling
 */
export function chooseNotificationUrl(place: { publicUrl: string; graphBaseUrl: string }): string | null {
  const isReachable = place.publicUrl.startsWith('https:') || isLoopback(new URL(place.graphBaseUrl).hostname);
  return isReachable ? place.publicUrl + WEBHOOK_PATH : null;
}
