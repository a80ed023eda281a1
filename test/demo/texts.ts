import type { Note } from './ics/calendar.ts';
import type { Language } from './options.ts';

/** What the demo says, in both languages. */
export interface Texts {
  locale: string;
  usage: string;
  noCalendar(path: string): string;
  unreadable(path: string): string;
  portTaken(wanted: string, url: string): string;
  icsFile(name: string, file: string, entries: number, from: string, to: string): string;
  icsArrived(name: string, entries: number, arrived: number): string;
  note(note: Note): string;
  starting: string;
  person(name: string, work: string): string;
  toLupax: string;
  toOutlook: string;
  headToLupax: string[];
  headToOutlook: string[];
  nothing: string;
  more(count: number): string;
  calendar(name: string, sharing: string): string;
  sharing: Record<string, string>;
  visibility: Record<string, string>;
  kind: Record<string, string>;
  shownAs: Record<string, string>;
  privateInOutlook: string;
  result: Record<string, string>;
  allDay: string;
  totals: string;
  headTotals: string[];
  quiet: string;
  headQuiet: string[];
  mails(count: number): string;
  runFailed(name: string, detail: string): string;
  failed(detail: string): string;
  running(url: string): string;
  liveEdit(name: string, title: string, minutes: number): string;
  liveSeen(title: string, when: string, seconds: string): string;
}

