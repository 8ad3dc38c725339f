import type { Metric } from '@fit4work/protocol';
import { counted } from './counted.js';
import { type FindingCode, isCondition } from './findings.js';
import type { Language } from './language.js';
import { localTime } from './local-time.js';
import { SHARED_WORDS } from './notice.js';
import type { ToldFinding } from './told-times.js';

/* What was noticed, for the person whose agent it is: one sentence that says what it means, and one that says what to do. */

const MEANINGS: Readonly<Record<Language, Readonly<Record<FindingCode, string>>>> = {
  en: {
    'broker-unreachable':
      'The broker cannot be reached, so everything is kept here; check the network of this machine, or wait.',
    'broker-refuses':
      'The broker refuses this agent; check the clock of this machine, and if that is right ask the programme whether the agent is still enrolled, or sent more to the log than it may.',
    'publish-refused':
      'The broker ends the connection each time a certain message of this agent comes to it, so what waits is kept and tried ever more seldom; update the agent, and if that does not help ask the programme what its broker refuses.',
    'agent-ended':
      'THIS AGENT WAS ENDED: the coach API no longer lists its key, as after `recover` or `rotate --retire` on another machine, so nothing that is made here is sent or counts, and nothing new comes in; go on there, or run `recover` with the 24 words in a new state folder.',
    'agent-suspended':
      'THIS AGENT IS SUSPENDED: the administrator was told that it is lost, so nothing of it is taken and everything is kept here; if it is in your hands, ask the administrator to resume it, and sending goes on by itself.',
    'challenge-ended':
      'The challenge of this agent is over, so the coach API takes nothing more of it; what was measured stays here, and `export` gives it to you.',
    'clock-wrong':
      'The clock of this machine is wrong, so the broker refuses what it signs; set it right (automatic time), and sending resumes by itself.',
    'time-differs':
      'The clock of this machine and that of the coach API show different times after a while in which this machine was away, so windows in which nothing was measured wait; set the clock right (automatic time), and if it is right tell the programme: what is measured is sealed all the same, and whoever sees your traffic can tell the one from the other until then.',
    'time-untold':
      'The clock of this machine is far from all that is known, as after more than a week away, and the coach API does not say what time it is, so windows in which nothing was measured wait; check the network and the clock: what is measured is sealed all the same, and whoever sees your traffic can tell the one from the other until then.',
    'receipts-overdue':
      'What was sent is not confirmed by the coach API, so it is sent again and kept; if this lasts a day, tell the programme.',
    'consent-refused':
      'The coach API does not take consent that was signed here, though it confirms what is sent after it, as where it has 1,024 records of you already, the most that it takes: a grant among it shares nothing (`grants --all` shows which were not received); withdraw what you want to share no longer, which it takes of every grant that it has, and ask the programme for a new invitation to grant more.',
    'releases-refused':
      'The coach API does not take keys that were released here, though it confirms what is sent after them, as where their grant was withdrawn on another machine of yours: nothing is shared by them; compare `grants` on your machines, and withdraw here too what you ended there.',
    'coach-lost-envelopes':
      'The coach API lost envelopes whose bytes are no longer here either, so it takes none of those that follow; run `rotate --now`, which begins a new chain with what this machine still has, and tell the programme.',
    'keys-refused':
      'THE COACH API SHOWED KEYS THAT ARE NOT ITS OWN: the list is not signed by the keys that you trust, or is another than before, and it was refused; you go on with the keys from before: tell the programme, and compare its keys by another way.',
    'keys-taken-back':
      'The coach API took back a change of its keys, as after an old backup of its key file, and it was refused; you go on with the newest key: tell the programme, which may not be able to open what you send now.',
    'keys-missed':
      'The coach API changed its keys while this machine was away, and what still waits here was made for a key that may be gone; run `rotate --now`, which makes it anew.',
    'leaves-overdue':
      'The log grows without the leaves that this agent sent, so they are sent again; if this lasts a day, tell the programme and the witnesses.',
    'checkpoints-withheld':
      'The broker does not hand over the checkpoints that the log publishes, so they are read from the log itself, and nothing is lost by it; tell the programme if it goes on.',
    'log-silent':
      'The log has published nothing new while leaves of this agent wait; they are kept and sent again, and if this lasts a day, tell the programme.',
    'log-unreachable':
      'The public files of the log cannot be read, so nothing is proven meanwhile; check the network, or wait.',
    'receipt-forged':
      'A receipt came that the coach API did not sign, and it was refused; somebody at the broker may be forging: tell the programme.',
    'receipt-diverged':
      'The coach API confirmed an envelope that this agent never made, and nothing was believed of it; tell the programme, since its storage is wrong or the key of this agent was copied.',
    'receipt-for-another': 'A receipt about somebody else came here, and it was refused; tell the programme.',
    'receipt-older':
      'A receipt came that is older than one held, and it was ignored; the broker repeats or reorders messages: tell the programme if it goes on.',
    'coach-restored':
      'The coach API has less than it once confirmed, as after an old backup was restored; what this machine still has is sent again: tell the programme.',
    'message-malformed':
      'A message came that does not read or is not signed as it must be, and it was refused; tell the programme if it goes on.',
    'message-unknown':
      'A message of a kind came that this agent does not know, and it was ignored; update the agent, or tell the programme.',
    'message-for-another': 'A message for somebody else was delivered here, and it was ignored; tell the programme.',
    'letters-refused':
      'Something came down that is too long or for which there is no room, and it was not kept; run `reads`, `programme`, `messages` and `erase --list`, which throw away what is no letter, and tell the programme.',
    'late-refused':
      'A wearable brought history of a day whose samples are forgotten here, so it could not be added: what was sent of that day stands; if a wearable may be away for so long, keep samples for longer (FIT4WORK_AGENT_KEEP_DAYS).',
    'samples-lost':
      'A repair could not keep all samples of the vault; what was sealed of them before stands and comes back with `recover` in a new state folder, and what was not is in no other place than a backup of your own or the damaged file that was left beside the vault: it is lost; it was of these days, where they can be named.',
    'checkpoint-forged':
      'A checkpoint came that the log did not sign, and it was refused; somebody may be forging: tell the programme and the witnesses.',
    'checkpoint-unwitnessed':
      'A checkpoint came without the cosignatures that your enrolment asks for, and it proves nothing; tell the witnesses if it goes on.',
    'checkpoint-older':
      'A checkpoint came that is older than one believed, and it was ignored; the broker repeats or reorders messages: tell the programme if it goes on.',
    'policy-refused':
      'The log served a change of its keys that is not signed as it must be, and it was refused: you go on trusting the keys from before; tell the programme and the witnesses.',
    'log-forked':
      'THE LOG SHOWED TWO HISTORIES. Nothing was believed of the second; tell the programme and the witnesses.',
    'log-rolled-back':
      'THE LOG TOOK BACK what it had published. Nothing was believed of it; tell the programme and the witnesses.',
    'log-misfit':
      'Files of the log did not fit its checkpoint, and nothing was believed of them; they are read again: tell the programme if it goes on.',
    'broker-silent':
      'The broker did not confirm what was handed to it, so the connection was made anew and everything sent again; tell the programme if it goes on.',
    'broker-garbled':
      'What came over the connection was not MQTT, so it was made anew; something between here and the broker changes what is sent: tell the programme if it goes on.',
    'broker-repeats':
      'The broker confirmed what it was not given; something between here and the broker repeats messages: tell the programme if it goes on.',
    'radio-unusable':
      'The Bluetooth of this machine cannot be used, so no wearable is read; wearables keep what they can for a while: run `doctor`, which says what is wrong and what to do.',
    'folder-open':
      'OTHERS ON THIS MACHINE CAN READ the folder of the vault, and in it the key of this agent and the keys of open days, and it could not be closed; move it to a folder of your own (FIT4WORK_AGENT_STATE), and run `rotate` there.',
    'folder-was-open':
      'Others on this machine could read the folder of the vault, and in it the key of this agent and the keys of open days; it was closed: if anybody else uses this machine, run `rotate`.',
  },
  nl: {
    'broker-unreachable':
      'De broker is niet bereikbaar, dus alles wordt hier bewaard; kijk het netwerk van deze machine na, of wacht.',
    'broker-refuses':
      'De broker weigert deze agent; kijk de klok van deze machine na, en vraag het programma, als die juist staat, of de agent nog ingeschreven is, of meer naar het logboek stuurde dan hij mag.',
    'publish-refused':
      'De broker verbreekt de verbinding telkens als een bepaald bericht van deze agent bij hem aankomt, dus wat wacht, wordt bewaard en steeds minder vaak geprobeerd; werk de agent bij, en vraag het programma, als dat niet helpt, wat zijn broker weigert.',
    'agent-ended':
      'DEZE AGENT WERD BEËINDIGD: de coach-API kent zijn sleutel niet meer, zoals na `recover` of `rotate --retire` op een andere machine, dus niets wat hier gemaakt wordt, wordt verzonden of telt, en er komt niets nieuws binnen; ga daar verder, of voer `recover` uit met de 24 woorden in een nieuwe map.',
    'agent-suspended':
      'DEZE AGENT IS GESCHORST: de beheerder hoorde dat hij verloren is, dus er wordt niets van hem aangenomen en alles wordt hier bewaard; is hij in uw handen, vraag de beheerder dan om hem te hervatten, en het verzenden gaat vanzelf verder.',
    'challenge-ended':
      'De uitdaging van deze agent is voorbij, dus de coach-API neemt niets meer van hem aan; wat gemeten werd, blijft hier, en `export` geeft het u.',
    'clock-wrong':
      'De klok van deze machine staat fout, dus de broker weigert wat ze tekent; zet ze juist (automatische tijd), en het verzenden gaat vanzelf verder.',
    'time-differs':
      'De klok van deze machine en die van de coach-API tonen een verschillende tijd nadat deze machine een tijd weg was, dus vensters waarin niets gemeten werd, wachten; zet de klok juist (automatische tijd), en meld het aan het programma als ze juist staat: wat gemeten wordt, wordt toch verzegeld, en wie uw verkeer ziet, kan tot dan het ene van het andere onderscheiden.',
    'time-untold':
      'De klok van deze machine staat ver van alles wat bekend is, zoals na meer dan een week weg, en de coach-API zegt niet hoe laat het is, dus vensters waarin niets gemeten werd, wachten; kijk het netwerk en de klok na: wat gemeten wordt, wordt toch verzegeld, en wie uw verkeer ziet, kan tot dan het ene van het andere onderscheiden.',
    'receipts-overdue':
      'Wat verzonden werd, is niet bevestigd door de coach-API, dus het wordt bewaard en opnieuw verzonden; meld het aan het programma als dit een dag duurt.',
    'consent-refused':
      'De coach-API neemt toestemmingen of intrekkingen die hier getekend werden niet aan, hoewel ze bevestigt wat erna verzonden wordt, zoals wanneer ze er al 1024 van u heeft, het meeste dat ze aanneemt: een toestemming daarbij deelt niets (`grants --all` toont welke niet ontvangen zijn); trek in wat u niet meer wilt delen, dat neemt ze aan van elke toestemming die ze heeft, en vraag het programma een nieuwe uitnodiging om meer toe te staan.',
    'releases-refused':
      'De coach-API neemt sleutels die hier vrijgegeven werden niet aan, hoewel ze bevestigt wat erna verzonden wordt, zoals wanneer u die toestemming op een andere machine introk: er wordt niets door gedeeld; vergelijk `grants` op uw machines, en trek ook hier in wat u daar beëindigde.',
    'coach-lost-envelopes':
      'De coach-API verloor enveloppen waarvan de bytes ook hier niet meer zijn, dus ze neemt geen enkele van de volgende aan; voer `rotate --now` uit, dat een nieuwe keten begint met wat deze machine nog heeft, en meld het aan het programma.',
    'keys-refused':
      'DE COACH-API TOONDE SLEUTELS DIE NIET DE HARE ZIJN: de lijst is niet getekend door de sleutels die u vertrouwt, of is een andere dan voordien, en ze werd geweigerd; u gaat verder met de sleutels van voordien: meld het aan het programma, en vergelijk haar sleutels langs een andere weg.',
    'keys-taken-back':
      'De coach-API nam een wijziging van haar sleutels terug, zoals na een oude back-up van haar sleutelbestand, en dat werd geweigerd; u gaat verder met de nieuwste sleutel: meld het aan het programma, dat misschien niet kan openen wat u nu verzendt.',
    'keys-missed':
      'De coach-API wijzigde haar sleutels terwijl deze machine weg was, en wat hier nog wacht, werd gemaakt voor een sleutel die misschien weg is; voer `rotate --now` uit, dat het opnieuw maakt.',
    'leaves-overdue':
      'Het logboek groeit zonder de bladeren die deze agent verzond, dus ze worden opnieuw verzonden; meld het aan het programma en de getuigen als dit een dag duurt.',
    'checkpoints-withheld':
      'De broker geeft de checkpoints niet door die het logboek uitgeeft, dus ze worden bij het logboek zelf gelezen, en er gaat niets door verloren; meld het aan het programma als het doorgaat.',
    'log-silent':
      'Het logboek gaf niets nieuws uit terwijl bladeren van deze agent wachten; ze worden bewaard en opnieuw verzonden. Meld het aan het programma als dit een dag duurt.',
    'log-unreachable':
      'De openbare bestanden van het logboek zijn niet leesbaar, dus intussen wordt niets bewezen; kijk het netwerk na, of wacht.',
    'receipt-forged':
      'Er kwam een ontvangstbewijs dat de coach-API niet tekende, en het werd geweigerd; iemand bij de broker vervalst misschien: meld het aan het programma.',
    'receipt-diverged':
      'De coach-API bevestigde een envelop die deze agent nooit maakte, en daarvan werd niets geloofd; meld het aan het programma: haar opslag is fout, of de sleutel van deze agent werd gekopieerd.',
    'receipt-for-another':
      'Er kwam een ontvangstbewijs over iemand anders, en het werd geweigerd; meld het aan het programma.',
    'receipt-older':
      'Er kwam een ontvangstbewijs dat ouder is dan wat er al was, en het werd genegeerd; de broker herhaalt of verwisselt berichten: meld het aan het programma als het doorgaat.',
    'coach-restored':
      'De coach-API heeft minder dan ze ooit bevestigde, zoals na het terugzetten van een oude back-up; wat deze machine nog heeft, wordt opnieuw verzonden: meld het aan het programma.',
    'message-malformed':
      'Er kwam een bericht dat niet leesbaar of niet juist getekend is, en het werd geweigerd; meld het aan het programma als het doorgaat.',
    'message-unknown':
      'Er kwam een bericht van een soort die deze agent niet kent, en het werd genegeerd; werk de agent bij, of meld het aan het programma.',
    'message-for-another':
      'Hier werd een bericht voor iemand anders bezorgd, en het werd genegeerd; meld het aan het programma.',
    'letters-refused':
      'Er kwam iets dat te lang is of waarvoor geen plaats is, en het werd niet bewaard; voer `reads`, `programme`, `messages` en `erase --list` uit, die weggooien wat geen brief is, en meld het aan het programma.',
    'late-refused':
      'Een polsband bracht metingen van een dag waarvan de metingen hier vergeten zijn, dus ze konden er niet bij: wat van die dag verzonden werd, blijft staan; bewaar metingen langer (FIT4WORK_AGENT_KEEP_DAYS) als een polsband zo lang weg kan zijn.',
    'samples-lost':
      'Een herstelling kon niet alle metingen van de kluis bewaren; wat er voordien van verzegeld werd, blijft staan en komt terug met `recover` in een nieuwe map, en wat niet verzegeld werd, staat nergens anders dan in een eigen reservekopie of in het beschadigde bestand dat naast de kluis bleef: het ging verloren; het was van deze dagen, waar die te noemen zijn.',
    'checkpoint-forged':
      'Er kwam een checkpoint dat het logboek niet tekende, en het werd geweigerd; iemand vervalst misschien: meld het aan het programma en de getuigen.',
    'checkpoint-unwitnessed':
      'Er kwam een checkpoint zonder de medehandtekeningen die uw inschrijving vraagt, en het bewijst niets; meld het aan de getuigen als het doorgaat.',
    'checkpoint-older':
      'Er kwam een checkpoint dat ouder is dan wat geloofd werd, en het werd genegeerd; de broker herhaalt of verwisselt berichten: meld het aan het programma als het doorgaat.',
    'policy-refused':
      'Het logboek bood een wijziging van zijn sleutels aan die niet getekend is zoals het moet, en ze werd geweigerd: u blijft de sleutels van voordien vertrouwen; meld het aan het programma en de getuigen.',
    'log-forked':
      'HET LOGBOEK TOONDE TWEE GESCHIEDENISSEN. Van de tweede werd niets geloofd; meld het aan het programma en de getuigen.',
    'log-rolled-back':
      'HET LOGBOEK NAM TERUG wat het uitgegeven had. Daarvan werd niets geloofd; meld het aan het programma en de getuigen.',
    'log-misfit':
      'Bestanden van het logboek pasten niet bij zijn checkpoint, en daarvan werd niets geloofd; ze worden opnieuw gelezen: meld het aan het programma als het doorgaat.',
    'broker-silent':
      'De broker bevestigde niet wat hem gegeven werd, dus de verbinding werd opnieuw gemaakt en alles opnieuw verzonden; meld het aan het programma als het doorgaat.',
    'broker-garbled':
      'Wat over de verbinding kwam, was geen MQTT, dus ze werd opnieuw gemaakt; iets tussen hier en de broker verandert wat verzonden wordt: meld het aan het programma als het doorgaat.',
    'broker-repeats':
      'De broker bevestigde wat hem niet gegeven werd; iets tussen hier en de broker herhaalt berichten: meld het aan het programma als het doorgaat.',
    'radio-unusable':
      'De Bluetooth van deze machine is niet bruikbaar, dus geen enkele polsband wordt uitgelezen; polsbanden houden een tijd bij wat ze kunnen: voer `doctor` uit, dat zegt wat er fout is en wat te doen.',
    'folder-open':
      'ANDEREN OP DEZE MACHINE KUNNEN de map van de kluis LEZEN, met de sleutel van deze agent en de sleutels van open dagen, en ze kon niet afgesloten worden; verplaats ze naar een map van uzelf (FIT4WORK_AGENT_STATE), en voer daar `rotate` uit.',
    'folder-was-open':
      'Anderen op deze machine konden de map van de kluis lezen, met de sleutel van deze agent en de sleutels van open dagen; ze werd afgesloten: voer `rotate` uit als iemand anders deze machine gebruikt.',
  },
};

