import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { SentenceContext } from '../../../../bot/understand/reading.ts';
import { understandDetails, understandSentence } from '../../../../bot/understand/understand.ts';

const context: SentenceContext = {
  now: new Date('2026-11-26T08:30:00Z'),
  timeZone: 'Europe/Berlin',
  language: 'de',
  knownProjects: [{ id: '1', title: 'Sommerfest Köln' }],
  mentions: [{ text: '<at>Lupax</at>', name: 'Lupax', id: 'bot', isBot: true }],
};

/** Pieces the grammar reacts to, so that random text reaches it. */
const PIECES =
  'Besprechung mit Anna und Tom tom@x.example morgen übermorgen um 14 Uhr 14:30 14.30 1430 halb drei viertel vor nach von bis - – zwischen 3.12. 31.2. 25 Uhr 45 Minuten anderthalb Stunden in zwei Wochen KW 49 99 nächsten Freitag Ende der Woche nachmittags jeden nicht kein „ “ " > , . ! ? : ( ) \n <at>Lupax</at> Projekt Sommerfest Köln Thema wegen Raum 3 meet with next Tuesday half past two am pm noon the 3rd Dec from to a week from Monday 0 24 2027 Frau Dr. Herrn leg an bitte weil ist 👍 İ ß'.split(
    ' ',
  );
const words = fc.array(
  fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...PIECES) }, { weight: 1, arbitrary: fc.string() }),
  { maxLength: 40 },
);

/** Of random sentences, other ones each time; `THOROUGH=10 npx vitest run …` for very many. */
const many = (runs: number) => ({ numRuns: runs * Number(process.env['THOROUGH'] ?? 1) });

describe('reading any text', () => {
  it('never throws, and says of every word where it stood', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string({ unit: 'grapheme' }),
          words.map((list) => list.join(' ')),
        ),
        (text) => {
          const reading = understandSentence(text, context);
          const details = understandDetails(text, context);
          const read = reading.kind === 'book' ? [...reading.request.words, ...details.words] : details.words;
          for (const { from, to, written } of read) expect(text.slice(from, to)).toBe(written);
        },
      ),
      many(500),
    );
  });

  it('reads the same sentence the same way twice', () => {
    fc.assert(
      fc.property(words, (list) => {
        const text = list.join(' ');
        expect(understandSentence(text, context)).toEqual(understandSentence(text, context));
      }),
      many(100),
    );
  });

  it('gives a start in the zone, an end after it and a length of up to a day', () => {
    fc.assert(
      fc.property(
        words,
        fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia', 'Australia/Lord_Howe'),
        (list, timeZone) => {
          const { when, durationMinutes } = understandDetails(list.join(' '), { ...context, timeZone });
          expect(durationMinutes).toBeGreaterThan(0);
          expect(durationMinutes).toBeLessThanOrEqual(24 * 60);
          if (when.kind === 'none') return;
          const [from, to] = when.kind === 'at' ? [when.start, when.end] : [when.from, when.to];
          expect(DateTime.fromISO(from.instant).setZone(timeZone).toFormat("yyyy-MM-dd'T'HH:mm:ss")).toBe(
            from.dateTime,
          );
          expect(from.timeZone).toBe(timeZone);
          expect(Date.parse(to.instant)).toBeGreaterThan(Date.parse(from.instant));
        },
      ),
      many(200),
    );
  });
});

describe('long texts', () => {
  const repeated = (piece: string) => piece.repeat(Math.ceil(10_000 / piece.length)).slice(0, 10_000);
  it.each([
    'a',
    '1 ',
    '1',
    '14:30 ',
    'mit Anna und ',
    'von 1 bis ',
    'halb ',
    '„',
    '((((',
    'a@',
    'a.',
    '@',
    '- ',
    'am am am ',
    ', ',
    'Uhr ',
    ' ',
    '1.1',
    'wegen ',
    'leg an ',
    'morgen in einer Woche ',
  ])('reads 10,000 characters of “%s” quickly', (piece) => {
    const text = repeated(piece);
    understandSentence(text, context);
    const before = process.cpuUsage();
    understandSentence(text, context);
    understandSentence(text.slice(0, 2000), context);
    understandDetails(text, context);
    const { user } = process.cpuUsage(before);
    // Three readings, counted in time of the CPU, since the machine is shared: a catastrophic pattern takes seconds.
    expect(user).toBeLessThan(1_000_000);
  });
});