const de: Texts = {
  locale: 'de',
  usage: [
    'Aufruf: npm run demo -- [--ics DATEI…] [--once] [--lang de|en]',
    '  --ics DATEI…  legt die Kalender aus iCalendar-Dateien zuerst in Annas Postfach',
    '  --once        endet nach der Tabelle',
    '  --lang        Sprache der Ausgabe (de)',
  ].join('\n'),
  noCalendar: (path) => `${path} ist kein iCalendar-Kalender: Es fehlt BEGIN:VCALENDAR.`,
  unreadable: (path) => `${path} kann nicht gelesen werden: Gibt es die Datei, und darf sie gelesen werden?`,
  portTaken: (wanted, url) => `Port ${wanted} ist belegt; die Demo nimmt stattdessen ${url}.`,
  icsFile: (name, file, entries, from, to) =>
    `„${name}“ (${file}): ${entries} ${entries === 1 ? 'Eintrag' : 'Einträge'} im Fenster vom ${from} bis ${to}.`,
  icsArrived: (name, entries, arrived) => `„${name}“: ${arrived} von ${entries} in Lupax angekommen.`,
  note: ({ code, title, count = 0 }) =>
    ({
      broken: `„${title || 'ohne Titel'}“ ist unvollständig oder fehlerhaft und wurde übersprungen.`,
      cancelled:
        count === 1 ? 'Ein abgesagter Eintrag wurde übersprungen.' : `${count} abgesagte Einträge wurden übersprungen.`,
      duplicates:
        count === 1
          ? 'Eine ältere Fassung eines Eintrags wurde übersprungen.'
          : `${count} ältere Fassungen von Einträgen wurden übersprungen.`,
      zone_unknown: `Die Zeitzone „${title}“ ist unbekannt; gerechnet wird mit der Zone des Postfachs.`,
      expanded: `„${title}“: Diese Serienregel hat Outlook nicht; eingetragen als ${count} ${count === 1 ? 'einzelner Termin' : 'einzelne Termine'}.`,
      capped: `„${title}“ hat mehr Wiederholungen, als die Demo einträgt; sie endet nach ${count}.`,
      moved_out: `„${title}“: Ein verschobener Termin liegt hinter seinem Nachbarn und wurde ein einzelner Termin.`,
      refused: `„${title}“ nimmt Outlook nicht an und wurde übersprungen.`,
      outside:
        count === 1 ? 'Ein Eintrag liegt außerhalb des Fensters.' : `${count} Einträge liegen außerhalb des Fensters.`,
    })[code],
  starting: 'Lichtbogen Veranstaltungstechnik, Berlin: Sandbox und Server starten, drei Personen werden verknüpft …',
  person: (name, work) => `${name} – ${work}`,
  toLupax: 'Outlook → Lupax',
  toOutlook: 'Lupax → Outlook',
  headToLupax: ['Titel', 'Wann', 'Kalender (Freigabe in Outlook)', 'Sichtbarkeit in Lupax', 'Ergebnis'],
  headToOutlook: ['Titel', 'Wann', 'In Lupax', 'Sichtbarkeit in Lupax', 'In Outlook', 'Ergebnis'],
  nothing: '(nichts)',
  more: (count) => `… und ${count} weitere`,
  calendar: (name, sharing) => `${name} (${sharing})`,
  sharing: {
    none: 'Nicht freigegeben',
    freeBusyRead: 'Kann anzeigen, wenn ich beschäftigt bin',
    limitedRead: 'Kann Titel und Orte anzeigen',
    read: 'Kann alle Details anzeigen',
    write: 'Kann bearbeiten',
  },
  visibility: {
    public: 'uneingeschränkt',
    notes_private: 'Notizen privat',
    title_and_notes_private: 'Notizen und Titel privat',
  },
  kind: { appointment: 'Termin', shift: 'Schicht', vacation: 'Urlaub', project: 'Projekt' },
  shownAs: {
    free: 'frei',
    tentative: 'mit Vorbehalt',
    busy: 'beschäftigt',
    oof: 'abwesend',
    workingElsewhere: 'an anderem Ort tätig',
  },
  privateInOutlook: 'privat',
  result: {
    create: 'angelegt',
    update: 'geändert',
    delete: 'gelöscht',
    failed: 'fehlgeschlagen',
    skipped: 'übersprungen',
    planned: 'wartet auf Freigabe',
    unchanged: 'unverändert',
    not_shared: 'nicht übertragen: Kalender nicht freigegeben',
    not_target: 'nicht übertragen: kein Zielkalender',
    off: 'nicht übertragen: Kalender aus',
    left: 'nicht übertragen',
  },
  allDay: 'ganztägig',
  totals: 'Summe',
  headTotals: [
    '',
    'in Lupax angelegt',
    'in Outlook angelegt',
    'geändert',
    'gelöscht',
    'fehlgeschlagen',
    'Anfragen an Graph',
    'Anfragen an Lupax',
  ],
  quiet: 'Noch einmal synchronisiert, nichts hat sich geändert',
  headQuiet: ['', 'Anfragen an Graph', 'Anfragen an Lupax', 'Schreibzugriffe'],
  mails: (count) => `Verschickte Einladungen: ${count}`,
  runFailed: (name, detail) => `Die Synchronisation von ${name} ist fehlgeschlagen: ${detail}`,
  failed: (detail) => `Die Demo konnte nicht laufen: ${detail}`,
  running: (url) =>
    `Läuft weiter: ${url} zeigt alles wie in Teams und Outlook (API: ${url}/api/openapi.json). Strg+C beendet alles.`,
  liveEdit: (name, title, minutes) => `Live: ${name} verschiebt in Outlook „${title}“ um ${minutes} Minuten …`,
  liveSeen: (title, when, seconds) => `Live: nach ${seconds} s steht „${title}“ in Lupax auf ${when}.`,
};

