import type { DemoDeps, Stoppable } from '../demo/demo.ts';
import { watchParent } from '../demo/watch-parent.ts';
import { setStage } from './stage.ts';

/** `npm run playground`: the bot in the Microsoft 365 Agents Playground, with the demo's company, until Ctrl-C. */
const DEFAULT_PORT = 56_150;
const STOP_DEADLINE_MS = 8_000;
const REMINDER_IN_MS = 60_000;

const parts: Stoppable[] = [];
const ending = new AbortController();
async function end(exitCode: number): Promise<never> {
  ending.abort();
  setTimeout(() => process.exit(exitCode), STOP_DEADLINE_MS).unref();
  for (const part of parts.reverse()) await part.stop().catch(() => undefined);
  process.exit(exitCode);
}
const endOnce = (): void => void (ending.signal.aborted || end(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, endOnce);
if (process.env['npm_lifecycle_event'] !== undefined) watchParent(endOnce);

const deps: DemoDeps = {
  language: 'de',
  print: (text) => console.log(text),
  width: undefined,
  env: process.env,
  onStart: (part) => void parts.push(part),
  signal: ending.signal,
};

try {
  console.log('Sandbox, Lupax-Server und Playground starten …');
  const { demo, playground } = await setStage(deps, DEFAULT_PORT);
  const [anna] = demo.company.people;
  // As Lupax writes dates: with an offset, without fractions.
  const inFuture = (ms: number) => new Date(Date.now() + ms).toISOString().replace(/\.\d+Z$/, '+00:00');
  demo.sandbox.lupax.addTask(anna!.lupaxUserId, demo.company.organizationId, {
    title: 'Playground ausprobieren',
    due_at: inFuture(10 * REMINDER_IN_MS),
    remind_at: inFuture(REMINDER_IN_MS),
  });
  console.log(
    [
      `Playground: ${playground.url} – Sie sind ${anna!.name}.`,
      'Zum Beispiel: „hallo“, „heute“, „status“, „hilfe“ oder',
      '  Besprechung mit Tom Wagner und gast@extern.example morgen 14 Uhr, 45 Minuten, Bühne Abnahme',
      'In einer Minute kommt eine Erinnerung. Strg+C beendet alles.',
    ].join('\n'),
  );
} catch (error) {
  if (!ending.signal.aborted) {
    console.error(error instanceof Error ? error.message : error);
    await end(1);
  }
}