describe('sentences made from templates', () => {
  const names = fc.uniqueArray(
    fc.constantFrom(
      'Anna',
      'Jürgen Groß',
      'Tom',
      'Käthe Müller',
      'Özlem Yıldız',
      'lena@firma.example',
      'Frank',
      'Ngozi',
    ),
    { minLength: 1, maxLength: 4 },
  );
  const titles = fc.constantFrom(
    'Bühne Abnahme',
    'Rigging',
    'Lichtkonzept',
    'Stromplan Halle Nord',
    'Urlaubsplanung',
    'Budget',
    'Kabelwege',
  );
  const time = fc.record({ hour: fc.integer({ min: 8, max: 17 }), minute: fc.constantFrom(0, 15, 30, 45) });
  const days = fc.constantFrom(
    ['morgen', 'tomorrow', '2026-11-27'],
    ['am Montag', 'on Monday', '2026-11-30'],
    ['am 3.12.', 'on Dec 3', '2026-12-03'],
    ['nächste Woche Mittwoch', 'Wednesday next week', '2026-12-02'],
  );
  const minutes = fc.constantFrom(15, 20, 30, 45, 60, 90);
  const digits = (value: number) => String(value).padStart(2, '0');

  type Template = (who: string[], day: readonly string[], clock: string, length: number, title: string) => string;
  const list = (who: string[], and: string) =>
    who.length < 2 ? (who[0] ?? '') : `${who.slice(0, -1).join(', ')} ${and} ${who.at(-1) ?? ''}`;
  const german: Template[] = [
    (who, [day], clock, length, title) =>
      `Besprechung mit ${list(who, 'und')} ${day ?? ''} ${clock} Uhr, ${String(length)} Minuten, ${title}`,
    (who, [day], clock, length, title) =>
      `Leg bitte ${day ?? ''} um ${clock} Uhr einen Termin mit ${list(who, 'und')} an, ${String(length)} Minuten, Thema: ${title}`,
    (who, [day], clock, length, title) =>
      `${title} mit ${list(who, 'und')}, ${day ?? ''}, ${clock}, ${String(length)} min`,
    (who, [day], clock, length, title) =>
      `Kannst du ${day ?? ''} um ${clock} ein Meeting mit ${list(who, 'und')} zum Thema ${title} machen? Dauer ${String(length)} Minuten.`,
  ];
  const english: Template[] = [
    (who, [, day], clock, length, title) =>
      `Meeting with ${list(who, 'and')} ${day ?? ''} at ${clock}, ${String(length)} minutes, ${title}`,
    (who, [, day], clock, length, title) =>
      `Please schedule a ${String(length)} minute call with ${list(who, 'and')} ${day ?? ''} at ${clock} about ${title}`,
  ];

  it.each([
    ['German', german],
    ['English', english],
  ] as const)('reads people, time, length and title back exactly: %s', (_, templates) => {
    fc.assert(
      fc.property(
        fc.constantFrom(...templates),
        names,
        days,
        time,
        minutes,
        titles,
        (template, who, day, at, length, title) => {
          const clock = `${digits(at.hour)}:${digits(at.minute)}`;
          const reading = understandSentence(template(who, day, clock, length, title), context);
          if (reading.kind !== 'book') return expect(reading).toMatchObject({ kind: 'book' });
          const { request } = reading;
          expect(request.people.map((person) => person.written)).toEqual(who);
          expect(request.title).toBe(title);
          expect(request.durationMinutes).toBe(length);
          expect(request.when).toMatchObject({ kind: 'at', start: { dateTime: `${day[2] ?? ''}T${clock}:00` } });
          expect(request.problems).toEqual([]);
        },
      ),
      many(200),
    );
  });
});
