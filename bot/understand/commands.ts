import type { Command } from './reading.ts';
import { correct } from './spelling.ts';
import { fold, tokenise } from './tokens.ts';

/** Whole messages, folded, without courtesy. */
const PHRASES: Record<Command, string> = {
  help: 'hilfe|hilf mir|kannst du mir helfen|koennen sie mir helfen|kannst du helfen|can you help me|can you help|could you help me|ich verstehe nicht|ich weiss nicht weiter|help|help me|?|was kannst du|was kannst du alles|was kannst du so|was kannst du fuer mich tun|wie geht das|wie funktioniert das|wie funktionierst du|wer bist du|befehle|kommandos|anleitung|was kann ich sagen|was kann ich tun|was geht|what can you do|what can i say|what can i do|how does this work|how do you work|who are you|commands|usage|man|h|ich brauche hilfe|i need help|menu|menue|info|zeig hilfe|zeige hilfe|show help|what do you do|was machst du|hilfe anzeigen',
  status:
    "status|stand|wie ist der status|wie ist der stand|was ist der status|zeig status|zeige status|zeig den status|zeige den status|show status|status anzeigen|state|what is the status|what's the status|how is it going|sync status|sync-status|synchronisationsstatus|status der synchronisation|wie steht es|laeuft alles|laeuft die synchronisation|is everything ok|alles ok|laeuft der sync|is sync running|wann war der letzte sync|letzte synchronisation|last sync",
  today:
    "heute|today|was steht heute auf dem plan|was steht auf dem plan|was ist heute geplant|was ist heute dran|was ist fuer heute geplant|was steht heute an|was ist heute|was ist heute los|was liegt heute an|was habe ich heute|was hab ich heute|was habe ich heute vor|termine heute|meine termine heute|heutige termine|zeig heute|zeige heute|mein tag|tagesplan|agenda|kalender heute|was steht an|welche termine habe ich heute|zeig mir heute|zeig mir meine termine|zeig mir meine termine heute|zeig mir die termine von heute|what's on today|what is on today|what do i have today|what's up today|my day|show today|today's meetings|meetings today|agenda today|what's today|what is today|show me today|show my day|what meetings do i have today|was geht heute|termine fuer heute|wie sieht mein tag aus|wie sieht heute aus|heute termine|my meetings today|schedule today|what's on my calendar today|was habe ich heute fuer termine|wann habe ich heute termine|habe ich heute termine|hab ich heute termine|habe ich heute etwas vor|do i have any meetings today|do i have anything today|any meetings today|when are my meetings today",
  tomorrow:
    "morgen|tomorrow|was steht morgen auf dem plan|was ist morgen geplant|was ist morgen dran|was ist fuer morgen geplant|was steht morgen an|was ist morgen|was ist morgen los|was liegt morgen an|was habe ich morgen|was hab ich morgen|was habe ich morgen vor|termine morgen|meine termine morgen|zeig morgen|zeige morgen|zeig mir morgen|kalender morgen|welche termine habe ich morgen|zeig mir meine termine morgen|what's on tomorrow|what is on tomorrow|what do i have tomorrow|show tomorrow|meetings tomorrow|agenda tomorrow|agenda morgen|what's tomorrow|what is tomorrow|show me tomorrow|what meetings do i have tomorrow|termine fuer morgen|wie sieht morgen aus|wie sieht mein tag morgen aus|morgen termine|my meetings tomorrow|what's up tomorrow|what's on my calendar tomorrow|was geht morgen|was habe ich morgen fuer termine|wann habe ich morgen termine|habe ich morgen termine|hab ich morgen termine|habe ich morgen etwas vor|do i have any meetings tomorrow|do i have anything tomorrow|any meetings tomorrow|when are my meetings tomorrow",
  sync: 'sync|synchronisieren|synchronisiere|synchronisier|synchronisation|abgleichen|abgleich|gleich ab|gleiche ab|jetzt synchronisieren|sync now|synchronize|synchronise|syncen|refresh|aktualisieren|aktualisiere|update|sync jetzt|starte sync|start sync|starte die synchronisation|synchronisation starten|kalender synchronisieren|synchronisiere meinen kalender|synchronisiere meine kalender|sync my calendar|sync my calendars|kalender abgleichen|sync starten|run sync|mach einen sync|kalender aktualisieren',
  pause:
    'pause|pausieren|pausiere|pausier|anhalten|halt|halte an|stopp|stop|stoppen|pause machen|mach pause|synchronisation anhalten|synchronisation pausieren|sync anhalten|sync pausieren|pause sync|pause the sync|stop sync|stoppe sync|stoppe die synchronisation|pausiere die synchronisation|halte die synchronisation an|pausiere den sync|pause syncing|stop syncing|hold|suspend|synchronisation stoppen|sync stoppen',
  resume:
    "weiter|weitermachen|mach weiter|fortsetzen|fortfahren|fahre fort|setze fort|resume|continue|go on|carry on|weiter machen|synchronisation fortsetzen|sync fortsetzen|resume sync|resume syncing|setze die synchronisation fort|unpause|pause beenden|pause aufheben|weiter geht's|es geht weiter|geht weiter|wieder starten|resume the sync",
  greeting:
    "hallo|hi|hey|moin|moin moin|servus|gruess gott|gruezi|guten morgen|guten tag|guten abend|guten mittag|tach|na|hallo zusammen|hello|hello there|good morning|good afternoon|good evening|good day|hi there|hey there|hallo lupax|hi lupax|hey lupax|hello lupax|moinsen|halli hallo|hallihallo|hallo bot|hi bot|morgen zusammen|hoi|salut|ciao|yo|schoenen guten morgen|mahlzeit|howdy|greetings|hallo du|wie geht's|wie geht es dir|how are you|gude|hallo wie geht's|hallo wie geht es dir|test",
  thanks:
    'danke|vielen dank|dankeschoen|danke schoen|danke dir|danke sehr|besten dank|herzlichen dank|thanks|thank you|thank you very much|thanks a lot|many thanks|cheers|thx|ty|merci|super danke|perfekt danke|prima danke|top danke|great thanks|perfect thanks|danke dir vielmals|tausend dank|ok danke|okay danke|alles klar danke|super|prima|top|perfekt|great|perfect|klasse',
  approve:
    'freigeben|freigabe|gib frei|gib es frei|genehmigen|genehmige|zustimmen|uebernehmen|plan freigeben|aenderungen freigeben|alles freigeben|ausfuehren|approve|approve it|approve plan|approve the plan|approved|freigegeben|genehmigt|gib den plan frei|plan genehmigen|apply|apply it|apply the plan|durchfuehren|aenderungen uebernehmen|approve changes|approve all|fuehre den plan aus|plan ausfuehren|geb frei',
  discard:
    'verwerfen|verwirf|verwirf es|verwerfe|plan verwerfen|aenderungen verwerfen|alles verwerfen|discard|discard it|discard plan|discard the plan|ablehnen|lehne ab|reject|reject it|reject the plan|decline|verwirf den plan|plan ablehnen|discard changes|wegwerfen|nicht ausfuehren|discard all|verwirf die aenderungen|verwirf alles',
  undo: 'rueckgaengig|rueckgaengig machen|mach rueckgaengig|mach das rueckgaengig|mach es rueckgaengig|mache das rueckgaengig|mache rueckgaengig|zurueck|zuruecknehmen|nimm zurueck|nimm das zurueck|widerrufen|undo|undo that|undo it|undo last|undo the last sync|revert|revert it|roll back|rollback|rueckgaengig bitte|letzten sync rueckgaengig machen|letzte synchronisation rueckgaengig machen|undo last sync|undo the last run|undo last change|revert last sync|rueckgaengigmachen|letzte aenderung rueckgaengig|letzte aenderungen rueckgaengig machen|das war falsch',
  cancel:
    "abbrechen|abbruch|brich ab|breche ab|vergiss es|vergiss das|vergiss das wieder|lass es|lass gut sein|lassen wir's|lassen wir das|lass mal|lass stecken|egal|schon gut|doch nicht|nicht mehr noetig|hat sich erledigt|erledigt sich|cancel|cancel that|cancel it|never mind|nevermind|forget it|forget that|abort|stop it|quit|exit|ende|beenden|ach nein|ach nee|stornieren|hat sich schon erledigt|skip|skip it|drop it|nvm|vergessen|nein danke|no thanks|no thank you|lieber nicht|nein lass|lass das",
  yes: "ja|jo|jap|jep|jup|jawohl|jawoll|ja bitte|ok|okay|passt|passt so|genau|genau so|klar|na klar|gerne|ja gerne|einverstanden|bestaetigen|bestaetige|mach das|mach es|machen|in ordnung|richtig|stimmt|yes|yes please|yep|yeah|yup|sure|fine|correct|confirm|go ahead|do it|ok go|alles klar|ja mach das|ja passt|ja genau|gut|sounds good|klingt gut|that's right|right|confirmed|bestaetigt|y|j|so machen wir's|anlegen|buchen|book it|ja klar|create it|sehr gut|👍|ja anlegen|ja buchen",
  no: "nein|nee|noe|ne|nö|no|nope|nah|falsch|nicht richtig|stimmt nicht|passt nicht|das stimmt nicht|das ist falsch|wrong|not right|that's wrong|n|auf keinen fall|not correct|incorrect|nicht gut|nein falsch|no wrong|👎|lieber anders",
};

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries(PHRASES).flatMap(([command, phrases]) =>
    phrases.split('|').map((phrase): [string, Command] => [fold(phrase), command as Command]),
  ),
);

