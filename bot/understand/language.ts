import type { Language } from './reading.ts';
import { tokenise } from './tokens.ts';

/** Words of one language only. "meeting", "call", "am", "in", "an", "so", "bis" and numbers say nothing. */
const GERMAN = new Set(
  (
    'mit und uhr der die das dem den des ein eine einen einem einer eines nen ist sind war waren hat habe haben ich du wir ihr sie mir mich uns bitte nicht kein keine keinen wann wer wie wo was warum ' +
    'welche heute morgen uebermorgen gestern vorgestern montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag naechste naechsten naechster kommenden diese diesen dieser woche wochen stunde stunden minuten ' +
    'halb viertel dreiviertel nach vor um gegen ab von zwischen nachmittag nachmittags vormittag vormittags abend abends mittags frueh morgens besprechung termin treffen gespraech telefonat rueckruf ' +
    'wegen ueber zum zur thema betreff fuer auf bei projekt raum leg lege mach mache erstelle erstell plane buche setz trag anlegen machen planen kannst koenntest koennen moechte will brauche lass hilfe weiter pause ' +
    'rueckgaengig verwerfen freigeben abbrechen ja nein danke hallo moin servus tag guten januar februar maerz mai juni juli oktober dezember mo di mi do fr sa lade ladet ein jeden taeglich mal noch doch auch hab hast kein ' +
    'soll sollte muss muessen wird werden wurde hatte hatten lichtprobe abstimmung uebergabe begehung anna-lena zwei drei vier fuenf sechs sieben acht neun zehn elf zwoelf dauer lang kw ganztaegig ganztags stornieren'
  ).split(' '),
);
const ENGLISH = new Set(
  (
    "with and the a at on for about next this tomorrow today yesterday monday tuesday wednesday thursday friday saturday sunday morning afternoon evening noon midnight o'clock half past quarter to from until till between " +
    "please schedule book set up arrange meet meeting's can could would you i we me us my our need want like let's lets don't not no is are was were have has had when who what where why how which week weeks hour hours minutes day days " +
    'help resume undo approve discard cancel yes thanks thank hello hi hey good march may june july october december regarding discuss invite call talk catch create make put add plan every all of st nd rd th one two three four five six ' +
    'seven eight nine ten eleven twelve tmrw tmr mon tue tues wed thu thurs fri sat eod lunch never mind will should did does do today tonight after before room office project said it there pm fortnight'
  ).split(' '),
);

/** Mistyped in one language only. */
const MISTYPED_ENGLISH = /^tom+or+ow$|^tuseday$|^wens?day$|^tomm?orr?o?w$/;

/** Whether a word is plainly itself: never a mistyped other one. */
export const isCommonWord = (key: string) => GERMAN.has(key) || ENGLISH.has(key);

/** The language of a sentence; the writer's own where it does not say. */
export function recogniseLanguage(text: string, preference: Language): Language {
  let german = 0;
  let english = 0;
  for (const { key, kind, written } of tokenise(text)) {
    if (kind !== 'word') continue;
    if (GERMAN.has(key)) german++;
    if (ENGLISH.has(key) || MISTYPED_ENGLISH.test(key)) english++;
    if (/[äöüß]/i.test(written)) german += 0.25;
  }
  if (german === english) return preference;
  return german > english ? 'de' : 'en';
}
