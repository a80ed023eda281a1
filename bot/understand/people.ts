import { FILLERS, meetingNoun } from './lexicon.ts';
import { isGivenName } from './names.ts';
import { isThing } from './nouns.ts';
import type { Mention, Person } from './reading.ts';
import type { Sheet, Stretch } from './sheet.ts';
import { fold, isCapital } from './tokens.ts';

/** Words before a name that are not of it. */
const TITLES =
  /^(?:herrn?|frau|mr|mrs|ms|dr|prof|professor|professorin|doktor|dem|der|den|die|das|the|meinem|meiner|meinen|seinem|seiner|seinen|ihrem|ihrer|ihren|deren|dessen|his|their|unserem|unserer|unseren|my|our|kollegen|kollegin|kollege|lieber|liebe|auch|noch|both|sowohl|dipl|ing)$/;
const PRONOUNS =
  /^(?:mir|uns|me|us|ich|dir|dich|mich|ihm|ihr|ihnen|euch|you|him|her|them|wir|we|myself|sich|i|yourself)$/;
const PARTICLES = /^(?:van|von|de|der|den|del|della|di|da|el|al|ten|ter|la|le|bin|ibn|mc|dos|du|st)$/;
const JOINS = /^(?:,|und|u|and|&|\+|\/|sowie|plus|oder|or|n)$/;
/** In lower case a longer word is a compound noun: "lagerumzug". */
const LONGEST_SURNAME = 10;

/** In lower case: "kai reinstellen". */
const VERB =
  /^(?:rein|ein|an|aus|auf|ab|be|ver|hin|zusammen|durch|fest|vor|um|weiter|los|raus|er)[a-z]{3,}(?:en|ern|eln)$/;
/** Never a name, though it stands where one could. */
const NEVER = new Set(
  (
    'mit with um am im in an auf ab von bis bei zu zum zur fuer for on at to from of about wegen ueber bezueglich bzgl betreffend betreff thema topic subject titel title re regarding ' +
    'concerning heute morgen und and ein eine einen einem einer a an kein keine keinen nicht not no online teams zoom skype video telefonisch per via hybrid ort raum room halle saal projekt project location place where when ' +
    'ist sind war waren hat haben wird werden kann koennen muss soll sollte will moechte is are was were has have will can should must please bitte danke thanks thank machen anlegen planen erstellen ansetzen eintragen vereinbaren ' +
    'ausmachen organisieren einplanen einstellen buchen reservieren treffen sprechen telefonieren reden besprechen einrichten festlegen aufsetzen einladen abstimmen ' +
    'klaeren zusammensetzen unterhalten meeten quatschen terminieren koordinieren arrangieren anberaumen schedule discuss talk meet call und uber gegen nach vor seit zwischen between dauer duration lang da weil damit dass ob wenn ' +
    'zusammen gemeinsam allein kurz quick short maximal ca circa etwa weiter bezogen dann then danach later spaeter asap irgendwann wann so ohne without ein aus halb viertel every each dazu einmal mal nochmal ' +
    'mich sich dich uns euch ihn sie er es man anwesend dabei rein raus hin her eher lieber gern gerne frei free statt rum herum stattfinden'
  ).split(' '),
);