/** Single words that may be mistyped: "hlfe", "rükgängig". */
const CORRECTABLE = [...COMMANDS.keys()].filter((phrase) => /^[a-z]{5,}$/.test(phrase));

const COURTESY =
  /^(?:gut|ok|okay|also|hallo|hi|hey|bot|bitte|mal|doch|jetzt|please|pls|now|lupax|dann|denn|eigentlich|einfach|kurz|lieber|liebes|den|die|das|du|zusammen)$/;

/** The command a message is as a whole, or null. Nothing longer than a short sentence is one. */
export function readCommand(text: string): Command | null {
  const words = tokenise(text)
    .filter((token) => token.kind === 'word' || token.kind === 'number' || /^[?👍👎]$/u.test(token.key))
    .map((token) => token.key);
  if (words.length === 0 || words.length > 9) return null;
  if (/^\s*morgen\s*!+\s*$/i.test(text)) return 'greeting';
  const said = words.filter((word, at) => word !== '?' || (at === 0 && words.length === 1));
  for (const candidate of [said, said.filter((word) => !COURTESY.test(word))]) {
    const command = COMMANDS.get(candidate.join(' '));
    if (command) return command;
  }
  const [only, ...more] = said.filter((word) => !COURTESY.test(word));
  if (only === undefined || more.length > 0 || only.length < 4) return null;
  const meant = correct(only, CORRECTABLE);
  return (meant !== undefined && COMMANDS.get(meant)) || null;
}
