import { LupaxError } from '../lupax/errors.ts';
import type { CheckContext } from './context.ts';
import { fault, ok, type Finding } from './finding.ts';
import { nameTrouble } from './trouble.ts';

/** Whether Lupax is reached, offers a connector, and has released the interface. */
export async function checkLupax({ lupax, place }: CheckContext): Promise<Finding> {
  const url = place.lupaxBaseUrl;
  try {
    const state = await lupax.ask();
    if (state === 'reachable') return ok({ url }, 'anonymous');
    if (state.connector) return state.enabled ? ok({ url }) : fault('interface_disabled', { url });
    return lupax.hadConnector ? fault('lupax_unreachable', { url, cause: 'HTTP 404' }) : fault('no_connector', { url });
  } catch (error) {
    if (!(error instanceof LupaxError)) throw error;
    if (error.code === 'interface_disabled') return fault('interface_disabled', { url });
    if (error.code === 'sign_in_expired' || error.code === 'credentials')
      return { kind: 'unknown', note: 'signInExpired' };
    return fault('lupax_unreachable', { url, ...nameTrouble(error.facts) });
  }
}
