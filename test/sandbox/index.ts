import { startEntraSandbox } from './entra/index.ts';
import type { EntraControl } from './entra/index.ts';
import { startGraphSandbox } from './graph/index.ts';
import { startLupaxSandbox } from './lupax/index.ts';
import type { LupaxControl } from './lupax/index.ts';
import { systemClock } from './web/clock.ts';
import type { Clock } from './web/clock.ts';

export type { Clock } from './web/clock.ts';
export type { EntraControl } from './entra/index.ts';
export type { LupaxControl } from './lupax/index.ts';
export type GraphControl = Awaited<ReturnType<typeof startGraphSandbox>>['control'];

export interface Sandbox {
  /** Origins; `lupaxUrl` includes `/api/v1`. */
  entraUrl: string;
  graphUrl: string;
  lupaxUrl: string;
  entra: EntraControl;
  graph: GraphControl;
  lupax: LupaxControl;
  /** What points the product at the sandbox. */
  env(): Record<'AZURE_AUTHORITY_HOST' | 'GRAPH_BASE_URL' | 'LUPAX_BASE_URL', string>;
  stop(): Promise<void>;
}

/**
 * Starts Entra, Graph and Lupax on loopback, empty, sharing one clock.
 * @param options.ports 0 or left out picks free ones
 * @throws the listen error; what had started by then is stopped
 */
export async function startSandbox(
  options: { clock?: Clock; seed?: number; ports?: { entra?: number; graph?: number; lupax?: number } } = {},
): Promise<Sandbox> {
  const { clock = systemClock, seed = 1, ports = {} } = options;
  const started: { stop(): Promise<void> }[] = [];
  const stop = async () => void (await Promise.all(started.map((service) => service.stop())));
  const keep = <T extends { stop(): Promise<void> }>(service: T): T => {
    started.push(service);
    return service;
  };

  try {
    const entra = keep(await startEntraSandbox({ port: ports.entra ?? 0, clock }));
    const { verifyToken } = entra;
    const graph = keep(await startGraphSandbox({ port: ports.graph ?? 0, clock, seed, verifyToken }));
    const lupax = keep(await startLupaxSandbox({ port: ports.lupax ?? 0, clock, seed }));
    return {
      entraUrl: entra.url,
      graphUrl: graph.url,
      lupaxUrl: lupax.url,
      entra: entra.control,
      graph: graph.control,
      lupax: lupax.control,
      env: () => ({ AZURE_AUTHORITY_HOST: entra.url, GRAPH_BASE_URL: graph.url, LUPAX_BASE_URL: lupax.url }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