const en: Texts = {
  locale: 'en-GB',
  usage: [
    'Usage: npm run demo -- [--ics FILE…] [--once] [--lang de|en]',
    "  --ics FILE…  puts the calendars of iCalendar files into Anna's mailbox first",
    '  --once       ends after the table',
    '  --lang       language of the output (de)',
  ].join('\n'),
  noCalendar: (path) => `${path} is no iCalendar calendar: BEGIN:VCALENDAR is missing.`,
  unreadable: (path) => `${path} cannot be read: does it exist, and may it be read?`,
  portTaken: (wanted, url) => `Port ${wanted} is in use; the demo takes ${url} instead.`,
  icsFile: (name, file, entries, from, to) =>
    `"${name}" (${file}): ${entries} ${entries === 1 ? 'entry' : 'entries'} in the window from ${from} to ${to}.`,
  icsArrived: (name, entries, arrived) => `"${name}": ${arrived} of ${entries} arrived in Lupax.`,
  note: ({ code, title, count = 0 }) =>
    ({
      broken: `"${title || 'without a title'}" is incomplete or malformed and was skipped.`,
      cancelled: count === 1 ? 'One cancelled entry was skipped.' : `${count} cancelled entries were skipped.`,
      duplicates:
        count === 1 ? 'One older version of an entry was skipped.' : `${count} older versions of entries were skipped.`,
      zone_unknown: `The time zone "${title}" is unknown; the mailbox's zone is used.`,
      expanded: `"${title}": Outlook has no such recurrence; entered as ${count} single event${count === 1 ? '' : 's'}.`,
      capped: `"${title}" recurs more often than the demo enters; it ends after ${count}.`,
      moved_out: `"${title}": a moved occurrence lies beyond its neighbour and became a single event.`,
      refused: `"${title}" is refused by Outlook and was skipped.`,
      outside: count === 1 ? 'One entry lies outside the window.' : `${count} entries lie outside the window.`,
    })[code],
  starting: 'Lichtbogen event technology, Berlin: starting sandbox and server, linking three people …',
  person: (name, work) => `${name} – ${work}`,
  toLupax: 'Outlook → Lupax',
  toOutlook: 'Lupax → Outlook',
  headToLupax: ['Title', 'When', 'Calendar (sharing in Outlook)', 'Visibility in Lupax', 'Result'],
  headToOutlook: ['Title', 'When', 'In Lupax', 'Visibility in Lupax', 'In Outlook', 'Result'],
  nothing: '(nothing)',
  more: (count) => `… and ${count} more`,
  calendar: (name, sharing) => `${name} (${sharing})`,
  sharing: {
    none: 'Not shared',
    freeBusyRead: "Can view when I'm busy",
    limitedRead: 'Can view titles and locations',
    read: 'Can view all details',
    write: 'Can edit',
  },
  visibility: {
    public: 'unrestricted',
    notes_private: 'notes private',
    title_and_notes_private: 'notes and title private',
  },
  kind: { appointment: 'Appointment', shift: 'Shift', vacation: 'Vacation', project: 'Project' },
  shownAs: {
    free: 'free',
    tentative: 'tentative',
    busy: 'busy',
    oof: 'out of office',
    workingElsewhere: 'working elsewhere',
  },
  privateInOutlook: 'private',
  result: {
    create: 'created',
    update: 'updated',
    delete: 'deleted',
    failed: 'failed',
    skipped: 'skipped',
    planned: 'waits for approval',
    unchanged: 'unchanged',
    not_shared: 'not transferred: calendar not shared',
    not_target: 'not transferred: no target calendar',
    off: 'not transferred: calendar off',
    left: 'not transferred',
  },
  allDay: 'all day',
  totals: 'Totals',
  headTotals: [
    '',
    'created in Lupax',
    'created in Outlook',
    'updated',
    'deleted',
    'failed',
    'requests to Graph',
    'requests to Lupax',
  ],
  quiet: 'Synchronised once more, nothing has changed',
  headQuiet: ['', 'requests to Graph', 'requests to Lupax', 'writes'],
  mails: (count) => `Invitations sent: ${count}`,
  runFailed: (name, detail) => `The synchronisation of ${name} failed: ${detail}`,
  failed: (detail) => `The demo could not run: ${detail}`,
  running: (url) =>
    `Still running: ${url} shows everything as in Teams and Outlook (API: ${url}/api/openapi.json). Ctrl-C ends everything.`,
  liveEdit: (name, title, minutes) => `Live: in Outlook, ${name} moves "${title}" by ${minutes} minutes …`,
  liveSeen: (title, when, seconds) => `Live: after ${seconds} s, Lupax has "${title}" on ${when}.`,
};

export const TEXTS: Record<Language, Texts> = { de, en };
