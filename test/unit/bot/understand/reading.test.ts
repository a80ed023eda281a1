import { describe, expect, it } from 'vitest';
import type { MeetingRequest, SentenceContext } from '../../../../bot/understand/reading.ts';
import { understandDetails, understandSentence } from '../../../../bot/understand/understand.ts';

const context: SentenceContext = { now: new Date('2026-11-26T08:30:00Z'), timeZone: 'Europe/Berlin', language: 'de' };

function request(text: string, more: Partial<SentenceContext> = {}): MeetingRequest {
  const reading = understandSentence(text, { ...context, ...more });
  if (reading.kind !== 'book') throw new Error(`${text}: ${JSON.stringify(reading)}`);
  return reading.request;
}
const proposals = (text: string, code: string, more: Partial<SentenceContext> = {}) =>
  request(text, more)
    .problems.find((problem) => problem.code === code)
    ?.proposals.map((time) => time.instant);

describe('mentions', () => {
  const mentions = [
    { text: '<at>Lupax</at>', name: 'Lupax', id: '28:bot', isBot: true },
    { text: '<at>Anna Groß</at>', name: 'Anna Groß', id: '29:anna' },
  ];
  it('knows a mentioned person by id, and cuts the bot from the sentence', () => {
    const { people, title } = request('<at>Lupax</at> Besprechung mit <at>Anna Groß</at> und Tom morgen 14 Uhr', {
      mentions,
    });
    expect(people).toEqual([
      { kind: 'mention', written: 'Anna Groß', id: '29:anna' },
      { kind: 'name', written: 'Tom' },
    ]);
    expect(title).toBeNull();
  });
  it('reads a command behind a mention', () => {
    expect(understandSentence('<at>Lupax</at>&nbsp;hilfe', { ...context, mentions })).toMatchObject({
      kind: 'command',
      command: 'help',
    });
  });
});

describe('what is doubtful', () => {
  it('offers the next sensible start for a time that is over', () => {
    expect(proposals('Besprechung mit Anna heute um 8 Uhr', 'in_the_past')).toEqual(['2026-11-27T07:00:00Z']);
    expect(proposals('Besprechung mit Anna gestern um 14 Uhr', 'in_the_past')).toEqual(['2026-11-26T13:00:00Z']);
    // On a Friday evening: Monday.
    expect(
      proposals('Besprechung mit Anna heute um 8 Uhr', 'in_the_past', { now: new Date('2026-11-27T19:00:00Z') }),
    ).toEqual(['2026-11-30T07:00:00Z']);
  });
  it('shows both instants of a wall time that comes twice', () => {
    expect(proposals('Besprechung mit Anna am 31.10.2027 um 02:30 Uhr', 'time_exists_twice')).toEqual([
      '2027-10-31T00:30:00Z',
      '2027-10-31T01:30:00Z',
    ]);
  });
  it('offers the time after the jump, and the afternoon, for one that does not exist', () => {
    expect(proposals('Besprechung mit Anna am 28.3.2027 um 2:30', 'time_does_not_exist')).toEqual([
      '2027-03-28T01:30:00Z',
      '2027-03-28T12:30:00Z',
    ]);
  });
  it('asks which Friday is meant', () => {
    expect(proposals('Besprechung mit Anna nächsten Freitag um 10 Uhr', 'ambiguous_date')).toEqual([
      '2026-12-04T09:00:00Z',
      '2026-11-27T09:00:00Z',
    ]);
  });
  it('asks for the half of the day only where both are as likely', () => {
    expect(proposals('Besprechung mit Anna morgen um 6', 'ambiguous_time')).toEqual([
      '2026-11-27T17:00:00Z',
      '2026-11-27T05:00:00Z',
    ]);
    expect(
      request('Besprechung mit Anna morgen um 6', { workingHours: { from: '06:00', to: '14:00' } }).problems,
    ).toEqual([]);
  });
});

describe('working hours', () => {
  const workingHours = { from: '06:00', to: '14:30' };
  it('decide what "um 3" and "nachmittags" are', () => {
    expect(request('Besprechung mit Anna morgen um 6', { workingHours }).when).toMatchObject({
      start: { dateTime: '2026-11-27T06:00:00' },
    });
    expect(request('Besprechung mit Anna morgen nachmittag', { workingHours }).when).toMatchObject({
      kind: 'window',
      daily: { from: '13:00', to: '14:30' },
    });
  });
});

describe('the words', () => {
  it('say which went where, in the order of the sentence', () => {
    const text = 'Leg für übermorgen halb drei ein Meeting mit Jürgen Groß an wegen Rigging, 45 Minuten';
    const words = request(text).words;
    expect(words.map(({ as, written }) => `${as}: ${written}`)).toEqual([
      'request: Leg',
      'when: für übermorgen halb drei',
      'person: Jürgen Groß',
      'request: an',
      'title: wegen Rigging',
      'duration: 45 Minuten',
    ]);
    for (const { from, to, written } of words) expect(text.slice(from, to)).toBe(written);
  });
});

describe('answers within a dialogue', () => {
  it('are read without being requests', () => {
    expect(understandDetails('mit Anna und Tom', context).people.map((person) => person.written)).toEqual([
      'Anna',
      'Tom',
    ]);
    expect(understandDetails('lieber um 15 Uhr', context).when).toMatchObject({
      kind: 'at',
      start: { dateTime: '2026-11-26T15:00:00' },
    });
    expect(understandDetails('eine Stunde', context)).toMatchObject({ durationMinutes: 60, durationSaid: true });
    expect(understandDetails('Bühne Abnahme', context)).toMatchObject({
      title: 'Bühne Abnahme',
      when: { kind: 'none' },
      people: [],
    });
  });
});

describe('the language', () => {
  it('is that of the sentence, whatever the setting', () => {
    expect(understandSentence('meet with Anna tomorrow at 3', context).language).toBe('en');
    expect(understandSentence('Besprechung mit Anna morgen um 3', { ...context, language: 'en' }).language).toBe('de');
    expect(understandSentence('sync', { ...context, language: 'en' }).language).toBe('en');
  });
});

describe('why it is no request', () => {
  it.each([
    ['', 'empty'],
    ['x '.repeat(2000), 'too_long'],
    ['Wann ist die nächste Besprechung?', 'question'],
    ['Die Besprechung mit Anna war gut.', 'statement'],
    ['Bitte keine Besprechung mit Anna', 'negated'],
    ['Anna hat gesagt: „Besprechung mit Tom morgen 14 Uhr“', 'quote'],
    ['Verschiebe die Besprechung mit Anna auf morgen', 'change'],
    ['Morgen um 14 Uhr regnet es', 'no_request'],
  ])('“%s”: %s', (text, reason) => {
    expect(understandSentence(text, context)).toMatchObject({ kind: 'unknown', reason });
  });
});
