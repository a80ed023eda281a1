import type { DateTime } from 'luxon';
import type { Problem, ProblemCode } from './reading.ts';
import type { Sheet, Stretch } from './sheet.ts';
import { toZonedTime } from './zone.ts';

/** What is doubtful, one of a kind, in the order it was found. */
export class Doubts {
  readonly problems: Problem[] = [];
  private readonly sheet: Sheet;

  constructor(sheet: Sheet) {
    this.sheet = sheet;
  }

  add(code: ProblemCode, about: Stretch | string, proposals: DateTime[] = []): void {
    if (this.problems.some((problem) => problem.code === code)) return;
    const written = typeof about === 'string' ? about : this.sheet.written(about);
    this.problems.push({ code, written, proposals: proposals.map(toZonedTime) });
  }

  forget(code: ProblemCode): void {
    const at = this.problems.findIndex((problem) => problem.code === code);
    if (at >= 0) this.problems.splice(at, 1);
  }
}
