import type { Run } from '../api.ts';
import type { Person } from '../company/index.ts';
import type { Span } from '../ics/window.ts';
import type { Language } from '../options.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { TEXTS } from '../texts.ts';
import { listToLupax, listToOutlook } from './rows.ts';
import { drawRows, drawTable } from './table.ts';

export interface PersonRun {
  person: Person;
  run: Run;
}

/** What the second synchronisation of a person asked and wrote. */
export interface QuietRun extends PersonRun {
  writes: number;
}

export interface ReportOptions {
  sandbox: Sandbox;
  span: Span;
  language: Language;
  print(text: string): void;
  /** Of the terminal; undefined when the output goes elsewhere. */
  width: number | undefined;
}

/** Prints one table per person and side: what was there, and what the other side shows of it. */
export function printRuns(runs: PersonRun[], { sandbox, span, language, print, width }: ReportOptions): void {
  const texts = TEXTS[language];
  for (const { person, run } of runs) {
    const sources = { sandbox, person, run, span, texts };
    print(`\n== ${texts.person(person.name, person.work[language])} ==`);
    if (run.state === 'failed') print(texts.runFailed(person.name, run.error?.detail ?? ''));
    print(`\n${texts.toLupax}`);
    print(drawRows(texts.headToLupax, listToLupax(sources), texts, width));
    print(`\n${texts.toOutlook}`);
    print(drawRows(texts.headToOutlook, listToOutlook(sources), texts, width));
  }
}

/** Prints what the runs come to, and that nobody was sent a mail. */
export function printTotals(runs: PersonRun[], quiet: QuietRun[], options: ReportOptions): void {
  const { sandbox, language, print, width } = options;
  const texts = TEXTS[language];
  const rows = runs.map(({ person, run: { counts, requests } }) => {
    const both = (name: 'updated' | 'deleted' | 'failed') => counts.outlook[name] + counts.lupax[name];
    const { outlook, lupax } = counts;
    return [
      person.name,
      ...[lupax.created, outlook.created, both('updated'), both('deleted'), both('failed')],
      ...[requests.graph, requests.lupax],
    ];
  });
  const sums = rows[0]!.slice(1).map((_, column) => rows.reduce((sum, row) => sum + Number(row[column + 1]), 0));
  print(`\n${texts.totals}`);
  print(drawTable(texts.headTotals, [...rows, [texts.totals, ...sums]], width));
  print(texts.mails(sandbox.graph.mails.length));
  print(`\n${texts.quiet}`);
  const second = quiet.map(({ person, run, writes }) => [person.name, run.requests.graph, run.requests.lupax, writes]);
  print(drawTable(texts.headQuiet, second, width));
}