const WORDS = {
  en: {
    none: 'Nothing was noticed that is not as it should be.',
    now: 'now',
    past: 'past',
    since: 'since',
    last: 'last',
    until: 'until',
    unsaid: 'nobody can say which metric',
    wentBack: 'the clock went back since',
    times: (count: number) => counted(count, 'time', 'times'),
  },
  nl: {
    none: 'Er werd niets opgemerkt dat niet is zoals het hoort.',
    now: 'nu',
    past: 'voorbij',
    since: 'sinds',
    last: 'laatst',
    until: 'tot',
    unsaid: 'niemand kan zeggen welke meting',
    wentBack: 'de klok ging sindsdien terug',
    times: (count: number) => `${count} keer`,
  },
} as const;

/** What holds or happened lately stands first. */
export function findingLines(
  findings: readonly ToldFinding[],
  { language, zone }: { language: Language; zone: string },
): readonly string[] {
  if (findings.length === 0) return [WORDS[language].none];
  const current = findings.filter((each) => each.current);
  const past = findings.filter((each) => !each.current);
  return [...current, ...past].flatMap((each) => {
    const { now: nowWord, past: pastWord } = WORDS[language];
    const state = each.current ? nowWord : pastWord;
    const meaning = `    ${MEANINGS[language][each.code]}`;
    const lost = (each.lost ?? []).map(({ day, metric }) => `    ${lostText({ day, metric }, language)}`);
    return [`${state}: ${each.code}, ${timesOf(each, { language, zone })}`, meaning, ...lost];
  });
}

function timesOf(
  { code, first, since, last, ended, count }: ToldFinding,
  { language, zone }: { language: Language; zone: string },
): string {
  const words = WORDS[language];
  const begun = isCondition(code) ? since : first;
  const [endWord, end] = ended === undefined ? [words.last, last] : [words.until, ended];
  return [
    ...(begun === null ? [] : [`${words.since} ${localTime(begun, zone)}`]),
    ...(end === null ? [] : [`${endWord} ${localTime(end, zone)}`]),
    ...(begun === null || end === null ? [words.wentBack] : []),
    words.times(count),
  ].join(', ');
}

/** A day and metric of which samples are lost. */
export const lostText = (
  { day, metric }: { readonly day: string; readonly metric?: Metric | null | undefined },
  language: Language,
): string =>
  `${day}: ${metric === null || metric === undefined ? WORDS[language].unsaid : SHARED_WORDS[language][metric]}`;
