/**
 * The key words of both languages, and the one key the grammar knows each by. Upper-case keys are classes: `WD2` is
 * Dienstag, Tuesday, Tues. One grammar serves both languages, so that "Call mit Anna next Tuesday" is understood too.
 */

const classes: Record<string, string> = {
  WD1: 'montag montags mon monday mondays',
  WD2: 'dienstag dienstags tuesday tuesdays tue tues',
  WD3: 'mittwoch mittwochs wednesday wednesdays wed weds',
  WD4: 'donnerstag donnerstags thursday thursdays thu thur thurs',
  WD5: 'freitag freitags friday fridays fri',
  WD6: 'samstag samstags sonnabend sonnabends saturday saturdays sat',
  WD7: 'sonntag sonntags sunday sundays',
  MO1: 'januar jaenner january jan',
  MO2: 'februar feber february feb',
  MO3: 'maerz march mrz mar',
  MO4: 'april apr',
  MO5: 'mai',
  MO6: 'juni june jun',
  MO7: 'juli july jul',
  MO8: 'august aug',
  MO9: 'september sept sep',
  MO10: 'oktober october okt oct',
  MO11: 'november nov',
  MO12: 'dezember december dez dec',
  TODAY: 'heute heut heit today tonite',
  TOMORROW: 'morgen morgn moin-morgen tomorrow tmrw tmr tomorow 2morrow',
  OVERMORROW: 'uebermorgen ubermorgen',
  YESTERDAY: 'gestern yesterday',
  BEFOREYESTERDAY: 'vorgestern',
  NEXT: 'naechste naechsten naechster naechstes naechstem nachste nachsten nachster naxte next nxt',
  COMING: 'kommende kommenden kommender kommendem coming upcoming folgende folgenden folgender',
  THIS: 'diese diesen dieser dieses diesem this dies',
  AFTERNEXT: 'uebernaechste uebernaechsten uebernaechster uebernaechstem ubernaechste ubernachste',
  LAST: 'letzte letzten letzter letztem vergangene vergangenen vergangener last',
  EVERY: 'jeden jede jeder jedem jedes every each',
  WEEK: 'woche week',
  WEEKS: 'wochen weeks',
  FORTNIGHT: 'fortnight',
  WEEKEND: 'wochenende weekend',
  CW: 'kw kalenderwoche cw',
  DAY: 'tag day',
  DAYS: 'tage tagen days',
  MONTH: 'monat monats monate monaten month months',
  YEAR: 'jahr jahres jahre jahren year years',
  HOUR: 'stunde stunden stuendchen std stdn stunds hour hours hr hrs',
  MIN: 'minute minuten min mins minutes minuetchen',
  OCLOCK: "uhr o'clock oclock uhrzeit",
  FORENOON: 'vormittag vormittags vormittgs',
  MORNINGS: 'morgens morning mornings',
  EARLY: 'frueh frueher fruehs fruehmorgens early',
  MIDDAY: 'mittag mittags lunch lunchtime mittagszeit mittagspause',
  AFTERNOON: 'nachmittag nachmittags afternoon afternoons arvo',
  EVENING: 'abend abends evening evenings tonight',
  NIGHT: 'nacht nachts night',
  NOON: 'noon midday',
  MIDNIGHT: 'mitternacht midnight',
  EOD: 'eod feierabend cob',
  BEGIN: 'anfang beginning beginn start',
  MIDDLE: 'mitte mid middle',
  END: 'ende end',
  ALLDAY: 'ganztaegig ganztags ganztaegige ganztaegiges ganztaegiger ganztagestermin',
};

const numbers: Record<string, string> = {
  '0': 'null zero',
  '1': 'eins one',
  '2': 'zwei zwo two',
  '3': 'drei three',
  '4': 'vier four',
  '5': 'fuenf funf five',
  '6': 'sechs six',
  '7': 'sieben seven',
  '8': 'acht eight',
  '9': 'neun nine',
  '10': 'zehn ten',
  '11': 'elf eleven',
  '12': 'zwoelf zwolf twelve',
  '13': 'dreizehn thirteen',
  '14': 'vierzehn fourteen',
  '15': 'fuenfzehn fifteen',
  '16': 'sechzehn sixteen',
  '17': 'siebzehn seventeen',
  '18': 'achtzehn eighteen',
  '19': 'neunzehn nineteen',
  '20': 'zwanzig twenty',
  '25': 'fuenfundzwanzig',
  '30': 'dreissig thirty',
  '40': 'vierzig forty',
  '45': 'fuenfundvierzig',
  '50': 'fuenfzig fifty',
  '60': 'sechzig sixty',
  '90': 'neunzig ninety',
};

/** Ordinals without their ending: "dritten", "am dritten Dezember". */
const ordinals = [
  'erst zweit dritt viert fuenft sechst siebt acht neunt zehnt elft zwoelft dreizehnt vierzehnt fuenfzehnt sechzehnt',
  'siebzehnt achtzehnt neunzehnt zwanzigst einundzwanzigst zweiundzwanzigst dreiundzwanzigst vierundzwanzigst',
  'fuenfundzwanzigst sechsundzwanzigst siebenundzwanzigst achtundzwanzigst neunundzwanzigst dreissigst einunddreissigst',
]
  .join(' ')
  .split(' ');
const englishOrdinals =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'.split(
    ' ',
  );

