/**
 * What a sentence was understood as. The types of the bot's one replaceable function: nothing is created from a
 * reading before a person has confirmed it (issue D), so every part says which words of the sentence it came from.
 */

export type Language = 'de' | 'en';

/** What the reader may know besides the sentence. Everything is given: the reader has no clock and asks nobody. */
export interface SentenceContext {
  /** The instant the sentence was written. */
  now: Date;
  /** IANA name of the writer's mailbox time zone. */
  timeZone: string;
  /** The writer's setting; a sentence that is plainly in the other language is read in that one. */
  language: Language;
  workingHours?: WorkingHours;
  /** Lupax projects the writer may choose from. */
  knownProjects?: readonly { id: string; title: string }[];
  /** Who was mentioned with @ in Teams, as the activity's `mention` entities say. */
  mentions?: readonly Mention[];
}

export interface WorkingHours {
  /** Wall times `HH:mm` in the writer's zone. Default 08:00 to 18:00. */
  from: string;
  to: string;
  /** ISO weekdays, 1 = Monday. Default Monday to Friday. */
  days?: readonly number[];
}

export interface Mention {
  /** The text of the entity, such as `<at>Anna Groß</at>`. */
  text: string;
  name: string;
  /** The mentioned person's id in the activity; passed through to the reading. */
  id: string;
  /** The bot itself: cut from the sentence. */
  isBot?: boolean;
}

export type Reading =
  | { kind: 'book'; language: Language; request: MeetingRequest }
  | { kind: 'command'; language: Language; command: Command }
  | { kind: 'unknown'; language: Language; reason: UnknownReason };

export type Command =
  | 'help'
  | 'status'
  | 'today'
  | 'tomorrow'
  | 'sync'
  | 'pause'
  | 'resume'
  | 'greeting'
  | 'thanks'
  | 'approve'
  | 'discard'
  | 'undo'
  | 'cancel'
  | 'yes'
  | 'no';

export type UnknownReason =
  | 'empty'
  | 'too_long'
  /** "Wann ist die nächste Besprechung?" */
  | 'question'
  /** "Die Besprechung mit Anna war gut.", "Ich habe morgen keine Zeit." */
  | 'statement'
  /** "Bitte keine Besprechung mit Anna." */
  | 'negated'
  /** Somebody else's words: `Anna schrieb: „…“`, `> …` */
  | 'quote'
  /** Asks to move, change or call off a meeting that exists: done in Outlook or on the meeting's card. */
  | 'change'
  | 'no_request';

export interface MeetingRequest {
  /** null: to be asked. In the spelling of the sentence. */
  title: string | null;
  when: When;
  durationMinutes: number;
  /** False: nothing was said, `DEFAULT_DURATION_MINUTES`. */
  durationSaid: boolean;
  /** In the order of the sentence, nobody twice. Empty: to be asked. The writer ("mir", "me") is not among them. */
  people: Person[];
  project: { id: string; title: string; written: string } | null;
  /** "Raum 3", "Halle 4"; not "Teams" or "online". */
  place: string | null;
  /** What has to be said or asked before anything is created; empty when all is plain. */
  problems: Problem[];
  /** Which words went where, in the order of the sentence; what is in none of them was read over. */
  words: Words[];
}

export const DEFAULT_DURATION_MINUTES = 30;

/** A wall time in a zone, as Graph's `dateTimeTimeZone` wants it, and the instant it is. */
export interface ZonedTime {
  /** `2026-11-27T14:00:00`, without an offset. */
  dateTime: string;
  /** IANA name. */
  timeZone: string;
  /** `2026-11-27T13:00:00Z` */
  instant: string;
}

export type When =
  /** Nothing was said: to be asked. */
  | { kind: 'none' }
  | { kind: 'at'; start: ZonedTime; end: ZonedTime }
  /**
   * A stretch in which to look for free time: "Dienstag nachmittags", "nächste Woche", "am Freitag".
   * Of each day in it only the part between the two wall times `HH:mm` counts.
   */
  | { kind: 'window'; from: ZonedTime; to: ZonedTime; daily: { from: string; to: string } };

export interface Person {
  /** `mention`: known by `id`. `email`: known by `address`. `name`: to be looked up as written. */
  kind: 'name' | 'email' | 'mention';
  /** What to show and to look up: "Jürgen Groß", "tom@example.org". Without "Herr", "Frau", "dem". */
  written: string;
  address?: string;
  id?: string;
}

/** A problem is a value: what is wrong, and what could have been meant instead (`proposals`, best first). */
export interface Problem {
  code: ProblemCode;
  /** The words it is about. */
  written: string;
  /** Starts to offer instead. May be empty. */
  proposals: ZonedTime[];
}

export type ProblemCode =
  /** The start is over; the proposal is the next sensible start at that time of day. */
  | 'in_the_past'
  /** The clock jumps over this wall time on that day (March). `start` is the time after the jump. */
  | 'time_does_not_exist'
  /** The clock shows this wall time twice on that day (October). Proposals: both. `start` is the first. */
  | 'time_exists_twice'
  /** "von 15 bis 14 Uhr": the end was not used. */
  | 'end_before_start'
  /** "um 6": morning or evening. `start` is the likelier one, proposals are both. */
  | 'ambiguous_time'
  /** "nächsten Freitag" on a Thursday. `start` is the likelier one, proposals are both. */
  | 'ambiguous_date'
  /** "Montag oder Dienstag um 10": `start` is the first, proposals are all. */
  | 'several_times'
  /** "Mittwoch, 3.12." although the 3rd is a Thursday. `start` goes by the number, proposals are both. */
  | 'weekday_does_not_fit'
  /** "31. Februar", "25 Uhr": not used. */
  | 'no_such_date'
  | 'no_such_time'
  /** "jeden Montag": only the first is booked. */
  | 'recurring'
  /** Longer than a day, or nothing: the default was used. */
  | 'duration_out_of_range';

export interface Words {
  /** Offsets in the sentence as it was given (UTF-16): `text.slice(from, to) === written`. */
  from: number;
  to: number;
  written: string;
  as: 'request' | 'when' | 'duration' | 'person' | 'project' | 'place' | 'title';
}
