import { FILLERS, meetingNoun } from './lexicon.ts';
import { isGivenName } from './names.ts';
import { isThing } from './nouns.ts';
import type { Sheet, Stretch } from './sheet.ts';
import { isCapital } from './tokens.ts';

/** Words before a name that are not of it. */
const TITLES =
  /^(?:herrn?|frau|mr|mrs|ms|dr|prof|professor|professorin|doktor|dem|der|den|die|das|the|a|an|einem|einer|meinem|meiner|meinen|seinem|seiner|seinen|ihrem|ihrer|ihren|deren|dessen|his|their|unserem|unserer|unseren|my|our|kollegen|kollegin|kollege|whole|entire|ganze|ganzen|gesamte|gesamten|lieber|liebe|auch|noch|both|sowohl|dipl|ing)$/;
const ARTICLES =
  /^(?:the|a|an|einem|einer|my|our|your|his|her|their|der|die|den|dem|das|meinem|meiner|meinen|unserem|unserer|unseren|seinem|ihrem|ihrer)$/;
export const PRONOUNS =
  /^(?:mir|uns|me|us|ich|dir|dich|mich|ihm|ihr|ihnen|euch|you|him|her|them|wir|we|myself|sich|i|yourself)$/;
const PARTICLES = /^(?:van|von|de|der|den|del|della|di|da|el|al|ten|ter|la|le|bin|ibn|mc|dos|du|st)$/;
export const JOINS = /^(?:,|und|u|and|&|\+|\/|sowie|plus|oder|or|n)$/;
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

/** Which words of a sentence are a person's name. */
export class NameReader {
  private readonly sheet: Sheet;
  private readonly english: boolean;
  /** The writer uses no capitals. */
  readonly lower: boolean;

  constructor(sheet: Sheet, english: boolean) {
    this.sheet = sheet;
    this.english = english;
    this.lower = !sheet.tokens.some((token, at) => at > 0 && token.kind === 'word' && isCapital(token));
  }

