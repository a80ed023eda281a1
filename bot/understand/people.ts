import { findListStarts, type ListStart } from './list-starts.ts';
import { isThing } from './nouns.ts';
import { isRole, JOINS, NameReader, PRONOUNS } from './person-names.ts';
import type { Mention, Person } from './reading.ts';
import type { Sheet, Stretch } from './sheet.ts';
import { fold, isCapital } from './tokens.ts';

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

  const names = new NameReader(sheet, english);
  for (const start of findListStarts(sheet, names.lower)) takeList(start);
  // "ich und Anna", "Anna und ich": the writer is there anyway.
  const ordered = people.sort((a, b) => a.at - b.at).map(({ person }) => person);
  return ordered.filter((person, at) => ordered.findIndex((other) => identity(other) === identity(person)) === at);

  function takeList({ at: begin, sure, leading, mark }: ListStart) {
    if (
      mark &&
      (sheet.role(begin) === 'person' || PRONOUNS.test(sheet.key(begin)) || names.nameAt(begin, sure, leading))
    )
      sheet.setAside(mark);
    let at = begin;
    let certain = sure;
    for (;;) {
      if (sheet.role(at) === 'person') {
        while (sheet.role(at) === 'person') at++;
      } else if (PRONOUNS.test(sheet.key(at)) && sheet.isFree(at)) at++;
      else {
        const name = names.nameAt(at, certain, leading);
        if (!name) break;
        sheet.take({ from: at, to: name.to }, 'person');
        if (!isAddressed(name) && !isNamedBehind(name))
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
        names.nameAt(next, joined, leading)
      ) {
        at = next;
        certain = joined;
        continue;
      }
      // "Rosie, Ewan, Feb 12th": a lone word in capitals behind a name.
      const lone = sheet.tokens[next];
      const after = next + 1;
      if (
        english &&
        lone &&
        isCapital(lone) &&
        !isThing(lone.key) &&
        (!sheet.isFree(after) || /^[,;.!?\n]$/.test(sheet.key(after))) &&
        names.nameAt(next, true, false)
      ) {
        at = next;
        certain = true;
        continue;
      }
      // ", Xaver und Lisa": a name between comma and "und" is one of the list.
      if (!joined && names.isOneBeforeAnd(next)) {
        const name = names.nameAt(next, true, leading);
        if (name) {
          at = next;
          certain = true;
          continue;
        }
      }
      break;
    }
  }

  /** "unserem Kunden info@…", "Tom Kern (tom.kern@…)": who it is says the address. */
  function isAddressed({ from, to }: Stretch): boolean {
    const at = /^[(<,:]$/.test(sheet.key(to)) ? to + 1 : to;
    const address = sheet.tokens[at];
    if (address?.kind !== 'email') return false;
    const box = fold(address.written).split('@')[0] ?? '';
    const parts = sheet.tokens.slice(from, to).map(({ key }) => key);
    return (at === to && parts.every(isRole)) || parts.some((part) => part.length > 2 && box.includes(part));
  }

  /** "with a freelancer, Tomasz Nowak" */
  function isNamedBehind({ from, to }: Stretch): boolean {
    const [role, name] = [sheet.tokens[from], sheet.tokens[to + 1]];
    if (!role || !name || sheet.key(to) !== ',' || !isCapital(name) || isThing(name.key)) return false;
    if (!/^(?:a|an|our|my|the|einem|einer|unserem|unserer|meinem|meiner|dem|der)$/.test(sheet.key(from - 1)))
      return false;
    return (english ? !isCapital(role) : isRole(role.key)) && names.nameAt(to + 1, true, false) !== null;
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
}

const identity = (person: Person) => fold(person.address ?? person.id ?? person.written);
