const LOOK_INTERVAL_MS = 500;

/**
 * Calls back once the process that started this one is gone. npm passes SIGTERM on to the shell that runs a script, and
 * the shell dies of it without telling the script (https://github.com/npm/cli/issues/6547).
 */
export function watchParent(onGone: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, LOOK_INTERVAL_MS);
  timer.unref();
}