  /** @param sure the place is one for a person: right behind "mit" or "und" */
  nameAt(begin: number, sure: boolean, leading: boolean): Stretch | null {
    let from = begin;
    let titled = false;
    while (
      this.sheet.isFree(from) &&
      (TITLES.test(this.sheet.key(from)) || (this.sheet.key(from) === '.' && from > begin))
    ) {
      titled = !/^(?:a|an|einem|einer)$/.test(this.sheet.key(from)) || titled;
      from++;
    }
    if (this.sheet.key(from) === '@' && this.sheet.isFree(from)) from++;
    // "den Kollegen": no name follows, the word is who is meant.
    if (!this.isNameWord(from) && from > begin && /^kolleg(?:e|en|in)$/.test(this.sheet.key(from - 1)))
      return { from: from - 1, to: from };
    // "alle aus dem Lager", "everyone in the video department"
    if (
      /^(?:alle|allen|all|everyone|everybody|jeden|jedem|jemand|jemanden|jemandem|someone|somebody|anyone|anybody)$/.test(
        this.sheet.key(from),
      ) &&
      /^(?:aus|von|vom|in|im|from|of)$/.test(this.sheet.key(from + 1)) &&
      this.sheet.isFree(from + 1)
    ) {
      let group = from + 2;
      while (ARTICLES.test(this.sheet.key(group)) && this.sheet.isFree(group)) group++;
      if (this.isNameWord(group)) return { from: group, to: this.english ? this.endOfGroup(group) : group + 1 };
    }
    from = this.skipRole(from, begin);
    if (!this.isNameWord(from)) return null;
    const key = this.sheet.key(from);
    const given = isGivenName(key);
    const token = this.sheet.tokens[from];
    const capital = token !== undefined && isCapital(token);
    if (
      !given &&
      !(sure && !(isThing(key) && !titled && !isGroup(key)) && !(meetingNoun(key) && !titled)) &&
      !(capital && this.english && !isThing(key) && !leading)
    )
      return null;
    if (!capital && !given && !this.lower && !sure) return null;
    if (this.english && sure && !capital && ARTICLES.test(this.sheet.key(from - 1)))
      return { from, to: this.endOfGroup(from) };
    // "mit Team Licht": the trade of the team belongs to it.
    const trade = this.sheet.tokens[from + 1];
    if (
      /^gewerk$|(?:team|abteilung|crew)$/.test(key) &&
      trade &&
      this.isNameWord(from + 1) &&
      isCapital(trade) &&
      !isGivenName(trade.key) &&
      !meetingNoun(trade.key)
    )
      return { from, to: from + 2 };
    // "mit allen Projektleitern"
    if (
      /^(?:alle|allen|all)$/.test(key) &&
      trade &&
      isCapital(trade) &&
      this.isNameWord(from + 1) &&
      !isGivenName(trade.key)
    )
      if (isGroup(trade.key) || (!isThing(trade.key) && !meetingNoun(trade.key)))
        return { from: from + 1, to: from + 2 };
    // "the lighting team"
    if (/^(?:team|department|dept|crew|guys)$/.test(trade?.key ?? '') && isThing(key) && this.sheet.isFree(from + 1))
      return { from, to: from + 2 };
    if (titled && !given && isThing(key)) return { from, to: from + 1 };
    let to = from + 1;
    // "Frau van Dyck"
    if (PARTICLES.test(key) && !given)
      while (to < from + 3 && this.isNameWord(to) && isCapital(this.sheet.tokens[to]!)) to++;
    // Surnames: of the same writing as the given name, one word, more with particles or a second given name.
    for (let extra = 0; extra < 3; extra++) {
      let next = to;
      while (
        PARTICLES.test(this.sheet.key(next)) &&
        this.sheet.isFree(next) &&
        next < to + 2 &&
        (this.isNameWord(next + 1) || PARTICLES.test(this.sheet.key(next + 1)))
      )
        next++;
      const particle = next > to;
      const word = this.sheet.tokens[next];
      if (!word || !this.isNameWord(next) || isCapital(word) !== capital) break;
      if (isThing(word.key) || meetingNoun(word.key) || JOINS.test(word.key)) break;
      if (particle && !/^(?:van|von|de|del|della|di|da|el|al|ten|ter|la|bin|ibn|dos|du)$/.test(this.sheet.key(to)))
        break;
      if (!particle && FILLERS.has(word.key) && !this.isSurnameToo(next)) break;
      // "Frau Kaya von der Sparkasse": whom she works for. "Ursula von der Leyen" is a name.
      const employer = word.key === 'firma' || !isGivenName(this.sheet.key(to - 1));
      if (particle && employer && /^(?:der|den)$/.test(this.sheet.key(to + 1))) break;
      if (!capital && !given) break;
      // In lower case, "lena kai" are two people, and "kai reinstellen" is one and a verb.
      if (!capital && (isGivenName(word.key) || VERB.test(word.key) || word.key.length >= LONGEST_SURNAME)) break;
      if (extra > 0 && !particle && !isGivenName(this.sheet.key(next - 1))) break;
      to = next + 1;
      if (particle) break;
    }
    return { from, to };
  }

  /** "dem Tonmeister Henrik", "Bauleiter Schmidt", "our rigger Tom": who it is goes before what they do. */
  private skipRole(from: number, begin: number): number {
    const [role, name] = [this.sheet.tokens[from], this.sheet.tokens[from + 1]];
    if (!role || !name || !isCapital(name) || !this.isNameWord(from + 1) || !this.isNameWord(from)) return from;
    if (
      isGivenName(role.key) ||
      meetingNoun(role.key) ||
      isThing(name.key) ||
      /^(?:firma|agentur|familie|gewerk|alle|allen)$|(?:team|abteilung|crew)$/.test(role.key)
    )
      return from;
    const articled = from > begin && ARTICLES.test(this.sheet.key(from - 1));
    return isGivenName(name.key) || articled || isRole(role.key) ? from + 1 : from;
  }

