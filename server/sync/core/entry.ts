/**
 * The words of this product: what an entry is, whichever side it is on.
 * Both sides are read into these forms; nothing here knows Graph's or Lupax's JSON.
 */

/** UTC instant with second precision, `2026-08-03T07:00:00Z`. */
export type Instant = string;
/** Calendar date, `2026-08-03`. */
export type PlainDate = string;

/**
 * When an entry takes place. An all-day entry is a pair of dates (end exclusive) and is never converted between zones;
 * a timed one is two instants and the IANA zone it was made in, so that it can be written back as wall time.
 */
export type EntryTime =
  { allDay: true; start: PlainDate; end: PlainDate } | { allDay: false; start: Instant; end: Instant; zone: string };

/** Lupax's visibilities, from open to closed ("uneingeschränkt", "Notizen privat", "Notizen und Titel privat"). */
export const VISIBILITIES = ['public', 'notes_private', 'title_and_notes_private'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

export type EntryStatus = 'confirmed' | 'tentative';

export interface Person {
  name: string;
  email: string;
}

/** Per calendar, chosen by the user. */
export const DIRECTIONS = ['off', 'to_lupax', 'to_outlook', 'both'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export type SideName = 'outlook' | 'lupax';
