import { describe, expect, it } from 'vitest';
import { readRow, readTable } from './table.ts';

/** Sentences that are not read as they should be. A test fails when one of them passes, or any other does not. */
const MISREAD: Record<string, readonly string[]> = {
  'first.txt': [],
  'second.txt': [],
  'third.txt': [],
  'fourth.txt': ['Meeting mit Anna Samstag auf Sonntag um Mitternacht'],
  'fifth.txt': ['tmin mit kai mi 9'],
  'sixth.txt': [],
  'seventh.txt': [
    'Besprechung mit Beate am Montag, eine halbe Stunde vor zwölf',
    'jo termin mit beate morgen um 4 passt, mach klar',
    'Book a meeting room chat with Walter on Monday at 1',
    'Set something up with Walter for Tuesday, 10-ish',
  ],
  'eighth.txt': ['Can we get everyone together on Monday at 9?'],
  'ninth.txt': [
    'Heute noch kurz mit Paula wegen der Schicht am Samstag sprechen',
    'Please set up a meeting with Olivia Grant for Tuesday at 10am on the new contract',
  ],
  'tenth.txt': [],
  'eleventh.txt': ['a call with everyone in the video department Monday 10am please'],
  'twelfth.txt': [
    'Wäre schön, wenn du Annika und mir für Donnerstag, den 30.9., einen Slot ab 15 Uhr findest',
    'Ich hab noch Fragen zur Stadthalle Fürth, bitte Termin mit Yannick morgen um zehn',
    'Great, thanks, see you at the meeting on Tuesday',
  ],
  'thirteenth.txt': [
    'Ein kurzes Update mit Ilka zu den Scheinwerfern wäre gut, am besten heute noch',
    'Trag ein: Donnerstag, 8 Uhr, Anlieferung Traversen, Harald und Spedition Wolters',
    'Organisier uns doch mal ein Treffen mit den Leuten von Boot Düsseldorf in der zweiten Februarwoche',
    'Ich habe am Freitag um 15 Uhr Zeit für Nele, mach einen Termin',
    "It'd be good to get hold of Mr Lindqvist on Tuesday at 3 about the dock schedule",
    'Conference call Thursday 1st week of March? No — make it 4 March, 15:00, with Tariq',
  ],
  'fourteenth.txt': [
    'Lass uns am Freitag um zwölf mit Markus essen gehen',
    'Set up a cal with Grace on Wensday at 4pm',
  ],
  'fifteenth.txt': [],
  'sixteenth.txt': [],
};

it('reads at least 95 of 100 sentences right, of at least 220', () => {
  const total = Object.keys(MISREAD).flatMap(readTable).length;
  const wrong = Object.values(MISREAD).flat().length;
  expect(total).toBeGreaterThanOrEqual(220);
  expect(wrong).toBeLessThanOrEqual(total * 0.05);
});

describe.each(Object.keys(MISREAD))('the sentences of %s', (name) => {
  const rows = readTable(name);
  const misread = new Set(MISREAD[name]);

  it.each(rows.filter(({ say }) => !misread.has(say)).map((row) => [row.say, row] as const))('reads “%s”', (_, row) => {
    expect(readRow(row)).toBe(row.expected);
  });

  it('misreads only what is listed, and all of that', () => {
    const wrong = rows.filter((row) => readRow(row) !== row.expected).map(({ say }) => say);
    expect(wrong).toEqual(MISREAD[name]);
  });
});
