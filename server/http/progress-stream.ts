import type { Request, Response } from 'express';
import { describeRun, type RunsService } from '../accounts/runs.ts';
import type { SignedInUser } from '../accounts/types.ts';
import type { Language } from '../i18n/index.ts';
import { createThrottle } from './throttle.ts';

/** When the server stops, runs end first: whoever watches one hears of it, should it be over by then. */
const LAST_WORDS_MS = 1_500;
/** Proxies close connections on which nothing is said. */
const HEARTBEAT_MS = 15_000;
/** Nobody sees more of a bar that moves; a first synchronisation would send a thousand steps a second. */
const PROGRESS_PAUSE_MS = 100;

/**
 * Server-sent events of one run (html.spec.whatwg.org/multipage/server-sent-events.html): `progress` while it goes on,
 * then `end` with the run; a run that is over is answered with `end` at once.
 * @param stopping aborts when the server stops; the stream ends soon after, and whoever watches asks again
 */
export function streamProgress(
  runs: RunsService,
  user: SignedInUser,
  runId: string,
  language: Language,
  stopping?: AbortSignal,
) {
  return (request: Request, response: Response): void => {
    response.status(200).set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
    response.flushHeaders();
    if (request.method === 'HEAD') return void response.end();

    let stopWatching = (): void => {};
    const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
    const send = (event: string, data: unknown): void => {
      if (!response.writableEnded && !response.destroyed)
        response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    };
    const progress = createThrottle(PROGRESS_PAUSE_MS, (value) => send('progress', value));
    const end = (run: unknown): void => {
      progress.flush();
      send('end', run);
      response.end();
    };
    const stop = (): void => void setTimeout(() => response.end(), LAST_WORDS_MS);
    stopping?.addEventListener('abort', stop);
    response.on('close', () => {
      stopping?.removeEventListener('abort', stop);
      clearInterval(heartbeat);
      stopWatching();
    });

    stopWatching = runs.watch(user, runId, (event) => {
      if (event.type === 'progress') progress.tell({ done: event.done, total: event.total });
      else end(describeRun(event.run, language));
    });
    // It may have ended before the watch began; nothing is told twice, because a response ends once.
    void runs.read(user, runId, language).then(
      (run) => {
        if (run.state !== 'running' && !response.writableEnded) end(run);
      },
      () => response.end(),
    );
  };
}
