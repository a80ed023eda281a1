import { readCalendars } from './calendar-files.ts';
import { showDemo, startDemo } from './demo.ts';
import type { DemoDeps, Stoppable } from './demo.ts';
import { IcsFileError } from './ics/read-calendar-file.ts';
import { showLiveEdit } from './live.ts';
import { readOptions } from './options.ts';
import type { DemoOptions } from './options.ts';
import { watchParent } from './watch-parent.ts';
import { TEXTS } from './texts.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
/** What is not over by then is cut off: the demo keeps nothing. */
const STOP_DEADLINE_MS = 8_000;

const options = readOptions(process.argv.slice(2));
if (!options) refuse(TEXTS.de.usage, EXIT_USAGE);
else if (options.help) console.log(TEXTS[options.language].usage);
else await run(options);

function refuse(text: string, exitCode: number): void {
  console.error(text);
  process.exitCode = exitCode;
}

async function run({ icsFiles, once, language }: DemoOptions): Promise<void> {
  const texts = TEXTS[language];
  const calendars = await readCalendars(icsFiles).catch((error: unknown) => {
    if (!(error instanceof IcsFileError)) throw error;
    refuse(error.code === 'no_calendar' ? texts.noCalendar(error.path) : texts.unreadable(error.path), EXIT_FAILED);
    return null;
  });
  if (!calendars) return;

  const ending = new AbortController();
  const parts: Stoppable[] = [];
  const end = async (exitCode: number): Promise<never> => {
    ending.abort();
    setTimeout(() => process.exit(exitCode), STOP_DEADLINE_MS).unref();
    // Last started, first stopped: the product lets go of the sandbox before that is gone.
    for (const part of parts.reverse()) await part.stop().catch(() => undefined);
    process.exit(exitCode);
  };
  const endOnce = () => void (ending.signal.aborted || end(0));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, endOnce);
  if (process.env['npm_lifecycle_event'] !== undefined) watchParent(endOnce);

  const deps: DemoDeps = {
    language,
    print: (text) => console.log(text),
    width: process.stdout.isTTY ? process.stdout.columns : undefined,
    env: process.env,
    onStart: (part) => void parts.push(part),
    signal: ending.signal,
  };
  try {
    deps.print(texts.starting);
    const demo = await startDemo(calendars, deps);
    const isFine = await showDemo(demo, deps);
    if (once) await end(isFine ? 0 : EXIT_FAILED);
    deps.print(`\n${texts.running(demo.product.url)}`);
    await showLiveEdit(demo.sandbox, demo.company, { texts, print: deps.print, signal: ending.signal });
  } catch (error) {
    // While everything ends, what is under way fails.
    if (ending.signal.aborted) return;
    console.error(texts.failed(error instanceof Error ? error.message : String(error)));
    await end(EXIT_FAILED);
  }
}
