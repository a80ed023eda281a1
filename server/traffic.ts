/** A service that this product asks. */
export const FACES = ['graph', 'lupax', 'entra'] as const;
export type Face = (typeof FACES)[number];

/** Is told of every HTTP request to a service, without addresses and ids: for the metrics. */
export interface Traffic {
  /** A request is over. @param status null: there was no answer that could be read to its end */
  answered(face: Face, status: number | null): void;
  /** A request, or a part of a batch, was refused because there were too many (429). */
  throttled(face: Face): void;
  /** A call waits before it is sent again. */
  waits(face: Face, ms: number): void;
}