  /** "the fire marshal", "our lighting team": everything up to a word that leads on to something else. */
  private endOfGroup(from: number): number {
    let to = from + 1;
    for (
      let word = this.sheet.tokens[to];
      word && this.isNameWord(to) && !isCapital(word);
      word = this.sheet.tokens[++to]
    )
      if (meetingNoun(word.key) || FILLERS.has(word.key)) break;
    return to;
  }

  /** "…, Xaver und Lisa": a name between comma and "und" is one of the list. */
  isOneBeforeAnd(at: number): boolean {
    const name = this.nameAt(at, true, false);
    if (!name || isThing(this.sheet.key(name.from))) return false;
    const join = this.sheet.key(name.to);
    if (
      /^(?:und|u|and|&|\+)$/.test(join) &&
      this.sheet.isFree(name.to) &&
      (this.sheet.role(name.to + 1) === 'person' || PRONOUNS.test(this.sheet.key(name.to + 1)))
    )
      return true;
    const after = this.nameAt(name.to + 1, true, false);
    return (
      /^(?:und|u|and|&|\+|,)$/.test(join) &&
      this.sheet.isFree(name.to) &&
      after !== null &&
      !isThing(this.sheet.key(after.from)) &&
      (join !== ',' || isGivenName(this.sheet.key(after.from)) || this.isOneBeforeAnd(name.to + 1))
    );
  }

  private isNameWord(at: number): boolean {
    const token = this.sheet.tokens[at];
    if (!token || token.kind !== 'word' || !this.sheet.isFree(at) || this.sheet.isReserved(at)) return false;
    if (this.isSurnameToo(at)) return true;
    if (/^[A-Z]+\d*$/.test(token.key) || NEVER.has(token.key) || PRONOUNS.test(token.key)) return false;
    // A capital in the middle is a name even where the word is one of many: "Mit Will und Mark".
    return (
      isGivenName(token.key) ||
      !FILLERS.has(token.key) ||
      (isCapital(token) && !/^(?:mit|und|die|der|das)$/.test(token.key) && at > 0 && token.key.length > 3)
    );
  }

  /** "Rainer Lang", "Bettina Kurz": a capital behind a given name. */
  private isSurnameToo(at: number): boolean {
    const token = this.sheet.tokens[at];
    return (
      token !== undefined &&
      isCapital(token) &&
      /^(?:kurz|lang|lange|neu|quick|long|short|halb|frei|gern)$/.test(token.key) &&
      isGivenName(this.sheet.key(at - 1))
    );
  }
}

/** What somebody does, by the ending. */
export const isRole = (key: string) =>
  isGroup(key) ||
  /.(?:leiter|leiterin|meister|meisterin|techniker|technikerin|fuehrer|planer|planerin|manager|managerin|chef|chefin)$/.test(
    key,
  );

/** "mit dem Team", "mit Technik": groups of people that are asked for by name. */
function isGroup(key: string): boolean {
  return (
    /^(?:team|chef|chefin|kunde|kunden|kundin|technik|regie|crew|alle|allen|everyone|everybody|all|hausmeister|feuerwehr|catering|security|agentur|veranstalter|marketing|vertrieb|buchhaltung|tuev|polizei|amt|bauamt|behoerde|band|bands|artist|hersteller|lieferant|lieferanten|dienstleister|vermieter|mischer|techniker|meister|azubi|azubis|praktikant|praktikanten|helfer|kuenstler|kuenstlerin|kollegen|kollegin|leute|stagehands|client|clients|customer|supplier|boss|manager|guys|folks)$/.test(
      key,
    ) || /(?:abteilung|team|leitung)$/.test(key)
  );
}
