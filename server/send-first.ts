/**
 * What is to be sent goes first. A service answers several requests at about the same time and has nothing to do until what
 * follows on them has gone out: as long as this process works through the answers instead, both sides wait in turn.
 * There is one event loop a process, hence one queue.
 */

/** After so much work, milliseconds, the loop looks for answers again: less than a service needs for what it has. */
const LONGEST_WORK_MS = 0.3;
/** So often in a row what waits is put off for the sake of sending. */
const MOST_TURNS_PUT_OFF = 5;

/** Of the queue of microtasks, so that whoever waited has gone on to where it waits again: it awaits, and is itself awaited. */
const STEPS = 10;

const waiting: (() => void)[] = [];
let isDue = false;
let isSending = false;
let turnsPutOff = 0;

/** A request is handed to undici, which sends it with the next turn of the event loop (GHSA-35p6-xmwp-9g52). */
export function noteSending(): void {
  isSending = true;
}

/** Lets what is to be sent go out before its caller goes on; where it is an option, there is no pause when it is left out. */
export type SendFirst = () => Promise<void>;

/** Resolves once what is to be sent has gone out, for one after the other in the order in which they asked. */
export async function sendFirst(): Promise<void> {
  await new Promise<void>((resolve) => {
    waiting.push(resolve);
    if (isDue) return;
    isDue = true;
    setImmediate(goOn);
  });
}

function goOn(): void {
  const isPutOff = isSending && turnsPutOff < MOST_TURNS_PUT_OFF;
  isSending = false;
  turnsPutOff = isPutOff ? turnsPutOff + 1 : 0;
  if (isPutOff) setImmediate(goOn);
  else void workForAWhile();
}

async function workForAWhile(): Promise<void> {
  const begin = performance.now();
  while (waiting.length > 0 && performance.now() - begin < LONGEST_WORK_MS) {
    waiting.shift()?.();
    for (let step = 0; step < STEPS; step += 1) await null;
  }
  isDue = waiting.length > 0;
  if (isDue) setImmediate(goOn);
}
