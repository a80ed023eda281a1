import type { DateTime } from 'luxon';
import type { Stretch } from './sheet.ts';

export type Modifier = 'none' | 'next' | 'coming' | 'this' | 'after_next' | 'last';

/** A day as said. Days are DateTimes at noon in the writer's zone: noon exists on every day. */
export type DatePiece = Stretch &
  (
    | { is: 'day'; day: DateTime; relative: boolean }
    | { is: 'weekday'; weekday: number; modifier: Modifier; plusWeeks: number; recurring: boolean }
    | { is: 'monthday'; date: number }
    | { is: 'week'; monday: DateTime }
    /** "Ende der Woche", "Anfang Dezember", "am Wochenende". */
    | { is: 'span'; first: DateTime; last: DateTime }
    | { is: 'no_such_date' }
    | { is: 'recurring' }
  );

/** A piece before it is known where it stands. */
export type PieceOf = DatePiece extends infer P ? (P extends Stretch ? Omit<P, 'from' | 'to'> : never) : never;