/** Mentions and addresses are people wherever they stand; names stand behind "mit", "with", "lade", "invite". */
export function takePeople(sheet: Sheet, mentions: readonly Mention[], english: boolean): Person[] {
  const people: { person: Person; at: number }[] = [];
  const add = (person: Person, at: number) => people.push({ person, at });

  sheet.tokens.forEach((token, at) => {
    if (token.kind !== 'email' || !sheet.isFree(at)) return;
    add({ kind: 'email', written: token.written, address: token.written }, at);
    sheet.take({ from: at, to: at + 1 }, 'person');
  });
  for (const mention of mentions) {
    if (mention.isBot) continue;
    const keys = [...fold(mention.name).matchAll(/[\p{L}\p{N}]+(?:['-][\p{L}]+)*/gu)].map(([word]) => word);
    for (let at = 0; keys.length > 0 && at + keys.length <= sheet.tokens.length; at++) {
      if (
        !keys.every(
          (key, offset) => sheet.isFree(at + offset) && fold(sheet.tokens[at + offset]?.written ?? '') === key,
        )
      )
        continue;
      const from = sheet.key(at - 1) === '@' ? at - 1 : at;
      add({ kind: 'mention', written: mention.name, id: mention.id }, from);
      sheet.take({ from, to: at + keys.length }, 'person');
      break;
    }
  }

  const lower = !sheet.tokens.some((token, at) => at > 0 && token.kind === 'word' && isCapital(token));
  for (const start of listStarts(sheet, lower)) takeList(start);
  // "ich und Anna", "Anna und ich": the writer is there anyway.
  const ordered = people.sort((a, b) => a.at - b.at).map(({ person }) => person);
  return ordered.filter((person, at) => ordered.findIndex((other) => identity(other) === identity(person)) === at);

  function takeList({ at: begin, sure, leading, mark }: ListStart) {
    if (mark && (sheet.role(begin) === 'person' || PRONOUNS.test(sheet.key(begin)) || nameAt(begin, sure, leading)))
      sheet.setAside(mark);
    let at = begin;
    let certain = sure;
    for (;;) {
      if (sheet.role(at) === 'person') {
        while (sheet.role(at) === 'person') at++;
      } else if (PRONOUNS.test(sheet.key(at)) && sheet.isFree(at)) at++;
      else {
        const name = nameAt(at, certain, leading);
        if (!name) break;
        sheet.take({ from: at, to: name.to }, 'person');
        add({ kind: 'name', written: sheet.written({ from: name.from, to: name.to }) }, name.from);
        setAsideEmployer(name.to);
        at = name.to;
        // "Anna (Licht)": what is in brackets is read over.
      }
      let next = at;
      while (sheet.isFree(next) && JOINS.test(sheet.key(next))) next++;
      if (sheet.key(next) === '.' && sheet.key(next - 1) === 'u') next++;
      if (next === at) break;
      const joined = sheet.tokens.slice(at, next).some((token) => token.key !== ',');
      if (/^(?:mit|with)$/.test(sheet.key(next))) next++;
      if (
        sheet.role(next) === 'person' ||
        (PRONOUNS.test(sheet.key(next)) && sheet.isFree(next)) ||
        nameAt(next, joined, leading)
      ) {
        at = next;
        certain = joined;
        continue;
      }
      // ", Xaver und Lisa": a name between comma and "und" is one of the list.
      if (!joined && isOneBeforeAnd(next)) {
        const name = nameAt(next, true, leading);
        if (name) {
          at = next;
          certain = true;
          continue;
        }
      }
      break;
    }
  }

  function isOneBeforeAnd(at: number): boolean {
    const name = nameAt(at, true, false);
    if (!name || isThing(sheet.key(name.from))) return false;
    const join = sheet.key(name.to);
    const after = nameAt(name.to + 1, true, false);
    return (
      /^(?:und|u|and|&|\+|,)$/.test(join) &&
      sheet.isFree(name.to) &&
      after !== null &&
      !isThing(sheet.key(after.from)) &&
      (join !== ',' || isGivenName(sheet.key(after.from)) || isOneBeforeAnd(name.to + 1))
    );
  }

  /** @param sure the place is one for a person: right behind "mit" or "und" */
  function nameAt(begin: number, sure: boolean, leading: boolean): { from: number; to: number } | null {
    let from = begin;
    let titled = false;
    while (sheet.isFree(from) && (TITLES.test(sheet.key(from)) || (sheet.key(from) === '.' && from > begin))) {
      titled = true;
      from++;
    }
    if (sheet.key(from) === '@' && sheet.isFree(from)) from++;
    // "den Kollegen": no name follows, the word is who is meant.
    if (!isNameWord(from) && from > begin && /^kolleg(?:e|en|in)$/.test(sheet.key(from - 1)))
      return { from: from - 1, to: from };
    if (!isNameWord(from)) return null;
    const key = sheet.key(from);
    const given = isGivenName(key);
    const token = sheet.tokens[from];
    const capital = token !== undefined && isCapital(token);
    if (
      !given &&
      !(sure && !(isThing(key) && !titled && !sureThing(key)) && !(meetingNoun(key) && !titled)) &&
      !(capital && english && !isThing(key) && !leading)
    )
      return null;
    if (!capital && !given && !lower && !sure) return null;
    // "mit Team Licht": the trade of the team belongs to it.
    const trade = sheet.tokens[from + 1];
    if (
      /^(?:team|abteilung|gewerk|crew)$/.test(key) &&
      trade &&
      sheet.isFree(from + 1) &&
      isCapital(trade) &&
      isThing(trade.key) &&
      !meetingNoun(trade.key)
    )
      return { from, to: from + 2 };
    // "mit allen Projektleitern"
    if (
      /^(?:alle|allen|all)$/.test(key) &&
      trade &&
      isCapital(trade) &&
      isNameWord(from + 1) &&
      !isGivenName(trade.key)
    )
      if (sureThing(trade.key) || (!isThing(trade.key) && !meetingNoun(trade.key)))
        return { from: from + 1, to: from + 2 };
    // "the lighting team"
    if (/^(?:team|department|dept|crew|guys)$/.test(trade?.key ?? '') && isThing(key) && sheet.isFree(from + 1))
      return { from, to: from + 2 };
    if (titled && !given && isThing(key)) return { from, to: from + 1 };
    let to = from + 1;
    // Surnames: of the same writing as the given name, one word, more with particles or a second given name.
    for (let extra = 0; extra < 3; extra++) {
      let next = to;
      while (
        PARTICLES.test(sheet.key(next)) &&
        sheet.isFree(next) &&
        next < to + 2 &&
        (isNameWord(next + 1) || PARTICLES.test(sheet.key(next + 1)))
      )
        next++;
      const particle = next > to;
      const word = sheet.tokens[next];
      if (!word || !isNameWord(next) || isCapital(word) !== capital) break;
      if (isThing(word.key) || meetingNoun(word.key) || JOINS.test(word.key)) break;
      if (particle && !/^(?:van|von|de|del|della|di|da|el|al|ten|ter|la|bin|ibn|dos|du)$/.test(sheet.key(to))) break;
      if (!particle && FILLERS.has(word.key) && !isSurnameToo(next)) break;
      // "Frau Kaya von der Sparkasse": whom she works for. "Ursula von der Leyen" is a name.
      const employer = word.key === 'firma' || !isGivenName(sheet.key(to - 1));
      if (particle && employer && /^(?:der|den)$/.test(sheet.key(to + 1))) break;
      if (!capital && !given) break;
      // In lower case, "lena kai" are two people, and "kai reinstellen" is one and a verb.
      if (!capital && (isGivenName(word.key) || VERB.test(word.key) || word.key.length >= LONGEST_SURNAME)) break;
      if (extra > 0 && !particle && !isGivenName(sheet.key(next - 1))) break;
      to = next + 1;
      if (particle) break;
    }
    return { from, to };
  }

  function isNameWord(at: number): boolean {
    const token = sheet.tokens[at];
    if (!token || token.kind !== 'word' || !sheet.isFree(at) || sheet.isReserved(at)) return false;
    if (isSurnameToo(at)) return true;
    if (/^[A-Z]+\d*$/.test(token.key) || NEVER.has(token.key) || PRONOUNS.test(token.key)) return false;
    // A capital in the middle is a name even where the word is one of many: "Mit Will und Mark".
    return (
      isGivenName(token.key) ||
      !FILLERS.has(token.key) ||
      (isCapital(token) && !/^(?:mit|und|die|der|das)$/.test(token.key) && at > 0 && token.key.length > 3)
    );
  }

  /** "Rainer Lang", "Bettina Kurz": a capital behind a given name. */
  function isSurnameToo(at: number): boolean {
    const token = sheet.tokens[at];
    return (
      token !== undefined &&
      isCapital(token) &&
      /^(?:kurz|lang|lange|neu|quick|long|short|halb|frei|gern)$/.test(token.key) &&
      isGivenName(sheet.key(at - 1))
    );
  }

  /** Behind a person: "von der Sparkasse", "vom Bauamt", "from the agency". */
  function setAsideEmployer(from: number): void {
    if (!/^(?:von|vom|aus|from)$/.test(sheet.key(from)) || !sheet.isFree(from)) return;
    let to = from + 1;
    while (/^(?:der|dem|den|the|firma)$/.test(sheet.key(to)) && sheet.isFree(to)) to++;
    const named = to;
    for (let word = sheet.tokens[to]; word?.kind === 'word' && sheet.isFree(to); word = sheet.tokens[++to]) {
      if (!isCapital(word) && !(to === named && (english || isThing(word.key)))) break;
    }
    if (to > named) sheet.setAside({ from, to });
  }

  /** "mit dem Team", "mit Technik": groups of people that are asked for by name. */
  function sureThing(key: string): boolean {
    return (
      /^(?:team|chef|chefin|kunde|kunden|kundin|technik|regie|crew|alle|allen|everyone|everybody|all|hausmeister|feuerwehr|catering|security|agentur|veranstalter|marketing|vertrieb|buchhaltung|tuev|polizei|amt|bauamt|behoerde|band|bands|artist|hersteller|lieferant|lieferanten|dienstleister|vermieter|mischer|techniker|meister|azubi|azubis|praktikant|praktikanten|helfer|kuenstler|kuenstlerin|kollegen|kollegin|leute|stagehands|client|clients|customer|supplier|boss|manager|guys|folks)$/.test(
        key,
      ) || /(?:abteilung|team|leitung)$/.test(key)
    );
  }
}

interface ListStart {
  at: number;
  sure: boolean;
  /** The names stand before the verb or at the front of the sentence. */
  leading: boolean;
  /** Words that only announce the list. */
  mark?: Stretch | undefined;
}

/** Where a list of people may begin. */
function listStarts(sheet: Sheet, lower: boolean): ListStart[] {
  const starts: ListStart[] = [];
  sheet.tokens.forEach((token, at) => {
    if (!sheet.isFree(at) && sheet.role(at) !== 'request') return;
    const next = at + 1;
    if (/^(?:mit|with|w|inkl|incl|including)$/.test(token.key)) {
      starts.push({
        at: sheet.key(next) === '/' || sheet.key(next) === '.' ? next + 1 : next,
        sure: true,
        leading: false,
      });
    } else if (token.key === 'to' && /^(?:talk|speak)$/.test(sheet.key(at - 1))) {
      starts.push({ at: next, sure: true, leading: false });
    } else if (/^(?:herrn?|frau)$/.test(token.key) && isCapital(token)) {
      starts.push({ at, sure: true, leading: false });
    } else if (/^(?:wer|who|people|personen)$/.test(token.key) && sheet.key(next) === ':') {
      starts.push({ at: next + 1, sure: true, leading: false, mark: { from: at, to: next + 1 } });
    } else if (
      /^(?:lade|lad|ladet|invite|einlade|meet|call|ring|teilnehmer|participants|attendees|gaeste|dabei|zwischen|between|see|an)$/.test(
        token.key,
      )
    ) {
      let from = next;
      while (/^(?::|bitte|mal|dann|sind|auch|doch|sollen|sein|mir|please)$/.test(sheet.key(from)) && sheet.isFree(from))
        from++;
      starts.push({
        at: from,
        sure: !/^(?:call|dabei|see|ring|an)$/.test(token.key),
        leading: /^(?:call|ring|see|an)$/.test(token.key),
        mark: /^(?:teilnehmer|participants|attendees|gaeste|dabei|zwischen|between)$/.test(token.key)
          ? { from: at, to: from }
          : undefined,
      });
    }
  });
  // "Anna und Tom einladen", "anna tom morgen 10 uhr": given names that stand free.
  sheet.tokens.forEach((token, at) => {
    if (sheet.isFree(at) && token.kind === 'word' && isGivenName(token.key) && (isCapital(token) || lower))
      starts.push({ at, sure: true, leading: true });
  });
  return starts;
}

const identity = (person: Person) => fold(person.address ?? person.id ?? person.written);
