/** Milliseconds since the epoch. The sandbox asks nothing else for the time, so that tests can move it. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();
