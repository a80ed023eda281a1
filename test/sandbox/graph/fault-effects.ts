import { GraphError, badDeltaToken, renderError, syncStateNotFound } from './errors.ts';
import type { FaultEffect } from './faults.ts';
import type { GraphResponse } from './request.ts';

/** An answer, or what happens instead of one. */
export interface Outcome {
  readonly response: GraphResponse;
  readonly connection: 'answer' | 'cut' | 'stall';
}

export const NO_RESPONSE: GraphResponse = { status: 0 };

/** Waits; 0: until the event loop has seen everything that came meanwhile. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => (ms > 0 ? void setTimeout(resolve, ms) : void setImmediate(resolve)));
}

function answerInstead(effect: FaultEffect, nowMs: number): GraphResponse | null {
  switch (effect.kind) {
    case 'status': {
      const headers = effect.retryAfter === undefined ? {} : { 'Retry-After': String(effect.retryAfter) };
      const body = effect.body ?? renderError(new GraphError(effect.status, 'InjectedFault', 'Injected.'), nowMs).body;
      return { status: effect.status, headers, body };
    }
    case 'bodyless':
      return { status: effect.status };
    case 'batchPart429': {
      const headers = { 'Retry-After': String(effect.retryAfter) };
      return renderError(new GraphError(429, 'TooManyRequests', 'Please retry again later.', { headers }), nowMs);
    }
    case 'expireDelta':
      return renderError(syncStateNotFound(149, [155, 156, 157]), nowMs);
    case 'badDelta':
      return renderError(badDeltaToken(), nowMs);
    default:
      return null;
  }
}

/** Lets faults strike: before a request is carried out, instead of it, or on its answer. */
export async function runWithFaults(
  effects: readonly FaultEffect[],
  nowMs: number,
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  for (const effect of effects) {
    if (effect.kind === 'delay') await pause(effect.ms);
    if (effect.kind === 'stall') return { response: NO_RESPONSE, connection: 'stall' };
    if (effect.kind === 'cutConnection') return { response: NO_RESPONSE, connection: 'cut' };
    const response = answerInstead(effect, nowMs);
    if (response) return { response, connection: 'answer' };
  }
  const outcome = await run();
  if (effects.some((effect) => effect.kind === 'lostAnswer')) return { ...outcome, connection: 'cut' };
  if (effects.some((effect) => effect.kind === 'brokenJson')) {
    const text = JSON.stringify(outcome.response.body ?? {});
    const body = text.slice(0, Math.max(1, Math.floor(text.length / 2)));
    return { ...outcome, response: { ...outcome.response, body } };
  }
  return outcome;
}
