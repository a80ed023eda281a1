import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Call } from './call.ts';
import type { Run } from './types.ts';

export interface Progress {
  done: number;
  total: number;
}

const ASK_AGAIN_MS = 1_000;

/**
 * Follows a run to its end: by server-sent events, and by asking where a proxy swallows those.
 * EventSource cannot carry the token, so the stream is read by hand.
 * @param onProgress operations done so far
 * @throws ProblemError, UnreachableError; the signal's reason
 */
export async function followRun(
  call: Call,
  runId: string,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Run> {
  const path = `/api/me/runs/${encodeURIComponent(runId)}`;
  const response = await call.open(`${path}/progress`, signal);
  const events = response.body!.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  const reader = events.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (value.event === 'progress') onProgress(JSON.parse(value.data) as Progress);
      if (value.event === 'end') return JSON.parse(value.data) as Run;
    }
  } catch (error) {
    if (signal.aborted) throw error;
  } finally {
    reader.cancel().catch(() => undefined);
  }
  return await askUntilOver(call, path, signal);
}

async function askUntilOver(call: Call, path: string, signal: AbortSignal): Promise<Run> {
  for (;;) {
    signal.throwIfAborted();
    const run = await call<Run>('GET', path);
    if (run.state !== 'running') return run;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}
