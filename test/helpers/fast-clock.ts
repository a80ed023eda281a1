/** A clock for several processes: what it shows follows from the real time, `CLOCK_START` and `CLOCK_SPEED` alone. */
export function readFastClock(env: Record<string, string | undefined>): () => number {
  const [start, speed] = [Number(env['CLOCK_START']), Number(env['CLOCK_SPEED'])];
  return () => start + (Date.now() - start) * speed;
}
