/** Hands on the first value at once, then the latest one once a pause. */
export function createThrottle<T>(pauseMs: number, handOn: (value: T) => void) {
  let latest: { value: T } | null = null;
  let timer: NodeJS.Timeout | null = null;
  const handOnLatest = (): void => {
    timer = null;
    if (latest === null) return;
    const { value } = latest;
    latest = null;
    handOn(value);
    timer = setTimeout(handOnLatest, pauseMs).unref();
  };
  return {
    tell(value: T): void {
      latest = { value };
      if (timer === null) handOnLatest();
    },
    /** What still waits is handed on now. */
    flush(): void {
      if (timer) clearTimeout(timer);
      handOnLatest();
      if (timer) clearTimeout(timer);
    },
  };
}
