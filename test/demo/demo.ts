import type { Sandbox } from '../sandbox/index.ts';
import { startSandbox } from '../sandbox/index.ts';
import { createApi } from './api.ts';
import { DEFAULT_WINDOW, describeArrival, describeImport, findWindow, importCalendars } from './calendar-files.ts';
import type { ImportedCalendar } from './calendar-files.ts';
import { createHostPage } from './host-page.ts';
import { COMPANY, seedCompany } from './company/index.ts';
import type { Company, Person } from './company/index.ts';
import type { IcsCalendar } from './ics/calendar.ts';
import { toSettings, toSpan } from './ics/window.ts';
import type { Span } from './ics/window.ts';
import { linkPeople } from './link-people.ts';
import type { ApiOf } from './link-people.ts';
import type { Language } from './options.ts';
import { startDemoProduct } from './product.ts';
import type { DemoProduct } from './product.ts';
import { printRuns, printTotals } from './report/print.ts';
import type { PersonRun, QuietRun } from './report/print.ts';
import { TEXTS } from './texts.ts';

export interface DemoDeps {
  language: Language;
  print(text: string): void;
  /** Of the terminal; undefined when the output goes elsewhere. */
  width: number | undefined;
  env: NodeJS.ProcessEnv;
  now?: () => number;
  /** Told of everything that has to be stopped, before it starts. */
  onStart(part: Stoppable): void;
  /** Nothing is started any more once it is aborted. */
  signal?: AbortSignal;
}

export interface Stoppable {
  stop(): Promise<void>;
}

/** Starts a part so that it can be stopped even while it starts. */
function startPart<T extends Stoppable>({ onStart, signal }: DemoDeps, start: () => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  const starting = start();
  onStart({ stop: () => starting.then((part) => part.stop()) });
  return starting;
}

export interface Demo {
  sandbox: Sandbox;
  product: DemoProduct;
  company: Company;
  apiOf: ApiOf;
  imported: ImportedCalendar[];
  /** What is synchronised. */
  span: Span;
}

/** Starts sandbox and product, founds the company, and links everybody. Nothing is synchronised yet. */
export async function startDemo(calendars: IcsCalendar[], deps: DemoDeps): Promise<Demo> {
  const { language, print, now = Date.now } = deps;
  const texts = TEXTS[language];
  const sandbox = await startPart(deps, () => startSandbox({ clock: { now } }));
  const company = seedCompany(sandbox, now());
  const window = calendars.length > 0 ? findWindow(calendars, now()) : DEFAULT_WINDOW;
  const span = toSpan(window, now());
  const [anna] = company.people;
  const imported = importCalendars(sandbox, anna!, calendars, span);
  describeImport(imported, span, texts).forEach(print);

  const product = await startPart(deps, () =>
    startDemoProduct(sandbox, {
      env: deps.env,
      now,
      minimumWindow: window,
      extras: createHostPage(sandbox, company.people),
    }),
  );
  if (product.takenPort !== null) print(texts.portTaken(product.takenPort, product.url));
  const apiOf: ApiOf = (person) => createApi(product.apiUrl, () => issueToken(sandbox, person), language);
  const isWide = calendars.length > 0;
  await linkPeople(company, apiOf, { window: isWide ? toSettings(window) : null, includeFreeEvents: isWide });
  return { sandbox, product, company, apiOf, imported, span };
}

function issueToken({ entra }: Sandbox, { objectId }: Person): string {
  return entra.issueUserToken({ tenantId: COMPANY.tenantId, objectId, audience: COMPANY.productClientId });
}

/**
 * Synchronises everybody, prints what happened, and synchronises once more to show that nothing is left to do.
 * @returns whether all of it went well
 */
export async function showDemo(demo: Demo, deps: DemoDeps): Promise<boolean> {
  const { sandbox, company, apiOf, imported, span } = demo;
  const { language, print, width } = deps;
  const options = { sandbox, span, language, print, width };
  const runs: PersonRun[] = await Promise.all(
    company.people.map(async (person) => ({ person, run: await apiOf(person).sync() })),
  );
  printRuns(runs, options);
  if (imported.length > 0) print('');
  describeArrival(sandbox, company.people[0]!, imported, TEXTS[language]).forEach(print);
  const quiet: QuietRun[] = [];
  for (const person of company.people) {
    const before = countWrites(sandbox);
    const run = await apiOf(person).sync();
    quiet.push({ person, run, writes: countWrites(sandbox) - before });
  }
  printTotals(runs, quiet, options);
  return [...runs, ...quiet].every(({ run }) => run.state === 'done');
}

/** Of entries: subscriptions are tended to by themselves, whenever that is due. */
function countWrites({ graph, lupax }: Sandbox): number {
  return graph.writes().filter(({ url }) => !url.includes('/subscriptions')).length + lupax.writes.length;
}
