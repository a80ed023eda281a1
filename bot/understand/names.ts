/**
 * Given names that are common where Lupax is used. They only settle doubts: a name that is not among them is read as
 * well, but "lisa" in a chat in lower case, or "Anna" beside a German noun, is plain with them.
 */
const GIVEN_NAMES = new Set(
  [
    'adam adrian ahmed aida aisha albert alessandro alex alexander alexandra alexandre alfred ali alice alicia alina aline amelie amina amir amira ana anastasia anders',
    'andrea andreas andreea andrej andrew andrzej andy angela angelika anita anja anke ann anna annabel annalena anne annegret annelie anneliese annemarie annette annika',
    'anton antonia antonio antje arda ariane armin arne arnold arthur arthur artur astrid axel ayla ayse aysegul aylin barbara basti bastian beate beatrice beatrix ben benedikt',
    'benjamin benny bernard bernd bernhard berta bert bettina bianca bill birgit birgitta birte bjarne bjoern bob bodo boris brigitte britta bruno burak burkhard can carina',
    'carl carla carlo carlos carmen carola carolin caroline carsten caspar catherine cathrin celine cem charlie charles charlotte chiara chloe chris christa christian christiane christiano christina',
    'christine christof christoph christopher claas clara claudia claudio claus clemens conny conrad constantin constanze cora cornelia corinna daisy dagmar dana daniel daniela daniele',
    'danny dario david dean deborah deniz dennis detlef diana dieter dietmar dietrich dilek dimitri dirk dominik dominique don dora doris dorothea dorothee ebru eberhard eckhard eddie edgar edith eduard',
    'edward ekaterina elena eleonore elias elif elisa elisabeth elizabeth elke ella ellen elmar elsa elsbeth elvira emil emilia emily emine emma emre eric erich erik erika ernst erwin esra esther',
    'eugen eva evelyn evi fabian fabienne fatima fatma fatih felicitas felix ferdinand filip finn fiona flo florence florian francesca francesco francis franco frank franka franz franziska frauke fred freddy frederic frederik',
    'frida frieda friederike friedhelm friedrich fritz gabi gabriel gabriela gabriele gaby georg george georgia gerald gerd gerda gerhard gerlinde gernot gert gesa gisela gina giorgio giovanni giulia',
    'gloria gottfried grace gregor greta gudrun guido guenter guenther gunnar gunther gustav hakan hanna hannah hannelore hannes hans harald harry hartmut hasan hassan hauke heide heidi heike heiko heiner',
    'heinrich heinz helen helena helene helga helge hellmut helmut hendrik henning henri henriette henrik henry herbert heribert hermann hilde hildegard holger horst hubert hugo hussein ibrahim ida ilka ilona ilse',
    'immanuel ina ines inga inge ingeborg ingo ingrid irene irina iris irma isa isabel isabell isabella isabelle ismail ivan ivana ivo jack jacob jacqueline jakob james jan jana jane janet janina janine janna jannik jannis jasmin jasper',
    'javier jean jeanette jeannine jelena jenna jennifer jenny jens jeremy jessica jessie jill jim jo joachim joanna jochen joe joel joerg johan johann johanna johannes john jon jonas jonathan jorge jörg jose josef joseph josephine joshua josh',
    'juan judith julia julian juliane julie julius jupp jurek jürgen juergen jutta kai kaethe karen karim karin karina karl karla karlheinz karolin karoline karsten kasimir kaspar kate katharina kathi kathleen kathrin kathy katja katrin kay kemal kenan kerstin kevin khaled kilian kim',
    'kira kirsten klara klaus knut konrad konstantin konstanze korbinian kristian kristin kristina kurt kyra lara larissa lars laura laurin lea leah lena leni lennart leo leon leonard leonardo leonhard leoni leonie leopold leyla liam lilli lily lina linda linus lisa lisbeth liz lorenz lothar',
    'lotta lotte louis louisa louise luca lucas lucia lucie lucy ludger ludwig luis luisa luise lukas luke lutz lydia lynn mads magda magdalena magnus maik maike maja malte mandy manfred manuel manuela mara marc marcel marcello marco marcus mareike maren margarete margit margot margret maria marian mariana marianne marie marieke',
    'marina mario marion marius mark markus marlene marlies marta martha martin martina marvin mary mateo mathias mathilda mathilde matt matteo matthew matthias matthis maurice mauro max maxi maximilian maya mehmet melanie melina melissa melis mesut mia micha michael michaela michel michele michelle miguel mika mike mila milan milena mira miriam mirja mirjam mirko mischa mohamed mohammed',
    'mona monica monika moritz murat mustafa nadia nadine nadja naomi natalia natalie natascha nele nico nicola nicolai nicolas nicole niels niklas niko nikola nikolai nikolaus nils nina noah noel nora norbert norma olaf ole olga oliver olivia omar orhan oscar oskar oswald otmar otto ottmar oezlem özlem ozlem pablo paolo pascal pat patricia patrick patrik',
    'paul paula pauline pavel pedro peggy peer pelin per petra peter petr phil philip philipp phillip pia pierre pilar piotr quentin rachel rafael raik rainer ralf ralph ramona raphael rasmus raul rebecca rebekka regina regine reiner reinhard reinhold renate rene ricarda richard rick rita rob robert roberta roberto robin rocco roland rolf roman romy ronja ronny ron rosa rosemarie rosi rosie roswitha',
    'ruben rudi rudolf rupert ruth ryan sabine sabrina sally salome sam samantha samir samira samuel sandra sandro sandy sanne sara sarah sascha saskia sebastian selin selina selma serkan severin sharon sibel sibylle siegfried sigrid silja silke silvia silvio simon simona simone sina sofia sofie sonja sophia sophie stanislaw stefan stefanie steffen steffi stella stephan stephanie stephen steve steven stina',
    'sue susan susanne susi suse sven svenja svetlana swen sybille sylvia tamara tania tanja tarik tatjana ted theo theodor theresa therese theresia thilo thomas thorben thorsten tijana till tilman tilo tim timo timothy tina tino tobi tobias tom tomas tommy toni tony torben torsten tristan tuana udo ufuk ulf uli ulla ulli ullrich ulrich ulrike ursula uschi uta ute uwe valentin valentina valerie vanessa vera verena',
    'veronika victor victoria viktor viktoria vincent viola vivian volker volkan wally walter waltraud wanda werner wiebke wilfried wilhelm will wilma winfried wladimir wolf wolfgang wolfram xaver yannick yannik yara yasemin yasmin yusuf yvonne zeynep zoe zoltan',
    'ulises jochen wolle katha caro vale matze andi andre andré hansi alina basti lene mike nick pete greg gary keith kelly megan molly ollie oliver owen priya raj ravi sanjay wei ying yuki kenji hiroshi ngozi chinedu kwame fatou emeka anil arjun deepak amit neha olu',
  ]
    .join(' ')
    .split(' '),
);

/** @param key a folded word */
export const isGivenName = (key: string) =>
  GIVEN_NAMES.has(key) || key.split('-').every((part) => GIVEN_NAMES.has(part));
