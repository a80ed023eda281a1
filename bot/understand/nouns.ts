/**
 * German writes nouns and names alike. What is surely a thing and not a person: the nouns of this trade and of offices,
 * and the endings that make things ("-ung", "-plan"). A surname that is also a thing is still read behind a given name
 * that is followed by nothing else; see people.ts.
 */
const THINGS = new Set(
  [
    'buehne buehnen licht ton rigging statik strom stromplan video technik abnahme aufbau abbau montage demontage probe proben konzept plan plaene angebot angebote rechnung vertrag',
    'budget kosten projekt projekte projektstatus thema themen material lager fahrzeug lkw truss traverse traversen podest podeste pult mischpult kabel kamera kameras beamer leinwand led wand messe stand',
    'event events konzert konzerte show shows tour tournee festival sommerfest kongress gala premiere theater halle raum saal foyer catering security bestuhlung deko dekoration kulisse kostuem kostueme requisite requisiten',
    'ablauf ablaufplan zeitplan dienstplan personal personalplanung urlaub urlaube urlaubsplanung bewerbung onboarding feedback status update zahlen ziele quartal jahresgespraech strategie marketing vertrieb it server netzwerk wlan',
    'anfrage anfragen auftrag auftraege bestellung lieferung transport logistik equipment geraete inventur wartung pruefung sicherheit brandschutz genehmigung behoerde kunde kunden kundin team chef chefin kollege kollegen kollegin leute alle allen',
    'rueckblick ausblick einkauf buchhaltung steuer steuern bank presse website webseite newsletter flyer plakat plakate gaestehaus hotel hotels reise reisen flug bahn auto parkplatz schluessel kaffee essen mittagessen',
    'lichtplan lichtshow tonprobe soundcheck setlist drehbuch regie inspizienz backline monitor monitore monitoring funk intercom pyro pyrotechnik nebel laser hubsteiger buehnenbild buehnenplan stagehands crew helfer volunteers artist artists band bands kuenstler kuenstlerin',
    'load-in load-out get-in get-out loadin loadout stage lighting light lights sound audio power budget plan plans contract offer quote design layout schedule seating crew catering truck trucks logistics safety setup teardown rigging truss',
    'frage fragen problem probleme loesung idee ideen entwurf vorschlag bericht protokoll agenda planung besprechung uebergabe begehung abstimmung vorbereitung nachbereitung koordination organisation praesentation einladung einladungen gaeste gaesteliste',
    'open air open-air stadthalle stadtfest weihnachtsfeier weihnachtsmarkt jubilaeum hochzeit firmenfeier hauptversammlung roadshow kick-off kickoff relaunch launch release webshop software hardware lizenz lizenzen vertragsverlaengerung preise preisliste nachtrag',
    'hersteller lieferant lieferanten dienstleister agentur veranstalter vermieter hausmeister feuerwehr polizei gemeinde stadt amt bauamt tuev mischer techniker meister azubi azubis praktikant praktikanten',
    'the this that everyone everybody all people guys folks client clients customer boss manager supplier technik-team lichtteam',
    'notfall evakuierung havarie schaden versicherung haftung gema brandschutzkonzept sicherheitskonzept pflicht dreh drehtag filmdreh studio streaming stream livestream hybrid zoom webcast einlass ausweis tickets ticket ticketing kasse bar gastro',
  ]
    .join(' ')
    .split(' '),
);

const THING_ENDING =
  /.(?:umzug|verleih|service|fokus|wege|auftrag|antrag|ung|ungen|heit|keit|tion|tionen|schaft|ment|ments|taet|ismus|plan|plaene|plans|probe|proben|abnahme|konzept|liste|listen|check|checks|bau|feier|fest|technik|licht|anlage|anlagen|buehne|show|konferenz|gespraech|gespraeche|termin|termine|projekt|status|budget|kosten|angebot|angebote|vertrag|vertraege|rechnung|bericht|bild|bilder|halle|messe|haus|raum|saal|wand|waende|zeiten|ablauf|ablaeufe|fahrt|abteilung|leitung|team|logistik|material|ausstattung|runde|kosten|preise|daten|ticket|meeting|workshop|thema|themen|tour|stand|festival|kongress|veranstaltung|papier|vorlage|einkauf|verkauf|pult|traverse|system|systeme|dienst|arbeiten|ordnung|mappe|ausfall|verteilung|versorgung|kabel|strom|ton)$/;

/** @param key a folded word */
export const isThing = (key: string) => THINGS.has(key) || (key.length >= 6 && THING_ENDING.test(key));
