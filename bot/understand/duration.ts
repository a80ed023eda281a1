import type { Found, Sheet } from './sheet.ts';

const FRACTIONS: Record<string, number> = {
  anderthalb: 1.5,
  anderthalbe: 1.5,
  eineinhalb: 1.5,
  einundhalb: 1.5,
  zweieinhalb: 2.5,
  dreieinhalb: 3.5,
  viereinhalb: 4.5,
};
const ROUGHLY =
  '(?:gute|guten|knappe|knappen|kleine|kleines|volle|volles|ganze|ganzes|good|full|whole|solid|max|maximal|hoechstens)';
const ONE = `(?:ein|eine|einer|einen|einem|ne|ner|n|a|an|one|1)(?: ${ROUGHLY})?`;
const NUMBER = String.raw`\d+(?:[.,]\d+)?`;
const LEAD =
  '(?:(?:fuer|for|dauer|dauert|duration|length|lasting|laenge|ueber|von|ca|etwa|circa|about|around|max|maximal|insgesamt) )?(?:(?:\\.|:|je|jeweils|ca|etwa|circa|rund|about|around|max|maximal|von) )*';

/** Lengths, in minutes. What is neither "2 Stunden" nor "half an hour" is not a length. */
const LENGTHS: readonly { pattern: string; minutes: (groups: Found['groups']) => number }[] = [
  {
    pattern: String.raw`(?:(?:${ONE}) )?(?:dreiviertelstunde|dreiviertel HOUR|3 ?viertel HOUR|3 viertelstunde)`,
    minutes: () => 45,
  },
  { pattern: String.raw`3 quarters of an HOUR`, minutes: () => 45 },
  {
    pattern: String.raw`(?:(?:${ONE}) )?(?:viertelstunde|viertelstuendchen|viertel HOUR|quarter of an HOUR|quarter HOUR)`,
    minutes: () => 15,
  },
  {
    pattern: String.raw`(?:${ONE}|(?<n>\d{1,2})) HOUR (?:und|and) (?:${ONE}) (?:halbe|half)`,
    minutes: ({ n }) => Number(n ?? 1) * 60 + 30,
  },
  { pattern: String.raw`(?<n>\d{1,2}) and (?:a )?half HOUR`, minutes: ({ n }) => Number(n) * 60 + 30 },
  { pattern: String.raw`(?:a|1) HOUR and (?:a )?(?:half|quarter)`, minutes: () => 90 },
  { pattern: String.raw`an HOUR and a half`, minutes: () => 90 },
  {
    pattern: String.raw`(?<fraction>${Object.keys(FRACTIONS).join('|')}) HOUR`,
    minutes: ({ fraction }) => (FRACTIONS[fraction ?? ''] ?? 1) * 60,
  },
  { pattern: String.raw`1 1\/2 HOUR`, minutes: () => 90 },
  // "ein bis zwei Stunden", "30-45 min": the longer one, so that the time is kept free.
  {
    pattern: String.raw`(?:ein|eine|a|an|\d+(?:[.,]\d+)?) (?:bis|-|–|to|or|oder) (?<h>${NUMBER}) (?:HOUR|h)`,
    minutes: ({ h }) => toNumber(h ?? '1') * 60,
  },
  { pattern: String.raw`\d+ (?:bis|-|–|to|or|oder) (?<m>\d+) (?:MIN|m)`, minutes: ({ m }) => Number(m) },
  // "need 15 with Ravi"
  {
    pattern: String.raw`(?<=(?:□|quick|kurze|mal|me|just) )(?<m>[1-9][05])(?= (?:with|mit) )`,
    minutes: ({ m }) => Number(m),
  },
  {
    pattern: String.raw`(?:(?:${ONE}) )?(?:halbe|halben|halb|halbes|half|half an|half a) HOUR|halbstunde|(?:(?:${ONE}) )?halbstuendig\w*|half -? ?HOUR`,
    minutes: () => 30,
  },
  {
    pattern: String.raw`(?<clock>\d{1,2}[:]\d{2}) (?:HOUR|h)`,
    minutes: ({ clock = '' }) => Number(clock.split(':')[0]) * 60 + Number(clock.split(':')[1]),
  },
  {
    pattern: String.raw`(?:(?<h>${NUMBER})|${ONE}) (?:- )?HOUR(?: (?:und |and |, )?(?<m>\d{1,3}) MIN)?`,
    minutes: ({ h, m }) => toNumber(h ?? '1') * 60 + Number(m ?? 0),
  },
  {
    pattern: String.raw`(?<h>[1-5]|\d[.,]\d+) h(?: (?<m>\d{2})(?: (?:MIN|m))?)?`,
    minutes: ({ h, m }) => toNumber(h ?? '1') * 60 + Number(m ?? 0),
  },
  {
    pattern: String.raw`(?<m>\d+) (?:- )?(?:MIN|m|minuetig\w*)(?! (?:vor|nach|past|to) (?:\d|halb))`,
    minutes: ({ m }) => Number(m),
  },
  { pattern: String.raw`(?<m>\d{2,3}) (?:'|’|′)`, minutes: ({ m }) => Number(m) },
  {
    pattern: String.raw`(?:fuer )?(?<d>\d+) DAYS lang|(?:for) (?<days>\d+) DAYS`,
    minutes: ({ d, days }) => Number(d ?? days) * 24 * 60 + 1,
  },
  { pattern: String.raw`einstuendig\w*`, minutes: () => 60 },
  { pattern: String.raw`zweistuendig\w*`, minutes: () => 120 },
  { pattern: String.raw`dreistuendig\w*`, minutes: () => 180 },
  { pattern: String.raw`viertelstuendig\w*`, minutes: () => 15 },
  { pattern: String.raw`(?<h>\d) (?:- )?stuendig\w*`, minutes: ({ h }) => Number(h) * 60 },
];