export const KEYS: ReadonlyMap<string, string> = new Map([
  ...[...Object.entries(classes), ...Object.entries(numbers)].flatMap(([key, words]) =>
    words.split(' ').map((word): [string, string] => [word, key]),
  ),
  ...ordinals.flatMap((stem, at): [string, string][] => [
    [`${stem}en`, `ORD${String(at + 1)}`],
    [`${stem}er`, `ORD${String(at + 1)}`],
  ]),
  ...englishOrdinals.map((word, at): [string, string] => [word, `ORD${String(at + 1)}`]),
]);

/** Abbreviations that are other words as well: weekdays only beside a time or a date, see `canonicalise`. */
export const SHORT_WEEKDAYS: ReadonlyMap<string, string> = new Map([
  ['mo', 'WD1'],
  ['di', 'WD2'],
  ['mi', 'WD3'],
  ['do', 'WD4'],
  ['fr', 'WD5'],
  ['sa', 'WD6'],
  ['so', 'WD7'],
  ['sun', 'WD7'],
  ['don', 'WD4'],
]);

/** Names of meetings that say nothing about what it is about: never a title by themselves. */
export const PLAIN_MEETINGS = new Set(
  [
    'besprechung besprechungen besprechungstermin termin termine termins treffen meeting meetings gespraech gespraechs call calls telefonat',
    'telefontermin teamsmeeting teams-meeting teams-besprechung teams-termin teams-call teamscall teamsbesprechung videocall video-call videokonferenz',
    'online-meeting onlinemeeting online-besprechung onlinebesprechung online-termin konferenz telefonkonferenz telko meet appointment appt mtg videomeeting',
    'bespr besp terminvereinbarung terminanfrage termineinladung meetinganfrage conversation chat conference telco talk slot zoom termine termin-anfrage meetingtermin videotelefonat unterredung zusammenkunft sitzung',
    'catchup catch-up dial-in placeholder platzhalter blocker eintrag entry booking einladung invite invitation session kurzmeeting kurztermin kalendereintrag session terminchen besprechungsanfrage videobesprechung',
  ]
    .join(' ')
    .split(' '),
);

/** Kinds of meetings that are a title by themselves: "Jour fixe mit Anna morgen 10 Uhr". */
const SPECIFIC_MEETINGS = new Set(
  [
    'workshop abstimmung uebergabe begehung abnahme ruecksprache standup stand-up kick-off kickoff retro retrospektive review interview weekly daily',
    'briefing debriefing debrief demo training schulung onboarding vorstellungsgespraech probe soundcheck planung klausur lunch kaffee fruehstueck coffee',
    'one-on-one rehearsal walkthrough site-visit handover check-in checkin sync generalprobe klausurtagung brainstorming abendessen mittagessen breakfast dinner',
    'ortstermin lokaltermin aufbau abbau einweisung unterweisung nachbesprechung vorbesprechung inspection sprint planning',
  ]
    .join(' ')
    .split(' '),
);

const SPECIFIC_ENDING =
  /^.{3,}-?(?:besprechung|termin|meeting|gespraech|probe|abnahme|begehung|abstimmung|uebergabe|treffen|runde|workshop|check|durchsprache|sitzung|call|planung|schulung|einweisung|konferenz|interview|review|briefing)$/;

/** Whether a word names a kind of meeting. */
export function meetingNoun(key: string): 'plain' | 'specific' | null {
  if (PLAIN_MEETINGS.has(key)) return 'plain';
  return SPECIFIC_MEETINGS.has(key) || SPECIFIC_ENDING.test(key) ? 'specific' : null;
}

const words = (...lists: string[]) => new Set(lists.join(' ').split(/\s+/));

/** Read over: they carry nothing that a meeting is made of. */
export const FILLERS = words(
  'bitte mal n nen ne ein eine einen einem einer eines der die das dem den des doch noch so ca circa etwa ungefaehr gerne gern kurz kurzes kurzen kurze kurzer',
  'schnell schnelles schnellen schnelle da dann auch eben halt denn schon jetzt nur neue neuen neues neuer neu vielleicht wieder eventuell evtl sofern moeglich wenn es dich sie ihr du mir uns mich sich ich wir',
  'man rum herum ja okay ok also hey hi hallo moin danke dankeschoen vg lg mfg gruss gruesse viele liebe beste besten dank hallo servus lupax bot und u als zur zum zu fuer um am im in an auf ab von bis',
  'bei mit ueber wegen per via via online teams video dauer lang lange beginn start uhr dazu darueber dafuer bzw oder sowie plus zusammen gemeinsam',
  'together something up ish ma egal fuers furs any vor nach wann when wer who zwischen between liebsten besten w sehr geehrte geehrter damen herren guten good sofort gleich asap dringend urgent urgently now schoenen',
  'please pls plz kindly just a an the some another quick short brief new me us my our we i you could can would will for on at in to from of with about and or & + thanks thank cheers by around by length',
  'dir ihnen euch kurzfristig zeitnah demnaechst bald baldmoeglichst later add great nice be hello dear there then also maybe perhaps possibly lets possible both all long something sometime somewhere everyone ungefaehr irgendwann irgendwo naechstmoeglich einfach kleines kleine kleinen einmal nochmal mein meinen meine meinem meiner unser unseren unsere unserem',
);
