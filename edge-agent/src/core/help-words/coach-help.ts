import type { Words } from './words.js';

/* What `--help` says of the commands about coaches: consent, reads, programmes, messages. */

export const GRANT_HELP = {
  summary: {
    en: 'let a coach see metrics at a granularity',
    nl: 'laat een coach metingen zien, zo fijn als u kiest',
  },
  description: {
    en: 'Shows the notice and exactly what the coach will see, asks, and then signs. Nothing is shared without it. Single samples (raw) no coach is shown, so that they are not granted.',
    nl: 'Toont de kennisgeving en precies wat de coach zal zien, vraagt het u, en tekent dan. Zonder dat wordt niets gedeeld. Afzonderlijke metingen (raw) krijgt geen coach te zien: ze worden niet toegestaan.',
  },
  coach: {
    en: 'who may see it, by the id that your coach gave you, such as coach-1',
    nl: 'wie het mag zien, met de id die uw coach u gaf, zoals coach-1',
  },
  daysValid: {
    en: 'days until the grant lapses, 366 at most; days after it are not shared',
    nl: 'dagen tot de toestemming vervalt, hoogstens 366; dagen daarna worden niet gedeeld',
  },
  preview: {
    en: 'only show what the coach would see: sign nothing',
    nl: 'toon enkel wat de coach zou zien: teken niets',
  },
  yes: {
    en: 'agree without being asked, as where no terminal is',
    nl: 'ga akkoord zonder dat het u gevraagd wordt, bijvoorbeeld waar geen terminal is',
  },
  previewExample: { en: 'shows it and signs nothing', nl: 'toont het en tekent niets' },
} satisfies Words;

export const WITHDRAW_HELP = {
  grant: { en: 'id of the grant, as `grants` shows it', nl: 'id van de toestemming, zoals `grants` die toont' },
  summary: { en: 'end a grant, in one step', nl: 'trek een toestemming in, in één stap' },
  description: {
    en: 'Ends a grant, all grants to a coach, or all grants. It holds here at once, online or not; the coach API destroys the keys as soon as it hears of it.',
    nl: 'Trekt een toestemming in, alle aan een coach, of alle. Het geldt hier meteen, met of zonder netwerk; de coach-API vernietigt de sleutels zodra ze ervan hoort.',
  },
  coach: { en: 'end every grant to this coach', nl: 'trek elke toestemming aan deze coach in' },
  all: { en: 'end every grant', nl: 'trek elke toestemming in' },
  note: {
    en: 'Exit code 0 says that it is withdrawn, whether or not the coach API has confirmed it yet. Asked again, it sends what has not arrived.',
    nl: 'Afsluitcode 0 zegt dat het ingetrokken is, of de coach-API het nu al bevestigde of niet. Nog eens gevraagd verstuurt het wat niet aankwam.',
  },
} satisfies Words;

export const GRANTS_HELP = {
  summary: { en: 'show what is shared', nl: 'toon wat gedeeld wordt' },
  description: {
    en: 'Shows the grants that live, and what is over here while the coach API still counts it; exit 1 if a record of them was changed on disk.',
    nl: 'Toont de toestemmingen die gelden, en wat hier voorbij is terwijl de coach-API het nog telt; eindigt met 1 als een stuk daarvan op schijf veranderd is.',
  },
  all: {
    en: 'the whole history: grants, withdrawals and lapses, in order',
    nl: 'de hele geschiedenis: toestemmingen, intrekkingen en wat verviel, in volgorde',
  },
  confirm: {
    en: 'confirm the grants that came back by `recover`, so that days are shared under them again; it first fetches consent that was lost here, or signed on another machine',
    nl: 'bevestig de toestemmingen die met `recover` terugkwamen, zodat ermee weer dagen gedeeld worden; het haalt eerst op wat ervan hier verloren ging of op een andere machine getekend werd',
  },
  yes: {
    en: 'confirm without being asked, as where no terminal is',
    nl: 'bevestig zonder dat het u gevraagd wordt, bijvoorbeeld waar geen terminal is',
  },
} satisfies Words;

export const READS_HELP = {
  summary: { en: 'show who looked at what', nl: 'toon wie wat inkeek' },
  description: {
    en: 'Shows who looked at what, and verifies it here; exit 1 if a read is not proven or was not granted, 2 if the log does not answer.',
    nl: 'Toont wie wat inkeek, en kijkt het hier na; eindigt met 1 als een inzage niet bewezen of niet toegestaan is, met 2 als het logboek niet antwoordt.',
  },
} satisfies Words;

export const MESSAGES_HELP = {
  summary: {
    en: 'show what coaches wrote and what you wrote',
    nl: 'toon wat coaches schreven en wat u schreef',
  },
  description: {
    en: 'Shows what coaches wrote and what you wrote, verified here; exit 1 if something does not verify.',
    nl: 'Toont wat coaches schreven en wat u schreef, hier nagekeken; eindigt met 1 als iets niet klopt.',
  },
  sendSummary: { en: 'write to a coach', nl: 'schrijf aan een coach' },
  sendDescription: {
    en: 'Writes to a coach to whom you granted something, sealed; the text may come from standard input.',
    nl: 'Schrijft verzegeld aan een coach aan wie u iets toestond; de tekst mag van de standaardinvoer komen.',
  },
  coach: { en: 'to whom', nl: 'aan wie' },
  answers: {
    en: 'the message that it answers: its number in the thread, or its leaf',
    nl: 'het bericht waarop dit antwoordt: zijn nummer in het gesprek, of zijn afdruk',
  },
  text: { en: 'what you say', nl: 'wat u zegt' },
  textFile: { en: 'file that holds it', nl: 'bestand waar het in staat' },
  textExample: { en: 'See you on Monday', nl: 'Tot maandag' },
} satisfies Words;

export const PROGRAMME_HELP = {
  summary: { en: 'show the exercise programme of a coach', nl: 'toon het oefenprogramma van een coach' },
  description: {
    en: 'Shows the exercise programme of a coach, verified here; exit 1 if something does not verify.',
    nl: 'Toont het oefenprogramma van een coach, hier nagekeken; eindigt met 1 als iets niet klopt.',
  },
  all: {
    en: 'every session, of earlier programmes and revisions as well',
    nl: 'elke sessie, ook van vroegere programma’s en herzieningen',
  },
  doneSummary: { en: 'tell the coach that a session was done', nl: 'meld de coach dat een sessie gedaan is' },
  doneDescription: {
    en: 'Tells the coach that a session was done, by its number; the last that you say of it counts.',
    nl: 'Meldt de coach met haar nummer dat een sessie gedaan is; wat u er laatst over zegt, telt.',
  },
  session: { en: 'its number', nl: 'haar nummer' },
  effort: { en: 'how hard it was, 0 to 10', nl: 'hoe zwaar het was, 0 tot 10' },
  note: { en: 'what you say to it', nl: 'wat u erbij zegt' },
  undone: { en: 'that it was not done', nl: 'dat ze niet gedaan is' },
  programme: { en: 'which programme, where several are under way', nl: 'welk programma, waar er meerdere lopen' },
  noteExample: { en: 'It went well', nl: 'Het ging goed' },
} satisfies Words;