const toNumber = (said: string) => Number(said.replace(',', '.'));

export interface Lengths {
  /** How long the meeting is. */
  minutes: number | null;
  /** "in einer Stunde": from now; "vor einer Stunde" is negative. */
  fromNow: number | null;
  allDay: boolean;
  outOfRange: string | null;
}

const LONGEST_MINUTES = 24 * 60;

/** Takes the lengths from the sentence. "in zwei Stunden" and "for two hours" look the same but for one word. */
export function takeLengths(sheet: Sheet): Lengths {
  const lengths: Lengths = { minutes: null, fromNow: null, allDay: false, outOfRange: null };
  for (const found of sheet.find(
    '(?:TODAY )?(?:in|within) (?:ca |about |etwa )?(?:1 )?(?:halben|half an|half a) HOUR|(?:TODAY )?in (?:ca |about |etwa )?einer halben HOUR',
  )) {
    lengths.fromNow = 30;
    sheet.take(found, 'when');
  }
  for (const { pattern, minutes } of LENGTHS) {
    for (const found of sheet.find(`(?:TODAY )?(?:in|within) (?:ca |about |etwa |circa )?(?:${pattern})`)) {
      lengths.fromNow ??= minutes(found.groups);
      sheet.take(found, 'when');
    }
    for (const side of [`(?:vor|seit) (?:${pattern})`, `(?:${pattern}) ago`]) {
      for (const found of sheet.find(side)) {
        lengths.fromNow ??= -Math.max(1, minutes(found.groups));
        sheet.take(found, 'when');
      }
    }
    for (const found of sheet.find(`(?:${pattern}) from now`)) {
      lengths.fromNow ??= minutes(found.groups);
      sheet.take(found, 'when');
    }
  }
  for (const { pattern, minutes } of LENGTHS) {
    for (const found of sheet.find(`${LEAD}(?:${pattern})(?: (?:lang|lange|long|dauer))?`)) {
      // "15-16:30h" is a time.
      if (/^(?:-|–|bis|to)$/.test(sheet.key(found.from - 1)) && /^\d/.test(sheet.key(found.from - 2))) continue;
      sheet.take(found, 'duration');
      const said = minutes(found.groups);
      if (lengths.minutes !== null) continue;
      if (said > 0 && said <= LONGEST_MINUTES) lengths.minutes = Math.round(said);
      else lengths.outOfRange = sheet.written(found);
    }
  }
  for (const found of sheet.find('(?:den |the )?(?:ganzen|whole|entire) DAY|all (?:- )?DAY|ALLDAY')) {
    lengths.allDay = true;
    sheet.take(found, 'duration');
  }
  return lengths;
}
