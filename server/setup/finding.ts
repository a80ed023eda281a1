import type { Permitted, SetupCode, StepId } from './steps.ts';

/** Values for the sentences of the catalogue. */
export type Params = Record<string, string | number>;

/** What one step found. */
export type Finding =
  /** `note` chooses a sentence that says more than the usual one. */
  | { kind: 'ok'; note?: string; params?: Params }
  | { kind: 'fault'; code: SetupCode; note?: string; params?: Params; missing?: Permitted[] }
  /** Not carried out because of another step. */
  | { kind: 'blocked'; by: StepId }
  /** Cannot be known from here; `note` says why. */
  | { kind: 'unknown'; note: string; params?: Params };

export const ok = (params?: Params, note?: string): Finding => ({
  kind: 'ok',
  ...(note === undefined ? {} : { note }),
  ...(params === undefined ? {} : { params }),
});

export const fault = (code: SetupCode, params?: Params, note?: string): Finding => ({
  kind: 'fault',
  code,
  ...(note === undefined ? {} : { note }),
  ...(params === undefined ? {} : { params }),
});
